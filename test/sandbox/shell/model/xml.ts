export * from '../../xml';

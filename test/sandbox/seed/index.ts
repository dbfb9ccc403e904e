export * from './data';
export { seedDataverse } from './dataverse';
export { seedFinance } from './finance';

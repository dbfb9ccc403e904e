export * from './codes';
export * from './compiled-map';
export * from './finding';
export * from './lookup-path';
export * from './schema';
export * from './table-map';
export * from './value';
export { formatTableMap } from './json/format-table-map';
export { parseTableMap, type ParsedMap } from './json/parse-table-map';

export * from './data';
export { DELIVERY, MASTERS, PURCHASING, rowId, type SeedTable } from './rows';
export { seedDataverse } from './dataverse';
export { seedFinance } from './finance';

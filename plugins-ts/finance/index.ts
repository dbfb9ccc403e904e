export { createFinanceSide, FINANCE_LIMITS, type FinanceLimits, type FinanceSideOptions } from './side';
export { createFinanceMetadata, readFinanceSchema, type FinanceMetadata } from './metadata';
export { EntityNotPublic, type FinanceEntity } from './entity';
export { listCompanies, readFinanceEnvironment, type FinanceCompany, type FinanceEnvironment } from './environment';
export {
  listEntitySets,
  readDualWriteKeys,
  readDualWriteProjects,
  type DualWriteKey,
  type DualWriteProject,
} from './dual-write';
export { countFinanceRows, type CountFinanceOptions } from './count';
export * from './packages';

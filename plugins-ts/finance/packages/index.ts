export {
  dataProjectOf,
  newExecutionId,
  PACKAGE_ROWS,
  PACKAGES_LEASE,
  type ExecutionId,
  type Package,
  type PackagedRow,
  type PackageOutcome,
  type PackageSide,
} from './contract';
export { createPackageSide, PACKAGE_LIMITS, type PackageLimits, type PackageSideOptions } from './side';
export { readDataEntity, transportFor, type DataEntity } from './data-entity';

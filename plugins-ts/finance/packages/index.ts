export { dataProjectOf } from './data-project';
export { createPackageSide, PACKAGE_LIMITS, type PackageLimits, type PackageSideOptions } from './side';
export { readDataEntity, transportFor, type DataEntity } from './data-entity';

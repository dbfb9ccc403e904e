export { createDataverseSide, type DataverseSideOptions } from './side';
export { createLedger, type LedgerEvent, type LedgerOptions } from './own-tables/ledger';
export { countDataverseRows, type CountDataverseOptions } from './count';
export { readTableSchema, schemaReader, tableReader, type MetadataOptions } from './metadata';
export { TableNotFound, type DataverseTable, type TableReader } from './table';
export { UNTRACKED_COMPARE } from './changes';

export { readDualWriteMaps, readEntitySets, type DualWriteThere } from './administration/dual-write-maps';
export { changeTrackingDays, serverClock, whoAmI, type WhoAmI } from './administration/organization';
export {
  readCaller,
  readDualWriteRuns,
  readHolders,
  readLinkedCompanies,
  readTableFacts,
  type CallerFacts,
  type Depth,
  type DualWriteRun,
  type TableFacts,
} from './administration/preflight';
export { readAcceptedFindings, writeAcceptedFindings, type AcceptedFinding } from './administration/accepted-findings';
export { pinSetting, readSettings, writeSetting } from './administration/settings';
export { type MapSeed, type SeedOutcome } from './administration/plan-seed';
export { readUpgradeConflicts, writeUpgradeConflicts } from './administration/upgrade-conflicts';
export {
  MapNotFound,
  seedTableMaps,
  setMapState,
  type MapStateChange,
  type SeededMap,
  type SeedOptions,
} from './administration/table-maps';
export {
  IMPORT_DEFAULTS,
  ImportFailed,
  importSolution,
  installedSolution,
  type ImportOptions,
  type InstalledSolution,
} from './administration/solution';
export { countByStatus, type StatusCount } from './administration/counts';
export {
  awaitsWord,
  findAwaitingPerson,
  findSyncRecords,
  type AwaitingPersonOptions,
} from './administration/find-sync-records';
export { createRequest, type NewRequest } from './own-tables/requests';
export { latestRuns } from './own-tables/runs';
export { readHosts, type HostStatus } from './own-tables/hosts';
export { readTableMaps, withOverlay, type TableMapRow } from './own-tables/table-maps';

export { exportDualWrite, type Exported, type ExportForm } from './export';
export { type ImportFacts, type StoredKey } from './facts';
export { importDualWrite, pairsOf, type ImportedMap, type ImportedMaps } from './import';
export { meaningOf, meaningOfStored } from './meaning';
export { lettersOf, pairKey, type Pair } from './open-map';
export { readDualWrite, type ReadDualWrite } from './read';
export { ID, OWN_COLUMNS, TABLE, type StoredMap } from './stored-map';
export { type RunningVersion } from './versions';

import { v5 } from 'uuid';
import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import type { CheckpointKey } from './ledger';
import type { RecordId } from './record';
import type { KeyText } from './sides';

/** All names below are made in this namespace; changing it orphans every sync record ever written. */
const NAMESPACE = '6a3c1b52-7c0e-5f0b-9d62-2f3a7f4b9c11';

const named = (...parts: readonly (string | null)[]): string => v5(JSON.stringify(parts), NAMESPACE);

/** The sync record of one record in one map: create is `If-None-Match: *` on this id, no alternate key needed. */
export const syncRecordId = (mapKey: string, recordId: RecordId): string => named('record', mapKey, recordId);

export const tableMapId = (mapKey: string): string => named('map', mapKey);

export const hostId = (name: string): string => named('host', name);

export const checkpointId = (at: CheckpointKey): string => named('checkpoint', at.mapKey, at.side, at.company);

/** The Dataverse id of a row that starts in Finance: the same row gets the same id from every host. */
export const recordIdFor = (mapKey: string, key: FinanceKey): RecordId => named('row', mapKey, keyText(key));

/**
 * One spelling per key: Finance compares keys without case and ignores trailing blanks (SQL Server's default
 * collation), so two keys that Finance takes for one have the same text.
 */
export function keyText(key: FinanceKey): KeyText {
  return JSON.stringify(
    Object.entries(key).map(([field, value]) => [field, typeof value === 'string' ? sameKey(value) : value]),
  );
}

const sameKey = (text: string): string => text.trimEnd().toLowerCase();

/** The company of a key, in lower case; null for an entity that all companies share. */
export function companyOf(map: CompiledMap, key: FinanceKey | null): string | null {
  const field = map.definition.finance.companyField;
  const value = field === undefined ? undefined : key?.[field];
  return typeof value === 'string' ? value.toLowerCase() : null;
}

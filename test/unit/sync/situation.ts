import type { CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import type { Values } from '../../../plugins-ts/maps/value';
import { merge } from '../../../plugins-ts/sync/merge';
import { newRecord, type SyncRecord } from '../../../plugins-ts/sync/record';
import type { FinanceRow, SourceRow } from '../../../plugins-ts/sync/sides';
import type { Situation } from '../../../plugins-ts/sync/situation';

export const ID = '11111111-1111-4111-8111-111111111111';
export const OTHER_ID = '22222222-2222-4222-8222-222222222222';

/** A Dataverse row as read, with the columns of the simulation's maps. */
export function source(values: Values, version = '100'): SourceRow {
  return {
    id: ID,
    version,
    etag: `W/"${version}"`,
    row: { 'company.code': 'usmf', ...values },
    name: typeof values.name === 'string' ? values.name : null,
    lookupNames: {},
    modifiedBy: 'Camille Roussel',
    modifiedOn: 1_000,
    createdOn: 1_000,
    ownerId: 'owner',
  };
}

export function financeRow(key: Values, values: Values, etag = 'W/"1"'): FinanceRow {
  return { key, etag, row: { ...key, ...values } };
}

/** The record that a settled pass would have left for these two rows. */
export function agreed(
  map: CompiledMap,
  here: SourceRow,
  there: FinanceRow,
  change: Partial<SyncRecord> = {},
): SyncRecord {
  const merged = merge({ map, dataverse: here.row, finance: there.row, base: null, choices: {} });
  return {
    ...newRecord({ id: 'record', mapKey: map.definition.key, recordId: ID, table: 't', name: 'n' }),
    status: 'inSync',
    financeKey: there.key,
    company: 'usmf',
    sourceVersion: here.version,
    hash: merged.hash,
    targetEtag: there.etag,
    checkedAt: 500,
    ...change,
  };
}

export function baseOf(map: CompiledMap, here: SourceRow, there: FinanceRow): Values {
  return merge({ map, dataverse: here.row, finance: there.row, base: null, choices: {} }).base;
}

/** A situation in which nothing is known and nobody asks, but for what the case says. */
export function situation(map: CompiledMap, change: Partial<Situation>): Situation {
  return {
    map,
    recordId: ID,
    record: null,
    base: null,
    dataverse: null,
    finance: 'unread',
    elsewhere: null,
    keyHint: null,
    missingParent: null,
    changedInFinance: false,
    again: false,
    asked: false,
    choices: {},
    runsIn: () => true,
    age: { isFresh: true, isBeforeCutover: false, isReceiptLost: false },
    rivals: [],
    ...change,
  };
}

import { v5 } from 'uuid';
import type { FinanceKey } from '../../maps/compiled-map';
import type { WireRow } from '../../odata';
import { keyText } from '../../sync/identity';
import type { ConflictingColumn, Outcome, StoredRecord, SyncRecord } from '../../sync/record';
import type { KeyText } from '../../sync/sides';
import { etagOf, id, instant, isoSeconds, text } from '../cell';
import { STATUS } from './choices';
import { clip, clipOrNull, listJson, objectJson, parsed, shortened } from './memo';

/** How `tandem_syncrecord` keeps a sync record. */
export const SYNC_RECORDS = 'tandem_syncrecords';

export const SYNC_RECORD_COLUMNS = [
  'tandem_syncrecordid',
  'tandem_name',
  'tandem_mapkey',
  'tandem_recordid',
  'tandem_recordtable',
  'tandem_status',
  'tandem_since',
  'tandem_reasoncode',
  'tandem_reasonparameters',
  'tandem_financesays',
  'tandem_conflict',
  'tandem_company',
  'tandem_financekey',
  'tandem_sourceversion',
  'tandem_hash',
  'tandem_targetetag',
  'tandem_adjusted',
  'tandem_outcomes',
  'tandem_attempts',
  'tandem_nextattempt',
  '_tandem_waitingforid_value',
  'tandem_haswaiters',
  'tandem_claimedat',
  'tandem_executionid',
  'tandem_claimedhash',
  'tandem_checkedat',
  '_ownerid_value',
];

/** Hashes of keys are made in this namespace; changing it hides every owner of a key. */
const KEY_NAMESPACE = 'd1b7e8a4-3f0c-5a6d-9c1e-7b2f60a4c583';

/** A Finance key in a form that a condition can name whatever the key consists of. */
export const keyHash = (key: KeyText): string => v5(key, KEY_NAMESPACE);

export function recordFrom(row: WireRow): StoredRecord {
  const code = text(row.tandem_reasoncode);
  return {
    etag: etagOf(row),
    record: {
      id: id(row.tandem_syncrecordid) ?? '',
      mapKey: text(row.tandem_mapkey) ?? '',
      recordId: id(row.tandem_recordid) ?? '',
      table: text(row.tandem_recordtable) ?? '',
      name: text(row.tandem_name) ?? '',
      status: row.tandem_status == null ? 'pending' : STATUS.wordOf(row.tandem_status),
      since: instant(row.tandem_since),
      reason: code === null ? null : { code, parameters: parsed(row.tandem_reasonparameters, {}) },
      financeSays: text(row.tandem_financesays),
      conflict: parsed<ConflictingColumn[]>(row.tandem_conflict, []),
      company: text(row.tandem_company),
      financeKey: parsed<FinanceKey | null>(row.tandem_financekey, null),
      sourceVersion: text(row.tandem_sourceversion),
      hash: text(row.tandem_hash),
      targetEtag: text(row.tandem_targetetag),
      adjusted: parsed<string[]>(row.tandem_adjusted, []),
      outcomes: parsed<Outcome[]>(row.tandem_outcomes, []),
      attempts: Number(row.tandem_attempts ?? 0),
      nextAttempt: instant(row.tandem_nextattempt),
      waitingFor: id(row._tandem_waitingforid_value),
      hasWaiters: row.tandem_haswaiters === true,
      claimedAt: instant(row.tandem_claimedat),
      executionId: text(row.tandem_executionid),
      claimedHash: text(row.tandem_claimedhash),
      checkedAt: instant(row.tandem_checkedat),
      ownerId: id(row._ownerid_value),
    },
  };
}

/** The rows that a settle ties a sync record to. */
export interface RecordLinks {
  /** URL of the owner: `/systemusers(…)`, `/teams(…)`. Null: it stays with whom it is. */
  readonly owner: string | null;
  /** Who settles it, and for which map. Null: as it was. */
  readonly origin: { readonly hostId: string; readonly tableMapId: string } | null;
  /** Whether the record that it waits for is told. */
  readonly waitingFor: boolean;
}

/** The body of a create (`creating`) or update. */
export function recordBody(record: SyncRecord, links: RecordLinks, creating: boolean): WireRow {
  const { reason, financeKey } = record;
  return {
    tandem_name: clip(record.name, 400),
    tandem_mapkey: record.mapKey,
    tandem_recordid: record.recordId,
    tandem_recordtable: record.table,
    tandem_status: STATUS.valueOf(record.status),
    tandem_since: isoSeconds(record.since),
    tandem_reasoncode: reason?.code ?? null,
    tandem_reasonparameters: reason === null ? null : objectJson(reason.parameters, 8000),
    tandem_financesays: clipOrNull(record.financeSays, 8000),
    tandem_conflict: record.conflict.length === 0 ? null : shortened(record.conflict, 100_000),
    tandem_company: record.company,
    tandem_financekey: financeKey === null ? null : JSON.stringify(financeKey),
    tandem_keyhash: financeKey === null ? null : keyHash(keyText(financeKey)),
    tandem_sourceversion: record.sourceVersion,
    tandem_hash: record.hash,
    tandem_targetetag: record.targetEtag,
    tandem_adjusted: listJson(record.adjusted, 8000),
    tandem_outcomes: listJson(record.outcomes, 20_000),
    tandem_attempts: record.attempts,
    tandem_nextattempt: isoSeconds(record.nextAttempt),
    tandem_haswaiters: record.hasWaiters,
    tandem_claimedat: isoSeconds(record.claimedAt),
    tandem_executionid: record.executionId,
    tandem_claimedhash: record.claimedHash,
    tandem_checkedat: isoSeconds(record.checkedAt),
    ...binds(record, links, creating),
  };
}

function binds(
  { waitingFor }: SyncRecord,
  { owner, origin, waitingFor: told }: RecordLinks,
  creating: boolean,
): WireRow {
  const parent = waitingFor === null || !told ? null : `/${SYNC_RECORDS}(${waitingFor})`;
  return {
    ...(parent === null && creating ? {} : { 'tandem_WaitingForId@odata.bind': parent }),
    ...(origin === null
      ? {}
      : {
          'tandem_HostId@odata.bind': `/tandem_hosts(${origin.hostId})`,
          'tandem_TableMapId@odata.bind': `/tandem_tablemaps(${origin.tableMapId})`,
        }),
    ...(owner === null ? {} : { 'ownerid@odata.bind': owner }),
  };
}

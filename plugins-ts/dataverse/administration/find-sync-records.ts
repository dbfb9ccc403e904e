import { inList, query, text as quoted, type ODataClient } from '../../odata';
import { CODES } from '../../sync/codes';
import type { StoredRecord, SyncRecord } from '../../sync/record';
import { STATUS } from '../own-tables/choices';
import { recordFrom, SYNC_RECORD_COLUMNS, SYNC_RECORDS } from '../own-tables/sync-record';

const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
const MOST = 50;

/**
 * Sync records of a Dataverse record, by its id, or by its name or the beginning of it; of all maps. At most fifty.
 * @throws ODataError
 */
export async function findSyncRecords(client: ODataClient, idOrName: string): Promise<readonly StoredRecord[]> {
  const guid = GUID.exec(idOrName.trim())?.[1]?.toLowerCase();
  const filter =
    guid === undefined ? `startswith(tandem_name,${quoted(idOrName.trim())})` : `tandem_recordid eq ${quoted(guid)}`;
  const options = { select: SYNC_RECORD_COLUMNS, filter, orderby: ['tandem_name', 'tandem_mapkey'], top: MOST };
  return (await client.all(SYNC_RECORDS + query(options))).map(recordFrom);
}

export interface AwaitingPersonOptions {
  /** Null: whatever the cause. */
  readonly code: string | null;
  /** Null: of all maps. */
  readonly mapKey: string | null;
}

/** Why a record waits that waits for a person's word, and not for another record. */
const FOR_A_WORD: readonly string[] = [CODES.DELETE_ASK, CODES.DELETE_BRAKE];

/** Is it a word that the record needs, before something is deleted? Nothing is wrong with it, and nothing to mend. */
export const awaitsWord = ({ status, reason }: SyncRecord): boolean =>
  status === 'waiting' && FOR_A_WORD.includes(reason?.code ?? '');

/** Sync records in error or conflict, and those that wait for a person's word. @throws ODataError */
export async function findAwaitingPerson(
  client: ODataClient,
  { code, mapKey }: AwaitingPersonOptions,
): Promise<readonly StoredRecord[]> {
  const failed = inList('tandem_status', [STATUS.valueOf('error'), STATUS.valueOf('conflict')].map(String));
  const waiting = `tandem_status eq ${STATUS.valueOf('waiting')} and ${inList('tandem_reasoncode', FOR_A_WORD)}`;
  const filter = [
    `(${failed} or (${waiting}))`,
    ...(code === null ? [] : [`tandem_reasoncode eq ${quoted(code)}`]),
    ...(mapKey === null ? [] : [`tandem_mapkey eq ${quoted(mapKey)}`]),
  ].join(' and ');
  return (await client.all(SYNC_RECORDS + query({ select: SYNC_RECORD_COLUMNS, filter }))).map(recordFrom);
}

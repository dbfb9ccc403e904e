import { inList, query, text as quoted, type ODataClient } from '../../odata';
import { CODES } from '../../sync/codes';
import type { StoredRecord } from '../../sync/record';
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

export interface FailedOptions {
  readonly code: string | null;
  readonly mapKey: string | null;
}

/** Sync records in error or conflict, by cause, by map, or all; by cause also those that wait for it. @throws ODataError */
export async function findFailed(client: ODataClient, options: FailedOptions): Promise<readonly StoredRecord[]> {
  const statuses = ['error', 'conflict', ...(options.code === null ? [] : (['waiting'] as const))] as const;
  const filter = [
    inList(
      'tandem_status',
      statuses.map((status) => String(STATUS.valueOf(status))),
    ),
    ...(options.code === null ? [] : [`tandem_reasoncode eq ${quoted(options.code)}`]),
    ...(options.mapKey === null ? [] : [`tandem_mapkey eq ${quoted(options.mapKey)}`]),
  ].join(' and ');
  return (await client.all(SYNC_RECORDS + query({ select: SYNC_RECORD_COLUMNS, filter }))).map(recordFrom);
}

/** Codes of records that wait, and not for another record: for a person's word. */
const FOR_A_PERSON = [CODES.DELETE_ASK, CODES.DELETE_BRAKE];

/** Sync records in error or conflict, and those that wait for a person's word; of one map or all. @throws ODataError */
export async function findAwaitingPerson(client: ODataClient, mapKey: string | null): Promise<readonly StoredRecord[]> {
  const failed = inList('tandem_status', [STATUS.valueOf('error'), STATUS.valueOf('conflict')].map(String));
  const waiting = `tandem_status eq ${STATUS.valueOf('waiting')} and ${inList('tandem_reasoncode', FOR_A_PERSON)}`;
  const any = `(${failed} or (${waiting}))`;
  const filter = mapKey === null ? any : `${any} and tandem_mapkey eq ${quoted(mapKey)}`;
  return (await client.all(SYNC_RECORDS + query({ select: SYNC_RECORD_COLUMNS, filter }))).map(recordFrom);
}

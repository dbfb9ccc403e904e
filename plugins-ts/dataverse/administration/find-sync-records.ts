import { query, text as quoted, type ODataClient } from '../../odata';
import type { StoredRecord } from '../../sync/record';
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

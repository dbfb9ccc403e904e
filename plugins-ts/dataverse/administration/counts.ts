import type { ODataClient } from '../../odata';
import type { SyncStatus } from '../../sync/record';
import { text } from '../cell';
import { STATUS } from '../own-tables/choices';

/** Sync records of one map with one status. */
export interface StatusCount {
  readonly mapKey: string;
  readonly status: SyncStatus;
  readonly count: number;
}

/** The platform aggregates 50 000 rows at most and then refuses. Source: "Aggregate data using FetchXml", limits. */
const FETCH = `<fetch aggregate="true"><entity name="tandem_syncrecord"><attribute name="tandem_mapkey" groupby="true" alias="map"/><attribute name="tandem_status" groupby="true" alias="status"/><attribute name="tandem_syncrecordid" aggregate="count" alias="rows"/></entity></fetch>`;

/** How many records stand where, in one request. @throws ODataError */
export async function countByStatus(client: ODataClient): Promise<readonly StatusCount[]> {
  const rows = await client.all(`tandem_syncrecords?fetchXml=${encodeURIComponent(FETCH)}`);
  return rows.flatMap((row) => {
    const mapKey = text(row.map);
    if (mapKey === null || row.status === undefined) return [];
    return { mapKey, status: STATUS.wordOf(row.status), count: Number(row.rows) };
  });
}

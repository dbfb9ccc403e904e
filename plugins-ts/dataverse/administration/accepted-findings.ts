import { query, type ODataClient } from '../../odata';
import { id, text } from '../cell';
import { listJson, parsed } from '../own-tables/memo';
import { TABLE_MAPS } from '../own-tables/table-maps';

/** What somebody has accepted by name. The same code in other words is another finding, and is asked for again. */
export interface AcceptedFinding {
  readonly map: string;
  readonly code: string;
  readonly column?: string;
  readonly message: string;
}

/** Longest text of the column. */
const LONGEST = 100_000;

/** What has been accepted of all maps; kept with the maps that were started by it. @throws ODataError */
export async function readAcceptedFindings(client: ODataClient): Promise<readonly AcceptedFinding[]> {
  const filter = 'tandem_accepted ne null';
  const rows = await client.all(TABLE_MAPS + query({ select: ['tandem_tablemapid', 'tandem_accepted'], filter }));
  return rows.flatMap((row) => parsed<readonly AcceptedFinding[]>(row.tandem_accepted, []));
}

/** Keeps what has been accepted with one map, in place of what was kept with it before. @throws ODataError */
export async function writeAcceptedFindings(
  client: ODataClient,
  mapKey: string,
  accepted: readonly AcceptedFinding[],
): Promise<void> {
  const rows = await client.all(TABLE_MAPS + query({ select: ['tandem_tablemapid', 'tandem_key'] }));
  const row = rows.find((one) => text(one.tandem_key) === mapKey);
  const body = { tandem_accepted: listJson(accepted, LONGEST) };
  await client.send('PATCH', `${TABLE_MAPS}(${id(row?.tandem_tablemapid) ?? ''})`, body, {
    headers: { 'If-Match': '*' },
  });
}

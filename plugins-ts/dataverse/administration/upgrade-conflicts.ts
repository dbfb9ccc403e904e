import type { MapConflict } from '../../maps';
import { query, type ODataClient } from '../../odata';
import { tableMapId } from '../../sync/identity';
import { text } from '../cell';
import { listJson, parsed } from '../own-tables/memo';
import { TABLE_MAPS } from '../own-tables/table-maps';

/** Longest text of the column. */
const LONGEST = 1_048_576;

export const conflictsJson = (conflicts: readonly MapConflict[]): string | null => listJson(conflicts, LONGEST);

/** What awaits a decision, and what has been decided and not yet put in, by map key. @throws ODataError */
export async function readUpgradeConflicts(client: ODataClient): Promise<ReadonlyMap<string, readonly MapConflict[]>> {
  const select = ['tandem_tablemapid', 'tandem_key', 'tandem_conflicts'];
  const rows = await client.all(TABLE_MAPS + query({ select, filter: 'tandem_conflicts ne null' }));
  return new Map(
    rows.map((row) => [text(row.tandem_key) ?? '', parsed<readonly MapConflict[]>(row.tandem_conflicts, [])]),
  );
}

/** Keeps what a person has decided (`take`), for the next seeding to put in. @throws ODataError */
export async function writeUpgradeConflicts(
  client: ODataClient,
  mapKey: string,
  conflicts: readonly MapConflict[],
): Promise<void> {
  const body = { tandem_conflicts: conflictsJson(conflicts) };
  await client.send('PATCH', `${TABLE_MAPS}(${tableMapId(mapKey)})`, body, { headers: { 'If-Match': '*' } });
}

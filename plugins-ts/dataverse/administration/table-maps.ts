import { formatTableMap, type Direction, type TableMap } from '../../maps';
import type { ODataClient, WireRow } from '../../odata';
import { tableMapId } from '../../sync/identity';
import type { MapState } from '../../sync/ledger';
import { isoSeconds } from '../cell';
import { MAP_STATE } from '../own-tables/choices';
import { compareAndSet } from '../own-tables/compare-and-set';
import { clip } from '../own-tables/memo';
import { readTableMaps, TABLE_MAPS, type TableMapRow } from '../own-tables/table-maps';

export interface SeededMap {
  readonly key: string;
  readonly outcome:
    | 'created'
    /** The shipped definition is newer and has taken the place of the old one. */
    | 'upgraded'
    | 'unchanged'
    /** The shipped definition is newer, but somebody has changed the map: it stays until an admin decides. */
    | 'overlaid'
    /** The environment has a newer one: this command line is older than the solution was. */
    | 'newerThere';
  readonly version: string;
  readonly versionThere: string | null;
}

/**
 * Makes rows for shipped maps that have none, stopped, and gives rows that nobody has changed the newer definition.
 * State, companies and cut-over stay as they are. Run twice, or by two admins at once, it does the same.
 *
 * @throws ODataError
 */
export async function seedTableMaps(client: ODataClient, maps: readonly TableMap[]): Promise<readonly SeededMap[]> {
  const rows = new Map((await readTableMaps(client)).map((row) => [row.key, row]));
  const seeded: SeededMap[] = [];
  for (const map of maps) seeded.push(await seed(client, map, rows.get(map.key) ?? null));
  return seeded;
}

async function seed(client: ODataClient, map: TableMap, row: TableMapRow | null): Promise<SeededMap> {
  const about = { key: map.key, version: map.version, versionThere: row?.version ?? null };
  if (row === null) {
    const created = await compareAndSet(client, ownRow(tableMapId(map.key)), newRow(map), null);
    return { ...about, outcome: created === null ? 'unchanged' : 'created' };
  }
  const order = compareVersions(map.version, row.version);
  if (order === 0) return { ...about, outcome: 'unchanged' };
  if (order < 0) return { ...about, outcome: 'newerThere' };
  if (row.hasOverlay) return { ...about, outcome: 'overlaid' };
  const written = await compareAndSet(client, ownRow(row.id), definitionOf(map), row.etag);
  return { ...about, outcome: written === null ? 'unchanged' : 'upgraded' };
}

const ownRow = (id: string): { set: string; idColumn: string; id: string } => ({
  set: TABLE_MAPS,
  idColumn: 'tandem_tablemapid',
  id,
});

const newRow = (map: TableMap): WireRow => ({
  ...definitionOf(map),
  tandem_key: map.key,
  tandem_state: MAP_STATE.valueOf('stopped'),
});

const definitionOf = (map: TableMap): WireRow => ({
  tandem_name: clip(map.name, 200),
  tandem_definition: formatTableMap(map),
  tandem_version: map.version,
  tandem_order: map.order,
  tandem_table: map.dataverse.table,
  tandem_entity: map.finance.entity,
  tandem_direction: directionOf(map),
});

/** Where the map carries values: both ways as soon as any column goes each way. */
function directionOf(map: TableMap): Direction {
  const directions = new Set(map.columns.map((column) => column.direction));
  const [only] = directions;
  return directions.size === 1 && only !== undefined ? only : 'both';
}

/** Versions are numbers between dots; a part that is missing is 0. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one.split('.').map(Number), other.split('.').map(Number)];
  for (let part = 0; part < Math.max(a.length, b.length); part += 1) {
    const difference = (a[part] || 0) - (b[part] || 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

export interface MapStateChange {
  /** Company codes that run; empty: all. */
  readonly companies?: readonly string[];
  /** Milliseconds since 1970. */
  readonly cutover?: number | null;
}

/** No row of that key, or nothing that could run. */
export class MapNotFound extends Error {
  override readonly name = 'MapNotFound';
}

/**
 * Starts, pauses or stops a map. @throws MapNotFound, ODataError
 */
export async function setMapState(
  client: ODataClient,
  mapKey: string,
  state: MapState,
  change: MapStateChange = {},
): Promise<void> {
  const row = (await readTableMaps(client)).find((one) => one.key === mapKey);
  if (row === undefined) throw new MapNotFound(`There is no table map ${mapKey} in this environment.`);
  const { companies, cutover } = change;
  await client.send(
    'PATCH',
    `${TABLE_MAPS}(${row.id})`,
    {
      tandem_state: MAP_STATE.valueOf(state),
      ...(companies === undefined
        ? {}
        : { tandem_companies: companies.length === 0 ? null : JSON.stringify(companies) }),
      ...(cutover === undefined ? {} : { tandem_cutover: isoSeconds(cutover) }),
    },
    { headers: { 'If-Match': '*' } },
  );
}

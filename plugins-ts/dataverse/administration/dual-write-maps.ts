import { query, type ODataClient, type WireRow } from '../../odata';
import { text } from '../cell';

/** What dual-write keeps in an environment, and the tables there are. */
export interface DualWriteThere {
  /** Every active table map, in every version. */
  readonly rows: readonly WireRow[];
  /** `msdyn_unsecure` of the runtime configuration; none where it cannot be read. */
  readonly configurations: readonly string[];
  /** Logical name by entity set. */
  readonly tables: ReadonlyMap<string, string>;
}

const MAPS = 'msdyn_dualwriteentitymap';
const CONFIGURATIONS = 'msdyn_dualwriteruntimeconfig';

/** dual-write's own columns of a map; what else the table has says nothing about it. */
const COLUMNS = [
  `${MAPS}id`,
  'msdyn_name',
  'msdyn_displayname',
  'msdyn_version',
  'msdyn_mapping',
  'msdyn_properties',
  'statecode',
  'statuscode',
];

/**
 * Reads the table maps that dual-write keeps in Dataverse. Null where dual-write is not installed.
 * @throws ODataError
 */
export async function readDualWriteMaps(client: ODataClient): Promise<DualWriteThere | null> {
  const tables = await readEntitySets(client);
  const sets = new Map([...tables].map(([entitySet, name]) => [name, entitySet]));
  const [maps, configurations] = [sets.get(MAPS), sets.get(CONFIGURATIONS)];
  if (maps === undefined) return null;
  const isActive = 'statecode eq 0';
  const order = ['msdyn_name', 'msdyn_version'];
  const rows = await client.all(maps + query({ select: COLUMNS, filter: isActive, orderby: order }));
  const running =
    configurations === undefined
      ? []
      : await client.all(configurations + query({ select: ['msdyn_unsecure'], filter: isActive }));
  return { rows, configurations: running.flatMap((row) => text(row.msdyn_unsecure) ?? []), tables };
}

/** Logical names of all tables by entity set. @throws ODataError */
export async function readEntitySets(client: ODataClient): Promise<ReadonlyMap<string, string>> {
  const rows = await client.all(`EntityDefinitions${query({ select: ['LogicalName', 'EntitySetName'] })}`);
  return new Map(
    rows.flatMap((row) => {
      const [name, entitySet] = [text(row.LogicalName), text(row.EntitySetName)];
      return name === null || entitySet === null ? [] : [[entitySet, name] as const];
    }),
  );
}

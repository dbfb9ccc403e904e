import type { CompiledMap } from '../maps/compiled-map';
import type { TableMap } from '../maps/table-map';
import { CODES } from './codes';
import { syncRecordId } from './identity';
import type { MissingParent } from './situation';
import { isThere, type StoredRecord } from './record';
import type { SourceRow } from './sides';

/** A lookup of a map whose value in Finance is the integration key of another running map. */
export interface ParentLink {
  /** Where the id of the parent row stands in the child's row: `msdyn_customer`. */
  readonly lookup: string;
  readonly table: string;
  readonly mapKey: string;
}

/**
 * The parents that a row of this map may have to wait for: every path that ends in a column of another running map's
 * integration key, paused ones too: what is left out for want of a parent nobody would send later. A map with the same
 * release group is no parent: its key value is written as it stands.
 */
export function parentLinks(
  map: CompiledMap,
  running: readonly CompiledMap[],
  paused: readonly TableMap[] = [],
): readonly ParentLink[] {
  const parents = [...running.map(parentOf), ...paused.map(pausedParentOf)];
  const links = new Map<string, ParentLink>();
  for (const column of map.columns) {
    const path = column.dataverse?.split('.') ?? [];
    if (path.length < 2 || column.direction === 'toDataverse') continue;
    const tail = path.at(-1);
    const parent = parents.find(
      ({ definition, keyColumns }) =>
        definition.dataverse.table === column.reaches &&
        !inSameReleaseGroup(map.definition, definition) &&
        keyColumns.includes(tail),
    );
    const lookup = path.slice(0, -1).join('.');
    if (parent) links.set(lookup, { lookup, table: parent.definition.dataverse.table, mapKey: parent.definition.key });
  }
  return [...links.values()];
}

interface Parent {
  readonly definition: TableMap;
  /** Dataverse columns that feed its integration key. */
  readonly keyColumns: readonly (string | undefined)[];
}

const parentOf = ({ definition, columns }: CompiledMap): Parent => ({
  definition,
  keyColumns: columns.filter(({ isKey }) => isKey).map(({ dataverse }) => dataverse),
});

/** A map that is paused is not compiled, and its rows come all the same once it goes on. */
const pausedParentOf = (definition: TableMap): Parent => {
  const keys = new Set(definition.integrationKey.map((field) => field.toLowerCase()));
  const feeding = definition.columns.filter(({ finance }) => finance !== undefined && keys.has(finance.toLowerCase()));
  return { definition, keyColumns: feeding.map(({ dataverse }) => dataverse) };
};

const inSameReleaseGroup = (one: TableMap, other: TableMap): boolean =>
  one.policies.releaseGroup !== undefined && one.policies.releaseGroup === other.policies.releaseGroup;

/** The parents of one row: what its lookups point to now. */
export function parentsOf(links: readonly ParentLink[], source: SourceRow): readonly MissingParent[] {
  return links.flatMap((link) => {
    const id = source.row[link.lookup];
    if (typeof id !== 'string' || id === source.id) return [];
    // A lookup that may point to several tables: a row of another one is nobody's parent here.
    if ((source.lookupTables?.[link.lookup] ?? link.table) !== link.table) return [];
    return {
      why: CODES.PARENT_MISSING,
      mapKey: link.mapKey,
      table: link.table,
      recordId: id,
      name: source.lookupNames[link.lookup] ?? null,
      syncRecordId: syncRecordId(link.mapKey, id),
    };
  });
}

/** The first parent that is not on the other side yet. */
export function firstMissing(
  parents: readonly MissingParent[],
  records: ReadonlyMap<string, StoredRecord>,
): MissingParent | null {
  return parents.find((parent) => !isThere(records.get(parent.syncRecordId)?.record)) ?? null;
}

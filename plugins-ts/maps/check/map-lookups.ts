import { resolvePath, segments } from '../lookup-path';
import type { MapSchemas } from '../schema';
import type { ColumnMap, TableMap } from '../table-map';

/** A map, with the metadata of both sides where it was read. */
export interface MapAmongOthers {
  readonly map: TableMap;
  readonly schemas?: MapSchemas;
}

export type Towards = 'finance' | 'dataverse';

/** Rows of one map that have to be there before rows of another can be written. */
export interface Need {
  readonly by: TableMap;
  readonly of: TableMap;
  readonly towards: Towards;
  /** The path through which the rows are looked up. */
  readonly path: string;
}

/**
 * What maps need of each other. Towards Finance: a path that ends in the integration key of another map, whose rows Finance
 * wants to know first. Towards Dataverse: a lookup to rows that another map makes there. Rows of one table that refer to each
 * other are no need between maps, whichever map takes them; nor is anything within a release group, whose rows are written
 * by keys that nobody looks up.
 */
export function needsOf(all: readonly MapAmongOthers[]): readonly Need[] {
  return all.flatMap(({ map: by, schemas }) =>
    by.columns.flatMap((column, at) => {
      const reached = reachedBy(column, at, by, schemas);
      if (reached === null) return [];
      const isNeeded = (of: TableMap, towards: Towards): boolean =>
        of.dataverse.table !== by.dataverse.table && !inOneGroup(by, of) && makesRows(of, towards);
      const { path } = reached;
      return all.flatMap(({ map: of }): readonly Need[] => [
        ...(column.direction !== 'toDataverse' && isNeeded(of, 'finance') && endsInKeyOf(reached, of)
          ? [{ by, of, towards: 'finance' as const, path }]
          : []),
        ...(isWrittenBack(column) && isNeeded(of, 'dataverse') && reached.tables.some((table) => isOf(table, of))
          ? [{ by, of, towards: 'dataverse' as const, path }]
          : []),
      ]);
    }),
  );
}

interface Reached {
  readonly path: string;
  /** By logical name or entity set, in the order of the path. */
  readonly tables: readonly string[];
  /** Where the path ends; null where that is not known. */
  readonly end: { readonly table: string; readonly column: string } | null;
}

/**
 * The tables on a path. Without metadata, dual-write's word for the first lookup's table has to do.
 */
function reachedBy(column: ColumnMap, at: number, map: TableMap, schemas: MapSchemas | undefined): Reached | null {
  const { dataverse: path } = column;
  const names = path === undefined ? [] : segments(path);
  if (path === undefined || names.length < 2) return null;
  if (schemas !== undefined) {
    const end = resolvePath(path, map.dataverse.table, schemas);
    if (end.kind !== 'found') return null;
    return { path, tables: end.hops.map(({ table }) => table), end: { table: end.table, column: end.column.name } };
  }
  const first = map.extra?.columns[at]?.destinationLookupFieldRelatedEntity;
  if (typeof first !== 'string') return null;
  return { path, tables: [first], end: names.length === 2 ? { table: first, column: names[1] ?? '' } : null };
}

const isOf = (table: string, { dataverse }: TableMap): boolean =>
  table === dataverse.table || table === dataverse.entitySet;

const endsInKeyOf = ({ end }: Reached, of: TableMap): boolean =>
  end !== null &&
  isOf(end.table, of) &&
  of.columns.some(
    ({ dataverse, finance }) =>
      dataverse === end.column && finance !== undefined && of.integrationKey.includes(finance),
  );

const inOneGroup = (one: TableMap, other: TableMap): boolean =>
  one.policies.releaseGroup !== undefined && one.policies.releaseGroup === other.policies.releaseGroup;

/** A map makes rows on a side to which one of its columns goes. */
const makesRows = (map: TableMap, towards: Towards): boolean =>
  map.columns.some((column) => (towards === 'finance' ? column.direction !== 'toDataverse' : isWrittenBack(column)));

const isWrittenBack = (column: ColumnMap): boolean => column.direction !== 'toFinance' && column.answer !== true;

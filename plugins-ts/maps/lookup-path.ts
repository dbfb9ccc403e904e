import type { Hop } from './compiled-map';
import type { ColumnSchema, MapSchemas } from './schema';

/** A Dataverse column found by its path, or what is wrong with the path. */
export type PathEnd =
  | { readonly kind: 'found'; readonly column: ColumnSchema; readonly table: string; readonly hops: readonly Hop[] }
  /** `column` is not in `table`. */
  | { readonly kind: 'unknown'; readonly table: string; readonly column: string }
  /** The path goes on, but `column` is no lookup. */
  | { readonly kind: 'noLookup'; readonly table: string; readonly column: string }
  /** The tables that `column` points to are not among the schemas. */
  | { readonly kind: 'unread'; readonly table: string; readonly column: string; readonly targets: readonly string[] };

/** The segments of a path: `msdyn_project.msdyn_owningcompany.cdm_companycode`. */
export const segments = (path: string): readonly string[] => path.split('.');

/**
 * Walks a lookup path. A lookup that may point to several tables (`customerid`) leads to the first of them that has
 * the next column: rows that point to another one have no value.
 */
export function resolvePath(path: string, table: string, schemas: MapSchemas): PathEnd {
  const names = segments(path);
  const hops: Hop[] = [];
  let current = table;
  for (const [place, name] of names.entries()) {
    const column = schemas.dataverse[current]?.columns[name];
    if (column === undefined) return { kind: 'unknown', table: current, column: name };
    const next = names[place + 1];
    if (next === undefined) return { kind: 'found', column, table: current, hops };
    const targets = column.targets ?? [];
    if (targets.length === 0) return { kind: 'noLookup', table: current, column: name };
    const read = targets.filter((target) => schemas.dataverse[target] !== undefined);
    const target = read.find((candidate) => schemas.dataverse[candidate]?.columns[next] !== undefined) ?? read[0];
    if (target === undefined) return { kind: 'unread', table: current, column: name, targets };
    hops.push({ lookup: name, table: target });
    current = target;
  }
  return { kind: 'unknown', table: current, column: path };
}

/** The columns whose ids have to be read to follow a path: `a`, `a.b` for `a.b.c`. */
export function lookupsOf(path: string): readonly string[] {
  const names = segments(path);
  return names.slice(1).map((_, place) => names.slice(0, place + 1).join('.'));
}

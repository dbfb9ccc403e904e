import type { CompiledMap } from '../maps/compiled-map';
import type { Row, Value, Values } from '../maps/value';
import type { RecordId } from '../sync/record';
import type { Wanted } from './lookups';
import { pathTargets } from './paths';
import type { DataverseTable, TableReader } from './table';

/** A lookup that a write sets: the rows it may come to point to. No option: it shall point to nothing. */
export interface WrittenLookup {
  readonly lookup: string;
  readonly options: readonly LookupOption[];
}

export type LookupOption =
  /** A row whose id was given. */
  | { readonly target: string; readonly id: RecordId }
  /** A row to be found first. `paths`: the columns of the map that describe it. */
  | { readonly target: string; readonly wanted: Wanted; readonly paths: readonly string[] };

/**
 * What the paths among a write's values say about each lookup. All paths of a map through one lookup describe one row
 * together; those that a write does not mention are taken from the row as it stands (null for a create), so that a
 * project is never looked for by its company alone. A row of which any part is null is no row.
 */
export async function writtenLookups(
  map: CompiledMap,
  table: DataverseTable,
  tables: TableReader,
  values: Values,
  current: Row | null,
): Promise<readonly WrittenLookup[]> {
  const names = new Set(Object.keys(values).flatMap((path) => lookupNamed(table, path) ?? []));
  const targetsOf = pathTargets(map, tables);
  const company = companyOf(map, values, current);
  const written: WrittenLookup[] = [];
  for (const lookup of names) {
    const direct = values[lookup];
    if (direct !== undefined) {
      written.push({ lookup, options: await byId(table, tables, lookup, direct) });
      continue;
    }
    const groups = new Map<string, { path: string; value: Value; targets: readonly string[] }[]>();
    for (const path of pathsThrough(map, values, lookup)) {
      const targets = await targetsOf(path);
      const value = values[path] ?? (path in values ? null : (current?.[path] ?? null));
      const target = targets[0] ?? '';
      groups.set(target, [...(groups.get(target) ?? []), { path, value, targets }]);
    }
    const options = [...groups].flatMap(([target, parts]): LookupOption[] =>
      parts.some(({ value }) => value === null || value === '')
        ? []
        : [{ target, wanted: describe(parts, 1, target, company), paths: parts.map(({ path }) => path) }],
    );
    written.push({ lookup, options });
  }
  return written;
}

/** The lookup that a value is about: the first name of a path, or a lookup by its own name. */
function lookupNamed(table: DataverseTable, path: string): string | null {
  const [first = path] = path.split('.');
  return first !== path || table.columns[path]?.type === 'lookup' ? first : null;
}

function pathsThrough(map: CompiledMap, values: Values, lookup: string): ReadonlySet<string> {
  const mapped = map.columns.flatMap(({ dataverse, direction, isKey }) =>
    dataverse !== undefined && (direction !== 'toFinance' || isKey) ? [dataverse] : [],
  );
  return new Set([...mapped, ...Object.keys(values)].filter((path) => path.startsWith(`${lookup}.`)));
}

/** A bare id of a lookup to several tables does not say in which of them the row is. */
async function byId(
  table: DataverseTable,
  tables: TableReader,
  lookup: string,
  value: Value,
): Promise<readonly LookupOption[]> {
  if (typeof value !== 'string' || value === '') return [];
  const targets = table.columns[lookup]?.targets ?? [];
  const [only] = targets;
  if (only !== undefined && targets.length === 1) return [{ target: only, id: value.toLowerCase() }];
  return Promise.all(
    targets.map(async (target) => ({
      target,
      paths: [lookup],
      wanted: { table: target, values: { [(await tables(target)).primaryId]: value }, through: {}, company: null },
    })),
  );
}

interface Part {
  readonly path: string;
  readonly value: Value;
  readonly targets: readonly string[];
}

function describe(parts: readonly Part[], depth: number, table: string, company: string | null): Wanted {
  const values: Record<string, Value> = {};
  const deeper = new Map<string, Part[]>();
  for (const part of parts) {
    const names = part.path.split('.');
    const name = names[depth] ?? '';
    if (depth === names.length - 1) values[name] = part.value;
    else deeper.set(name, [...(deeper.get(name) ?? []), part]);
  }
  const through = [...deeper].map(
    ([name, some]) => [name, describe(some, depth + 1, some[0]?.targets[depth] ?? '', company)] as const,
  );
  return { table, values, through: Object.fromEntries(through), company };
}

function companyOf(map: CompiledMap, values: Values, current: Row | null): string | null {
  if (map.companyPath === undefined) return null;
  const code = values[map.companyPath] ?? current?.[map.companyPath] ?? null;
  return code === null || code === '' ? null : String(code);
}

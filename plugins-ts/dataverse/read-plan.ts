import type { CompiledMap } from '../maps/compiled-map';
import type { ColumnType } from '../maps/schema';
import type { Value } from '../maps/value';
import type { WireRow } from '../odata';
import { cell, formatted, targetOf } from './cell';
import { pathTargets } from './paths';
import { navigationTo, propertyOf, type DataverseTable, type TableReader } from './table';

/** A query takes at most fifteen `$expand` options, nested ones included. */
const MOST_EXPANDS = 15;

/** One query over the map's table. A map that reaches further than one query may is read in several. */
export interface ReadPart {
  readonly select: readonly string[];
  /** Text of `$expand`; absent where nothing is expanded. */
  readonly expand?: string;
  readonly branch: Branch;
}

/** How the rows of a map are read: columns and lookup paths, as the wire names them. */
export interface ReadPlan {
  readonly table: DataverseTable;
  /** The first also has the row's version and who changed it. */
  readonly parts: readonly [ReadPart, ...ReadPart[]];
}

/** Columns read from one table, and the lookups that are followed from there. */
export interface Branch {
  readonly table: DataverseTable;
  readonly leaves: readonly Leaf[];
  readonly lookups: readonly Followed[];
}

interface Leaf {
  /** Dotted, from the map's own row. */
  readonly path: string;
  readonly property: string;
  readonly type: ColumnType | undefined;
}

interface Followed {
  readonly navigation: string;
  readonly branch: Branch;
}

/** Binds what a map reads to the tables it reaches. @throws TableNotFound */
export async function planRead(map: CompiledMap, tables: TableReader): Promise<ReadPlan> {
  const table = await tables(map.definition.dataverse.table);
  const targetsOf = pathTargets(map, tables);
  const root = growing(table);
  for (const path of new Set([...map.read.dataverse, ...(map.companyPath === undefined ? [] : [map.companyPath])])) {
    const names = path.split('.');
    let at = root;
    for (const [place, target] of (await targetsOf(path)).entries()) {
      at = await follow(at, names[place] ?? '', target, tables);
    }
    const column = names.at(-1) ?? path;
    const schema = at.table.columns[column];
    at.leaves.set(path, { path, property: propertyOf(schema, column), type: schema?.type });
  }
  return { table, parts: parts(settle(root)) };
}

interface Growing {
  readonly table: DataverseTable;
  readonly leaves: Map<string, Leaf>;
  readonly lookups: Map<string, Growing>;
}

const growing = (table: DataverseTable): Growing => ({ table, leaves: new Map(), lookups: new Map() });

async function follow(at: Growing, lookup: string, target: string, tables: TableReader): Promise<Growing> {
  const navigation = navigationTo(at.table, lookup, target);
  const before = at.lookups.get(navigation);
  if (before !== undefined) return before;
  const next = growing(await tables(target));
  at.lookups.set(navigation, next);
  return next;
}

function settle(at: Growing): Branch {
  return {
    table: at.table,
    leaves: [...at.leaves.values()],
    lookups: [...at.lookups].map(([navigation, branch]) => ({ navigation, branch: settle(branch) })),
  };
}

function parts(root: Branch): ReadPlan['parts'] {
  const groups: Followed[][] = [[]];
  let used = 0;
  for (const followed of root.lookups) {
    const size = 1 + expands(followed.branch);
    if (used > 0 && used + size > MOST_EXPANDS) {
      groups.push([]);
      used = 0;
    }
    groups.at(-1)?.push(followed);
    used += size;
  }
  const [first = [], ...others] = groups.map((lookups, place) =>
    part({ table: root.table, leaves: place === 0 ? root.leaves : [], lookups }, place === 0),
  );
  return [first as ReadPart, ...(others as ReadPart[])];
}

const expands = (branch: Branch): number =>
  branch.lookups.reduce((sum, followed) => sum + 1 + expands(followed.branch), 0);

/** What every row is asked for besides what the map reads, where its table has it. */
const OF_EVERY_ROW = ['versionnumber', 'modifiedon', 'createdon', 'modifiedby', 'ownerid'];

function part(branch: Branch, first: boolean): ReadPart {
  const { table } = branch;
  const own = first
    ? [...OF_EVERY_ROW, ...(table.primaryName === undefined ? [] : [table.primaryName])]
        .filter((name) => table.columns[name] !== undefined)
        .map((name) => propertyOf(table.columns[name], name))
    : [];
  const select = [...new Set([table.primaryId, ...own, ...branch.leaves.map((leaf) => leaf.property)])];
  return { select, branch, ...(branch.lookups.length === 0 ? {} : { expand: expandText(branch.lookups) }) };
}

function expandText(lookups: readonly Followed[]): string {
  return lookups
    .map(({ navigation, branch }) => {
      const properties = new Set(branch.leaves.map((leaf) => leaf.property));
      const select = properties.size === 0 ? branch.table.primaryId : [...properties].join(',');
      const nested = branch.lookups.length === 0 ? '' : `;$expand=${expandText(branch.lookups)}`;
      return `${navigation}($select=${select}${nested})`;
    })
    .join(',');
}

/** Values by path; by the lookup's path, the names of the rows that lookups point to, and their tables. */
export interface Flat {
  readonly row: Record<string, Value>;
  readonly names: Record<string, string>;
  readonly targets: Record<string, string>;
}

/** Flattens an expanded row. A lookup without a row leaves null behind it, all the way down. */
export function flatten(raw: WireRow | null, branch: Branch, into: Flat = { row: {}, names: {}, targets: {} }): Flat {
  for (const { path, property, type } of branch.leaves) {
    into.row[path] = raw === null ? null : cell(raw[property], type);
    if (raw === null || type !== 'lookup') continue;
    const name = formatted(raw, property);
    const target = targetOf(raw, property);
    if (name !== null) into.names[path] = name;
    if (target !== null) into.targets[path] = target;
  }
  for (const { navigation, branch: next } of branch.lookups) {
    const reached = raw?.[navigation];
    flatten(typeof reached === 'object' ? (reached as WireRow | null) : null, next, into);
  }
  return into;
}

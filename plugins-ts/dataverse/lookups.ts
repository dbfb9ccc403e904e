import type { Value } from '../maps/value';
import { inList, query, type ODataClient, type WireRow } from '../odata';
import type { RecordId } from '../sync/record';
import { cell, id } from './cell';
import { chunks, gather } from './gather';
import { COMPANY_CODE, COMPANY_TABLE, propertyOf, type DataverseTable, type TableReader } from './table';

/**
 * A row that a lookup shall point to, described by values of its own columns and by the rows that it points to itself:
 * the project with this number whose company is the one with this code.
 */
export interface Wanted {
  readonly table: string;
  readonly values: Readonly<Record<string, Value>>;
  /** By lookup column. */
  readonly through: Readonly<Record<string, Wanted>>;
  /** Company code of the row that is written; where the wanted table has companies, only its rows and shared ones fit. */
  readonly company: string | null;
}

export type Found =
  | { readonly kind: 'one'; readonly id: RecordId }
  /** Nothing fits: in `table`, where `column` should be `value`. */
  | { readonly kind: 'none'; readonly table: string; readonly column: string; readonly value: string }
  | { readonly kind: 'several'; readonly table: string; readonly column: string; readonly value: string };

/** Values in one condition: texts are longer than guids, and are encoded. */
const VALUES_AT_ONCE = 50;

/**
 * Finds the rows that lookups shall point to: what a row is described through first, then the row itself, all that
 * share a table and a column in one query, all queries of a level in one request.
 *
 * @throws ODataError, TableNotFound
 */
export async function findRows(
  client: ODataClient,
  tables: TableReader,
  wanted: readonly Wanted[],
): Promise<readonly Found[]> {
  if (wanted.length === 0) return [];
  const bound = await Promise.all(wanted.map(async (one) => ({ one, table: await tables(one.table) })));
  const through = await findThrough(client, tables, bound);
  const searches = bound.map(({ one, table }, place) => searchFor(one, table, through[place] ?? {}));
  const rows = await run(client, searches);
  return searches.map((search) => ('found' in search ? search.found : choose(search, rows.get(search) ?? [])));
}

interface Bound {
  readonly one: Wanted;
  readonly table: DataverseTable;
}

/** What is looked for in one table: cells that must be so, and the lookups that must lead there. */
interface Search {
  readonly table: DataverseTable;
  /** The condition that the query is made of; the others are checked on what it answers. */
  readonly lead: { readonly column: string; readonly value: string };
  readonly cells: Readonly<Record<string, Value>>;
  readonly points: Readonly<Record<string, RecordId>>;
  /** The company's row, where the table has companies. */
  readonly company: { readonly column: string; readonly id: RecordId } | null;
}

async function findThrough(
  client: ODataClient,
  tables: TableReader,
  bound: readonly Bound[],
): Promise<readonly Readonly<Record<string, Found>>[]> {
  const asked: { place: number; lookup: string; wanted: Wanted }[] = [];
  bound.forEach(({ one, table }, place) => {
    for (const [lookup, wanted] of Object.entries(one.through)) asked.push({ place, lookup, wanted });
    const company = companyWanted(one, table);
    if (company !== null) asked.push({ place, ...company });
  });
  const found = await findRows(
    client,
    tables,
    asked.map(({ wanted }) => wanted),
  );
  const through: Record<string, Found>[] = bound.map(() => ({}));
  asked.forEach(({ place, lookup }, at) => {
    const answer = found[at];
    const of = through[place];
    if (answer !== undefined && of !== undefined) of[lookup] = answer;
  });
  return through;
}

function companyWanted(one: Wanted, table: DataverseTable): { lookup: string; wanted: Wanted } | null {
  const lookup = table.companyColumn;
  if (lookup === undefined || one.company === null || lookup in one.through || lookup in one.values) return null;
  return { lookup, wanted: byCode(one.company) };
}

const byCode = (code: string): Wanted => ({
  table: COMPANY_TABLE,
  values: { [COMPANY_CODE]: code },
  through: {},
  company: null,
});

/** A search, or the answer where a row on the way is missing already. */
function searchFor(
  one: Wanted,
  table: DataverseTable,
  through: Readonly<Record<string, Found>>,
): Search | { readonly found: Found } {
  const points: Record<string, RecordId> = {};
  let company: Search['company'] = null;
  for (const [lookup, found] of Object.entries(through)) {
    if (found.kind !== 'one') return { found };
    if (lookup in one.through) points[lookup] = found.id;
    else company = { column: lookup, id: found.id };
  }
  const own = Object.entries(one.values).sort(([a], [b]) => breadth(table, a) - breadth(table, b));
  const [column, value] = own[0] ?? Object.entries(points)[0] ?? [table.primaryId, null];
  return { table, lead: { column, value: String(value) }, cells: one.values, points, company };
}

/** Which column to ask for: what is likely to name one row goes first. */
function breadth(table: DataverseTable, column: string): number {
  if (column === table.primaryId) return 0;
  if (table.alternateKeys?.some((key) => key.includes(column))) return 1;
  return table.columns[column]?.type === 'string' ? 2 : 3;
}

async function run(
  client: ODataClient,
  searches: readonly (Search | { readonly found: Found })[],
): Promise<ReadonlyMap<Search, readonly WireRow[]>> {
  const groups = new Map<string, Search[]>();
  for (const search of searches) {
    if ('found' in search) continue;
    const shape = [search.table.name, search.lead.column, ...columnsOf(search)].join(' ');
    groups.set(shape, [...(groups.get(shape) ?? []), search]);
  }
  const queries = [...groups.values()].flatMap((group) => chunks(group, VALUES_AT_ONCE));
  const found = await gather(client, queries.map(pathOf));
  return new Map(queries.flatMap((group, at) => group.map((search) => [search, found[at] ?? []] as const)));
}

const columnsOf = ({ cells, points, company }: Search): readonly string[] => [
  ...Object.keys(cells),
  ...Object.keys(points),
  ...(company === null ? [] : [company.column]),
];

function pathOf(group: readonly Search[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { table, lead } = first;
  const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];
  const narrower = [
    ...Object.keys(first.points)
      .filter((column) => column !== lead.column)
      .map((column) => inList(column, distinct(group.flatMap((search) => search.points[column] ?? [])))),
    ...(first.company === null
      ? []
      : [ofCompanyOrShared(first.company.column, distinct(group.flatMap((search) => search.company?.id ?? [])))]),
  ];
  const select = [table.primaryId, ...columnsOf(first).map((column) => propertyOf(table.columns[column], column))];
  const filter = [inList(lead.column, distinct(group.map((search) => search.lead.value))), ...narrower].join(' and ');
  return table.entitySet + query({ select: distinct(select), filter });
}

const ofCompanyOrShared = (column: string, ids: readonly string[]): string =>
  `(${inList(column, ids)} or _${column}_value eq null)`;

function choose(search: Search, rows: readonly WireRow[]): Found {
  const { table, cells, points, company, lead } = search;
  const at = (row: WireRow, column: string): Value => {
    const schema = table.columns[column];
    return cell(row[propertyOf(schema, column)], schema?.type);
  };
  const fitting = rows.filter(
    (row) =>
      Object.entries(cells).every(([column, value]) => isSame(at(row, column), value)) &&
      Object.entries(points).every(([column, target]) => at(row, column) === target),
  );
  // A row of the company goes before one that all companies share; another company's never fits.
  const own = company === null ? fitting : fitting.filter((row) => at(row, company.column) === company.id);
  const shared = company === null ? [] : fitting.filter((row) => at(row, company.column) === null);
  const best = own.length > 0 ? own : shared;
  const [only] = best;
  const about = { table: table.name, column: lead.column, value: lead.value };
  if (only === undefined) return { kind: 'none', ...about };
  return best.length > 1 ? { kind: 'several', ...about } : { kind: 'one', id: id(only[table.primaryId]) ?? '' };
}

/** As both platforms compare: text without case and trailing blanks, numbers by value. */
function isSame(one: Value, other: Value): boolean {
  if (one === null || other === null || one === '' || other === '') return (one ?? '') === (other ?? '');
  const [a, b] = [String(one).trimEnd().toLowerCase(), String(other).trimEnd().toLowerCase()];
  if (a === b) return true;
  return (typeof one === 'number' || typeof other === 'number') && Number(a) === Number(b);
}

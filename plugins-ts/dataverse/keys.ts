import type { CompiledColumn, CompiledMap, FinanceKey } from '../maps/compiled-map';
import type { ColumnType } from '../maps/schema';
import { inList, query, type ODataClient, type WireRow } from '../odata';
import { companyOf, keyText } from '../sync/identity';
import type { RecordId } from '../sync/record';
import type { KeyText } from '../sync/sides';
import { id } from './cell';
import { chunks, gather } from './gather';
import { pathTargets } from './paths';
import type { ReadPlan } from './read-plan';
import { readRows } from './rows';
import type { TableReader } from './table';

const KEYS_AT_ONCE = 50;

/** Column types of which a list of values can be asked for, by their text. */
const LISTED: readonly (ColumnType | undefined)[] = [
  'string',
  'int',
  'bigint',
  'guid',
  'lookup',
  'choice',
  'state',
  'status',
];

/**
 * Ids of the rows that carry integration keys. The columns that feed the key narrow down what is read; the map itself
 * then tells which rows carry which key.
 *
 * @throws ODataError
 */
export async function findIdsByKey(
  client: ODataClient,
  map: CompiledMap,
  plan: ReadPlan,
  tables: TableReader,
  keys: readonly FinanceKey[],
): Promise<ReadonlyMap<KeyText, readonly RecordId[]>> {
  const wanted = new Map(keys.map((key) => [keyText(key), key]));
  const found = new Map<KeyText, RecordId[]>();
  for (const some of chunks([...wanted.values()], KEYS_AT_ONCE)) {
    const ids = await candidates(client, map, plan, tables, some);
    for (const row of (await readRows(client, plan, ids)).values()) {
      const keyed = map.financeKey(row.row);
      const key = 'key' in keyed ? keyText(keyed.key) : null;
      if (key !== null && wanted.has(key)) found.set(key, [...(found.get(key) ?? []), row.id]);
    }
  }
  return found;
}

/** Rows that have, in every column that feeds the key, a value of one of the keys. */
async function candidates(
  client: ODataClient,
  map: CompiledMap,
  plan: ReadPlan,
  tables: TableReader,
  keys: readonly FinanceKey[],
): Promise<readonly RecordId[]> {
  const conditions: string[] = [];
  for (const column of map.columns.filter((one) => one.isKey && one.dataverse !== undefined)) {
    const values = valuesOf(map, column, keys);
    const condition =
      values === null ? ANY : await conditionFor(client, map, plan, tables, column.dataverse ?? '', values);
    if (condition === NONE) return [];
    if (condition !== ANY) conditions.push(condition);
  }
  if (conditions.length === 0)
    throw new Error(`${map.definition.key}: no column of the integration key can be asked for`);
  const path = plan.table.entitySet + query({ select: [plan.table.primaryId], filter: conditions.join(' and ') });
  const [rows = []] = await gather(client, [path]);
  return rows.flatMap((row) => id(row[plan.table.primaryId]) ?? []);
}

/** No condition: the column does not narrow. */
const ANY = Symbol('any');
/** No row can fit. */
const NONE = Symbol('none');

/** What the column holds in Dataverse for these keys; null where one of them cannot be told. */
function valuesOf(map: CompiledMap, column: CompiledColumn, keys: readonly FinanceKey[]): readonly string[] | null {
  const values = new Set<string>();
  for (const key of keys) {
    const mapped = column.toDataverse(key[column.finance ?? ''] ?? null, companyOf(map, key));
    if ('problem' in mapped || mapped.value === null || mapped.value === '') return null;
    values.add(String(mapped.value));
  }
  return [...values];
}

/** Walks a path from its end: rows of the last table by value, then the rows that point to those. */
async function conditionFor(
  client: ODataClient,
  map: CompiledMap,
  plan: ReadPlan,
  tables: TableReader,
  path: string,
  values: readonly string[],
): Promise<string | typeof ANY | typeof NONE> {
  const names = path.split('.');
  const along = [plan.table, ...(await Promise.all((await pathTargets(map, tables)(path)).map(tables)))];
  let wanted = values;
  // Every row that leads to a company through another: what a company has many of narrows nothing.
  if (path === map.companyPath && names.length > 2) return ANY;
  for (let depth = names.length - 1; depth > 0; depth -= 1) {
    const [table, column] = [along[depth], names[depth]];
    if (table === undefined || column === undefined || !LISTED.includes(table.columns[column]?.type)) return ANY;
    const options = { select: [table.primaryId], top: MOST_POINTED_TO + 1 };
    const paths = chunks(wanted, KEYS_AT_ONCE).map(
      (some) => table.entitySet + query({ ...options, filter: inList(column, some) }),
    );
    const rows: readonly WireRow[] = (await gather(client, paths)).flat();
    wanted = rows.flatMap((row) => id(row[table.primaryId]) ?? []);
    if (wanted.length === 0) return NONE;
    if (wanted.length > MOST_POINTED_TO) return ANY;
  }
  const [column = path] = names;
  return LISTED.includes(plan.table.columns[column]?.type) ? inList(column, wanted) : ANY;
}

/** A value that more rows share than this is not worth its length in a condition. */
const MOST_POINTED_TO = 300;

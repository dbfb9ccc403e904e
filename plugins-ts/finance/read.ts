import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import { ODataError, query, type BatchAnswer, type ODataClient, type ODataErrorLike, type WireRow } from '../odata';
import { keyText } from '../sync/identity';
import type { FinanceRow, KeyText } from '../sync/sides';
import { toLiteral, toRow } from './cell';
import type { FinanceEntity } from './entity';
import { isPlain, pushedFilter } from './filter';
import { ALL_COMPANIES, rowPath } from './key';

export interface ReadLimits {
  /** Keys in one filter: longer `or` chains end in "recursion depth exceeded". */
  readonly keysPerFilter: number;
  /** Requests in one batch. */
  readonly readsPerBatch: number;
  /** Rows in one page of a scan; Finance gives at most 10 000. */
  readonly pageSize: number;
}

export const READ_LIMITS: ReadLimits = { keysPerFilter: 40, readsPerBatch: 50, pageSize: 5000 };

export function toFinanceRow(map: CompiledMap, entity: FinanceEntity, wire: WireRow): FinanceRow {
  const row = toRow(entity, wire);
  const etag = wire['@odata.etag'];
  return { key: map.keyOf(row), etag: typeof etag === 'string' ? etag : null, row };
}

/** Mapped fields and the whole key. */
export const selected = (map: CompiledMap, entity: FinanceEntity): readonly string[] => [
  ...new Set([...entity.key, ...map.read.finance]),
];

/**
 * Rows by key, in as few requests as Finance allows. A row that does not exist is absent from the answer.
 *
 * @throws ODataError
 */
export async function readByKey(
  client: ODataClient,
  map: CompiledMap,
  entity: FinanceEntity,
  keys: readonly FinanceKey[],
  limits: ReadLimits,
): Promise<ReadonlyMap<KeyText, FinanceRow>> {
  const found = new Map<KeyText, FinanceRow>();
  const wanted = new Set(keys.map(keyText));
  const take = (wire: WireRow): void => {
    const row = toFinanceRow(map, entity, wire);
    const key = keyText(row.key);
    if (wanted.has(key)) found.set(key, row);
  };
  const paths = readPaths(map, entity, keys, limits.keysPerFilter);
  for (let at = 0; at < paths.length; at += limits.readsPerBatch) {
    for await (const rows of readAll(client, paths.slice(at, at + limits.readsPerBatch))) rows.forEach(take);
  }
  return found;
}

/**
 * Keys of plain words go into filters, some dozens at a time, company by company. Others are asked for one by one by
 * their own address: in a filter Finance would read `*`, `..` or `!` as a pattern, and miss the row.
 */
export function readPaths(
  map: CompiledMap,
  entity: FinanceEntity,
  keys: readonly FinanceKey[],
  keysPerFilter: number,
): readonly string[] {
  const select = selected(map, entity);
  const distinct = [...new Map(keys.map((key) => [keyText(key), key])).values()];
  const plain = distinct.length === 1 ? [] : distinct.filter((key) => isPlainKey(entity, key));
  const others = distinct.filter((key) => !plain.includes(key));
  const filters = byCompany(map, plain).flatMap((group) =>
    chunks(group, keysPerFilter).map((some) => keyFilter(map, entity, some)),
  );
  return [
    ...filters.map((filter) => `${entity.entitySet}${query({ select, filter, custom: ALL_COMPANIES })}`),
    ...others.map((key) => rowPath(entity, key, select)),
  ];
}

const isPlainKey = (entity: FinanceEntity, key: FinanceKey): boolean =>
  entity.key.every((field) => entity.columns[field]?.type !== 'string' || isPlain(String(key[field] ?? '')));

function byCompany(map: CompiledMap, keys: readonly FinanceKey[]): readonly (readonly FinanceKey[])[] {
  const field = map.definition.finance.companyField;
  const groups = new Map<string, FinanceKey[]>();
  for (const key of keys) {
    const company = field === undefined ? '' : String(key[field] ?? '').toLowerCase();
    const group = groups.get(company);
    if (group === undefined) groups.set(company, [key]);
    else group.push(key);
  }
  return [...groups.values()];
}

function keyFilter(map: CompiledMap, entity: FinanceEntity, keys: readonly FinanceKey[]): string {
  const company = map.definition.finance.companyField;
  const [first] = keys;
  const fields = entity.key.filter((field) => field !== company);
  const shared = company !== undefined && entity.key.includes(company) ? company : null;
  const one = (key: FinanceKey): string =>
    fields.map((field) => `${field} eq ${toLiteral(entity, field, key[field] ?? null)}`).join(' and ');
  const any = keys.map((key) => (fields.length > 1 ? `(${one(key)})` : one(key))).join(' or ');
  if (shared === null || first === undefined) return any;
  const inCompany = `${shared} eq ${toLiteral(entity, shared, first[shared] ?? null)}`;
  return fields.length === 0 ? inCompany : `${inCompany} and (${any})`;
}

/** Rows of each path: a collection, or one row that may not exist. */
async function* readAll(client: ODataClient, paths: readonly string[]): AsyncIterable<readonly WireRow[]> {
  const [only] = paths;
  if (only === undefined) return;
  if (paths.length === 1) {
    yield* documents(client, await getOrNull(client, only));
    return;
  }
  const answers = await client.batch(paths.map((path) => ({ method: 'GET' as const, path })));
  for (const [at, answer] of answers.entries()) {
    if ('kind' in answer) yield* documents(client, documentOf(answer, paths[at] ?? ''));
  }
}

async function getOrNull(client: ODataClient, path: string): Promise<WireRow | null> {
  try {
    return await client.get(path);
  } catch (error) {
    if (error instanceof ODataError && isNoSuchRow(error, path)) return null;
    throw error;
  }
}

function documentOf(answer: BatchAnswer, path: string): WireRow | null {
  if (answer.kind === 'done') return answer.body as WireRow;
  if (answer.kind === 'notDone') throw notAnswered();
  if (isNoSuchRow(answer.error, path)) return null;
  throw answer.error instanceof ODataError ? answer.error : new ODataError(answer.error);
}

const notAnswered = (): ODataError =>
  new ODataError({
    status: 0,
    code: '',
    message: 'Finance left a read without an answer.',
    inner: null,
    transient: true,
    retryAfter: null,
  });

/** 404 on the address of a row; on a collection it means that Finance does not show the entity. */
const isNoSuchRow = (error: ODataErrorLike, path: string): boolean => error.status === 404 && /^\w+\(/.test(path);

async function* documents(client: ODataClient, document: WireRow | null): AsyncIterable<readonly WireRow[]> {
  if (document === null) return;
  const rows = document['value'];
  if (!Array.isArray(rows)) {
    yield [document];
    return;
  }
  yield rows as readonly WireRow[];
  const next = document['@odata.nextLink'];
  if (typeof next !== 'string') return;
  for await (const page of client.pages(next)) yield page.rows;
}

/**
 * All rows of one company in the order of the key, page by page. Finance pages by counting rows, so a row that is
 * deleted meanwhile can push another over the edge of a page: a row not seen is no proof that it is gone.
 *
 * @throws ODataError
 */
export async function* scanRows(
  client: ODataClient,
  map: CompiledMap,
  entity: FinanceEntity,
  { company, after }: { readonly company: string | null; readonly after: FinanceKey | null },
  limits: ReadLimits,
): AsyncIterable<readonly FinanceRow[]> {
  const companyField = map.definition.finance.companyField;
  const conditions = [
    company === null || companyField === undefined
      ? null
      : `${companyField} eq ${toLiteral(entity, companyField, company)}`,
    pushedFilter(entity, map.definition.finance.filter),
    after === null ? null : keysAfter(entity, after, company === null ? undefined : companyField),
  ].filter((condition) => condition !== null);
  const path = `${entity.entitySet}${query({
    select: selected(map, entity),
    filter: conditions.map((condition) => (conditions.length > 1 ? `(${condition})` : condition)).join(' and '),
    orderby: entity.key,
    custom: ALL_COMPANIES,
  })}`;
  for await (const page of client.pages(path, { prefer: [`odata.maxpagesize=${limits.pageSize}`] })) {
    yield page.rows.map((wire) => toFinanceRow(map, entity, wire));
  }
}

/**
 * The rows behind one, in the order of the key: a greater first field, or the same and a greater second one, and so on.
 * Null where that cannot be asked: of fields that Finance does not order so, and of values that it would read as a
 * pattern. Then the walk begins again.
 */
function keysAfter(entity: FinanceEntity, after: FinanceKey, fixed: string | undefined): string | null {
  const fields = entity.key.filter((field) => field !== fixed);
  const canBeAsked = fields.every(
    (field) => entity.columns[field]?.type === 'string' && isPlain(String(after[field] ?? '')),
  );
  if (fields.length === 0 || !canBeAsked) return null;
  const compare = (field: string, operator: 'eq' | 'gt'): string =>
    `${field} ${operator} ${toLiteral(entity, field, after[field] ?? null)}`;
  return fields
    .map((field, at) => [...fields.slice(0, at).map((one) => compare(one, 'eq')), compare(field, 'gt')])
    .map((parts) => (parts.length > 1 ? `(${parts.join(' and ')})` : parts.join()))
    .join(' or ');
}

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

import type { CompiledMap } from '../maps/compiled-map';
import type { Row } from '../maps/value';
import {
  guidKey,
  query,
  type BatchAnswer,
  type BatchItem,
  type BatchOperation,
  type ODataClient,
  type ODataErrorLike,
  type WireRow,
} from '../odata';
import type { DataverseWrite, SourceRow, WriteOutcome } from '../sync/sides';
import { createBodies, updateBody, type Binding } from './body';
import { etagOf, NAMES, text } from './cell';
import { CODES, codeOf, concernsEverybody, isChanged, isDuplicate, isMissing, refusal } from './failure';
import { chunks } from './gather';
import { findRows, type Found } from './lookups';
import type { ReadPlan } from './read-plan';
import { readRows, rowFrom, rowPaths } from './rows';
import type { TableReader } from './table';
import { writtenLookups, type LookupOption, type WrittenLookup } from './written-lookups';

type Outcome = WriteOutcome<SourceRow>;

/** Operations in one batch: the platform's own limit. */
const OPERATIONS_AT_ONCE = 1_000;
/** Of a write: a create with what can only be set afterwards. */
const OPERATIONS_OF_A_WRITE = 2;

/**
 * Writes rows, each on its own, and reads them back in the same batch. Rows that lookups shall point to are found
 * first, for all writes together.
 *
 * Every write carries an etag or a primary id of its own: a batch whose answer was lost may be sent again, and answers
 * `changed` or `exists` where it had been done.
 *
 * @throws ODataError when nothing is known about any of the writes.
 */
export async function writeRows(
  client: ODataClient,
  map: CompiledMap,
  plan: ReadPlan,
  tables: TableReader,
  writes: readonly DataverseWrite[],
): Promise<readonly Outcome[]> {
  const bound = await bind(client, map, plan, tables, writes);
  const outcomes: Outcome[] = [];
  // Each with its read-back, which may take several queries.
  const atOnce = Math.floor(OPERATIONS_AT_ONCE / (OPERATIONS_OF_A_WRITE + plan.parts.length));
  for (const chunk of chunks(bound, atOnce)) outcomes.push(...(await send(client, plan, chunk)));
  return outcomes;
}

// ── Lookups ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A write with its lookups bound, or what became of it before it was sent. */
type Bound = { readonly write: DataverseWrite } & (
  { readonly bindings: readonly Binding[] } | { readonly outcome: Outcome }
);

async function bind(
  client: ODataClient,
  map: CompiledMap,
  plan: ReadPlan,
  tables: TableReader,
  writes: readonly DataverseWrite[],
): Promise<readonly Bound[]> {
  const current = await currentRows(client, plan, writes);
  const lookups = await Promise.all(
    writes.map((write) =>
      write.kind === 'delete' ? [] : writtenLookups(map, plan.table, tables, write.values, current(write)),
    ),
  );
  const asked = lookups.flat().flatMap(({ options }) => options.filter((option) => 'wanted' in option));
  const found = await findRows(
    client,
    tables,
    asked.map((option) => option.wanted),
  );
  const answers = new Map<LookupOption, Found>(asked.map((option, at) => [option, found[at] as Found]));
  return Promise.all(
    writes.map(async (write, at): Promise<Bound> => {
      const bindings: Binding[] = [];
      for (const lookup of lookups[at] ?? []) {
        const choice = choose(lookup, answers);
        if ('outcome' in choice) return { write, outcome: choice.outcome };
        const target = choice.to === null ? null : { table: await tables(choice.to.target), id: choice.to.id };
        bindings.push({ lookup: lookup.lookup, target });
      }
      return { write, bindings };
    }),
  );
}

/** An update that changes a lookup by part of what describes it needs the other parts, and the row's company. */
async function currentRows(
  client: ODataClient,
  plan: ReadPlan,
  writes: readonly DataverseWrite[],
): Promise<(write: DataverseWrite) => Row | null> {
  const ids = writes.flatMap((write) =>
    write.kind === 'update' && Object.keys(write.values).some((path) => path.includes('.')) ? [write.id] : [],
  );
  if (ids.length === 0) return () => null;
  const rows = await readRows(client, plan, ids);
  return (write) => rows.get(write.id)?.row ?? null;
}

function choose(
  { options }: WrittenLookup,
  answers: ReadonlyMap<LookupOption, Found>,
): { readonly to: { readonly target: string; readonly id: string } | null } | { readonly outcome: Outcome } {
  let missing: Outcome | null = null;
  for (const option of options) {
    if ('id' in option) return { to: option };
    const found = answers.get(option);
    if (found?.kind === 'one') return { to: { target: option.target, id: found.id } };
    if (found !== undefined) missing ??= notFound(option.paths, found);
  }
  return missing === null ? { to: null } : { outcome: missing };
}

function notFound(paths: readonly string[], found: Exclude<Found, { kind: 'one' }>): Outcome {
  const { table, column, value } = found;
  if (found.kind === 'several') {
    return { kind: 'refused', code: CODES.SEVERAL_ROWS, says: `Several rows of ${table} have ${column} ${value}.` };
  }
  const path = paths.find((one) => one.split('.').at(-1) === column) ?? paths[0] ?? '';
  return { kind: 'parentMissing', path, table, value };
}

// ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function send(client: ODataClient, plan: ReadPlan, bound: readonly Bound[]): Promise<readonly Outcome[]> {
  const items: BatchItem[] = [];
  const places = bound.map((one): { write: number; reads: readonly number[] } | null => {
    if ('outcome' in one) return null;
    const write = items.push(operationsOf(plan, one.write, one.bindings)) - 1;
    if (one.write.kind === 'delete') return { write, reads: [] };
    const reads = rowPaths(plan, one.write.id).map(
      (path) => items.push({ method: 'GET', path, headers: { Prefer: NAMES } }) - 1,
    );
    return { write, reads };
  });
  if (items.length === 0) return bound.map((one) => outcomeOf(one));
  const answers = await client.batch(items, { repeatable: true });
  const first = everybodysFailure(
    places.flatMap((place) => (place === null ? [] : (answers[place.write] ?? []))).flat(),
  );
  if (first !== null) throw refusal(first);
  const judged = bound.map((one, at): Judged => {
    const place = places[at] ?? null;
    if (place === null) return outcomeOf(one);
    const written = single(answers[place.write]);
    return judge(
      plan,
      one.write,
      written,
      place.reads.map((read) => single(answers[read])),
    );
  });
  return readAgain(client, plan, bound, judged);
}

const outcomeOf = (one: Bound): Outcome =>
  'outcome' in one ? one.outcome : { kind: 'failed', says: 'The write was not sent.' };

/** Own version of a written row: what another writer did between the write and the read back shows as newer. */
const OWN_VERSION = { Prefer: 'return=representation' };

function operationsOf(plan: ReadPlan, write: DataverseWrite, bindings: readonly Binding[]): BatchItem {
  const { table } = plan;
  const row = table.entitySet + guidKey(write.id);
  const version = query({ select: ['versionnumber'] });
  if (write.kind === 'delete') return { method: 'DELETE', path: row, headers: { 'If-Match': write.etag } };
  if (write.kind === 'update') {
    const headers = { 'If-Match': write.etag, ...OWN_VERSION };
    return { method: 'PATCH', path: row + version, headers, body: updateBody(table, write.values, bindings) };
  }
  const { create, after } = createBodies(table, write.id, write.values, bindings);
  const creating: BatchOperation = {
    method: 'POST',
    path: table.entitySet + version,
    headers: OWN_VERSION,
    body: create,
  };
  if (after === null) return creating;
  const changing = { method: 'PATCH' as const, path: row + version, headers: { 'If-Match': '*', ...OWN_VERSION } };
  return { changeSet: [creating, { ...changing, body: after }] };
}

type Answered = Exclude<BatchAnswer, { kind: 'notDone' }> | { readonly kind: 'notDone' };

/** A change set counts as its failure, or as its last operation. */
function single(answer: BatchAnswer | readonly BatchAnswer[] | undefined): Answered {
  if (answer === undefined) return { kind: 'notDone' };
  if ('kind' in answer) return answer;
  return (
    answer.find((one) => one.kind === 'failed') ??
    answer.find((one) => one.kind === 'notDone') ??
    answer.at(-1) ?? { kind: 'notDone' }
  );
}

/** The service refused everybody: then no write of the batch has been done. */
function everybodysFailure(answers: readonly BatchAnswer[]): ODataErrorLike | null {
  let first: ODataErrorLike | null = null;
  for (const answer of answers) {
    if (answer.kind === 'done' || (answer.kind === 'failed' && !concernsEverybody(answer.error))) return null;
    if (answer.kind === 'failed') first ??= answer.error;
  }
  return first;
}

/** `unread`: written, but the read back brought no row. */
type Judged = Outcome | { readonly kind: 'unread' };

function judge(plan: ReadPlan, write: DataverseWrite, written: Answered, reads: readonly Answered[]): Judged {
  if (written.kind === 'notDone')
    return { kind: 'failed', says: 'Dataverse gave no answer for this row.', unknown: true };
  const row = rowFrom(plan, reads.map(rowsIn));
  if (written.kind === 'failed') return refusedWrite(write, written.error, row !== null);
  if (write.kind === 'delete') return { kind: 'written', row: null };
  if (row === null) return { kind: 'unread' };
  const own = withOwnVersion(row, written.body);
  return { kind: 'written', row: own, ...(own.version === row.version ? {} : { touched: true as const }) };
}

const rowsIn = (answer: Answered): readonly WireRow[] =>
  answer.kind === 'done' ? ((answer.body as { value?: readonly WireRow[] } | null)?.value ?? []) : [];

function withOwnVersion(row: SourceRow, body: unknown): SourceRow {
  const own = (body ?? {}) as WireRow;
  const version = text(own.versionnumber);
  return version === null || etagOf(own) === '' ? row : { ...row, version, etag: etagOf(own) };
}

function refusedWrite(write: DataverseWrite, error: ODataErrorLike, isThere: boolean): Outcome {
  const { message, retryAfter } = error;
  if (error.transient) return { kind: 'failed', says: message, ...(retryAfter === null ? {} : { retryAfter }) };
  if (write.kind === 'create') {
    if (isDuplicate(error) || isChanged(error)) return { kind: 'exists' };
  } else {
    if (isChanged(error)) return { kind: 'changed' };
    // Also what a lookup is bound to may be missing: then the row itself is there.
    if (isMissing(error) && !isThere) return { kind: 'missing' };
  }
  return { kind: 'refused', code: codeOf(error), says: message };
}

/** Rows that were written but not read back are read once more; one that is gone by then has been changed since. */
async function readAgain(
  client: ODataClient,
  plan: ReadPlan,
  bound: readonly Bound[],
  judged: readonly Judged[],
): Promise<readonly Outcome[]> {
  const ids = judged.flatMap((one, at) => (one.kind === 'unread' ? [bound[at]?.write.id ?? ''] : []));
  const rows = ids.length === 0 ? new Map<string, SourceRow>() : await readRows(client, plan, ids);
  return judged.map((one, at): Outcome => {
    if (one.kind !== 'unread') return one;
    const row = rows.get(bound[at]?.write.id ?? '');
    return row === undefined ? { kind: 'changed' } : { kind: 'written', row };
  });
}

import type { FinanceKey } from '../maps/compiled-map';
import type { ColumnSchema } from '../maps/schema';
import type { Value, Values } from '../maps/value';
import {
  exactNumber,
  type BatchAnswer,
  type BatchItem,
  type BatchOperation,
  type ODataErrorLike,
  type WireRow,
} from '../odata';
import type { FinanceWrite } from '../sync/sides';
import { toWire } from './cell';
import type { FinanceEntity } from './entity';
import { rowPath, setPath } from './key';

/**
 * How one row is written, and what the answers mean. Both are pure: `side.ts` sends.
 *
 * ```
 *   create           {POST}           GET     the row that is there afterwards tells "exists" from "refused":
 *                                             Finance's words for it are in the caller's language
 *   update           {PATCH If-Match} GET
 *   update, no etag  GET {PATCH *}    GET     the first look tells a row that is gone; `*` keeps a PATCH from creating
 *   delete           {DELETE If-Match} GET    a row that is gone is a 400 to Finance, with words in the caller's language
 * ```
 *
 * Every write is a change set of its own, the form that Finance documents; a failure in one leaves the others alone.
 */
export function itemsFor(entity: FinanceEntity, select: readonly string[], write: FinanceWrite): readonly BatchItem[] {
  const readBack: BatchOperation = { method: 'GET', path: rowPath(entity, write.key, select) };
  switch (write.kind) {
    case 'create': {
      const body = bodyOf(entity, { ...write.values, ...write.key });
      return [{ changeSet: [{ method: 'POST', path: setPath(entity), body }] }, readBack];
    }
    case 'update': {
      const patch: BatchOperation = {
        method: 'PATCH',
        path: rowPath(entity, write.key),
        headers: { 'If-Match': write.etag ?? '*' },
        body: bodyOf(entity, without(write.values, write.key)),
      };
      return write.etag === null ? [readBack, { changeSet: [patch] }, readBack] : [{ changeSet: [patch] }, readBack];
    }
    case 'delete': {
      const path = rowPath(entity, write.key);
      return [{ changeSet: [{ method: 'DELETE', path, headers: { 'If-Match': write.etag ?? '*' } }] }, readBack];
    }
  }
}

function bodyOf(entity: FinanceEntity, values: Values): WireRow {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, cellOf(entity.columns[field], value)] as const),
  );
}

const cellOf = (column: ColumnSchema | undefined, value: Value): unknown => {
  const wire = toWire(column, value);
  const isExact = column?.type === 'decimal' || column?.type === 'bigint';
  // What is no number is left to Finance to refuse: it is about this row alone.
  return isExact && isNumber(String(wire)) ? exactNumber(String(wire)) : wire;
};

const isNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);

/** Key fields are in the address; in the body of an update Finance refuses them. */
const without = (values: Values, key: FinanceKey): Values =>
  Object.fromEntries(Object.entries(values).filter(([field]) => !(field in key)));

/** What the answers say of one write. */
export type Verdict =
  | { readonly kind: 'written'; readonly row: WireRow | null }
  | { readonly kind: 'changed' | 'exists' | 'missing' }
  /** Finance refused it, or failed at it: `error.transient` tells which. */
  | { readonly kind: 'error'; readonly error: ODataErrorLike }
  /** The server gave no answer for it: it stopped before, or the reply broke off. */
  | { readonly kind: 'notDone' }
  /** The read-back did not arrive: the row has to be looked at again. `error` null: the write itself was done. */
  | { readonly kind: 'look'; readonly error: ODataErrorLike | null };

type Answers = readonly (BatchAnswer | readonly BatchAnswer[])[];

export function verdictOn(write: FinanceWrite, answers: Answers): Verdict {
  switch (write.kind) {
    case 'create':
      return onCreate(single(answers[0]), single(answers[1]));
    case 'update':
      return write.etag === null
        ? onUpdate(null, single(answers[1]), single(answers[2]), single(answers[0]))
        : onUpdate(write.etag, single(answers[0]), single(answers[1]), null);
    case 'delete':
      return onDelete(write.etag, single(answers[0]), single(answers[1]));
  }
}

const NOT_DONE: BatchAnswer = { kind: 'notDone' };

/** The answer of an operation, or of the only one of a change set. */
function single(answer: Answers[number] | undefined): BatchAnswer {
  if (answer === undefined) return NOT_DONE;
  return 'kind' in answer ? answer : (answer[0] ?? NOT_DONE);
}

function onCreate(post: BatchAnswer, look: BatchAnswer): Verdict {
  const row = rowOf(look);
  if (post.kind === 'done') {
    // The answer to a create carries the row; the read-back is the fresher of the two.
    const seen = row ?? rowOf(post);
    return seen === null ? { kind: 'look', error: null } : { kind: 'written', row: seen };
  }
  if (row !== null) return { kind: 'exists' };
  if (post.kind === 'notDone') return { kind: 'notDone' };
  return isGone(look) ? { kind: 'error', error: post.error } : { kind: 'look', error: post.error };
}

function onUpdate(etag: string | null, patch: BatchAnswer, look: BatchAnswer, before: BatchAnswer | null): Verdict {
  const row = rowOf(look);
  if (patch.kind === 'done') {
    if (row !== null) return { kind: 'written', row };
    return isGone(look) ? { kind: 'missing' } : { kind: 'look', error: null };
  }
  if (isGone(look) || (before !== null && isGone(before))) return { kind: 'missing' };
  if (patch.kind === 'notDone') return { kind: 'notDone' };
  if (patch.error.status === 404) return { kind: 'missing' };
  if (patch.error.status === 412 || hasMoved(etag, row)) return { kind: 'changed' };
  return { kind: 'error', error: patch.error };
}

/** Finance's own "changed by another user" comes as any refusal, in any language; the etag says it plainly. */
const hasMoved = (sent: string | null, row: WireRow | null): boolean => {
  const now = row?.['@odata.etag'];
  return sent !== null && typeof now === 'string' && now !== sent;
};

function onDelete(etag: string | null, answer: BatchAnswer, look: BatchAnswer): Verdict {
  if (answer.kind === 'done') return { kind: 'written', row: null };
  if (isGone(look)) return { kind: 'missing' };
  if (answer.kind === 'notDone') return { kind: 'notDone' };
  if (answer.error.status === 404) return { kind: 'missing' };
  if (answer.error.status === 412 || hasMoved(etag, rowOf(look))) return { kind: 'changed' };
  return { kind: 'error', error: answer.error };
}

function rowOf(answer: BatchAnswer): WireRow | null {
  if (answer.kind !== 'done') return null;
  const { body } = answer;
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as WireRow) : null;
}

const isGone = (answer: BatchAnswer): boolean => answer.kind === 'failed' && answer.error.status === 404;

/** The caller is not admitted: that is not about the row. A refusal with an Infolog is. */
export const isAboutTheCaller = ({ status, inner }: ODataErrorLike): boolean =>
  status === 401 || (status === 403 && inner === null);

/** A create that is answered "not found" found no entity to create in. */
export const isAboutTheEntity = (write: FinanceWrite | undefined, { status, inner }: ODataErrorLike): boolean =>
  write?.kind === 'create' && status === 404 && inner === null;

/** Finance asks to be left alone. */
export const isThrottled = ({ status }: ODataErrorLike): boolean => status === 429 || status === 503;

import type { Filter } from '../maps/table-map';
import type { Value } from '../maps/value';
import { toLiteral } from './cell';
import type { FinanceEntity } from './entity';

/**
 * The part of a map's filter that Finance can apply itself, or null. What comes back may be more than the map wants,
 * never less: the map still looks at every row. So a condition is left out wherever Finance might understand it more
 * narrowly than the map does: texts other than equal to plain words, empty values, patterns.
 */
export function pushedFilter(entity: FinanceEntity, filter: Filter | undefined): string | null {
  return filter === undefined ? null : (push(entity, filter)?.text ?? null);
}

interface Pushed {
  readonly text: string;
  /** Lets through exactly the rows that the condition lets through: only such a thing may be negated. */
  readonly exact: boolean;
}

function push(entity: FinanceEntity, filter: Filter): Pushed | null {
  if ('all' in filter) return pushAll(entity, filter.all);
  if ('any' in filter) return pushAny(entity, filter.any);
  if ('not' in filter) {
    const inner = push(entity, filter.not);
    return inner?.exact ? { text: `not (${inner.text})`, exact: true } : null;
  }
  return pushComparison(entity, filter);
}

/** Of several that must all hold, those that can be asked are. */
function pushAll(entity: FinanceEntity, filters: readonly Filter[]): Pushed | null {
  const pushed = filters.map((filter) => push(entity, filter));
  const asked = pushed.filter((part) => part !== null);
  if (asked.length === 0) return null;
  return {
    text: asked.map(({ text }) => `(${text})`).join(' and '),
    exact: asked.length === pushed.length && asked.every(({ exact }) => exact),
  };
}

/** Of several of which one must hold, all or none can be asked. */
function pushAny(entity: FinanceEntity, filters: readonly Filter[]): Pushed | null {
  const pushed = filters.map((filter) => push(entity, filter));
  const asked = pushed.filter((part) => part !== null);
  if (asked.length === 0 || asked.length < pushed.length) return null;
  return { text: asked.map(({ text }) => `(${text})`).join(' or '), exact: asked.every(({ exact }) => exact) };
}

type Comparison = Extract<Filter, { column: string }>;

const NUMBERS = new Set(['int', 'bigint', 'decimal', 'double']);
const DATES = new Set(['date', 'datetime']);

function pushComparison(entity: FinanceEntity, { column, is, value }: Comparison): Pushed | null {
  const schema = entity.columns[column];
  if (schema === undefined || is === 'like' || isEmpty(value)) return null;
  const equality = is === 'eq' || is === 'ne';
  const asked = (exact: boolean): Pushed => ({ text: `${column} ${is} ${toLiteral(entity, column, value)}`, exact });
  if (schema.type === 'enum') {
    return equality && schema.members?.includes(String(value)) ? asked(true) : null;
  }
  if (NUMBERS.has(schema.type)) return isFinite(Number(value)) ? asked(true) : null;
  if (schema.type === 'guid' || schema.type === 'boolean') return equality ? asked(true) : null;
  // "Never" and "empty" are dates too, and not on every side the same ones: only a real point in time is asked for.
  if (DATES.has(schema.type))
    return is === 'eq' || is === 'ne' || isNaN(Date.parse(String(value))) ? null : asked(false);
  // Finance compares texts without case and reads `*` as "anything": equal finds too much, unequal too little.
  return is === 'eq' && isPlain(String(value)) ? asked(false) : null;
}

/** Nothing has several spellings: null, empty text, zero, the first symbol. */
const isEmpty = (value: Value): boolean => value === null || value === '';

/** Text that Finance's query language cannot take for anything but itself. */
export const isPlain = (text: string): boolean => /^[\p{L}\p{N}](?:[\p{L}\p{N} _/-]*[\p{L}\p{N}])?$/u.test(text);

import { plainPattern } from '../maps/filters/normal';
import { isDayAlone, momentOf } from '../maps/filters/operand';
import type { Filter } from '../maps/table-map';
import type { Value } from '../maps/value';
import { text } from '../odata';
import { toLiteral } from './cell';
import type { FinanceEntity } from './entity';

/**
 * The part of a map's filter that Finance can apply itself, or null. What comes back may be more than the map wants,
 * never less: the map still looks at every row. So a condition is left out wherever Finance might understand it more
 * narrowly than the map does: texts that are no plain words, most empty values, the order of texts and symbols.
 *
 * @param filter in the words of the metadata, as a compiled map has it
 */
export const pushedFilter = (entity: FinanceEntity, filter: Filter | undefined): string | null =>
  pushed(entity, filter)?.text ?? null;

/** The same, and whether Finance lets through exactly what the map does. */
export const pushed = (entity: FinanceEntity, filter: Filter | undefined): Pushed | null =>
  filter === undefined ? null : push(entity, filter);

export interface Pushed {
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
  const parts = filters.map((filter) => push(entity, filter));
  const asked = parts.filter((part) => part !== null);
  if (asked.length === 0) return null;
  return {
    text: asked.map(({ text }) => `(${text})`).join(' and '),
    exact: asked.length === parts.length && asked.every(({ exact }) => exact),
  };
}

/** Of several of which one must hold, all or none can be asked. */
function pushAny(entity: FinanceEntity, filters: readonly Filter[]): Pushed | null {
  const parts = filters.map((filter) => push(entity, filter));
  const asked = parts.filter((part) => part !== null);
  if (asked.length === 0 || asked.length < parts.length) return null;
  return { text: asked.map(({ text }) => `(${text})`).join(' or '), exact: asked.every(({ exact }) => exact) };
}

type Comparison = Extract<Filter, { column: string }>;

const NUMBERS = new Set(['int', 'bigint', 'decimal', 'double']);

function pushComparison(entity: FinanceEntity, written: Comparison): Pushed | null {
  const condition = plainPattern(written);
  const { column, is, value } = condition;
  const schema = entity.columns[column];
  if (schema === undefined) return null;
  const equality = is === 'eq' || is === 'ne';
  const asked = (exact: boolean): Pushed => ({ text: `${column} ${is} ${toLiteral(entity, column, value)}`, exact });
  if (schema.type === 'string') return pushText(column, condition);
  if (PATTERNS.has(is) || isEmpty(value)) return null;
  if (schema.type === 'datetime') return pushMoment(column, condition);
  if (schema.type === 'date') return isDayAlone(value) ? asked(false) : null;
  if (schema.type === 'enum') {
    const symbol = schema.members?.find((member) => member.toLowerCase() === String(value).toLowerCase());
    if (symbol === undefined || !equality) return null;
    return { text: `${column} ${is} ${toLiteral(entity, column, symbol)}`, exact: true };
  }
  if (NUMBERS.has(schema.type)) return isFinite(Number(value)) ? asked(true) : null;
  return equality ? asked(true) : null;
}

const PATTERNS: ReadonlySet<Comparison['is']> = new Set(['like', 'contains', 'startsWith', 'endsWith']);

/**
 * Finance compares texts without case and reads `*` as "anything": equal finds too much, unequal too little, except
 * unequal to nothing. Its OData has no functions; "contains" is an `eq` with a star at both ends, the one pattern that is
 * documented. So of a pattern only its longest piece is asked for.
 */
function pushText(column: string, { is, value }: Comparison): Pushed | null {
  if (is === 'ne') return isEmpty(value) ? { text: `${column} ne ''`, exact: false } : null;
  if (typeof value !== 'string') return null;
  if (is === 'eq') return isPlain(value) ? { text: `${column} eq ${text(value)}`, exact: false } : null;
  if (!PATTERNS.has(is)) return null;
  const [piece] = (is === 'like' ? value.split(/[*?]/) : [value]).sort((one, other) => other.length - one.length);
  return piece !== undefined && isPlain(piece) ? { text: `${column} eq ${text(`*${piece}*`)}`, exact: false } : null;
}

/**
 * A day is all of it, wherever in it Finance shows a day (at noon) or keeps a moment; a moment is a whole second. So
 * bounds are first moments: up to a day, or a second, is before the next one.
 */
function pushMoment(column: string, { is, value }: Comparison): Pushed | null {
  const read = momentOf(value);
  if (typeof read !== 'string') return null;
  const from = Date.parse(read);
  const first = momentAt(from);
  const next = momentAt(from + (isDayAlone(value) ? 86_400_000 : 1000));
  const bounds: Partial<Record<Comparison['is'], string>> = {
    eq: `${column} ge ${first} and ${column} lt ${next}`,
    ge: `${column} ge ${first}`,
    gt: `${column} ge ${next}`,
    le: `${column} lt ${next}`,
    lt: `${column} lt ${first}`,
  };
  const asked = bounds[is];
  return asked === undefined ? null : { text: asked, exact: false };
}

const momentAt = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Nothing has several spellings: null, empty text, zero, the first symbol. */
const isEmpty = (value: Value): boolean => value === null || value === '';

/** Text that Finance's query language cannot take for anything but itself. */
export const isPlain = (text: string): boolean => /^[\p{L}\p{N}](?:[\p{L}\p{N} _/-]*[\p{L}\p{N}])?$/u.test(text);

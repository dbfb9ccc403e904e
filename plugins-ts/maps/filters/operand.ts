import { isProblem, type Outcome } from '../cells/cell';
import { familyOf, type Family } from '../cells/choose';
import { digits } from '../cells/number';
import { boolean, choice, exactSymbol } from '../cells/symbol';
import { guid, NO_GUID } from '../cells/text';
import { PROBLEMS } from '../codes';
import type { ColumnSchema } from '../schema';
import type { Value } from '../value';
import type { Dialect } from './syntax';

/**
 * How a filter reads a column. Dataverse has nothing: it reads as null. Finance has no nothing: it reads as the empty
 * value of the field's type, and is compared as that value.
 */
export interface Operand {
  readonly family: Family;
  /** Comparable: texts in lower case, numbers as digits, dates as `YYYY-MM-DDTHH:mm:ssZ`. */
  read(value: Value): Outcome;
  /** Finance's symbols in their order; absent elsewhere. */
  readonly members?: readonly string[];
}

export function operandOf(schema: ColumnSchema, side: Dialect): Operand {
  const family = familyOf(schema.type);
  const empty = side === 'dataverse' ? null : emptyOf(family, schema);
  const read = READERS[family](schema, side);
  return {
    family,
    read: (value) => {
      const outcome = isNothing(value) ? null : read(value);
      return outcome ?? empty;
    },
    ...(schema.members === undefined ? {} : { members: schema.members }),
  };
}

const isNothing = (value: Value): boolean => value === null || value === '';

/** What Finance keeps where there is nothing. */
export const FINANCE_EMPTY_DATE = '1900-01-01T00:00:00Z';

function emptyOf(family: Family, schema: ColumnSchema): Value {
  switch (family) {
    case 'text':
      return '';
    case 'number':
    case 'choice':
      return '0';
    case 'boolean':
      return false;
    case 'guid':
      return NO_GUID;
    case 'symbol':
      return schema.members?.[0] ?? '';
    case 'date':
      return FINANCE_EMPTY_DATE;
  }
}

const READERS: Readonly<Record<Family, (schema: ColumnSchema, side: Dialect) => (value: Value) => Outcome>> = {
  text: (_, side) => (value) => {
    const text = String(value).toLowerCase();
    // Finance keeps no blanks at the end.
    return side === 'finance' ? text.replace(/ +$/, '') : text;
  },
  number: () => digits,
  choice: (schema) => {
    const { read } = choice(schema.options);
    return (value) => {
      const option = read(value);
      return typeof option === 'number' ? String(option) : option;
    };
  },
  boolean: () => boolean(null).read,
  guid: () => guid().read,
  symbol: (schema) => symbolIn(schema.members),
  date: () => momentOf,
};

/**
 * A symbol as `$metadata` spells it. A number, as X++ allows, stands for the symbol at that place: metadata gives symbols
 * in the order of their values, and the values are seldom anything else than 0, 1, 2.
 */
function symbolIn(members: readonly string[] | undefined): (value: Value) => Outcome {
  const known = new Map((members ?? []).map((member) => [member.toLowerCase(), member]));
  return (value) => {
    const text = String(value);
    if (members === undefined) return text.toLowerCase();
    const found = known.get(text.toLowerCase()) ?? (typeof value === 'number' ? members[value] : undefined);
    return found ?? exactSymbol(members, text) ?? { code: PROBLEMS.UNKNOWN_SYMBOL, parameters: { value } };
  };
}

const FORM = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/** As both wires write moments, days that not every month has left aside: nothing is to be changed or looked at twice. */
const PLAIN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** A day is its first moment in UTC; what a date says without a zone is UTC. Whole seconds, as both sides keep them. */
export function momentOf(value: Value): Outcome {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  const [, day, time, zone] = typeof value === 'string' ? (FORM.exec(value.trim()) ?? []) : [];
  const clock = time === undefined ? '00:00:00' : time.length === 5 ? `${time}:00` : time;
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T${clock}${zone?.toUpperCase() ?? 'Z'}`);
  if (day === undefined || Number.isNaN(at) || !isDay(day)) return { code: PROBLEMS.NOT_A_DATE, parameters: { value } };
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const isDay = (day: string): boolean => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
};

/** A day without a time. */
export const isDayAlone = (value: Value): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !isProblem(momentOf(value));

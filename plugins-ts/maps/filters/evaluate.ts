import Big from 'big.js';
import { isProblem } from '../cells/cell';
import type { Condition } from '../filter';
import type { Filter } from '../table-map';
import type { ColumnSchema } from '../schema';
import type { Row, Value } from '../value';
import { plainPattern } from './normal';
import { isDayAlone, operandOf, type Operand } from './operand';
import type { Dialect } from './syntax';

/** What a filter needs to know of a column. */
export type SchemaOf = (column: string) => ColumnSchema;

/**
 * A filter as a function of a row. Names are those of the metadata (`bindFilter`).
 *
 * - Texts, symbols and ids are compared without case; numbers by value, however many zeros they have; dates as moments.
 * - Dataverse: nothing (null, "") equals nothing, is unequal to everything else, is neither greater nor less than
 *   anything, and fits no pattern. 0, false and 1900-01-01 are values like others.
 * - Finance: there is no nothing. Null, "", 0, the first symbol, false, the zero id and 1900-01-01 are, each for its type, one
 *   value, and compared as that value: an empty date is before all others, an empty text fits `*`. A condition with a
 *   day alone looks at the day of the field only, for Finance shows days at noon.
 * - `like`: `*` stands for any characters, `?` for one.
 * - `all` of no conditions holds, `any` of none does not; `not` turns round what its condition says.
 */
export function compileFilter(filter: Filter | undefined, side: Dialect, schemaOf: SchemaOf): (row: Row) => boolean {
  if (filter === undefined) return () => true;
  if ('all' in filter) {
    const parts = filter.all.map((one) => compileFilter(one, side, schemaOf));
    return (row) => parts.every((holds) => holds(row));
  }
  if ('any' in filter) {
    const parts = filter.any.map((one) => compileFilter(one, side, schemaOf));
    return (row) => parts.some((holds) => holds(row));
  }
  if ('not' in filter) {
    const holds = compileFilter(filter.not, side, schemaOf);
    return (row) => !holds(row);
  }
  return compileCondition(plainPattern(filter), side, operandOf(schemaOf(filter.column), side));
}

function compileCondition({ column, is, value }: Condition, side: Dialect, operand: Operand): (row: Row) => boolean {
  const test = TEXT_TESTS[is];
  if (test !== undefined) {
    const matches = test(String(value ?? ''));
    return (row) => {
      const found = operand.read(row[column] ?? null);
      return typeof found === 'string' && matches(found);
    };
  }
  const byDay = side === 'finance' && operand.family === 'date' && isDayAlone(value);
  const read = (cell: Value): ReturnType<Operand['read']> => {
    const found = operand.read(cell);
    return byDay && typeof found === 'string' ? found.slice(0, 10) : found;
  };
  const wanted = read(value);
  // What the column cannot hold equals nothing that it holds.
  if (isProblem(wanted)) return () => is === 'ne';
  const holds = COMPARISONS[is as Comparison];
  return (row) => {
    const found = read(row[column] ?? null);
    return isProblem(found) ? is === 'ne' : holds(compare(found, wanted, operand));
  };
}

type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** Negative, zero, positive; null where there is no order, for one of them is nothing. */
type Order = number | null;

const COMPARISONS: Readonly<Record<Comparison, (order: Order) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order !== null && order > 0,
  ge: (order) => order !== null && order >= 0,
  lt: (order) => order !== null && order < 0,
  le: (order) => order !== null && order <= 0,
};

function compare(one: Value, other: Value, { family, members }: Operand): Order {
  if (one === other) return 0;
  if (one === null || other === null) return null;
  if (family === 'number' || family === 'choice') return compareDigits(String(one), String(other));
  if (family === 'symbol' && members !== undefined)
    return members.indexOf(String(one)) - members.indexOf(String(other));
  return one < other ? -1 : 1;
}

/** Digits that a double tells apart need nothing better: fifteen of them, point and sign included. */
const compareDigits = (one: string, other: string): number =>
  one.length <= 15 && other.length <= 15 ? Number(one) - Number(other) : new Big(one).cmp(other);

const TEXT_TESTS: Readonly<Partial<Record<Condition['is'], (value: string) => (text: string) => boolean>>> = {
  contains: (value) => {
    const wanted = value.toLowerCase();
    return (text) => text.includes(wanted);
  },
  startsWith: (value) => {
    const wanted = value.toLowerCase();
    return (text) => text.startsWith(wanted);
  },
  endsWith: (value) => {
    const wanted = value.toLowerCase();
    return (text) => text.endsWith(wanted);
  },
  like: (value) => {
    const pattern = [...value.toLowerCase()];
    return (text) => fits([...text], pattern);
  },
};

/**
 * Does a text fit a pattern? Characters, not units. Only the last star is ever tried again: many stars cost no more than
 * the length of the text times that of the pattern.
 */
function fits(text: readonly string[], pattern: readonly string[]): boolean {
  let [at, place] = [0, 0];
  let [star, tried] = [-1, 0];
  while (at < text.length) {
    if (pattern[place] === '*') [star, tried, place] = [place, at, place + 1];
    else if (pattern[place] === '?' || pattern[place] === text[at]) [at, place] = [at + 1, place + 1];
    else if (star < 0) return false;
    else [tried, at, place] = [tried + 1, tried + 1, star + 1];
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

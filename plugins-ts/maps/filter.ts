import Big from 'big.js';
import { isProblem, type Cell } from './cells/cell';
import { chooseDataverseCell, chooseFinanceCell } from './cells/choose';
import { dataverseInstant } from './cells/date';
import type { ColumnSchema } from './schema';
import type { Filter } from './table-map';
import type { Row, Value } from './value';

/** A condition on one column. */
export type Condition = Extract<Filter, { readonly column: string }>;

/** All conditions of a filter, in the order in which they are written. */
export function conditionsOf(filter: Filter | undefined): readonly Condition[] {
  if (filter === undefined) return [];
  if ('all' in filter) return filter.all.flatMap(conditionsOf);
  if ('any' in filter) return filter.any.flatMap(conditionsOf);
  return 'not' in filter ? conditionsOf(filter.not) : [filter];
}

/** What a filter needs of a column: how it reads. */
export type CellOf = (column: string) => Cell;

/**
 * A filter as a function of a row, with the meaning that both platforms give it:
 *
 * - texts and symbols are compared without case; numbers by value, however many zeros they have
 * - nothing equals nothing (and, in Finance, "" and 1900-01-01); it is neither greater nor less than anything; `ne`
 *   holds between nothing and something
 * - `like`: `*` stands for any characters, `?` for one
 * - `all` of no conditions holds, `any` of none does not
 */
export function compileFilter(filter: Filter | undefined, cellOf: CellOf): (row: Row) => boolean {
  if (filter === undefined) return () => true;
  if ('all' in filter) {
    const parts = filter.all.map((one) => compileFilter(one, cellOf));
    return (row) => parts.every((holds) => holds(row));
  }
  if ('any' in filter) {
    const parts = filter.any.map((one) => compileFilter(one, cellOf));
    return (row) => parts.some((holds) => holds(row));
  }
  if ('not' in filter) {
    const holds = compileFilter(filter.not, cellOf);
    return (row) => !holds(row);
  }
  return compileCondition(filter, cellOf(filter.column));
}

function compileCondition({ column, is, value }: Condition, cell: Cell): (row: Row) => boolean {
  if (is === 'like') {
    const pattern = patternOf(String(value ?? ''));
    return (row) => pattern.test(String(row[column] ?? ''));
  }
  const read = cell.read(value);
  const wanted = isProblem(read) ? null : read;
  const holds = COMPARISONS[is];
  return (row) => {
    const found = cell.read(row[column] ?? null);
    // A value that is none of the column's equals nothing.
    return isProblem(found) ? is === 'ne' : holds(compare(found, wanted, cell));
  };
}

/** Negative, zero, positive; null where there is no order, for one of them is nothing. */
type Order = number | null;

const COMPARISONS: Readonly<Record<Exclude<Condition['is'], 'like'>, (order: Order) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order !== null && order > 0,
  ge: (order) => order !== null && order >= 0,
  lt: (order) => order !== null && order < 0,
  le: (order) => order !== null && order <= 0,
};

function compare(one: Value, other: Value, cell: Cell): Order {
  if (one === null || other === null) return one === other ? 0 : null;
  if (cell.speaks === 'number') return new Big(String(one)).cmp(String(other));
  const [left, right] = [fold(one), fold(other)];
  return left === right ? 0 : left < right ? -1 : 1;
}

const fold = (value: string | number | boolean): string | number | boolean =>
  typeof value === 'string' ? value.toLowerCase() : value;

function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'isu');
}

const PLAIN = { companyCode: false, cut: false, round: false, translated: false } as const;

/** How a filter reads a column of either side. Dates are compared as moments. */
export function filterCell(schema: ColumnSchema, side: 'dataverse' | 'finance'): Cell {
  if (schema.type === 'datetime' || schema.type === 'date') return dataverseInstant();
  return side === 'dataverse' ? chooseDataverseCell(schema, PLAIN) : chooseFinanceCell(schema, PLAIN);
}

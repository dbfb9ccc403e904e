import Big from 'big.js';
import { Refusal } from '../refusal';
import type { Column, Table } from '../schema/table';
import { isReference, type Value } from '../store/layout';

export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * A value as the platform stores it: empty text is null, decimals are rounded to the column's scale, ids are lower case.
 * @throws Refusal when the column does not take it: too long, out of range, not one of the options.
 */
export function accepted(table: Table, column: Column, value: Value): Value {
  if (value === null || value === '') return null;
  switch (column.type) {
    case 'string':
    case 'memo':
      return text(table, column, String(value));
    case 'guid':
      return String(value).toLowerCase();
    case 'int':
      return ranged(table, column, value, '0x8004432F');
    case 'double':
      return ranged(table, column, value, '0x80044330');
    case 'decimal':
    case 'money':
      return ranged(table, column, rounded(column, String(value)), '0x80044330');
    case 'choice':
    case 'state':
    case 'status':
      return option(table, column, Number(value));
    case 'datetime':
      return instant(column, String(value));
    case 'lookup':
    case 'owner':
      return isReference(value) ? { table: value.table, id: value.id.toLowerCase() } : value;
    default:
      return value;
  }
}

function text(table: Table, column: Column, value: string): string {
  if (column.maxLength !== undefined && value.length > column.maxLength)
    throw new Refusal(
      400,
      '0x80044331',
      `A validation error occurred. The length of the '${column.name}' attribute of the '${table.logicalName}' entity exceeded the maximum allowed length of '${column.maxLength}'.`,
    );
  return value;
}

function rounded(column: Column, value: string): string {
  const scale = column.scale ?? 2;
  return new Big(value).round(scale, Big.roundHalfUp).toFixed(scale);
}

function ranged(table: Table, column: Column, value: Value, code: string): Value {
  const number = new Big(String(value));
  const below = column.min !== undefined && number.lt(column.min);
  const above = column.max !== undefined && number.gt(column.max);
  if (below || above)
    throw new Refusal(
      400,
      code,
      `A validation error occurred.  The value of '${column.name}' on record of type '${table.logicalName}' is outside the valid range.`,
    );
  return value;
}

function option(table: Table, column: Column, value: number): number {
  const values = (column.options ?? []).map((candidate) => candidate.value);
  if (!values.includes(value))
    throw new Refusal(
      400,
      '0x8004431A',
      `A validation error occurred. The value ${value} of '${column.name}' on record of type '${table.logicalName}' is outside the valid range. Accepted Values: ${values.join(',')}`,
    );
  return value;
}

const EARLIEST = '1753-01-01';

function instant(column: Column, value: string): string {
  if (value < EARLIEST)
    throw new Refusal(
      400,
      '0x80040239',
      `DateTime is less than minimum value supported by CrmDateTime. Actual value: ${value}, Minimum value supported: 01/01/1753 00:00:00`,
    );
  return column.behavior === 'dateOnly' ? value.slice(0, 10) : value;
}

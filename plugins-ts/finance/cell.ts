import type { ColumnSchema } from '../maps/schema';
import type { Row, Value } from '../maps/value';
import { enumLiteral, guid, raw, text, type KeyValue, type WireRow } from '../odata';
import type { FinanceEntity } from './entity';

/**
 * How a value is put into JSON for Finance. X++ has no null: nothing is an empty text, zero, the first symbol, the first
 * of January 1900. Decimals and 64-bit integers are text, as `IEEE754Compatible=true` demands.
 */
export function toWire(column: ColumnSchema | undefined, value: Value): Value {
  if (column === undefined) return value;
  if (value === null) return nothing(column);
  switch (column.type) {
    case 'int':
    case 'double':
      return Number(value);
    case 'decimal':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value === true || value === 'true';
    case 'datetime':
      // A day alone is kept at noon, so that no zone can move it.
      return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? `${String(value)}T12:00:00Z` : String(value);
    default:
      return String(value);
  }
}

function nothing(column: ColumnSchema): Value {
  switch (column.type) {
    case 'int':
    case 'double':
      return 0;
    case 'decimal':
    case 'bigint':
      return '0';
    case 'boolean':
      return false;
    case 'datetime':
      return '1900-01-01T00:00:00Z';
    case 'date':
      return '1900-01-01';
    case 'guid':
      return '00000000-0000-0000-0000-000000000000';
    case 'enum':
      return column.members?.[0] ?? null;
    default:
      return '';
  }
}

/** How a value is spelled in a key. @throws TypeError where a guid field gets no guid. */
export function toKeyValue(entity: FinanceEntity, field: string, value: Value): KeyValue {
  const column = entity.columns[field];
  const wire = toWire(column, value);
  switch (column?.type) {
    case 'int':
    case 'double':
    case 'decimal':
    case 'bigint':
    case 'boolean':
    case 'date':
    case 'datetime':
      return raw(String(wire));
    case 'guid':
      return raw(guid(String(wire)));
    case 'enum':
      return raw(enumLiteral(entity.enumTypes[field] ?? '', String(wire)));
    default:
      return String(wire);
  }
}

/** The same, as it stands in a filter. */
export function toLiteral(entity: FinanceEntity, field: string, value: Value): string {
  const spelled = toKeyValue(entity, field, value);
  return typeof spelled === 'object' ? spelled.literal : text(String(spelled));
}

/** The fields of a row, without annotations. Decimals and 64-bit integers are text however the server sent them. */
export function toRow(entity: FinanceEntity, wire: WireRow): Row {
  const row: Record<string, Value> = {};
  for (const [name, value] of Object.entries(wire)) {
    if (name.includes('@')) continue;
    const type = entity.columns[name]?.type;
    if (typeof value === 'number') row[name] = type === 'decimal' || type === 'bigint' ? String(value) : value;
    else if (typeof value === 'string' || typeof value === 'boolean' || value === null) row[name] = value;
  }
  return row;
}

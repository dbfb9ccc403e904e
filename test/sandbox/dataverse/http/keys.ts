import { idsByKey } from '../rows/keys';
import { GUID } from '../rows/values';
import { Refusal } from '../refusal';
import { columnOnWire, isLookup, type Column, type Table } from '../schema/table';
import { activeKeys } from '../schema/keys';
import type { Organization } from '../organization';
import type { Value, Values } from '../store/layout';
import { badQuery } from '../query/refusals';
import type { Segment } from './path';

/** How a URL names a row. */
export type RowKey =
  | { readonly kind: 'id'; readonly id: string }
  /** `found` is undefined when no row has these values. */
  | { readonly kind: 'alternate'; readonly values: Values; readonly found: string | undefined };

/**
 * The row that a segment's parentheses name.
 * @throws Refusal when they name no key of the table, or more than one row
 */
export function rowKey(organization: Organization, table: Table, segment: Segment): RowKey {
  const key = segment.key ?? new Map<string, string>();
  const single = key.get('');
  if (single !== undefined && key.size === 1) return { kind: 'id', id: idOf(single) };
  // In the metadata the key of a principal is its id as an owner.
  const primary = PRINCIPALS.has(table.logicalName) ? 'ownerid' : table.primaryId;
  if (key.size === 1 && key.has(primary)) return { kind: 'id', id: idOf(key.get(primary) ?? '') };
  const values: Record<string, Value> = {};
  for (const [name, text] of key) {
    const column = columnOnWire(table, name);
    if (!column) throw notAKey(table);
    values[column.name] = keyValue(column, text);
  }
  const names = Object.keys(values).sort().join(',');
  const defined = activeKeys(table, organization.now()).some(
    (candidate) => [...candidate.columns].sort().join(',') === names,
  );
  if (key.size === 0 || !defined) throw notAKey(table);
  const ids = idsByKey(organization, table, values);
  if (ids.length > 1)
    throw new Refusal(
      400,
      '0x8006089D',
      `More than one record exists for entity ${table.logicalName} with entity key involving attributes ${names}`,
    );
  return { kind: 'alternate', values, found: ids[0] };
}

const PRINCIPALS: ReadonlySet<string> = new Set(['systemuser', 'team']);

function notAKey(table: Table): Refusal {
  return new Refusal(
    400,
    '0x80060890',
    `The specified key attributes are not a defined key for the ${table.logicalName} entity`,
  );
}

/** @throws Refusal 404 when an alternate key names no row */
export function idByKey(table: Table, key: RowKey): string {
  if (key.kind === 'id') return key.id;
  if (key.found === undefined) throw keyNotFound(table);
  return key.found;
}

export function keyNotFound(table: Table): Refusal {
  return new Refusal(
    404,
    '0x80060891',
    `A record with the specified key values does not exist in ${table.logicalName} entity`,
  );
}

function idOf(text: string): string {
  if (!GUID.test(text))
    throw badQuery(`Bad Request - Error in query syntax. Unrecognized 'Edm.Guid' string '${text}' in '${text}'.`);
  return text.toLowerCase();
}

function keyValue(column: Column, text: string): Value {
  const bad = badQuery(
    `Bad Request - Error in query syntax. The value ${text} does not fit the key property '${column.name}'.`,
  );
  if (column.type === 'string') {
    const match = /^'((?:[^']|'')*)'$/s.exec(text);
    if (!match) throw bad;
    return (match[1] ?? '').replaceAll("''", "'");
  }
  if (isLookup(column)) {
    if (!GUID.test(text)) throw bad;
    return { table: column.targets?.[0] ?? '', id: text.toLowerCase() };
  }
  if (column.type === 'int' || column.type === 'choice') {
    if (!/^-?\d+$/.test(text)) throw bad;
    return Number(text);
  }
  if (column.type === 'decimal') {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw bad;
    return Number(text).toFixed(column.scale ?? 2);
  }
  return text;
}

import { type Field, symbolsOf } from './entity';

/**
 * A value as it is stored: texts and enum symbols as they are, ids in lower case, decimals as plain digits (`12.5`), integers as digits,
 * days as `2026-03-01`, instants as `2026-03-01T08:30:00Z`. X++ knows no null: nothing is the type's own empty value.
 */
export type Value = string;

/** A row by field; every field is there. */
export type Row = Readonly<Record<string, Value>>;

const EMPTY_DAY = '1900-01-01';
const EMPTY_GUID = '00000000-0000-0000-0000-000000000000';
const EMPTY_INSTANT = '1900-01-01T00:00:00Z';

/** What an untouched field holds. */
export function emptyValue(field: Field): Value {
  switch (field.type) {
    case 'string':
      return '';
    case 'enum':
      return symbolsOf(field)[0] ?? '';
    case 'decimal':
    case 'int32':
    case 'int64':
      return '0';
    case 'guid':
      return EMPTY_GUID;
    case 'day':
      return EMPTY_DAY;
    case 'instant':
      return EMPTY_INSTANT;
  }
}

export function isEmpty(field: Field, value: Value): boolean {
  return value === emptyValue(field);
}

/** Rounds half away from zero to what the database keeps, and drops zeros at the end. */
export function roundDecimal(text: string, scale: number): Value {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(plainDigits(text));
  if (!match) throw new Error(`not a decimal: ${text}`);
  const [, sign = '', whole = '0', fraction = ''] = match;
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  const rounded = kept + (Number(fraction[scale] ?? '0') >= 5 ? 1n : 0n);
  const digits = rounded.toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const decimals = digits.slice(point).replace(/0+$/, '');
  const number = digits.slice(0, point) + (decimals === '' ? '' : `.${decimals}`);
  return number === '0' ? '0' : sign + number;
}

/** `1.5E3` and the like, written out. */
function plainDigits(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? sign + digits.padEnd(point, '0')
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** A DateTimeOffset, to the second and in UTC; null where it is none. */
export function instantOf(text: string): Value | null {
  if (!DATE_TIME.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A Guid; null where it is none. */
export function guidOf(text: string): Value | null {
  return GUID.test(text) ? text.toLowerCase() : null;
}

/** A day field keeps the day of the instant in UTC. */
export function dayOf(instant: Value): Value {
  return instant.slice(0, 10);
}

/** How a stored day or instant goes over the wire: days are shown at noon, the empty one too. */
export function wireDate(field: Field, value: Value): string {
  return field.type === 'day' ? `${value}T12:00:00Z` : value;
}

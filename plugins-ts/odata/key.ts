import { guid, text } from './literal';

/** A value that is already spelled as OData wants it: a guid, a date, an enum literal. */
export interface Raw {
  readonly literal: string;
}

export const raw = (literal: string): Raw => ({ literal });

/** Text is quoted; numbers and booleans stand bare; everything else comes as `raw`. */
export type KeyValue = string | number | boolean | Raw;

/**
 * The key of one row, ready for a URL: `(dataAreaId='usmf',ProjectID='a''b%2Fc')`. All parts are named, in the order
 * given. Column names are taken as they stand: they are case-sensitive.
 */
export function keySegment(key: Readonly<Record<string, KeyValue>>): string {
  return `(${Object.entries(key)
    .map(([name, value]) => `${name}=${encodeKey(spell(value))}`)
    .join(',')})`;
}

/** `(0f0e…)`: the primary key of a Dataverse row. @throws TypeError when the text is no guid. */
export const guidKey = (id: string): string => `(${guid(id)})`;

function spell(value: KeyValue): string {
  if (typeof value === 'string') return text(value);
  return typeof value === 'object' ? value.literal : String(value);
}

/** Half of a surrogate pair has no UTF-8; no stored key can contain one, so it may become the replacement character. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const encodeKey = (literal: string): string => encodeURIComponent(literal.replace(LONE_SURROGATE, '\uFFFD'));

import { PROBLEMS } from '../codes';
import type { Value } from '../value';
import type { Cell, Outcome } from './cell';

/** Text as it stands; "" is nothing. */
export function readText(value: Value): Outcome {
  if (value === null || value === '') return null;
  return typeof value === 'string' ? value : String(value);
}

/** Text of Dataverse: null and "" are both nothing, written as null. */
export function dataverseText(maxLength: number | undefined, cut: boolean): Cell {
  return { speaks: 'text', read: readText, write: (neutral) => fit(neutral, maxLength, cut) };
}

/**
 * Text of Finance, which keeps no trailing blanks and has no null: nothing is "" on its wire and null in its normal
 * form.
 */
export function financeText(maxLength: number | undefined, cut: boolean): Cell {
  return {
    speaks: 'text',
    read: (value) => withoutTrailingBlanks(readText(value)),
    write: (neutral) => fit(withoutTrailingBlanks(neutral), maxLength, cut),
  };
}

/** Company codes: lower case in Finance, any case in Dataverse, always compared without case. */
export function companyCode(maxLength: number | undefined): Cell {
  const lower = (value: Outcome): Outcome => {
    const text = withoutTrailingBlanks(value);
    return typeof text === 'string' ? text.toLowerCase() : text;
  };
  return {
    speaks: 'text',
    read: (value) => lower(readText(value)),
    write: (neutral) => fit(lower(neutral), maxLength, false),
  };
}

function withoutTrailingBlanks(value: Outcome): Outcome {
  if (typeof value !== 'string' || !value.endsWith(' ')) return value;
  return value.replace(/ +$/, '') || null;
}

/** Both platforms count UTF-16 units, as JavaScript does. A cut never leaves half a character. */
function fit(value: Outcome, maxLength: number | undefined, cut: boolean): Outcome {
  if (typeof value !== 'string' || maxLength === undefined || value.length <= maxLength) return value;
  if (!cut) return { code: PROBLEMS.TEXT_TOO_LONG, parameters: { length: value.length, maxLength } };
  const end = isHighSurrogate(value.charCodeAt(maxLength - 1)) ? maxLength - 1 : maxLength;
  return value.slice(0, end);
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
const CANONICAL_GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** What stands for nothing on Finance's wire. */
export const NO_GUID = '00000000-0000-0000-0000-000000000000';

/** A guid, in lower case. Finance writes the empty one for nothing. */
export function guid(): Cell {
  const read = (value: Value): Outcome => {
    if (value === null || value === '' || value === NO_GUID) return null;
    if (typeof value === 'string' && CANONICAL_GUID.test(value)) return value;
    const match = typeof value === 'string' ? GUID.exec(value) : null;
    return match?.[1]?.toLowerCase() ?? { code: PROBLEMS.NOT_A_GUID, parameters: { value } };
  };
  return { speaks: 'guid', read, write: read };
}

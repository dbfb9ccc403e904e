import { isSafeNumber, parse, stringify } from 'lossless-json';

/** Asked for on every request: decimals and 64-bit integers then travel as text, in both directions. */
export const EXACT_JSON = 'application/json;odata.metadata=minimal;IEEE754Compatible=true';

/** For servers that do not know that format: numbers are bare then, both ways. */
const BARE_JSON = 'application/json;odata.metadata=minimal';

const IS_JSON = /^application\/(?:[\w.-]+\+)?json\b/i;
const IS_EXACT = /IEEE754Compatible\s*=\s*"?true/i;

/** Does an answer of this type have its decimals as text? */
export const isExact = (contentType: string | null): boolean => contentType !== null && IS_EXACT.test(contentType);

export const isJson = (contentType: string | null): boolean => contentType !== null && IS_JSON.test(contentType);

/**
 * Parses an answer without ever rounding a number: where the server did not honour `IEEE754Compatible=true`, a number
 * that JavaScript would change becomes text, exactly as it was sent. Others become numbers.
 *
 * @throws SyntaxError
 */
export function readJson(text: string, contentType: string | null): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (isExact(contentType)) return JSON.parse(json);
  return mayRound(json) ? parse(json, undefined, keepDigits) : JSON.parse(json);
}

/** Fifteen digits always survive a binary double; a longer run, or an exponent of three digits, may not. */
const mayRound = (json: string): boolean => /\d[\d.]{15}|\d[eE][+-]?\d{3}/.test(json);

const keepDigits = (digits: string): number | string => (isSafeNumber(digits) ? Number(digits) : digits);

/** A decimal or a 64-bit integer on its way out, digit by digit. */
export class ExactNumber {
  constructor(readonly digits: string) {}
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** @throws TypeError when the text is no number as JSON spells them. */
export function exactNumber(digits: string): ExactNumber {
  if (!NUMBER.test(digits)) throw new TypeError(`"${digits}" is no number.`);
  return new ExactNumber(digits);
}

export interface JsonBody {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Writes a body in which exact numbers are text, as `IEEE754Compatible=true` demands, or bare digits for a server that
 * does not know it. Never through a binary double.
 */
export function writeJson(body: unknown, exact: boolean): JsonBody {
  let bare = false;
  const isExactNumber = (value: unknown): value is ExactNumber => value instanceof ExactNumber;
  const digits = {
    test: (value: unknown) => isExactNumber(value),
    stringify: (value: unknown) => {
      bare = true;
      return (value as ExactNumber).digits;
    },
  };
  const text = exact
    ? JSON.stringify(body, (_, value: unknown) => (isExactNumber(value) ? value.digits : value))
    : stringify(body, undefined, undefined, [digits]);
  return { contentType: `${bare ? BARE_JSON : EXACT_JSON};charset=utf-8`, text: text ?? 'null' };
}

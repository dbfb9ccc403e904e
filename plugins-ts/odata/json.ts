import { isSafeNumber, parse } from 'lossless-json';

/** Asked for on every request: decimals and 64-bit integers then travel as text, in both directions. */
export const EXACT_JSON = 'application/json;odata.metadata=minimal;IEEE754Compatible=true';

const IS_JSON = /^application\/(?:[\w.-]+\+)?json\b/i;
const IS_EXACT = /IEEE754Compatible\s*=\s*"?true/i;

export const isJson = (contentType: string | null): boolean => contentType !== null && IS_JSON.test(contentType);

/**
 * Parses an answer without ever rounding a number: where the server did not honour `IEEE754Compatible=true`, a number
 * that JavaScript would change becomes text, exactly as it was sent. Others become numbers.
 *
 * @throws SyntaxError
 */
export function readJson(text: string, contentType: string | null): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (contentType !== null && IS_EXACT.test(contentType)) return JSON.parse(json);
  return mayRound(json) ? parse(json, undefined, exactNumber) : JSON.parse(json);
}

/** Fifteen digits always survive a binary double; a longer run, or an exponent of three digits, may not. */
const mayRound = (json: string): boolean => /\d[\d.]{15}|\d[eE][+-]?\d{3}/.test(json);

const exactNumber = (digits: string): number | string => (isSafeNumber(digits) ? Number(digits) : digits);

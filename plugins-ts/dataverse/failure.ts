import type { ODataErrorLike } from '../odata';
import { SideUnavailable } from '../sync/sides';

/** The platform's error codes that this side decides by. Never by message: messages are localised. */
export const CODES = {
  /** The row's version is not the one given in `If-Match`. */
  VERSION_MISMATCH: '0x80060882',
  /** A row with this primary id exists. */
  DUPLICATE_RECORD: '0x80040237',
  /** A row with these alternate key values exists. */
  DUPLICATE_KEY: '0x80060892',
  /** A unique index of the database says so. */
  DUPLICATE_INDEX: '0x80073002',
  /** Several rows match what must be one. */
  SEVERAL_ROWS: '0x8006089d',
  /** Change tracking no longer knows the token. */
  TOKEN_EXPIRED: '0x80044352',
  /** The table does not track changes. */
  TRACKING_OFF: '0x80072491',
} as const;

const DUPLICATES: readonly string[] = [CODES.DUPLICATE_RECORD, CODES.DUPLICATE_KEY, CODES.DUPLICATE_INDEX];

export const isDuplicate = (error: ODataErrorLike): boolean => DUPLICATES.includes(codeOf(error));

/** The precondition of a write did not hold: its etag, or `If-None-Match: *`. */
export const isChanged = (error: ODataErrorLike): boolean =>
  codeOf(error) === CODES.VERSION_MISMATCH || (error.status === 412 && !isDuplicate(error));

export const isMissing = (error: ODataErrorLike): boolean => error.status === 404;

export const codeOf = (error: ODataErrorLike): string => error.code.toLowerCase();

/** Says nothing about a row: the service is down, busy, or does not know the caller. */
export const concernsEverybody = (error: ODataErrorLike): boolean =>
  error.status === 0 || error.status === 401 || error.status === 429 || (error.status >= 502 && error.status <= 504);

export function isODataError(error: unknown): error is ODataErrorLike {
  return typeof error === 'object' && error !== null && 'status' in error && 'code' in error && 'transient' in error;
}

/** An answer of a batch as something that can be thrown. */
export function refusal(error: ODataErrorLike): Error {
  return error instanceof Error ? error : Object.assign(new Error(error.message), error);
}

/**
 * Runs requests of which each concerns the whole call: when one fails, nothing is known of any row.
 * @throws SideUnavailable for whatever the service answered but success.
 */
export async function onSide<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable(error);
  }
}

/** What a failed request means to the engine; other errors are ours and stay what they are. */
export function unavailable(error: unknown): unknown {
  if (!isODataError(error)) return error;
  const says = error.code === '' ? error.message : `${error.message} (${error.code})`;
  return new SideUnavailable('dataverse', says, error.retryAfter ?? undefined, { cause: error });
}

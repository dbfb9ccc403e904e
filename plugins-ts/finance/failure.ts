import { ODataError, type ODataErrorLike } from '../odata';
import { SideUnavailable, type WriteOutcome } from '../sync/sides';
import { EntityNotPublic } from './entity';

/** Finance's own words where there are any: they are what a person can act on. */
export const wordsOf = ({ inner, message }: ODataErrorLike): string => inner ?? message;

/** A row that Finance did not take: for good, or for now. */
export function rowFailure<R>(error: ODataErrorLike): WriteOutcome<R> {
  if (!error.transient) {
    return { kind: 'refused', code: error.code === '' ? String(error.status) : error.code, says: wordsOf(error) };
  }
  const { retryAfter } = error;
  return { kind: 'failed', says: wordsOf(error), ...(retryAfter === null ? {} : { retryAfter }) };
}

/** Nothing is known about any row of the call. */
export function unavailable(error: ODataErrorLike | Error): SideUnavailable {
  if (!('inner' in error)) return new SideUnavailable('finance', error.message, undefined, { cause: error });
  return new SideUnavailable('finance', wordsOf(error), error.retryAfter ?? undefined, {
    cause: error,
    nothingDone: error.status === 429,
  });
}

/** Runs requests of which each concerns the whole call. @throws SideUnavailable */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** What is neither Finance's answer nor its silence is a mistake of ours and stays what it is. */
export function asUnavailable(error: unknown): unknown {
  return error instanceof ODataError || error instanceof EntityNotPublic ? unavailable(error) : error;
}

import type { Fetch } from './fetch';

export interface TimeoutOptions {
  /** From sending to the last byte of the answer. Dataverse itself gives up after two minutes. */
  readonly milliseconds?: number;
  /** Calls back after so many milliseconds, unless what it answers is called before. */
  readonly timer?: (run: () => void, milliseconds: number) => () => void;
}

export const TIMEOUT_DEFAULTS = { milliseconds: 150_000 } as const;

/** There was no whole answer in time. What was asked may have been done. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/**
 * Gives up on an answer that does not come, or does not end: the body is read here, so that one that stalls halfway
 * counts too. The caller's own signal still works.
 */
export function withTimeout(fetch: Fetch, options: TimeoutOptions = {}): Fetch {
  const { milliseconds, timer } = { ...TIMEOUT_DEFAULTS, timer: platformTimer, ...options };
  return async (url, request) => {
    const control = new AbortController();
    const late = new Promise<never>((_, reject) => {
      control.signal.addEventListener('abort', () => reject(control.signal.reason as Error), { once: true });
    });
    const stop = timer(() => control.abort(new TimedOut(`waited ${milliseconds / 1000} s`)), milliseconds);
    const given = request.signal ?? null;
    const pass = (): void => control.abort(given?.reason);
    if (given?.aborted) pass();
    else given?.addEventListener('abort', pass, { once: true });
    try {
      return await Promise.race([whole(fetch(url, { ...request, signal: control.signal })), late]);
    } finally {
      stop();
      given?.removeEventListener('abort', pass);
    }
  };
}

async function whole(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  const bytes = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  // A status that has no body may not even be given an empty one.
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers });
}

const platformTimer = (run: () => void, milliseconds: number): (() => void) => {
  const handle = setTimeout(run, milliseconds);
  return () => clearTimeout(handle);
};

import { ExponentialBackoff, type GeneratorFn, type IBackoff } from 'cockatiel';
import { SignInFailed } from './authorization';
import { ATTEMPT, ONCE, retryAfterOf, type Fetch, type Sleep } from './fetch';

export interface RetryOptions {
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly sleep: Sleep;
  /** The first attempt included. */
  readonly attempts?: number;
  /** Milliseconds before the first repetition; doubled from then on, with full jitter. */
  readonly firstDelay?: number;
  /** Milliseconds. A server that asks for more is not waited for: the caller decides what to do meanwhile. */
  readonly longestDelay?: number;
}

export const RETRY_DEFAULTS = { attempts: 4, firstDelay: 500, longestDelay: 30_000 } as const;

/**
 * Statuses that say: not now. A 500 is not among them: from Finance it is mostly a refusal, and only the body tells;
 * whoever reads it decides.
 */
const NOT_NOW = new Set([408, 429, 502, 503, 504]);

/**
 * Repeats what may pass by itself, and only what may be repeated: a request marked `ONCE` goes out once. An aborted
 * request is over.
 */
export function withRetry(fetch: Fetch, options: RetryOptions): Fetch {
  const { attempts, firstDelay, longestDelay, random, sleep } = { ...RETRY_DEFAULTS, ...options };
  const backoff = new ExponentialBackoff({
    generator: fullJitter(random),
    initialDelay: firstDelay,
    maxDelay: longestDelay,
    exponent: 2,
  });
  return async (url, request) => {
    const most = request[ONCE] ? 1 : attempts;
    let delay: IBackoff<unknown> | null = null;
    for (let attempt = 1; ; attempt += 1) {
      delay = delay === null ? backoff.next() : delay.next(undefined);
      let wait = delay.duration;
      try {
        const response = await fetch(url, { ...request, [ATTEMPT]: attempt });
        if (!NOT_NOW.has(response.status) || attempt >= most) return response;
        const asked = retryAfterOf(response.headers);
        if (asked !== null && asked > longestDelay) return response;
        wait = Math.max(wait, asked ?? 0);
        await response.body?.cancel();
      } catch (error) {
        if (attempt >= most || request.signal?.aborted || error instanceof SignInFailed) throw error;
      }
      await sleep(wait);
    }
  };
}

/** Anywhere between nothing and the full delay: callers that failed together do not come back together. */
const fullJitter =
  (random: () => number): GeneratorFn<number> =>
  (attempt = 0, { initialDelay, maxDelay, exponent }) => [
    Math.round(random() * Math.min(maxDelay, initialDelay * exponent ** attempt)),
    attempt + 1,
  ];

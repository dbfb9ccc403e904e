import { retryAfterOf, type Fetch, type Sleep } from './fetch';

export interface ThrottleOptions {
  readonly sleep: Sleep;
  /** Requests under way at the same time, to begin with. */
  readonly start?: number;
  /** Dataverse allows 52 per user and web server. */
  readonly most?: number;
  /** Milliseconds that new requests wait at most after a server has asked to be left alone. */
  readonly longestPause?: number;
}

export const THROTTLE_DEFAULTS = { start: 4, most: 16, longestPause: 60_000 } as const;

/**
 * Keeps as many requests under way as the server likes: one more for every round of good answers, half as many after a
 * 429 or 503, of which the requests that were under way together count as one. `Retry-After` holds back whatever has
 * not gone out yet; `x-ms-dop-hint` is a ceiling.
 */
export function withThrottle(fetch: Fetch, options: ThrottleOptions): Fetch {
  const { start, most, longestPause, sleep } = { ...THROTTLE_DEFAULTS, ...options };
  const waiting: (() => void)[] = [];
  let limit: number = start;
  let ceiling: number = most;
  let running = 0;
  let sent = 0;
  /** Requests sent before this one were under way at the last cut. */
  let cutAt = 0;
  let quiet: Promise<unknown> = Promise.resolve();

  const enter = async (): Promise<void> => {
    if (running >= Math.floor(limit)) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  };

  /** A place that is free goes to who waits, without ever being counted free. */
  const leave = (): void => {
    running -= 1;
    while (running < Math.floor(limit)) {
      const next = waiting.shift();
      if (next === undefined) return;
      running += 1;
      next();
    }
  };

  const learn = (number: number, response: Response): void => {
    const hint = Number(response.headers.get('x-ms-dop-hint'));
    if (Number.isInteger(hint) && hint > 0) ceiling = Math.min(most, hint);
    if (response.status === 429 || response.status === 503) {
      const asked = retryAfterOf(response.headers);
      if (asked !== null) quiet = Promise.all([quiet, sleep(Math.min(asked, longestPause))]);
      if (number > cutAt) {
        limit = Math.max(1, Math.floor(limit / 2));
        cutAt = sent;
      }
    } else if (response.status < 400) limit = limit + 1 / limit;
    limit = Math.min(limit, ceiling);
  };

  return async (url, request) => {
    await enter();
    try {
      await quiet;
      sent += 1;
      const number = sent;
      const response = await fetch(url, request);
      learn(number, response);
      return response;
    } finally {
      leave();
    }
  };
}

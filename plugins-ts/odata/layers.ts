import { withAuthorization, type TokenSource } from './authorization';
import { sleep, type Fetch, type Now, type Sleep } from './fetch';
import { withRetry, type RetryOptions } from './retry';
import { withThrottle, type ThrottleOptions } from './throttle';
import { withTimeout, type TimeoutOptions } from './timeout';
import { withTrace, type RequestEvent } from './trace';

export interface LayerOptions {
  /** Absent where the browser's cookies sign in. */
  readonly tokenSource?: TokenSource;
  readonly told?: (event: RequestEvent) => void;
  readonly random?: () => number;
  readonly sleep?: Sleep;
  readonly now?: Now;
  readonly retry?: Partial<RetryOptions>;
  readonly throttle?: Partial<ThrottleOptions>;
  readonly timeout?: TimeoutOptions;
}

/**
 * All layers, from the outside in: retry, throttle, trace, time-out, authorization. A repetition queues again like any
 * other request, so that waiting for it takes nobody's place; time in the queue is not counted against the server.
 */
export function withLayers(fetch: Fetch, options: LayerOptions = {}): Fetch {
  const time = { sleep: options.sleep ?? sleep, now: options.now ?? Date.now };
  const signedIn = options.tokenSource === undefined ? fetch : withAuthorization(fetch, options.tokenSource);
  const timed = withTimeout(signedIn, options.timeout);
  const traced = options.told === undefined ? timed : withTrace(timed, { now: time.now, told: options.told });
  const throttled = withThrottle(traced, { ...time, ...options.throttle });
  return withRetry(throttled, { ...time, random: options.random ?? Math.random, ...options.retry });
}

import { withAuthorization, type TokenSource } from './authorization';
import { sleep, type Fetch, type Sleep } from './fetch';
import { withRetry, type RetryOptions } from './retry';
import { withThrottle, type ThrottleOptions } from './throttle';
import { withTimeout, type TimeoutOptions } from './timeout';
import { withTrace, type TraceOptions } from './trace';

export interface LayerOptions {
  /** Absent where the browser's cookies sign in. */
  readonly tokenSource?: TokenSource;
  readonly trace?: TraceOptions;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly sleep?: Sleep;
  readonly retry?: Partial<RetryOptions>;
  readonly throttle?: Partial<ThrottleOptions>;
  readonly timeout?: TimeoutOptions;
}

/**
 * All layers, from the outside in: retry, throttle, trace, time-out, authorization. A repetition queues again like any
 * other request, so that waiting for it takes nobody's place; time in the queue is not counted against the server.
 */
export function withLayers(fetch: Fetch, options: LayerOptions): Fetch {
  const waiting = { sleep: options.sleep ?? sleep };
  const signedIn = options.tokenSource === undefined ? fetch : withAuthorization(fetch, options.tokenSource);
  const timed = withTimeout(signedIn, options.timeout);
  const traced = options.trace === undefined ? timed : withTrace(timed, options.trace);
  const throttled = withThrottle(traced, { ...waiting, ...options.throttle });
  return withRetry(throttled, { ...waiting, random: options.random, ...options.retry });
}

import type { Instant } from './record';

/** Time as a parameter: the engine never reads the machine's clock. */
export interface Clock {
  /** The server's time, as well as this host knows it. For everything that is written down. */
  now(): Instant;
  /** Milliseconds that only ever grow. For this host's own deadlines. */
  monotonic(): number;
}

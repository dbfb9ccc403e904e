import { retryDelay } from './backoff';
import type { Clock } from './clock';
import type { SideUnavailable } from './sides';

/**
 * The circuit breaker of one side.
 *
 * ```
 * closed ── the side does not answer ──▶ open ── its time is over ──▶ half open ── one call answers ──▶ closed
 *                                         ▲                              │
 *                                         └───── it does not ────────────┘
 * ```
 */
export class Circuit {
  #failures = 0;
  #openUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** May the side be asked? Also true when the circuit is half open: the next call decides. */
  get lets(): boolean {
    return this.clock.monotonic() >= this.#openUntil;
  }

  /** Milliseconds until the side may be asked again. */
  get wait(): number {
    return Math.max(0, this.#openUntil - this.clock.monotonic());
  }

  failed(error: SideUnavailable): void {
    this.#openUntil = this.clock.monotonic() + retryDelay(this.#failures, this.random(), error.retryAfter);
    this.#failures = Math.min(this.#failures + 1, LONGEST);
  }

  answered(): void {
    this.#failures = 0;
    this.#openUntil = 0;
  }
}

/** 5 s doubled four times: a side that was down for hours is asked again within 80 s. */
const LONGEST = 4;

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

  /** Times in a row that the side did not answer. */
  get failures(): number {
    return this.#failures;
  }

  /** It did not answer, and its time is over: the next call decides. */
  get isHalfOpen(): boolean {
    return this.#failures > 0 && this.lets;
  }

  /** May the side be asked? Also true when the circuit is half open. */
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

  /** What another host, or this one before its restart, has found: so many failures, and so long to rest. */
  recall(failures: number, rest: number): void {
    this.#failures = Math.min(failures, LONGEST);
    this.#openUntil = this.clock.monotonic() + Math.min(Math.max(0, rest), MOST_RECALLED);
  }

  answered(): void {
    this.#failures = 0;
    this.#openUntil = 0;
  }
}

/** 5 s doubled four times: a side that was down for hours is asked again within 80 s. */
const LONGEST = 4;
/** Milliseconds that somebody else's clock may keep this host waiting. */
const MOST_RECALLED = 300_000;

/**
 * Time that stands still until it is moved, for both services and for every host: nothing waits for real, and nothing
 * depends on how fast the machine is.
 */
export class StillTime {
  #now: number;
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  /** @param start milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  /** Moves on, and wakes whoever slept until then. */
  readonly pass = (milliseconds: number): void => {
    this.#now += milliseconds;
    const due = this.#sleepers.filter(({ until }) => until <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now);
    for (const { wake } of due) wake();
  };

  /** Waits by moving time on: for whoever has nothing else to wait for. */
  readonly skip = (milliseconds: number): Promise<void> => {
    this.pass(milliseconds);
    return Promise.resolve();
  };

  /** Waits until somebody else has moved time on so far. */
  readonly sleep = (milliseconds: number): Promise<void> => {
    const until = this.#now + milliseconds;
    return new Promise((wake) => this.#sleepers.push({ until, wake }));
  };
}

/**
 * How many rows travel together, learnt from how long the last ones took. What a batch asks of Tandem's own tables costs
 * the same few requests for ten rows and for a thousand; but whoever waits for a form waits for the batch to end, and a
 * claim has to be used within seconds. So batches grow while they are quick and shrink as soon as they are not.
 *
 * Depends only on the times it is told, so that it may forget everything and begin again.
 */
export class Pace {
  #size: number;

  constructor(private readonly limits: PaceLimits) {
    this.#size = limits.least;
  }

  /** Rows of the next batch. */
  get size(): number {
    return this.#size;
  }

  /** Learns from a batch. One that was not full says only whether it was too much. */
  learn(rows: number, milliseconds: number): void {
    const { least, most } = this.limits;
    const fitting = Math.floor(Math.min(rows * MOST_GROWTH, (rows * WANTED) / Math.max(1, milliseconds)));
    if (rows < this.#size && milliseconds <= WANTED) return;
    this.#size = Math.max(least, Math.min(most, fitting));
  }
}

export interface PaceLimits {
  /** Rows: to begin with, and however slow it gets. */
  readonly least: number;
  readonly most: number;
}

/** Milliseconds that a batch may take. */
const WANTED = 2_000;
/** Times as many rows as in the batch before, at most: it may have been an easy one. */
const MOST_GROWTH = 4;

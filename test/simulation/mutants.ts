import type { Change } from './fleet';

/** A defect that somebody might make, of one line. */
export interface Mutant extends Change {
  readonly name: string;
  readonly what: string;
  /** Caught within few histories: `npm test` shows it each time. */
  readonly isCheap?: true;
}

export const MUTANTS: readonly Mutant[] = [];

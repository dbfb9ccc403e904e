import type { Value } from '../value';

/** Why a value cannot be read or written: a code, and the parts of its sentence. Told from a value by its type. */
export interface Problem {
  readonly code: string;
  readonly parameters: Readonly<Record<string, Value>>;
}

/** A value, or why there is none. Values are never objects: `isProblem` costs nothing. */
export type Outcome = Value | Problem;

export const isProblem = (outcome: Outcome): outcome is Problem => typeof outcome === 'object' && outcome !== null;

/**
 * How one column of one side spells its values. Between the two sides of a column map stands a neutral value:
 *
 * - text, guid and enum symbol: the text itself
 * - number, whole or not: its digits without needless zeros (`"12.5"`)
 * - boolean: itself; choice: its number
 * - a day: `YYYY-MM-DD`; an instant: `YYYY-MM-DDTHH:mm:ssZ`
 * - nothing: null
 */
export interface Cell {
  /** What kind of neutral value the cell speaks. Two cells fit when theirs are equal. */
  readonly speaks: Neutral;
  read(value: Value, zone?: string): Outcome;
  /** Also decides what stands for nothing: null, 0 or the first symbol. */
  write(neutral: Value, zone?: string): Outcome;
  /** Of this side's own spellings the one that all equal values share. Absent: what `write` makes of `read`. */
  normal?(value: Value): Outcome;
}

export type Neutral = 'text' | 'number' | 'boolean' | 'symbol' | 'choice' | 'day' | 'instant' | 'guid';

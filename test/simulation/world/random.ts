/** What chance said in one history, step by step: one list of numbers from 0 up to 1 for each. A hole says "no". */
export type Script = readonly (readonly number[])[];

/** Stands in a script where chance had said yes and is not asked any more. */
export const HOLE = -1;

/**
 * A seeded source of chance (mulberry32): the same seed gives the same history on every machine. What it says is kept
 * by steps, so that a history can be told again without some of its steps or without some of its luck: a script that
 * has nothing to say any more says no.
 */
export class Random {
  #state: number;
  #at = 0;
  #isCalm = false;
  readonly said: number[][] = [[]];
  /** Where chance said yes: step and place in it. */
  readonly hits: (readonly [step: number, at: number])[] = [];

  constructor(
    private readonly seed: number,
    private readonly script: Script | null = null,
  ) {
    this.#state = seed >>> 0;
  }

  /** From here on another step of the history. */
  nextStep(): void {
    this.said.push([]);
    this.#at = 0;
  }

  /** From here on nothing is kept, and what is said does not depend on what was said before. */
  calm(): void {
    this.#isCalm = true;
    this.#state = (this.seed ^ 0x5bd1e995) >>> 0;
  }

  /** From 0 up to 1. */
  next(): number {
    const drawn = this.#draw();
    return drawn < 0 ? 0.5 : drawn;
  }

  below(n: number): number {
    const drawn = this.#draw();
    return drawn < 0 ? 0 : Math.floor(drawn * n);
  }

  chance(probability: number): boolean {
    const drawn = this.#draw();
    const isYes = drawn >= 0 && drawn < probability;
    if (isYes && !this.#isCalm) this.hits.push([this.said.length - 1, (this.said.at(-1)?.length ?? 1) - 1]);
    return isYes;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  #draw(): number {
    if (this.#isCalm) return this.#generate();
    const drawn = this.script === null ? this.#generate() : (this.script[this.said.length - 1]?.[this.#at] ?? HOLE);
    this.#at += 1;
    this.said.at(-1)?.push(drawn);
    return drawn;
  }

  #generate(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

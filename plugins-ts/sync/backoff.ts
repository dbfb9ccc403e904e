/** When to try again. Pure: chance comes in as a number from 0 up to 1. */

/** A row whose side did not answer: 5 s doubling to 1 h, half of it by chance so that rows do not march in step. */
export function retryDelay(attempts: number, chance: number, retryAfter = 0): number {
  return Math.max(retryAfter, jittered(5_000 * 2 ** Math.min(attempts, 20), 3_600_000, chance));
}

/** A waiting row is woken by what it waits for; this is for a wake that got lost: 1 h doubling to 24 h. */
export function waitDelay(attempts: number, chance: number): number {
  return jittered(3_600_000 * 2 ** Math.min(attempts, 10), 24 * 3_600_000, chance);
}

const jittered = (delay: number, most: number, chance: number): number => {
  const capped = Math.min(delay, most);
  return Math.round(capped / 2 + (capped / 2) * chance);
};

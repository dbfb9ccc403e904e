/** When to look again after a save, a request or the first look: seconds after it. A form's three seconds live here. */
const AFTER = [0.5, 1, 1.5, 2, 3, 5, 8, 15, 30];
/** From then on, in milliseconds. */
const EVERY = 30_000;

/**
 * Milliseconds until the next look.
 *
 * @param elapsed milliseconds since the save, the request or the first look
 * @param isUnderWay a host is at it: what only waits for something else is not worth the dense looks of the beginning
 */
export function untilNextLook(elapsed: number, isUnderWay: boolean): number {
  const next = isUnderWay ? AFTER.find((seconds) => seconds * 1000 > elapsed) : undefined;
  return next === undefined ? EVERY - (elapsed % EVERY) : next * 1000 - elapsed;
}

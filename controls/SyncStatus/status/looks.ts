/** When to look again after a save, a request or the first look: seconds after it. A form's three seconds live here. */
const AFTER = [0.5, 1, 1.5, 2, 3, 5, 8, 15, 30];
/** From then on, in seconds. */
const EVERY = 30;

/**
 * Milliseconds until the next look.
 *
 * @param elapsed milliseconds since the save, the request or the first look
 */
export function untilNextLook(elapsed: number): number {
  const next = AFTER.find((seconds) => seconds * 1000 > elapsed);
  if (next !== undefined) return next * 1000 - elapsed;
  const period = EVERY * 1000;
  return period - (elapsed % period);
}

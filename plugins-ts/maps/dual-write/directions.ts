/**
 * dual-write's directions: digits in what it stores, words in what tools around it write. Forward is from Finance, the
 * left side of every map, to Dataverse.
 */
const DIRECTIONS: Readonly<Record<string, 1 | 2 | 3>> = {
  '1': 1,
  forward: 1,
  toright: 1,
  lefttoright: 1,
  '2': 2,
  backward: 2,
  reverse: 2,
  toleft: 2,
  righttoleft: 2,
  '3': 3,
  bidirectional: 3,
  both: 3,
  twoway: 3,
};

/** 1, 2 or 3 for a digit or a word in any spelling; undefined for what is no direction. */
export function directionOf(said: unknown): 1 | 2 | 3 | undefined {
  if (typeof said !== 'number' && typeof said !== 'string') return undefined;
  const key = String(said)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
  return Object.hasOwn(DIRECTIONS, key) ? DIRECTIONS[key] : undefined;
}

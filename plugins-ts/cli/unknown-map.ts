import { EXIT, Failure, FAILURES } from './failure';

/** Where a table map was looked for. */
const PLACES = {
  environment: (keys: string) => `There is no table map ${keys} in this environment.`,
  shipped: (keys: string) => `There is no shipped table map ${keys}.`,
  running: (keys: string) => `There is no running table map ${keys}.`,
} as const;

/**
 * A key that names no table map.
 * @param known keys that would
 */
export function unknownMap(
  keys: string | readonly string[],
  known: readonly string[],
  place: keyof typeof PLACES = 'environment',
): Failure {
  return new Failure(
    EXIT.wrongInput,
    FAILURES.MAP_UNKNOWN,
    PLACES[place](typeof keys === 'string' ? keys : keys.join(', ')),
    known.length > 0
      ? `Choose from ${known.join(', ')}.`
      : 'tandem status lists the table maps, tandem setup makes them.',
  );
}

/**
 * The rows that have these keys; all where none is named.
 * @throws Failure naming those that are not there
 */
export function chosenByKey<T>(rows: readonly T[], keys: readonly string[], keyOf: (row: T) => string): readonly T[] {
  const known = rows.map(keyOf);
  const unknown = keys.filter((key) => !known.includes(key));
  if (unknown.length > 0) throw unknownMap(unknown, known);
  return keys.length === 0 ? rows : rows.filter((row) => keys.includes(keyOf(row)));
}

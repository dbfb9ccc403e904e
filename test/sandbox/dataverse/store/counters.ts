import type { Database } from './database';

/** Row versions and number sequences. They live in the file: a number once given is never given again. */
export interface Counters {
  /** The next row version of the organisation, or the next one that was reserved (`withVersions`). */
  nextVersion(): bigint;
  /** The highest version given so far, reserved ones included. */
  newestVersion(): bigint;
  /**
   * Takes versions now for rows that are committed later, as a long transaction does. They count as open until the work
   * given to `withVersions` is done.
   */
  reserve(count: number): readonly bigint[];
  withVersions<T>(versions: readonly bigint[], work: () => T): T;
  release(versions: readonly bigint[]): void;
  /** The lowest reserved version that is not committed yet. */
  oldestOpen(): bigint | undefined;
  /** Counts up from `start`. */
  next(name: string, start: bigint): bigint;
}

const FIRST_VERSION = 1_000_000n;

export function countersOf(database: Database): Counters {
  database.script('CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)');
  const open = new Set<bigint>();
  let waiting: bigint[] = [];
  const next = (name: string, start: bigint, by = 1n): bigint => {
    const row = database.first(
      'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + ? RETURNING value',
      [name, start + by - 1n, by],
    );
    return BigInt(row?.value ?? start);
  };
  return {
    nextVersion: () => waiting.shift() ?? next('version', FIRST_VERSION),
    newestVersion: () =>
      BigInt(database.first('SELECT value FROM counters WHERE name = ?', ['version'])?.value ?? FIRST_VERSION),
    reserve: (count) => {
      const last = next('version', FIRST_VERSION, BigInt(count));
      const versions = Array.from({ length: count }, (_, index) => last - BigInt(count - 1 - index));
      for (const version of versions) open.add(version);
      return versions;
    },
    withVersions: (versions, work) => {
      waiting = [...versions];
      try {
        return work();
      } finally {
        waiting = [];
      }
    },
    release: (versions) => {
      for (const version of versions) open.delete(version);
    },
    oldestOpen: () => [...open].sort((a, b) => (a < b ? -1 : 1))[0],
    next: (name, start) => next(name, start),
  };
}

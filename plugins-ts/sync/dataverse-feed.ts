import type { Engine } from './engine';
import { advance, keep, type Held } from './lease';
import type { DatedToken } from './ledger';
import { changed } from './load';
import { isThere, type Instant, type RecordId } from './record';
import { TokenExpired, type ChangePage, type DeltaToken } from './sides';
import { passAll, type Walk } from './walk';

/** The instant before which every committed change has an outcome; null when a row was left without one. */
export type CaughtUp = Instant | null;

/**
 * Consumes Dataverse's changes of one map. The token moves only when every change up to it has an outcome; a crash
 * before reads the pages again, and they plan to nothing.
 *
 * @throws SideUnavailable, LeaseLost
 */
export async function followDataverse(
  engine: Engine,
  walk: Walk,
  held: Held,
): Promise<{ held: Held; caughtUp: CaughtUp }> {
  const { token, olderTokens } = held.checkpoint;
  if (token === null) return compareDataverse(engine, walk, held);
  const now = engine.clock.now();
  const late = dueForLateCommits(olderTokens, now, engine.options.lateCommits);
  try {
    const read = await consume(engine, walk, held, engine.dataverse.changes(walk.running.map, late?.token ?? token));
    if (!read.complete || read.token === null) return { held: read.held, caughtUp: null };
    const older = late === null ? olderTokens : olderTokens.slice(1);
    if (
      read.token === token &&
      late === null &&
      read.changes === 0 &&
      !wantsMark(older, now, engine.options.lateCommits)
    ) {
      return { held: read.held, caughtUp: now };
    }
    const marked = wantsMark(older, now, engine.options.lateCommits)
      ? [...older, { token: read.token, at: now }]
      : older;
    const moved = await advance(engine, read.held, { token: read.token, tokenAt: now, olderTokens: marked });
    return { held: moved, caughtUp: now };
  } catch (error) {
    if (error instanceof TokenExpired) return compareDataverse(engine, walk, held);
    throw error;
  }
}

/**
 * Compares all rows, by id and version, with the sync records, deletes included, and begins a new token. Only rows
 * that moved are read.
 *
 * @throws SideUnavailable, LeaseLost
 */
export async function compareDataverse(
  engine: Engine,
  walk: Walk,
  held: Held,
): Promise<{ held: Held; caughtUp: CaughtUp }> {
  const now = engine.clock.now();
  const mapKey = walk.running.map.definition.key;
  const seen = new Set<RecordId>();
  let token: DeltaToken | null = null;
  let complete = true;
  let current = held;
  for await (const page of engine.dataverse.changes(walk.running.map, null)) {
    const present = page.changes.filter((change) => !change.deleted);
    for (const change of present) seen.add(change.id);
    const records = await engine.ledger.records(
      mapKey,
      present.map((change) => change.id),
    );
    const moved = present.filter((change) => records.get(change.id)?.record.sourceVersion !== change.version);
    complete =
      (await passAll(
        engine,
        walk,
        moved.map((change) => changed(change.id)),
      )) && complete;
    current = await keep(engine, current);
    token = page.token ?? token;
  }
  for await (const records of engine.ledger.allRecords(mapKey, null)) {
    const vanished = records.filter(({ record }) => isThere(record) && !seen.has(record.recordId));
    complete =
      (await passAll(
        engine,
        walk,
        vanished.map(({ record }) => changed(record.recordId)),
      )) && complete;
    current = await keep(engine, current);
  }
  if (!complete || token === null || walk.mode === 'adopt') return { held: current, caughtUp: null };
  current = await advance(engine, current, { token, tokenAt: now, olderTokens: [{ token, at: now }] });
  return { held: current, caughtUp: now };
}

async function consume(
  engine: Engine,
  walk: Walk,
  held: Held,
  pages: AsyncIterable<ChangePage>,
): Promise<{ held: Held; token: DeltaToken | null; complete: boolean; changes: number }> {
  let current = held;
  let token: DeltaToken | null = null;
  let complete = true;
  let changes = 0;
  for await (const page of pages) {
    changes += page.changes.length;
    complete =
      (await passAll(
        engine,
        walk,
        page.changes.map((change) => changed(change.id)),
      )) && complete;
    current = await keep(engine, current);
    token = page.token ?? token;
  }
  return { held: current, token, complete, changes };
}

/**
 * A transaction that began at `a` and committed at `c` may surface behind a token taken between the two. With a mark
 * every `interval` and each mark read again when it is two intervals old, the last mark before `a` is read after `c`
 * for every transaction shorter than one interval. One older token alone would leave a gap just before each mark.
 */
function dueForLateCommits(older: readonly DatedToken[], now: Instant, interval: number): DatedToken | null {
  const [oldest] = older;
  return oldest !== undefined && now - oldest.at >= 2 * interval ? oldest : null;
}

function wantsMark(older: readonly DatedToken[], now: Instant, interval: number): boolean {
  const newest = older.at(-1);
  return newest === undefined || now - newest.at >= interval;
}

import type { Engine } from './engine';
import { CODES } from './codes';
import { IdSet } from './id-set';
import { advance, begin, hasOtherScope, inScope, keep, type Held } from './lease';
import type { DatedToken } from './ledger';
import { changed, type Subject } from './load';
import type { Instant } from './record';
import { TokenExpired, type ChangePage, type DeltaToken } from './sides';
import { passAll, type Walk } from './walk';

/**
 * The instant before which every committed change has an outcome; null when a row was left without one. Except for
 * transactions that commit late under an earlier version: those are found within two intervals (`lateCommits`).
 */
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
  if (token === null || hasOtherScope(held, walk.running)) return compareDataverse(engine, walk, held);
  const now = engine.clock.now();
  const late = dueForLateCommits(olderTokens, now, engine.options.lateCommits);
  try {
    if (late !== null && late.token === null) return await compareOnceMore(engine, walk, held);
    const read = await consume(engine, walk, held, engine.dataverse.changes(walk.running.map, late?.token ?? token));
    if (!read.complete || read.token === null) return { held: read.held, caughtUp: null };
    const older = late === null ? olderTokens : olderTokens.slice(1);
    // A token moves with whatever anybody writes, our own heartbeat too. Where nothing has changed the one at hand tells as
    // much, and need not be written down: a mark renews it.
    if (late === null && read.changes === 0 && !wantsMark(older, now, engine.options.lateCommits)) {
      return { held: undoubted(read.held), caughtUp: now };
    }
    const marked = wantsMark(older, now, engine.options.lateCommits)
      ? [...older, { token: read.token, at: read.tokenAt }]
      : older;
    const moved = await advance(engine, read.held, { token: read.token, tokenAt: read.tokenAt, olderTokens: marked });
    return { held: undoubted(moved), caughtUp: now };
  } catch (error) {
    if (error instanceof TokenExpired) return compareDataverse(engine, walk, held);
    throw error;
  }
}

/**
 * Compares all rows, by id and version, with the sync records, deletes included, and begins a new token. Only rows
 * that moved are read; all of them where the map has begun to take in others.
 *
 * @throws SideUnavailable, LeaseLost
 */
export async function compareDataverse(
  engine: Engine,
  walk: Walk,
  held: Held,
): Promise<{ held: Held; caughtUp: CaughtUp }> {
  const now = engine.clock.now();
  const compared = await compareRows(engine, walk, await begin(engine, held, walk.running), isFirst(held));
  const { token, tokenAt } = compared;
  if (!compared.complete || token === null || walk.mode === 'adopt') return { held: compared.held, caughtUp: null };
  // The compare cannot see what commits after it under a version from before its token: it is repeated once.
  const olderTokens = [
    { token: null, at: now },
    { token, at: tokenAt },
  ];
  const scope = inScope(compared.held, walk.running);
  const moved = await advance(engine, compared.held, { token, tokenAt, olderTokens, ...scope });
  return { held: undoubted(moved), caughtUp: now };
}

const undoubted = (held: Held): Held => ({ ...held, isDoubtful: false });

/** The second compare, when transactions that were open at the first have ended. The token stays where it is. */
async function compareOnceMore(engine: Engine, walk: Walk, held: Held): Promise<{ held: Held; caughtUp: CaughtUp }> {
  const compared = await compareRows(engine, walk, held, false);
  if (!compared.complete) return { held: compared.held, caughtUp: null };
  const olderTokens = held.checkpoint.olderTokens.slice(1);
  return { held: await advance(engine, compared.held, { olderTokens }), caughtUp: null };
}

interface Consumed {
  readonly held: Held;
  readonly token: DeltaToken | null;
  /** When the token was surely there: after its page had come. */
  readonly tokenAt: Instant;
  readonly complete: boolean;
}

/** Requests and due attempts may have dealt with rows before anybody consumed the feed, and under any scope. */
const isFirst = ({ checkpoint }: Held): boolean => checkpoint.counters.scope === undefined;

async function compareRows(engine: Engine, walk: Walk, held: Held, first: boolean): Promise<Consumed> {
  const mapKey = walk.running.map.definition.key;
  const seen = new IdSet();
  let token: DeltaToken | null = null;
  let tokenAt = engine.clock.now();
  let complete = true;
  let current = held;
  const isOther = hasOtherScope(held, walk.running);
  const again = isOther || held.isDoubtful;
  for await (const page of engine.dataverse.changes(walk.running.map, null)) {
    tokenAt = engine.clock.now();
    const present = page.changes.filter((change) => !change.deleted);
    for (const change of present) seen.add(change.id);
    const records = await engine.ledger.records(
      mapKey,
      present.map((change) => change.id),
    );
    const moved = present.filter(({ id, version }) => {
      const record = records.get(id)?.record;
      return first || isOther || record?.sourceVersion !== version || record?.reason?.code === CODES.COMPANY_OFF;
    });
    complete =
      (await passAll(
        engine,
        walk,
        moved.map((change): Subject => ({ ...changed(change.id), again })),
      )) && complete;
    current = await keep(engine, current);
    token = page.token ?? token;
  }
  for await (const records of engine.ledger.allRecords(mapKey, null)) {
    const vanished = records.filter(
      ({ record }) => !seen.has(record.recordId) && record.reason?.code !== CODES.DELETED,
    );
    complete =
      (await passAll(
        engine,
        walk,
        vanished.map(({ record }): Subject => ({ ...changed(record.recordId), again })),
      )) && complete;
    current = await keep(engine, current);
  }
  return { held: current, token, tokenAt, complete };
}

async function consume(
  engine: Engine,
  walk: Walk,
  held: Held,
  pages: AsyncIterable<ChangePage>,
): Promise<Consumed & { changes: number }> {
  let current = held;
  let token: DeltaToken | null = null;
  let tokenAt = engine.clock.now();
  let complete = true;
  let changes = 0;
  // A feed that was not given back was left in the middle of something: rows may have been written of which no record
  // tells. One that looks as it did when both sides last agreed may have been changed, sent, and changed back.
  const again = held.isDoubtful;
  for await (const page of pages) {
    tokenAt = engine.clock.now();
    changes += page.changes.length;
    complete =
      (await passAll(
        engine,
        walk,
        page.changes.map((change): Subject => ({ ...changed(change.id), again })),
      )) && complete;
    current = await keep(engine, current);
    token = page.token ?? token;
  }
  return { held: current, token, tokenAt, complete, changes };
}

/**
 * A transaction takes its row versions when it begins to write and shows them when it commits: a token taken in between
 * is already past them. So tokens are kept as marks, one per interval, and the oldest is read again when the one after it
 * is an interval old. A transaction that began before that second mark, and lasted no longer than the interval, has
 * committed by then, and the first mark is from before it began.
 */
function dueForLateCommits(marks: readonly DatedToken[], now: Instant, interval: number): DatedToken | null {
  const [oldest, next] = marks;
  return oldest !== undefined && next !== undefined && now - next.at >= interval ? oldest : null;
}

function wantsMark(marks: readonly DatedToken[], now: Instant, interval: number): boolean {
  const newest = marks.at(-1);
  return newest === undefined || now - newest.at >= interval;
}

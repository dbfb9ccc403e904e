import type { Engine } from './engine';
import type { Checkpoint, CheckpointKey } from './ledger';
import type { Instant } from './record';

/**
 * The brake on deletes: so many rows of a map and company are deleted in Finance within a day because they have gone from
 * Dataverse, and no more until a person says so. A mass delete may be a mistake, a retention job, or an environment that
 * lost its data.
 *
 * They are counted by the hour in a checkpoint of their own, before they are carried out: a host that dies in between has
 * counted too many, never too few. No lease guards it; whoever is refused reads and counts again.
 */
const HOUR = 3_600_000;
const HOURS = 24;
/** Times that a count is written again because another host was faster. */
const ATTEMPTS = 5;

type Counters = Checkpoint['counters'];

const hourOf = (now: Instant): number => Math.floor(now / HOUR);

/** Deletes of the last day. Pure. */
export function deletesWithinADay(counters: Counters, now: Instant): number {
  const first = hourOf(now) - HOURS + 1;
  return Object.entries(counters).reduce((sum, [hour, count]) => (Number(hour) >= first ? sum + count : sum), 0);
}

/** The counters with so many more, and without those that no longer count. Pure. */
export function withDeletes(counters: Counters, now: Instant, more: number): Counters {
  const hour = hourOf(now);
  const recent = Object.entries(counters).filter(([one]) => Number(one) > hour - HOURS);
  const kept = Object.fromEntries(recent);
  return { ...kept, [hour]: (kept[hour] ?? 0) + more };
}

/** A company code has four characters; the column takes ten. */
const brakeOf = (mapKey: string, company: string | null): CheckpointKey => ({
  mapKey,
  side: 'finance',
  company: `${company ?? ''}#del`,
});

/** So many a day, of one map and company. */
const limitOf = ({ options }: Engine, mapKey: string): number => options.deletesADayOf[mapKey] ?? options.deletesADay;

export interface Allowed {
  /** So many may go now, and have been counted. */
  readonly count: number;
  /** Of the last day, these included. */
  readonly total: number;
  /** So many may go within a day. */
  readonly limit: number;
}

/**
 * Counts deletes and says how many may go.
 *
 * @param asked of them, what a person has asked for row by row: counted, and never held
 * @throws SideUnavailable
 */
export async function allowDeletes(
  engine: Engine,
  mapKey: string,
  company: string | null,
  { wanted, asked }: { readonly wanted: number; readonly asked: number },
): Promise<Allowed> {
  const limit = limitOf(engine, mapKey);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { checkpoint, etag } = await engine.ledger.checkpoint(brakeOf(mapKey, company));
    const now = engine.clock.now();
    const before = deletesWithinADay(checkpoint.counters, now);
    const room = Math.max(0, limit - before - asked);
    const count = Math.min(wanted, room);
    const total = before + asked + count;
    if (count + asked === 0) return { count, total, limit };
    const counters = withDeletes(checkpoint.counters, now, count + asked);
    if ((await engine.ledger.writeCheckpoint({ ...checkpoint, counters }, etag)) !== null)
      return { count, total, limit };
  }
  return { count: 0, total: limit, limit };
}

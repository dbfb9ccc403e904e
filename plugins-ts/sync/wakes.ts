import type { Engine } from './engine';
import type { SettleWrite } from './ledger';
import { isThere, type Instant, type StoredRecord, type SyncRecord } from './record';

/**
 * A wake is owed by a record that is there and still marked as having waiters. Whoever brings a parent over wakes its
 * waiters at once; the mark stays until it is seen here, by any host, that nobody waits any more. So no wake is lost with
 * a host that dies, with an answer that does not arrive, or with a run that has no rows in front.
 */
export const owesWake = ({ record }: StoredRecord, now: Instant): boolean =>
  // Whoever is at it would find its claim broken.
  isThere(record) && record.hasWaiters && record.status !== 'sending' && (record.nextAttempt ?? now) <= now;

/**
 * Milliseconds after which a wake is paid once more, before the mark is taken off. A host that read the parent just before
 * it arrived may park a child after everybody was woken; it looks once more itself (`round.ts`), unless it dies first.
 */
const ONCE_MORE = 600_000;

/**
 * Makes whoever still waits for these records due; the second time it takes the mark off.
 *
 * @throws SideUnavailable
 */
export async function payWakes(engine: Engine, parents: readonly StoredRecord[]): Promise<void> {
  if (parents.length === 0) return;
  const waiting = await engine.ledger.waitingFor(parents.map(({ record }) => record.id));
  const now = engine.clock.now();
  const due = waiting.map(({ record, etag }): SettleWrite => ({ record: { ...record, nextAttempt: now }, etag }));
  const etags = due.length === 0 ? [] : await engine.ledger.settle(due);
  // One that somebody has just written may wait still: its parent is asked again.
  const unsure = new Set(due.flatMap(({ record }, at) => (etags[at] == null ? [record.waitingFor] : [])));
  const paid = parents.filter(({ record }) => !unsure.has(record.id));
  if (paid.length === 0) return;
  await engine.ledger.settle(paid.map(({ record, etag }): SettleWrite => ({ record: paidOnce(record, now), etag })));
}

function paidOnce(record: SyncRecord, now: Instant): SyncRecord {
  const hasOwnAttempt = record.status === 'pending' || record.status === 'waiting';
  if (record.nextAttempt === null && !hasOwnAttempt) return { ...record, nextAttempt: now + ONCE_MORE };
  return { ...record, hasWaiters: false, nextAttempt: hasOwnAttempt ? record.nextAttempt : null };
}

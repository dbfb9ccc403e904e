import type { CompiledMap } from '../maps/compiled-map';
import { retryDelay } from './backoff';
import { CODES } from './codes';
import type { Engine, RunningMap } from './engine';
import { syncRecordId } from './identity';
import type { SettleWrite } from './ledger';
import { isClaimed } from './claims';
import { load, type Subject } from './load';
import type { Links } from './links';
import type { PassMode, PassReport, PassResult } from './pass-report';
import { newRecord, type RecordId, type StoredRecord, type SyncRecord } from './record';
import { Round } from './round';
import { settled, type Settlement } from './settlement';
import { refusal, type Again, type Writing } from './writing';

/**
 * Takes rows through load, plan, apply and settle until each has an outcome. A row that changes under our hands is
 * read and planned again from nothing; one that will not hold still is set aside for a while.
 *
 * @throws SideUnavailable when a side does not answer: then the caller keeps its page.
 */
export async function pass(
  engine: Engine,
  running: RunningMap,
  links: Links,
  subjects: readonly Subject[],
  mode: PassMode = 'sync',
): Promise<PassReport> {
  const results = new Map<RecordId, PassResult>();
  const woken: { mapKey: string; recordId: RecordId }[] = [];
  const stuck = new Stuck();
  let left: readonly Subject[] = distinct(subjects);
  for (let round = 0; left.length > 0 && round < engine.options.rounds; round += 1) {
    const loaded = await load(engine, running, links, left);
    const next = new Round(engine, running, results, woken, (item, again) => stuck.met(item, again));
    left = distinct(await next.run(loaded, mode));
  }
  // Adopt leaves no record of rows that do not match.
  if (mode === 'adopt') left.forEach((subject) => results.set(subject.recordId, 'different'));
  const unsettled = left.length > 0 && mode === 'sync' ? await setAside(engine, running, left, stuck, results) : [];
  const busy = [...results].flatMap(([id, result]) => (result === 'busy' ? [id] : []));
  return { results, woken, unsettled: [...unsettled, ...busy] };
}

function distinct(subjects: readonly Subject[]): readonly Subject[] {
  return [...new Map(subjects.map((subject) => [subject.recordId, subject])).values()];
}

/**
 * What keeps rows from an outcome. A row that somebody changes all the time will hold still one day. One that a side
 * says is there and does not show, or shows and says is not there, will be answered the same tomorrow.
 */
class Stuck {
  readonly #met = new Map<RecordId, { readonly item: Writing; readonly again: Again; readonly times: number }>();

  met(item: Writing, again: Again): void {
    const before = this.#met.get(item.subject.recordId);
    const isSame = before?.again.met === again.met && before.again.side === again.side;
    this.#met.set(item.subject.recordId, { item, again, times: isSame ? before.times + 1 : 1 });
  }

  /** Has another host meanwhile come to a verdict about the row as it was met here, or as it is since? */
  isOutdated(recordId: RecordId, record: SyncRecord | undefined): boolean {
    const item = this.#met.get(recordId)?.item;
    const met = item?.source?.version;
    if (met === undefined || record?.sourceVersion == null) return false;
    const isVerdict = record.status !== 'pending' && record.status !== 'sending';
    // A claim that came to nothing leaves the record as it was: its verdict is the one that led here.
    const isNew = record.checkedAt !== (item?.stored?.record.checkedAt ?? null);
    return isVerdict && isNew && BigInt(record.sourceVersion) >= BigInt(met);
  }

  /** What a person has to be told; null where time may help. */
  refusal(map: CompiledMap, recordId: RecordId): Settlement | null {
    const last = this.#met.get(recordId);
    if (last === undefined || last.again.met === 'changed' || last.times < CONVINCING) return null;
    const { side, met } = last.again;
    return refusal(map, last.item, side, met, SAYS[met]);
  }
}

/** Times in a row that a contradiction is no coincidence. */
const CONVINCING = 3;

const SAYS = {
  exists: 'A row with this key, or with another value that must be unique, exists already and cannot be read.',
  missing: 'The row can be read, and is not found when it shall be written.',
} as const;

async function setAside(
  engine: Engine,
  running: RunningMap,
  left: readonly Subject[],
  stuck: Stuck,
  results: Map<RecordId, PassResult>,
): Promise<readonly RecordId[]> {
  const key = running.map.definition.key;
  const stored = await engine.ledger.records(
    key,
    left.map((subject) => subject.recordId),
  );
  const now = engine.clock.now();
  const recordOf = ({ recordId }: Subject): SyncRecord | undefined => stored.get(recordId)?.record;
  const [outdated, met] = partition(left, (subject) => stuck.isOutdated(subject.recordId, recordOf(subject)));
  for (const { recordId } of outdated) results.set(recordId, 'unchanged');
  const [taken, free] = partition(met, (subject) => {
    const record = recordOf(subject);
    return record !== undefined && isClaimed(engine, running.map, record);
  });
  for (const { recordId } of taken) results.set(recordId, 'busy');
  const writes = free.map((subject): SettleWrite => {
    const known: StoredRecord | undefined = stored.get(subject.recordId);
    const record =
      known?.record ??
      newRecord({
        id: syncRecordId(key, subject.recordId),
        mapKey: key,
        recordId: subject.recordId,
        table: running.map.definition.dataverse.table,
        name: subject.recordId,
      });
    const settlement = stuck.refusal(running.map, subject.recordId) ?? keepsChanging(engine, record);
    results.set(subject.recordId, settlement.status === 'error' ? 'error' : 'pending');
    return { record: settled(record, settlement, now), etag: known?.etag ?? null };
  });
  const etags = await engine.ledger.settle(writes);
  return free.flatMap((subject, at) => (etags[at] == null ? [subject.recordId] : []));
}

const partition = <T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] => [
  items.filter(test),
  items.filter((item) => !test(item)),
];

function keepsChanging(engine: Engine, record: SyncRecord): Settlement {
  const { attempts, claimedAt } = record;
  return {
    status: 'pending',
    action: 'refused',
    reason: { code: CODES.KEEPS_CHANGING, parameters: {} },
    set: {
      attempts: attempts + 1,
      nextAttempt: engine.clock.now() + retryDelay(attempts, engine.random()),
      // Whether a base can be trusted is still not known.
      claimedAt,
    },
  };
}

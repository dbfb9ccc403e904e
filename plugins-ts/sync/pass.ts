import { retryDelay } from './backoff';
import { CODES } from './codes';
import type { Engine, RunningMap } from './engine';
import { syncRecordId } from './identity';
import type { SettleWrite } from './ledger';
import { load, type Subject } from './load';
import type { ParentLink } from './parents';
import type { PassMode, PassReport, PassResult } from './pass-report';
import { newRecord, type RecordId, type StoredRecord } from './record';
import { Round } from './round';
import { settled, type Settlement } from './settlement';

/**
 * Takes rows through load, plan, apply and settle until each has an outcome. A row that changes under our hands is
 * read and planned again from nothing; one that will not hold still is set aside for a while.
 *
 * @throws SideUnavailable when a side does not answer: then the caller keeps its page.
 */
export async function pass(
  engine: Engine,
  running: RunningMap,
  links: readonly ParentLink[],
  subjects: readonly Subject[],
  mode: PassMode = 'sync',
): Promise<PassReport> {
  const results = new Map<RecordId, PassResult>();
  const woken: { mapKey: string; recordId: RecordId }[] = [];
  let left: readonly Subject[] = distinct(subjects);
  for (let round = 0; left.length > 0 && round < engine.options.rounds; round += 1) {
    const loaded = await load(engine, running, links, left);
    left = distinct(await new Round(engine, running, results, woken).run(loaded, mode));
  }
  const unsettled = left.length > 0 ? await setAside(engine, running, left, results) : [];
  const busy = [...results].flatMap(([id, result]) => (result === 'busy' ? [id] : []));
  return { results, woken, unsettled: [...unsettled, ...busy] };
}

function distinct(subjects: readonly Subject[]): readonly Subject[] {
  return [...new Map(subjects.map((subject) => [subject.recordId, subject])).values()];
}

async function setAside(
  engine: Engine,
  running: RunningMap,
  left: readonly Subject[],
  results: Map<RecordId, PassResult>,
): Promise<readonly RecordId[]> {
  const key = running.map.definition.key;
  const stored = await engine.ledger.records(
    key,
    left.map((subject) => subject.recordId),
  );
  const now = engine.clock.now();
  const writes = left.map((subject): SettleWrite => {
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
    const settlement: Settlement = {
      status: 'pending',
      action: 'refused',
      reason: { code: CODES.KEEPS_CHANGING, parameters: {} },
      set: { attempts: record.attempts + 1, nextAttempt: now + retryDelay(record.attempts, engine.random()) },
    };
    return { record: settled(record, settlement, now), etag: known?.etag ?? null };
  });
  const etags = await engine.ledger.settle(writes);
  for (const subject of left) results.set(subject.recordId, 'pending');
  return left.flatMap((subject, at) => (etags[at] == null ? [subject.recordId] : []));
}

import type { Values } from '../maps/value';
import { CODES } from './codes';
import type { Engine, RunningMap } from './engine';
import { syncRecordId } from './identity';
import type { LogEntry, SettleWrite } from './ledger';
import type { Loaded, Subject } from './load';
import type { PassMode, PassResult } from './pass-report';
import type { MissingParent } from './plan';
import { isThere, newRecord, type RecordId, type SyncRecord } from './record';
import { settled, type Settlement } from './settlement';
import { nextWait, Writer, type Travelling, type Writing } from './writing';

/**
 * One round of a pass: carries out the plans of a batch, settles their sync records, and answers which rows have to be
 * planned again from nothing because something moved meanwhile.
 */
export class Round {
  readonly #settles: { write: SettleWrite; subject: Subject; result: PassResult; wakes: boolean }[] = [];
  readonly #next: Subject[] = [];
  readonly #log: LogEntry[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly running: RunningMap,
    private readonly results: Map<RecordId, PassResult>,
    private readonly woken: { mapKey: string; recordId: RecordId }[],
  ) {}

  /** Answers the rows that have to be planned again. */
  async run(loaded: readonly Loaded[], mode: PassMode): Promise<readonly Subject[]> {
    const writing: Writing[] = [];
    const parked: { item: Loaded; parent: MissingParent }[] = [];
    for (const item of loaded) {
      const made = item.plan;
      if (made.kind === 'busy') this.results.set(item.subject.recordId, 'busy');
      else if (made.kind === 'stale' || made.kind === 'readFinance') this.#next.push(item.subject);
      else if (made.kind === 'nothing') this.results.set(item.subject.recordId, 'unchanged');
      else if (made.kind === 'write') {
        if (mode === 'adopt')
          this.results.set(item.subject.recordId, item.source && item.finance ? 'different' : 'oneSided');
        else writing.push(item as Writing);
      } else if (mode === 'adopt' && made.settlement.status !== 'inSync') {
        this.results.set(
          item.subject.recordId,
          made.settlement.status === 'notApplicable' ? 'notApplicable' : 'different',
        );
      } else {
        this.#settle(item, made.settlement, made.base);
        if (made.park) parked.push({ item, parent: made.park });
      }
    }
    await this.#markParents(parked.map(({ parent }) => parent));
    await this.#write(writing);
    await this.#flush();
    await this.#lookAgain(parked);
    return this.#next;
  }

  // ── Business rows ──────────────────────────────────────────────────────────────────────────────────────────────────

  async #write(writing: readonly Writing[]): Promise<void> {
    if (writing.length === 0) return;
    const travelling = await this.#claim(writing);
    // Said before it is done: an edit may be said to be overwritten that is not, never the other way round.
    await this.engine.ledger.log(travelling.flatMap(({ item }) => this.#decisions(item)));
    await new Writer(this.engine, this.running).write(travelling);
    for (const row of travelling) this.#conclude(row);
  }

  /** Two-way rows are claimed first: an interrupted write then shows that the base cannot be trusted. */
  async #claim(writing: readonly Writing[]): Promise<readonly Travelling[]> {
    const travelling = writing.map((item): Travelling => {
      const record = item.stored?.record ?? this.#newRecord(item);
      return {
        item,
        record,
        etag: item.stored?.etag ?? null,
        settlement: item.plan.settlement,
        base: item.plan.base,
        financeDone: false,
        requeue: false,
      };
    });
    if (!this.#twoWay) return travelling;
    const claims = travelling.map(({ record, etag }): SettleWrite => ({
      record: { ...record, status: 'sending', claimedAt: this.engine.clock.now() },
      etag,
    }));
    const etags = await this.engine.ledger.settle(claims);
    return travelling.flatMap((row, at) => {
      const etag = etags[at] ?? null;
      if (etag !== null) return { ...row, etag };
      this.#next.push(row.item.subject);
      return [];
    });
  }

  #conclude(row: Travelling): void {
    const { item, settlement } = row;
    if (settlement === 'again') {
      this.#next.push(item.subject);
      if (!this.#twoWay) return;
      // The record as it was before the claim: nothing has been written, so its base still holds.
      const before = item.stored?.record ?? { ...row.record, status: 'pending' as const };
      const restored =
        before.status === 'sending'
          ? { ...before, claimedAt: this.engine.clock.now() - this.engine.options.claim }
          : before;
      this.#settles.push({
        write: { record: restored, etag: row.etag },
        subject: item.subject,
        result: 'pending',
        wakes: false,
      });
      return;
    }
    this.#settle(item, settlement, row.base, row);
    if (row.requeue) this.#next.push({ ...item.subject, again: true });
  }

  // ── Sync records ───────────────────────────────────────────────────────────────────────────────────────────────────

  #settle(item: Loaded, settlement: Settlement, base?: Values, row?: Travelling): void {
    const now = this.engine.clock.now();
    const before = row?.record ?? item.stored?.record ?? this.#newRecord(item);
    const waits = settlement.status === 'waiting' && settlement.set?.nextAttempt === undefined;
    const complete = waits
      ? { ...settlement, set: { ...settlement.set, ...nextWait(this.engine, before) } }
      : settlement;
    const after = settled(before, complete, now);
    const wakes = isThere(after) && before.hasWaiters;
    const record = wakes ? { ...after, hasWaiters: false } : after;
    this.#settles.push({
      write: {
        record,
        etag: row?.etag ?? item.stored?.etag ?? null,
        ...(this.#twoWay && base !== undefined ? { base: { values: base, etag: item.base?.etag ?? null } } : {}),
      },
      subject: item.subject,
      result: resultOf(record, settlement),
      wakes,
    });
    if (settlement.action === 'refused' && settlement.status === 'error')
      this.#log.push(this.#line(item, record, 'error'));
    if (settlement.action === 'deleted') this.#log.push(this.#line(item, record, 'delete'));
  }

  async #flush(): Promise<void> {
    if (this.#settles.length === 0) return;
    const etags = await this.engine.ledger.settle(this.#settles.map(({ write }) => write));
    const wakers: string[] = [];
    this.#settles.forEach(({ subject, result, wakes, write }, at) => {
      if (etags[at] == null) {
        // Somebody else wrote the record meanwhile: their word counts, ours is thrown away.
        this.#next.push(subject);
        return;
      }
      this.results.set(subject.recordId, result);
      if (wakes) wakers.push(write.record.id);
    });
    await this.engine.ledger.log(this.#log);
    if (wakers.length === 0) return;
    const waiting = await this.engine.ledger.waitingFor(wakers);
    this.woken.push(...waiting.map(({ record }) => ({ mapKey: record.mapKey, recordId: record.recordId })));
  }

  // ── Parents ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The parent learns that somebody waits before the child says so: no wake can fall between the two. */
  async #markParents(parents: readonly MissingParent[]): Promise<void> {
    const unique = [...new Map(parents.map((parent) => [parent.syncRecordId, parent])).values()];
    if (unique.length === 0) return;
    const stored = await this.engine.ledger.recordsById(unique.map((parent) => parent.syncRecordId));
    const marks = unique.flatMap((parent): SettleWrite[] => {
      const known = stored.get(parent.syncRecordId);
      if (known?.record.hasWaiters) return [];
      const record = known?.record ?? this.#placeholder(parent);
      return [{ record: { ...record, hasWaiters: true }, etag: known?.etag ?? null }];
    });
    // A refused mark means that the parent has just moved; the look after parking sees where it stands.
    await this.engine.ledger.settle(marks);
  }

  #placeholder(parent: MissingParent): SyncRecord {
    const record = newRecord({
      id: parent.syncRecordId,
      mapKey: parent.mapKey,
      recordId: parent.recordId,
      table: parent.table,
      name: parent.name ?? parent.recordId,
    });
    return { ...record, nextAttempt: this.engine.clock.now() };
  }

  async #lookAgain(parked: readonly { item: Loaded; parent: MissingParent }[]): Promise<void> {
    if (parked.length === 0) return;
    const stored = await this.engine.ledger.recordsById(parked.map(({ parent }) => parent.syncRecordId));
    for (const { item, parent } of parked) {
      const now = stored.get(parent.syncRecordId);
      const arrived = isThere(now?.record);
      const unmarked = now !== undefined && !now.record.hasWaiters;
      if (arrived || unmarked) this.#next.push({ ...item.subject, again: true });
    }
  }

  // ── Log ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #decisions(item: Writing): readonly LogEntry[] {
    const record = item.stored?.record ?? this.#newRecord(item);
    return item.plan.decided.map((decision) => ({
      ...this.#line(item, record, 'conflict'),
      columns: [decision.column],
      towards: decision.kept === 'dataverse' ? ('finance' as const) : ('dataverse' as const),
      result: `kept ${decision.kept}`,
      code: CODES.CONFLICT,
    }));
  }

  #line(item: Loaded, record: SyncRecord, kind: LogEntry['kind']): LogEntry {
    return {
      kind,
      mapKey: record.mapKey,
      table: record.table,
      recordId: record.recordId,
      name: record.name,
      at: this.engine.clock.now(),
      cause: item.source?.modifiedBy ?? null,
      host: this.engine.host,
      towards: item.plan.kind === 'write' && item.plan.finance === null ? 'dataverse' : 'finance',
      columns: record.outcomes[0]?.columns ?? [],
      result: record.status,
      code: record.reason?.code ?? null,
      detail: record.financeSays,
    };
  }

  #newRecord(item: Loaded): SyncRecord {
    const { key, dataverse } = this.running.map.definition;
    return newRecord({
      id: syncRecordId(key, item.subject.recordId),
      mapKey: key,
      recordId: item.subject.recordId,
      table: dataverse.table,
      name: item.source?.name ?? nameOf(item),
    });
  }

  get #twoWay(): boolean {
    return this.running.map.carries.toFinance && this.running.map.carries.toDataverse;
  }
}

const nameOf = (item: Loaded): string => {
  const key = item.finance?.key ?? item.subject.keyHint;
  return key === null ? item.subject.recordId : Object.values(key).join(' · ');
};

function resultOf(record: SyncRecord, settlement: Settlement): PassResult {
  if (record.status === 'inSync') {
    if (settlement.action === 'checked' || settlement.action === 'waiting' || settlement.action === 'refused')
      return 'unchanged';
    return settlement.action;
  }
  if (record.status === 'notApplicable') return settlement.action === 'deleted' ? 'deleted' : 'notApplicable';
  return record.status === 'sending' ? 'pending' : record.status;
}

import type { Values } from '../maps/value';
import { adjustedFields, writeIsolated } from './apply';
import { retryDelay, waitDelay } from './backoff';
import { CODES } from './codes';
import type { Engine, RunningMap } from './engine';
import { syncRecordId } from './identity';
import type { LogEntry, SettleWrite } from './ledger';
import { load, type Loaded, type Subject } from './load';
import type { ParentLink } from './parents';
import type { MissingParent, Plan } from './plan';
import { isThere, newRecord, type Etag, type RecordId, type StoredRecord, type SyncRecord } from './record';
import { settled, type Settlement } from './settlement';
import type { FinanceRow, SourceRow, WriteOutcome } from './sides';

/** What became of a row in a pass. */
export type PassResult =
  | 'unchanged'
  | 'adopted'
  | 'created'
  | 'updated'
  | 'received'
  | 'deleted'
  | 'notApplicable'
  | 'waiting'
  | 'conflict'
  | 'error'
  | 'pending'
  /** Another host is at it; its claim brings the row back if that host does not finish. */
  | 'busy'
  /** Only in adopt: both sides have the row, with differences; only one side has it. */
  | 'different'
  | 'oneSided';

export interface PassReport {
  readonly results: ReadonlyMap<RecordId, PassResult>;
  /** Rows without an outcome: whoever found the change must not count it as done. */
  readonly unsettled: readonly RecordId[];
  /** Rows, of any map, that waited for a row that has now arrived. */
  readonly woken: readonly { readonly mapKey: string; readonly recordId: RecordId }[];
}

/** `adopt` writes sync records for rows that match already, and no business row. */
export type PassMode = 'sync' | 'adopt';

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

type Writing = Loaded & { readonly plan: Extract<Plan, { kind: 'write' }> };

/** A row on its way through one round, with the settlement that its outcomes have led to. */
interface Travelling {
  readonly item: Writing;
  /** Etag of the sync record, after the claim where there was one. */
  readonly etag: Etag | null;
  readonly record: SyncRecord;
  settlement: Settlement | 'again';
  /** Undefined: nothing new is agreed, what both sides agreed on before still holds. */
  base: Values | undefined;
  financeDone: boolean;
  requeue: boolean;
}

class Round {
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
    await this.#writeFinance(travelling.filter(({ item }) => item.plan.finance !== null));
    await this.#writeDataverse(
      travelling.filter(({ item, settlement, financeDone }) => {
        const goesOn = item.plan.finance === null || financeDone;
        return item.plan.dataverse !== null && goesOn && settlement !== 'again';
      }),
    );
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

  async #writeFinance(rows: readonly Travelling[]): Promise<void> {
    const writes = rows.flatMap(({ item }) => (item.plan.finance ? [item.plan.finance] : []));
    const outcomes = await writeIsolated(this.engine.finance, this.running.map, writes);
    rows.forEach((row, at) => this.#takeFinance(row, outcomes[at]));
  }

  #takeFinance(row: Travelling, outcome: WriteOutcome<FinanceRow> | undefined): void {
    const write = row.item.plan.finance;
    if (write === null) return;
    if (outcome?.kind !== 'written') {
      row.settlement = this.#afterFailure(row, 'finance', outcome);
      row.base = undefined;
      return;
    }
    row.financeDone = true;
    if (row.settlement === 'again' || outcome.row === null || write.kind === 'delete') return;
    const adjusted = adjustedFields(this.running.map, write.values, outcome.row);
    const all = [...new Set([...(row.settlement.set?.adjusted ?? []), ...adjusted])];
    row.settlement = {
      ...row.settlement,
      ...(all.length > 0 && row.settlement.reason == null
        ? { reason: { code: CODES.ADJUSTED, parameters: { columns: all.join(', ') } } }
        : {}),
      set: { ...row.settlement.set, targetEtag: outcome.row.etag, adjusted: all },
    };
    // What Finance made of a two-way column has to come back.
    row.requeue = adjusted.some((field) => this.#comesBack(field));
  }

  #comesBack(field: string): boolean {
    return this.running.map.columns.some((column) => column.finance === field && column.direction === 'both');
  }

  async #writeDataverse(rows: readonly Travelling[]): Promise<void> {
    const writes = rows.flatMap(({ item }) => (item.plan.dataverse ? [item.plan.dataverse] : []));
    const outcomes = await writeIsolated(this.engine.dataverse, this.running.map, writes);
    rows.forEach((row, at) => this.#takeDataverse(row, outcomes[at]));
  }

  #takeDataverse(row: Travelling, outcome: WriteOutcome<SourceRow> | undefined): void {
    if (outcome?.kind !== 'written') {
      const settlement = this.#afterFailure(row, 'dataverse', outcome);
      if (row.financeDone) {
        // Finance has its part: what went there is agreed, what was to come here is not.
        row.base = this.#partialBase(row.item);
        row.settlement =
          settlement === 'again'
            ? { status: 'pending', action: 'updated', columns: sentColumns(row.item), set: keyOf(row.item) }
            : settlement;
        row.requeue = settlement === 'again';
      } else {
        row.settlement = settlement;
        row.base = undefined;
      }
      return;
    }
    if (row.settlement === 'again' || outcome.row === null) return;
    const { version, name, ownerId } = outcome.row;
    row.settlement = {
      ...row.settlement,
      set: { ...row.settlement.set, sourceVersion: version, ownerId, ...(name === null ? {} : { name }) },
    };
  }

  #partialBase(item: Writing): Values {
    const toFinance = item.plan.finance?.kind === 'update' ? item.plan.finance.values : {};
    const base: Record<string, Values[string]> = { ...item.base?.values };
    for (const column of this.running.map.columns) {
      const value = column.finance === undefined ? undefined : toFinance[column.finance];
      if (value !== undefined) base[column.name] = value;
    }
    return base;
  }

  #afterFailure(
    row: Travelling,
    side: 'dataverse' | 'finance',
    outcome: Exclude<WriteOutcome<unknown>, { kind: 'written' }> | undefined,
  ): Settlement | 'again' {
    const { item, record } = row;
    const { by = null, changedAt = null } = item.plan.settlement;
    const about = { by, changedAt, columns: sentColumns(item) };
    switch (outcome?.kind) {
      case 'changed':
      case 'exists':
      case 'missing':
        return 'again';
      case 'refused':
        return {
          ...about,
          status: 'error',
          action: 'refused',
          reason: {
            code: side === 'finance' ? CODES.FINANCE_REFUSED : CODES.DATAVERSE_REFUSED,
            parameters: { code: outcome.code },
          },
          set: { ...keyOf(item), financeSays: outcome.says },
        };
      case 'parentMissing':
        return {
          ...about,
          status: 'waiting',
          action: 'waiting',
          reason: {
            code: CODES.PARENT_MISSING,
            parameters: { table: outcome.table, name: outcome.value, column: outcome.path },
          },
          set: { ...keyOf(item), ...this.#nextWait(record) },
        };
      case 'failed':
      case undefined:
        return {
          ...about,
          status: 'pending',
          action: 'refused',
          reason: { code: CODES.TRANSIENT, parameters: { side } },
          set: {
            ...keyOf(item),
            financeSays: outcome?.says ?? null,
            attempts: record.attempts + 1,
            nextAttempt:
              this.engine.clock.now() + retryDelay(record.attempts, this.engine.random(), outcome?.retryAfter),
          },
        };
    }
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
    const complete = waits ? { ...settlement, set: { ...settlement.set, ...this.#nextWait(before) } } : settlement;
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

  #nextWait(record: SyncRecord): { attempts: number; nextAttempt: number } {
    return {
      attempts: record.attempts + 1,
      nextAttempt: this.engine.clock.now() + waitDelay(record.attempts, this.engine.random()),
    };
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

const keyOf = (item: Writing): NonNullable<Settlement['set']> => {
  const { sourceVersion, ownerId, financeKey, company } = item.plan.settlement.set ?? {};
  return {
    ...(sourceVersion === undefined ? {} : { sourceVersion }),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(financeKey === undefined ? {} : { financeKey }),
    ...(company === undefined ? {} : { company }),
    // What this judgement was made of: the same row is not tried again until it changes.
    targetEtag: item.finance?.etag ?? null,
  };
};

const sentColumns = (item: Writing): readonly string[] => {
  const { finance, dataverse } = item.plan;
  return [
    ...(finance && finance.kind !== 'delete' ? Object.keys(finance.values) : []),
    ...(dataverse && dataverse.kind !== 'delete' ? Object.keys(dataverse.values) : []),
  ];
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

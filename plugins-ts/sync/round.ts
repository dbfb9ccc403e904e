import type { FinanceKey } from '../maps/compiled-map';
import type { Values } from '../maps/value';
import { allowDeletes } from './brake';
import { claimOf, packagedClaim } from './claims';
import { CODES } from './codes';
import type { Engine, RunningMap } from './engine';
import { keyText, syncRecordId } from './identity';
import type { LogEntry, SettleWrite } from './ledger';
import { acquire, release } from './lease';
import { changed, type Loaded, type Subject } from './load';
import { isPackaged, newExecutionId, type ExecutionId } from './package-side';
import { carry, givenBack, PACKAGES, parcelsOf } from './packages';
import type { PassMode, PassResult } from './pass-report';
import type { MissingParent } from './situation';
import { isThere, newRecord, type RecordId, type SyncRecord } from './record';
import { settled, type Settlement } from './settlement';
import { isAgain, nextWait, Writer, type Again, type Travelling, type Writing } from './writing';

/** Part of a claim within which its writes are sent. The rest is for them to arrive and be done. */
const SENT_WITHIN = 1 / 4;

interface Settling {
  readonly write: SettleWrite;
  readonly subject: Subject;
  readonly result: PassResult;
  readonly wakes: boolean;
  readonly newcomer: boolean;
}

/**
 * One round of a pass: carries out the plans of a batch, settles their sync records, and answers which rows have to be
 * planned again from nothing because something moved meanwhile.
 */
export class Round {
  readonly #settles: Settling[] = [];
  /** Finance keys of rows that were not there before this round. */
  readonly #newcomers: FinanceKey[] = [];
  readonly #next: Subject[] = [];
  readonly #log: LogEntry[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly running: RunningMap,
    private readonly results: Map<RecordId, PassResult>,
    private readonly woken: { mapKey: string; recordId: RecordId }[],
    /** Told of rows that a side did not let itself be written to. */
    private readonly met: (item: Writing, again: Again) => void,
  ) {}

  /** Answers the rows that have to be planned again. */
  async run(loaded: readonly Loaded[], mode: PassMode): Promise<readonly Subject[]> {
    const writing: Writing[] = [];
    const parking: { item: Loaded; settlement: Settlement; parent: MissingParent }[] = [];
    for (const item of loaded) {
      const made = item.plan;
      if (made.kind === 'busy') this.results.set(item.subject.recordId, 'busy');
      else if (made.kind === 'stale' || made.kind === 'readFinance') this.#next.push(item.subject);
      else if (made.kind === 'after') this.#next.push(item.subject, ...made.ids.map(changed));
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
      } else if (made.park) parking.push({ item, settlement: made.settlement, parent: made.park });
      else this.#settle(item, made.settlement, made.base);
    }
    const parked = await this.#park(parking);
    await this.#write(await this.#brake(writing));
    await this.#flush();
    if (mode === 'sync') await this.#contest();
    await this.#lookAgain(parked);
    return this.#next;
  }

  // ── Deletes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Holds the deletes that are too many for a day; everything else goes on. */
  async #brake(writing: readonly Writing[]): Promise<readonly Writing[]> {
    const companies = new Map<string | null, Writing[]>();
    for (const item of writing.filter(isDelete)) {
      const company = item.stored?.record.company ?? null;
      companies.set(company, [...(companies.get(company) ?? []), item]);
    }
    const held = new Set<Writing>();
    for (const [company, items] of companies) {
      const unasked = items.filter(({ subject }) => !subject.asked);
      const { key } = this.running.map.definition;
      const count = { wanted: unasked.length, asked: items.length - unasked.length };
      const allowed = await allowDeletes(this.engine, key, company, count);
      for (const item of unasked.slice(allowed.count)) {
        held.add(item);
        const parameters = { count: allowed.total, limit: allowed.limit };
        this.#settle(item, {
          status: 'waiting',
          action: 'waiting',
          reason: { code: CODES.DELETE_BRAKE, parameters },
          // The row is gone, and this is dealt with.
          set: { sourceVersion: null },
        });
      }
    }
    return writing.filter((item) => !held.has(item));
  }

  // ── Business rows ──────────────────────────────────────────────────────────────────────────────────────────────────

  async #write(writing: readonly Writing[]): Promise<void> {
    if (writing.length === 0) return;
    if (isPackaged(this.running.map)) return this.#sendPackages(writing);
    const deadline = this.engine.clock.monotonic() + this.engine.options.claim * SENT_WITHIN;
    const travelling = await this.#claim(writing);
    // Said before it is done: an edit may be said to be overwritten, or a row deleted, that is not, never the other way round.
    await this.engine.ledger.log(travelling.flatMap(({ item }) => [...this.#decisions(item), ...this.#deletes(item)]));
    await new Writer(this.engine, this.running, deadline).write(travelling);
    for (const row of travelling) this.#conclude(row);
  }

  /** One package after the other, while no other host sends any. */
  async #sendPackages(writing: readonly Writing[]): Promise<void> {
    const held = await acquire(this.engine, PACKAGES);
    if (held === null) return this.#tryLater(writing);
    try {
      for (const parcel of parcelsOf(writing, (company) => newExecutionId(company, this.engine.newId()))) {
        // Thousands of claims take their time, and a package that arrives late is known by its name.
        const deadline = this.engine.clock.monotonic() + this.engine.options.claim;
        const rows = parcel.isNew
          ? await this.#claim(parcel.items, parcel.execution)
          : parcel.items.map((item) => this.#travelling(item, null));
        if (rows.length === 0) continue;
        const said = await carry(this.engine, this.running, parcel, rows, deadline);
        rows.forEach((row, at) => this.#hear(row, said[at] ?? null));
      }
    } finally {
      await release(this.engine, held);
    }
  }

  #hear(row: Travelling, settlement: Settlement | null): void {
    const { item, record } = row;
    if (settlement === null) {
      this.results.set(item.subject.recordId, 'pending');
      return;
    }
    // Changed since it was claimed: what it says now is compared with its receipt.
    const requeue = item.subject.execution !== undefined && item.source?.version !== record.sourceVersion;
    const { execution: _, ...subject } = item.subject;
    this.#conclude({ ...row, item: { ...item, subject }, settlement, requeue });
  }

  #tryLater(writing: readonly Writing[]): void {
    for (const item of writing) {
      const { recordId, execution } = item.subject;
      if (execution !== undefined) this.results.set(recordId, 'pending');
      else {
        const record = item.stored?.record ?? this.#newRecord(item);
        this.#settle(item, givenBack(this.engine, item, record, this.engine.options.lease / 2));
      }
    }
  }

  #travelling(item: Writing, execution: ExecutionId | null): Travelling {
    const record = item.stored?.record ?? this.#newRecord(item);
    const isClaiming = this.#isClaimedFirst(item) && item.subject.execution === undefined;
    const claim = isClaiming ? claimOf(item, record, this.engine.clock.now()) : null;
    return {
      item,
      record,
      etag: item.stored?.etag ?? null,
      claim: claim !== null && execution !== null ? packagedClaim(claim, execution, item) : claim,
      settlement: item.plan.settlement,
      base: item.plan.base,
      financeRow: null,
      financeDone: false,
      requeue: false,
    };
  }

  /** Rows whose write leaves a trace that matters are claimed first: should this host die, the claim tells. */
  async #claim(writing: readonly Writing[], execution: ExecutionId | null = null): Promise<readonly Travelling[]> {
    const travelling = writing.map((item) => this.#travelling(item, execution));
    const claiming = travelling.filter(({ claim }) => claim !== null);
    if (claiming.length === 0) return travelling;
    const claims = claiming.flatMap(({ claim, etag }): SettleWrite[] =>
      claim === null ? [] : [{ record: claim, etag }],
    );
    const etags = await this.engine.ledger.settle(claims);
    const claimed = new Map(claiming.map((row, at) => [row, etags[at] ?? null] as const));
    return travelling.flatMap((row) => {
      const etag = claimed.get(row);
      if (etag === undefined) return [row];
      if (etag !== null) return [{ ...row, etag }];
      this.#replan(row.item);
      return [];
    });
  }

  /**
   * Insert-once: a second one would be posted. Two-way: an interrupted write shows that the base cannot be trusted. From
   * Finance: nothing else would show that Dataverse was written to, when Finance has taken the change back meanwhile. A
   * create: its number may change, or the row go, before anybody has said under which key Finance has it.
   */
  #isClaimedFirst({ plan }: Writing): boolean {
    const { carries, definition } = this.running.map;
    return definition.policies.insertOnce || carries.toDataverse || plan.finance?.kind === 'create';
  }

  #conclude(row: Travelling): void {
    const { item, settlement } = row;
    if (!isAgain(settlement)) {
      this.#settle(item, settlement, row.base, row);
      if (row.requeue) this.#replan(item);
      return;
    }
    this.met(item, settlement);
    this.#replan(item);
    if (row.claim === null) return;
    this.#settles.push({
      write: { record: this.#unclaimed(row, row.claim, settlement), etag: row.etag },
      subject: claimedBy(row),
      result: 'pending',
      wakes: false,
      newcomer: false,
    });
  }

  /** The record as it was before the claim, for nothing has been written; or a claim that is over, where that is not sure. */
  #unclaimed({ item, record }: Travelling, claim: SyncRecord, { unknown }: Again): SyncRecord {
    const now = this.engine.clock.now();
    const over = now - this.engine.options.claim;
    if (unknown) return { ...claim, claimedAt: over };
    if (record.status === 'sending') return { ...record, claimedAt: over };
    return item.stored === null ? { ...record, nextAttempt: now } : record;
  }

  /** From nothing, and with both rows before our eyes: that nothing seems to have changed since proves nothing now. */
  #replan(item: Loaded): void {
    this.#next.push({ ...item.subject, again: true });
  }

  // ── Sync records ───────────────────────────────────────────────────────────────────────────────────────────────────

  #settle(item: Loaded, settlement: Settlement, base?: Values, row?: Travelling): void {
    const now = this.engine.clock.now();
    const before = row?.record ?? item.stored?.record ?? this.#newRecord(item);
    const waits = settlement.status === 'waiting' && settlement.set?.nextAttempt === undefined;
    const complete = waits
      ? { ...settlement, set: { ...settlement.set, ...nextWait(this.engine, before) } }
      : settlement;
    const record = settled(before, complete, now);
    const agreed = base ?? (item.base === null || item.isBaseTrusted ? undefined : {});
    this.#settles.push({
      write: {
        record,
        etag: row?.etag ?? item.stored?.etag ?? null,
        ...(this.#twoWay && agreed !== undefined ? { base: { values: agreed, etag: item.base?.etag ?? null } } : {}),
      },
      subject: row ? claimedBy(row) : item.subject,
      result: resultOf(record, settlement),
      wakes: isThere(record) && record.hasWaiters,
      newcomer: isThere(record) && !isThere(before),
    });
    if (settlement.action === 'refused' && settlement.status === 'error')
      this.#log.push(this.#line(item, record, 'error'));
    if (settlement.action === 'created' && this.running.map.definition.policies.insertOnce)
      this.#log.push(this.#line(item, record, 'sent'));
  }

  /** Whoever was waited for keeps its mark until nobody waits (`wakes.ts`): an answer that gets lost costs no wake. */
  async #flush(): Promise<void> {
    if (this.#settles.length === 0) return;
    // Before the records: once they say so nobody comes back to it, and a line that did not get through would be missing.
    await this.engine.ledger.log(this.#log);
    const etags = await this.engine.ledger.settle(this.#settles.map(({ write }) => write));
    const wakers: string[] = [];
    this.#settles.forEach(({ subject, result, wakes, newcomer, write }, at) => {
      if (etags[at] == null) {
        // Somebody else wrote the record meanwhile: their word counts, ours is thrown away. What we wrote stands.
        this.#next.push({ ...subject, again: true });
        return;
      }
      this.results.set(subject.recordId, result);
      if (newcomer) this.#newcomers.push(write.record.financeKey ?? {});
      if (wakes) wakers.push(write.record.id);
    });
    if (wakers.length === 0) return;
    const waiting = await this.engine.ledger.waitingFor(wakers);
    this.woken.push(...waiting.map(({ record }) => ({ mapKey: record.mapKey, recordId: record.recordId })));
  }

  /**
   * Two hosts may bring two rows with one integration key to one Finance row at the same moment, each before the other
   * has said so. Whoever says so second sees both here, and both are planned again.
   */
  async #contest(): Promise<void> {
    if (this.#newcomers.length === 0) return;
    const { key: mapKey } = this.running.map.definition;
    const owners = await this.engine.ledger.owners(mapKey, this.#newcomers.map(keyText));
    const contested = [...owners.values()].filter((ids) => ids.length > 1).flat();
    this.#next.push(...contested.map((id): Subject => ({ ...changed(id), again: true, contested: true })));
  }

  // ── Parents ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The parent learns that somebody waits before the child says so: no wake can fall between the two. A child whose
   * parent has just moved, and could not be told, is planned again.
   */
  async #park<P extends { item: Loaded; settlement: Settlement; parent: MissingParent }>(
    parking: readonly P[],
  ): Promise<readonly P[]> {
    const told = await this.#markParents(parking.map(({ parent }) => parent));
    return parking.filter(({ item, settlement, parent }) => {
      const isTold = told.has(parent.syncRecordId);
      if (isTold) this.#settle(item, settlement);
      else this.#replan(item);
      return isTold;
    });
  }

  /** Answers the sync records that are marked as having waiters. */
  async #markParents(parents: readonly MissingParent[]): Promise<ReadonlySet<string>> {
    const unique = [...new Map(parents.map((parent) => [parent.syncRecordId, parent])).values()];
    if (unique.length === 0) return new Set();
    const stored = await this.engine.ledger.recordsById(unique.map((parent) => parent.syncRecordId));
    const marked = new Set(unique.map((parent) => parent.syncRecordId));
    const marks = unique.flatMap((parent): SettleWrite[] => {
      const known = stored.get(parent.syncRecordId);
      if (known?.record.hasWaiters) return [];
      const record = known?.record ?? this.#placeholder(parent);
      return [{ record: { ...record, hasWaiters: true }, etag: known?.etag ?? null }];
    });
    if (marks.length === 0) return marked;
    const etags = await this.engine.ledger.settle(marks);
    marks.forEach(({ record }, at) => {
      if (etags[at] == null) marked.delete(record.id);
    });
    return marked;
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

  /** A parent that came between its mark and the parking has woken nobody. */
  async #lookAgain(parked: readonly { item: Loaded; parent: MissingParent }[]): Promise<void> {
    if (parked.length === 0) return;
    const stored = await this.engine.ledger.recordsById(parked.map(({ parent }) => parent.syncRecordId));
    for (const { item, parent } of parked) {
      if (isThere(stored.get(parent.syncRecordId)?.record)) this.#replan(item);
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

  #deletes(item: Writing): readonly LogEntry[] {
    if (!isDelete(item)) return [];
    const line = this.#line(item, item.stored?.record ?? this.#newRecord(item), 'delete');
    return [{ ...line, columns: [], result: 'notApplicable', code: CODES.DELETED, detail: null }];
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

const isDelete = ({ plan }: Writing): boolean => plan.finance?.kind === 'delete';

const claimedBy = ({ item, claim }: Travelling): Subject =>
  claim?.claimedAt == null ? item.subject : { ...item.subject, claimedAt: claim.claimedAt };

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

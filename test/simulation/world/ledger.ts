import {
  CODES,
  checkpointId,
  keyText,
  newCheckpoint,
  syncRecordId,
  type Checkpoint,
  type CheckpointKey,
  type HostRow,
  type KeyText,
  type Ledger,
  type LogEntry,
  type RunRow,
  type SettleWrite,
  type StoredBase,
  type StoredCheckpoint,
  type StoredRecord,
  type StoredRequest,
  type StoredTableMap,
  type SyncRecord,
  type SyncRequest,
} from '../../../plugins-ts/sync';
import type { Values } from '../../../plugins-ts/maps/value';
import type { Wire } from './faults';

interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/** Tandem's own tables, shared by all hosts of one history: compare-and-set and nothing else. */
export class Books {
  #counter = 0;
  readonly records = new Map<string, Versioned<SyncRecord>>();
  readonly bases = new Map<string, Versioned<Values>>();
  readonly checkpoints = new Map<string, Versioned<Checkpoint>>();
  readonly requests = new Map<string, Versioned<SyncRequest>>();
  readonly hosts = new Map<string, HostRow>();
  readonly runs = new Map<string, RunRow>();
  readonly log: LogEntry[] = [];
  /** Looks over a host's shoulder. */
  onHeartbeat: (host: HostRow) => void = () => undefined;
  /** When a sync record, a base or a checkpoint's feed was last written. */
  onSettled: (record: SyncRecord, before: SyncRecord | undefined, actor: string) => void = () => undefined;
  onCheckpoint: (after: Checkpoint, before: Checkpoint | undefined) => void = () => undefined;

  /** What a copy of the environment has. */
  copy(): Books {
    const copy = new Books();
    copy.#counter = this.#counter;
    for (const name of ['records', 'bases', 'checkpoints', 'requests'] as const) {
      const to: Map<string, Versioned<unknown>> = copy[name];
      for (const [id, row] of this[name]) to.set(id, row);
    }
    return copy;
  }

  put<T>(table: Map<string, Versioned<T>>, id: string, value: T, etag: string | null): string | null {
    if ((table.get(id)?.etag ?? null) !== etag) return null;
    this.#counter += 1;
    table.set(id, { value, etag: `${this.#counter}` });
    return `${this.#counter}`;
  }
}

/** Milliseconds after which a claimed request counts as open again. */
const LEFT_BEHIND = 600_000;

/** Dataverse keeps no fractions of a second. */
const seconds = (at: number | null): number | null => (at === null ? null : Math.floor(at / 1000) * 1000);

const asStored = (record: SyncRecord): SyncRecord => ({
  ...record,
  since: seconds(record.since),
  nextAttempt: seconds(record.nextAttempt),
  claimedAt: seconds(record.claimedAt),
  checkedAt: seconds(record.checkedAt),
});

const short = (id: string): string => id.slice(0, 8);
const named = ({ mapKey, side, company }: CheckpointKey): string => [mapKey, side, company ?? ''].join(' ').trimEnd();
const told = ({ record }: SettleWrite): string =>
  [record.mapKey, short(record.recordId), record.status, record.reason?.code ?? ''].join(' ').trimEnd();

export class SimulatedLedger implements Ledger {
  constructor(
    private readonly books: Books,
    private readonly wire: Wire,
    private readonly now: () => number,
  ) {}

  records(mapKey: string, recordIds: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>> {
    return this.wire.call(`records of ${mapKey}`, () => {
      const found = this.#byId(recordIds.map((recordId) => syncRecordId(mapKey, recordId)));
      return new Map(found.map((stored) => [stored.record.recordId, stored] as const));
    });
  }

  recordsById(ids: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>> {
    return this.wire.call('records by id', () => {
      return new Map(this.#byId(ids).map((stored) => [stored.record.id, stored] as const));
    });
  }

  async *allRecords(mapKey: string, company: string | null): AsyncIterable<readonly StoredRecord[]> {
    yield await this.wire.call(`all records of ${mapKey}`, () =>
      this.#where((record) => record.mapKey === mapKey && (company === null || record.company === company)),
    );
  }

  due(mapKey: string, now: number, claimedBefore: number, limit: number): Promise<readonly StoredRecord[]> {
    return this.wire.call(`due of ${mapKey}`, () =>
      this.#where((record) => {
        if (record.mapKey !== mapKey) return false;
        if (record.hash !== null && record.hasWaiters && (record.nextAttempt ?? now) <= now) return true;
        if (record.status === 'sending') return record.executionId === null && (record.claimedAt ?? 0) <= claimedBefore;
        const waits = record.status === 'pending' || record.status === 'waiting';
        return waits && record.nextAttempt !== null && record.nextAttempt <= now;
      }).slice(0, limit),
    );
  }

  executions(mapKey: string): Promise<readonly string[]> {
    return this.wire.call(`executions of ${mapKey}`, () => {
      const sending = this.#where((one) => one.mapKey === mapKey && one.status === 'sending');
      return [...new Set(sending.flatMap(({ record }) => record.executionId ?? []))];
    });
  }

  claimedFor(mapKey: string, execution: string): Promise<readonly StoredRecord[]> {
    return this.wire.call(`claimed for ${execution}`, () =>
      this.#where((one) => one.mapKey === mapKey && one.executionId === execution),
    );
  }

  owners(mapKey: string, keys: readonly KeyText[]): Promise<ReadonlyMap<KeyText, readonly string[]>> {
    const wanted = new Set(keys);
    return this.wire.call(`owners in ${mapKey}`, () => {
      const owners = new Map<KeyText, string[]>();
      for (const { record } of this.#where(
        (one) =>
          one.mapKey === mapKey &&
          one.financeKey !== null &&
          (one.hash !== null || one.status === 'sending') &&
          one.reason?.code !== CODES.DELETED,
      )) {
        const text = keyText(record.financeKey ?? {});
        if (wanted.has(text)) owners.set(text, [...(owners.get(text) ?? []), record.recordId]);
      }
      return owners;
    });
  }

  waitingFor(ids: readonly string[]): Promise<readonly StoredRecord[]> {
    return this.wire.call('who waits', () =>
      this.#where(
        (record) => record.status === 'waiting' && record.waitingFor !== null && ids.includes(record.waitingFor),
      ),
    );
  }

  bases(ids: readonly string[]): Promise<ReadonlyMap<string, StoredBase>> {
    return this.wire.call(
      'bases',
      () =>
        new Map(
          ids.flatMap((id) => {
            const base = this.books.bases.get(id);
            return base ? [[id, { values: base.value, etag: base.etag }] as const] : [];
          }),
        ),
    );
  }

  settle(writes: readonly SettleWrite[]): Promise<readonly (string | null)[]> {
    return this.wire.call(`settle ${writes.map(told).join(', ')}`, () =>
      writes.map(({ record, etag, base }) => {
        const fits = (this.books.records.get(record.id)?.etag ?? null) === etag;
        const baseFits = base === undefined || (this.books.bases.get(record.id)?.etag ?? null) === base.etag;
        if (!fits || !baseFits) return null;
        if (base) this.books.put(this.books.bases, record.id, base.values, base.etag);
        const before = this.books.records.get(record.id)?.value;
        const stored = asStored(record);
        const written = this.books.put(this.books.records, record.id, stored, etag);
        this.books.onSettled(stored, before, this.wire.actor);
        return written;
      }),
    );
  }

  checkpoint(at: CheckpointKey): Promise<StoredCheckpoint> {
    return this.wire.call(`checkpoint of ${named(at)}`, () => {
      const known = this.books.checkpoints.get(checkpointId(at));
      return { checkpoint: known?.value ?? newCheckpoint(at), etag: known?.etag ?? null };
    });
  }

  writeCheckpoint(checkpoint: Checkpoint, etag: string | null): Promise<string | null> {
    const stored = { ...checkpoint, tokenAt: seconds(checkpoint.tokenAt), leaseUntil: seconds(checkpoint.leaseUntil) };
    return this.wire.call(`write checkpoint of ${named(checkpoint)}`, () => {
      const id = checkpointId(checkpoint);
      const before = this.books.checkpoints.get(id)?.value;
      const written = this.books.put(this.books.checkpoints, id, stored, etag);
      if (written !== null) this.books.onCheckpoint(stored, before);
      return written;
    });
  }

  openRequests(limit: number): Promise<readonly StoredRequest[]> {
    return this.wire.call('open requests', () =>
      [...this.books.requests.values()]
        .filter(({ value }) => value.state === 'open' || this.#isLeftBehind(value))
        .slice(0, limit)
        .map(({ value, etag }) => ({ request: value, etag })),
    );
  }

  writeRequest(request: SyncRequest, etag: string): Promise<string | null> {
    return this.wire.call(`request ${request.kind} is ${request.state}`, () =>
      this.books.put(this.books.requests, request.id, request, etag),
    );
  }

  heartbeat(host: HostRow): Promise<void> {
    return this.wire.call('heartbeat', () => {
      this.books.hosts.set(host.name, host);
      this.books.onHeartbeat(host);
    });
  }

  log(entries: readonly LogEntry[]): Promise<void> {
    return entries.length === 0
      ? Promise.resolve()
      : this.wire.call(
          `log ${entries.map(({ kind, recordId, result }) => `${kind} ${short(recordId)} ${result}`).join(', ')}`,
          () => void this.books.log.push(...entries),
        );
  }

  writeRun(run: RunRow): Promise<void> {
    return this.wire.call(`run ${run.kind} is ${run.state}`, () => void this.books.runs.set(run.id, run));
  }

  tableMaps(): Promise<readonly StoredTableMap[]> {
    return Promise.resolve([]);
  }

  #isLeftBehind(request: SyncRequest): boolean {
    return request.state === 'claimed' && (request.claimedAt ?? 0) < this.now() - LEFT_BEHIND;
  }

  #byId(ids: readonly string[]): StoredRecord[] {
    return ids.flatMap((id) => {
      const known = this.books.records.get(id);
      return known === undefined ? [] : [{ record: known.value, etag: known.etag }];
    });
  }

  #where(test: (record: SyncRecord) => boolean): StoredRecord[] {
    return [...this.books.records.values()]
      .filter(({ value }) => test(value))
      .map(({ value, etag }) => ({ record: value, etag }));
  }
}

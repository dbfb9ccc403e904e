import type { FinanceKey } from '../maps/compiled-map';
import type { TableMap } from '../maps/table-map';
import type { Values } from '../maps/value';
import type { ExecutionId } from './package-side';
import type { DeltaToken, KeyText } from './sides';
import type { Etag, Instant, RecordId, StoredRecord, SyncRecord } from './record';

/**
 * Tandem's own tables, as the engine sees them. Every write is a compare-and-set on the row's etag; `etag` null means
 * "create, and refuse if it is there". A refused compare-and-set is an answer, not an exception.
 */
export interface Ledger {
  /** Sync records of one map by Dataverse record id. */
  records(mapKey: string, recordIds: readonly RecordId[]): Promise<ReadonlyMap<RecordId, StoredRecord>>;
  /** Sync records by their own id (parents may belong to other maps). */
  recordsById(ids: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>>;
  /** All sync records of a map, and of one company where given, page by page. For compares. */
  allRecords(mapKey: string, company: string | null): AsyncIterable<readonly StoredRecord[]>;
  /**
   * `pending` and `waiting` whose next attempt is due, `sending` claimed before `claimedBefore` and for no package, and whatever owes a wake
   * (`wakes.ts`): a hash and waiters, and no next attempt that is still to come. Oldest first.
   */
  due(mapKey: string, now: Instant, claimedBefore: Instant, limit: number): Promise<readonly StoredRecord[]>;
  /** Names of the packages of a map of which a row is still `sending`. */
  executions(mapKey: string): Promise<readonly ExecutionId[]>;
  /** All records that were claimed for a package, whatever has become of them. */
  claimedFor(mapKey: string, execution: ExecutionId): Promise<readonly StoredRecord[]>;
  /**
   * Ids of the Dataverse records whose sync records in this map carry these Finance keys, and have a hash or are about to
   * get one (`sending`). What was deleted (`DELETED`) owns nothing any more.
   */
  owners(mapKey: string, keys: readonly KeyText[]): Promise<ReadonlyMap<KeyText, readonly RecordId[]>>;
  /** `waiting` records that wait for any of these sync records, of all maps. */
  waitingFor(ids: readonly string[]): Promise<readonly StoredRecord[]>;
  /** Bases by sync record id; absent where there is none. */
  bases(ids: readonly string[]): Promise<ReadonlyMap<string, StoredBase>>;
  /**
   * Writes sync records, each with its base (where given) in one change set, independent of each other.
   * Answers the new etag of the sync record, or null where a compare-and-set was refused.
   */
  settle(writes: readonly SettleWrite[]): Promise<readonly (Etag | null)[]>;

  checkpoint(at: CheckpointKey): Promise<StoredCheckpoint>;
  /** Answers the new etag, or null when somebody else has written it. */
  writeCheckpoint(checkpoint: Checkpoint, etag: Etag | null): Promise<Etag | null>;

  /** Open requests of all maps, oldest first, and those whose host has left them behind. */
  openRequests(limit: number): Promise<readonly StoredRequest[]>;
  /** Answers the new etag, or null when another host has it. */
  writeRequest(request: SyncRequest, etag: Etag): Promise<Etag | null>;

  heartbeat(host: HostRow): Promise<void>;
  log(entries: readonly LogEntry[]): Promise<void>;
  /** Creates or replaces the row of a run. */
  writeRun(run: RunRow): Promise<void>;
  tableMaps(): Promise<readonly StoredTableMap[]>;
}

export interface StoredBase {
  /** Finance field (or Dataverse path) to the value both sides last agreed on, in Finance's normal form. */
  readonly values: Values;
  readonly etag: Etag;
}

export interface SettleWrite {
  readonly record: SyncRecord;
  readonly etag: Etag | null;
  readonly base?: { readonly values: Values; readonly etag: Etag | null };
}

export interface CheckpointKey {
  readonly mapKey: string;
  readonly side: 'dataverse' | 'finance';
  /** Null on the Dataverse side and for entities without company. */
  readonly company: string | null;
}

/** How far a feed has been consumed, and who is consuming it. */
export interface Checkpoint extends CheckpointKey {
  readonly token: DeltaToken | null;
  readonly tokenAt: Instant | null;
  /** Older tokens, oldest first: read again for commits that surfaced late (`dataverse-feed.ts`). */
  readonly olderTokens: readonly DatedToken[];
  readonly leaseHolder: string | null;
  readonly leaseUntil: Instant | null;
  /** `scope`: what the map took in when the feed was consumed (`engine.ts`). */
  readonly counters: Readonly<Record<string, number>>;
}

/** A checkpoint that nobody has written yet. */
export const newCheckpoint = ({ mapKey, side, company }: CheckpointKey): Checkpoint => ({
  mapKey,
  side,
  company,
  token: null,
  tokenAt: null,
  olderTokens: [],
  leaseHolder: null,
  leaseUntil: null,
  counters: {},
});

export interface DatedToken {
  /** Null: from the beginning, which is a compare. */
  readonly token: DeltaToken | null;
  readonly at: Instant;
}

export interface StoredCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly etag: Etag | null;
}

/** A person's wish. Losing one loses no data. */
export interface SyncRequest {
  readonly id: string;
  readonly kind: 'syncNow' | 'retry' | 'resolve' | 'forget' | 'dependents';
  readonly table: string;
  readonly recordId: RecordId;
  readonly mapKey: string | null;
  readonly state: 'open' | 'claimed' | 'done' | 'failed';
  readonly outcome: string | null;
  /** Resolve: which side's value to keep, by column. */
  readonly choice: Readonly<Record<string, 'dataverse' | 'finance'>> | null;
  readonly claimedBy: string | null;
  readonly claimedAt: Instant | null;
  /** Who asked, and when. */
  readonly by: string | null;
  readonly at: Instant | null;
}

export interface StoredRequest {
  readonly request: SyncRequest;
  readonly etag: Etag;
}

export interface HostRow {
  readonly name: string;
  readonly version: string;
  readonly lastSeen: Instant;
  /** By map key. */
  readonly maps: Readonly<Record<string, HostedMap>>;
}

/** What a host tells of a map: enough for a form to say where a record stands, with no other request. */
export interface HostedMap {
  readonly state: MapState;
  /** Every change committed before it has an outcome, but for transactions that commit late (`dataverse-feed.ts`). */
  readonly caughtUpUntil: Instant | null;
  /** Dataverse logical name of the table. */
  readonly table: string;
  readonly name: string;
  /** The name in other languages, by language tag. */
  readonly names?: Readonly<Record<string, string>>;
  /** Menu item of the page in Finance. */
  readonly page?: string;
}

export type MapState = 'stopped' | 'running' | 'paused';

export interface LogEntry {
  readonly kind: 'conflict' | 'error' | 'delete' | 'person' | 'sent';
  readonly mapKey: string;
  readonly table: string;
  readonly recordId: RecordId;
  readonly name: string;
  readonly at: Instant;
  readonly cause: string | null;
  readonly host: string;
  readonly towards: 'dataverse' | 'finance';
  readonly columns: readonly string[];
  readonly result: string;
  readonly code: string | null;
  readonly detail: string | null;
}

/** A recorded adopt, initial sync, catch-up or reconcile. */
export interface RunRow {
  readonly id: string;
  readonly kind: 'adopt' | 'initialSync' | 'catchUp' | 'reconcile';
  readonly mapKey: string;
  readonly state: 'running' | 'completed' | 'failed' | 'paused';
  readonly total: number | null;
  readonly done: number;
  readonly written: number;
  readonly errors: number;
  readonly started: Instant;
  readonly ended: Instant | null;
  readonly host: string;
  readonly error: string | null;
}

export interface StoredTableMap {
  readonly map: TableMap;
  readonly state: MapState;
  /** Companies that run; empty: all. */
  readonly companies: readonly string[];
  readonly cutover: Instant | null;
}

export type { FinanceKey };

import type { FinanceKey } from '../maps/compiled-map';
import type { Value } from '../maps/value';

/**
 * The life of a sync record.
 *
 * ```
 *             ┌────────────── a change, a request, a wake, a due attempt ──────────────┐
 *             ▼                                                                        │
 *  (none) ─▶ pending ─▶ sending ─▶ inSync ──────────────────────────────────────────── ┤
 *             │  ▲         │  └──▶ conflict   (a person chooses) ───────────────────── ┤
 *             │  └─────────┤       error      (a person mends the cause) ───────────── ┤
 *             │  back-off  └─────▶ pending    (transient failure) ──────────────────── ┤
 *             ├──────────────────▶ waiting    (for a parent, a key, its group) ─────── ┤
 *             └──────────────────▶ notApplicable (filter, company off, deleted) ────── ┘
 * ```
 *
 * `sending` stands only while a write whose repetition would matter is under way: insert-once rows and two-way rows.
 * A record that is absent means: nothing was ever due for this row.
 */
export type SyncStatus = 'notApplicable' | 'pending' | 'sending' | 'waiting' | 'inSync' | 'error' | 'conflict';

/** Id of a Dataverse row: a guid in lower case. */
export type RecordId = string;
/** Dataverse's `versionnumber`: a 64-bit integer as text. Orders the versions of one row. */
export type RowVersion = string;
/** Opaque; equal means unchanged, nothing else may be read from it. */
export type Etag = string;
/** Milliseconds since 1970 by the server's clock. */
export type Instant = number;

/** Why a record has its status: a code of `codes.ts`, and the parts of its sentence. */
export interface Reason {
  readonly code: string;
  readonly parameters: Readonly<Record<string, Value>>;
}

/** A column both sides changed, with both values, for a person to choose. */
export interface ConflictingColumn {
  readonly column: string;
  readonly here: Value;
  readonly finance: Value;
}

/** One line of "Last syncs": what happened, to which columns, never the values. */
export interface Outcome {
  readonly at: Instant;
  readonly status: SyncStatus;
  readonly action: 'created' | 'updated' | 'deleted' | 'adopted' | 'refused' | 'waiting' | 'checked' | 'received';
  readonly columns: readonly string[];
  /** Who changed the row, as far as Dataverse tells. */
  readonly by?: string;
  readonly changedAt?: Instant;
  readonly code?: string;
}

/** What Tandem knows of one record in one map. */
export interface SyncRecord {
  readonly id: string;
  readonly mapKey: string;
  readonly recordId: RecordId;
  /** Dataverse logical name of the record's table. */
  readonly table: string;
  /** The record's display name, for lists. */
  readonly name: string;
  readonly status: SyncStatus;
  readonly reason: Reason | null;
  /** When the record got this status with this code; null before it was first judged. */
  readonly since: Instant | null;
  /** Finance's own words, when it refused. */
  readonly financeSays: string | null;
  readonly conflict: readonly ConflictingColumn[];
  readonly company: string | null;
  readonly financeKey: FinanceKey | null;
  /** The version that the last settled plan was made from. */
  readonly sourceVersion: RowVersion | null;
  /** Fingerprints of what both sides held when they last agreed; null until the row was first written or adopted. */
  readonly hash: string | null;
  readonly targetEtag: Etag | null;
  /** Columns that Finance set to something else than was sent. */
  readonly adjusted: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly attempts: number;
  readonly nextAttempt: Instant | null;
  /** Sync record id of the parent it waits for. */
  readonly waitingFor: string | null;
  readonly hasWaiters: boolean;
  /**
   * When a host claimed it. It stays after `sending` where nobody knows what became of the write: then `targetEtag` is
   * what Finance had before it, or, where that is null, `sourceVersion` is what Dataverse had.
   */
  readonly claimedAt: Instant | null;
  /** The data package that it was claimed for: its name in Finance's job history, also when it has arrived. */
  readonly executionId: string | null;
  /** Fingerprints of what it was claimed with for that package, which nobody can look at again. */
  readonly claimedHash: string | null;
  readonly checkedAt: Instant | null;
  /** Owner of the business row, so that whoever may read the row may read why it is not there. */
  readonly ownerId: string | null;
}

/** A record with the etag it was read with; `etag` null: it does not exist yet. */
export interface StoredRecord {
  readonly record: SyncRecord;
  readonly etag: Etag | null;
}

/** At most this many outcomes stay on the record; the log has the rest. */
export const KEPT_OUTCOMES = 5;

/** A record for a row that Tandem has not dealt with before. */
export function newRecord(identity: {
  id: string;
  mapKey: string;
  recordId: RecordId;
  table: string;
  name: string;
}): SyncRecord {
  return {
    ...identity,
    status: 'pending',
    reason: null,
    since: null,
    financeSays: null,
    conflict: [],
    company: null,
    financeKey: null,
    sourceVersion: null,
    hash: null,
    targetEtag: null,
    adjusted: [],
    outcomes: [],
    attempts: 0,
    nextAttempt: null,
    waitingFor: null,
    hasWaiters: false,
    claimedAt: null,
    executionId: null,
    claimedHash: null,
    checkedAt: null,
    ownerId: null,
  };
}

/** Was the row ever written to, or found on, the other side? */
export function isThere(record: Pick<SyncRecord, 'hash'> | null | undefined): boolean {
  return record?.hash != null;
}

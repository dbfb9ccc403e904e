import type { FinanceKey } from '../../../plugins-ts/maps/compiled-map';
import type { MapState } from '../../../plugins-ts/sync/ledger';
import type { ConflictingColumn, Instant, Outcome, Reason, SyncStatus } from '../../../plugins-ts/sync/record';

/** The Dataverse row of the form; `table` is a logical name, `id` a guid in lower case without braces. */
export interface FormRecord {
  readonly table: string;
  readonly id: string;
}

/** A sync record as a form reads it. */
export interface KnownRecord {
  readonly mapKey: string;
  readonly status: SyncStatus;
  readonly since: Instant | null;
  readonly reason: Reason | null;
  readonly financeSays: string | null;
  readonly conflict: readonly ConflictingColumn[];
  readonly company: string | null;
  readonly financeKey: FinanceKey | null;
  /** Was ever written to Finance, or found there. */
  readonly isInFinance: boolean;
  readonly adjusted: readonly string[];
  /** Newest first. */
  readonly outcomes: readonly Outcome[];
  readonly attempts: number;
  readonly nextAttempt: Instant | null;
  readonly claimedAt: Instant | null;
  readonly checkedAt: Instant | null;
  readonly waitingFor: KnownParent | null;
  /** Changes whenever a host writes the record. */
  readonly revision: string;
}

/** The record that another one waits for. */
export interface KnownParent {
  readonly table: string;
  readonly recordId: string;
  readonly name: string | null;
  /** Null where the user may not read its sync record. */
  readonly status: SyncStatus | null;
  readonly since: Instant | null;
}

export interface KnownHost {
  readonly name: string;
  readonly lastSeen: Instant | null;
  readonly financeUrl: string | null;
  readonly maps: Readonly<Record<string, KnownMap>>;
}

export interface KnownMap {
  readonly state: MapState;
  readonly caughtUpUntil: Instant | null;
  readonly table: string;
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly page: string | null;
}

/** What one look found. */
export interface Answer {
  readonly records: readonly KnownRecord[];
  readonly hosts: readonly KnownHost[];
}

/** Why the newest look found nothing. */
export type LookFailure = { readonly kind: 'noRight' } | { readonly kind: 'failed'; readonly at: Instant };

/** A save or a request that no host has answered yet, with the revisions (by map key) that stood before it. */
export interface Unanswered {
  readonly at: Instant;
  readonly revisions: Readonly<Record<string, string>>;
}

export interface Asked extends Unanswered {
  readonly kind: 'retry' | 'check' | 'choice';
  /** Null: all maps of the table. */
  readonly mapKey: string | null;
}

/** Everything that the control knows at a moment. */
export interface Situation {
  /** Null while the record has not been saved yet. */
  readonly record: FormRecord | null;
  /** The newest look that succeeded. */
  readonly answer: Answer | null;
  readonly failure: LookFailure | null;
  readonly isOffline: boolean;
  /** The row's `modifiedon`, where the form gives it. */
  readonly savedOn: Instant | null;
  /** A save that a form script told of. */
  readonly saved: Unanswered | null;
  readonly asked: Asked | null;
  readonly now: Instant;
}

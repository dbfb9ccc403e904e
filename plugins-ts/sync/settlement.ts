import { KEPT_OUTCOMES, type Instant, type Outcome, type Reason, type SyncRecord, type SyncStatus } from './record';

/** What a plan, or its outcome, makes of a sync record. Columns that are not named stay as they are. */
export interface Settlement {
  readonly status: SyncStatus;
  readonly reason?: Reason | null;
  readonly action: Outcome['action'];
  readonly columns?: readonly string[];
  readonly set?: Partial<
    Pick<
      SyncRecord,
      | 'name'
      | 'company'
      | 'financeKey'
      | 'financeSays'
      | 'conflict'
      | 'sourceVersion'
      | 'hash'
      | 'targetEtag'
      | 'adjusted'
      | 'attempts'
      | 'nextAttempt'
      | 'waitingFor'
      | 'claimedAt'
      | 'executionId'
      | 'ownerId'
    >
  >;
  readonly by?: string | null;
  readonly changedAt?: Instant | null;
}

/** The record after a settlement. Pure. Whatever belonged to the status before is cleared, the claim included. */
export function settled(record: SyncRecord, settlement: Settlement, now: Instant): SyncRecord {
  const outcome: Outcome = {
    at: now,
    status: settlement.status,
    action: settlement.action,
    columns: settlement.columns ?? [],
    ...(settlement.by ? { by: settlement.by } : {}),
    ...(settlement.changedAt ? { changedAt: settlement.changedAt } : {}),
    ...(settlement.reason ? { code: settlement.reason.code } : {}),
  };
  const same = record.status === settlement.status && record.reason?.code === settlement.reason?.code;
  return {
    ...record,
    since: same ? (record.since ?? now) : now,
    financeSays: null,
    conflict: [],
    attempts: 0,
    nextAttempt: null,
    waitingFor: null,
    claimedAt: null,
    claimedHash: null,
    ...settlement.set,
    status: settlement.status,
    reason: settlement.reason ?? null,
    checkedAt: now,
    outcomes: isNews(record, settlement) ? [outcome, ...record.outcomes].slice(0, KEPT_OUTCOMES) : record.outcomes,
  };
}

/** A check is not, unless it finds values that conflict as they did not before: then it matters who changed them. */
function isNews(record: SyncRecord, { action, status, set }: Settlement): boolean {
  if (action !== 'checked') return true;
  return status === 'conflict' && JSON.stringify(record.conflict) !== JSON.stringify(set?.conflict ?? []);
}

import type { Engine } from './engine';
import type { Plan } from './plan';
import type { Instant, SyncRecord } from './record';
import type { FinanceRow, SourceRow } from './sides';

/**
 * A claim says, before a write is sent, what it is conditional on, so that whoever finds the claim can tell whether the
 * write was done: Finance's etag, or, where it is Dataverse's turn, the version of the row there. Where the base could
 * not be trusted already, it says neither.
 */
export function claimOf(
  item: {
    readonly plan: Extract<Plan, { kind: 'write' }>;
    readonly source: SourceRow | null;
    readonly finance: FinanceRow | null;
    readonly isBaseTrusted: boolean;
  },
  record: SyncRecord,
  now: Instant,
): SyncRecord {
  const { plan, source, finance, isBaseTrusted } = item;
  const { financeKey, company } = plan.settlement.set ?? {};
  const isFinancesTurn = plan.finance !== null;
  return {
    ...record,
    status: 'sending',
    claimedAt: now,
    financeKey: record.financeKey ?? financeKey ?? null,
    company: record.company ?? company ?? null,
    targetEtag: isBaseTrusted && isFinancesTurn ? (finance?.etag ?? null) : null,
    sourceVersion: isBaseTrusted && !isFinancesTurn ? (source?.version ?? null) : null,
  };
}

/** Another host is between its claim and its settle; its deadline has not passed. */
export function isClaimed(engine: Engine, record: SyncRecord): boolean {
  return (
    record.status === 'sending' &&
    record.claimedAt !== null &&
    engine.clock.now() < record.claimedAt + engine.options.claim
  );
}

/** A child has marked the record while it was claimed: the claim is still this pass's own. Seconds are what is stored. */
export function isOwnClaim(record: SyncRecord, claimedAt: Instant | undefined): boolean {
  const seconds = (at: Instant): number => Math.floor(at / 1000);
  return record.claimedAt !== null && claimedAt !== undefined && seconds(record.claimedAt) === seconds(claimedAt);
}

/** A claim was left behind: nobody knows how far its host came. */
export const isUnsure = (record: SyncRecord | null): boolean => record !== null && record.claimedAt !== null;

/**
 * What the claim's writes were conditional on tells whether they were done: Finance's etag, for Dataverse comes after
 * Finance; the version in Dataverse, where it was Dataverse's turn.
 */
export function isUntouched(record: SyncRecord, source: SourceRow | null, finance: FinanceRow | null): boolean {
  if (record.targetEtag !== null) return finance?.etag === record.targetEtag;
  return record.sourceVersion !== null && source?.version === record.sourceVersion;
}

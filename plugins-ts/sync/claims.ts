import type { Engine, RunningMap } from './engine';
import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import { keyText } from './identity';
import type { ExecutionId } from './package-side';
import type { Age, Plan } from './situation';
import { isThere, type Instant, type SyncRecord } from './record';
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
    financeKey: financeKey ?? record.financeKey,
    company: company ?? record.company,
    targetEtag: isBaseTrusted && isFinancesTurn ? (finance?.etag ?? null) : null,
    sourceVersion: isBaseTrusted && !isFinancesTurn ? (source?.version ?? null) : null,
  };
}

/** What is sent in a package is claimed for it by name, with what a receipt will be for. */
export const packagedClaim = (
  claim: SyncRecord,
  executionId: ExecutionId,
  { plan, source }: { readonly plan: Extract<Plan, { kind: 'write' }>; readonly source: SourceRow | null },
): SyncRecord => ({
  ...claim,
  executionId,
  claimedHash: plan.settlement.set?.hash ?? null,
  sourceVersion: source?.version ?? null,
});

/** In a package that Finance has, or that somebody is about to send: asked after as a whole, never row by row. */
export const isUnderWay = (record: SyncRecord | null): boolean =>
  record !== null && record.status === 'sending' && record.executionId !== null;

/**
 * Milliseconds after which a claim may be taken over. What is sent once may still be on its way when its host has given
 * up: nobody looks for it before it must have arrived.
 */
export const claimLasts = ({ options }: Engine, map: CompiledMap): number =>
  options.claim + (map.definition.policies.insertOnce ? options.transit : 0);

/** Another host is between its claim and its settle; its deadline has not passed. */
export function isClaimed(engine: Engine, map: CompiledMap, record: SyncRecord): boolean {
  return (
    record.status === 'sending' &&
    record.claimedAt !== null &&
    engine.clock.now() < record.claimedAt + claimLasts(engine, map)
  );
}

/** Claimed so long ago that Finance may have moved on what was sent: that it is absent proves nothing. */
export const isReceiptLost = ({ clock, options }: Engine, claimedAt: Instant): boolean =>
  clock.now() - claimedAt >= options.archive / 4;

/** A map without a cut-over has not been handed over: none of its rows is its own to send. */
export function ageOf(
  engine: Engine,
  { cutover }: RunningMap,
  source: SourceRow | null,
  record: SyncRecord | null,
): Age {
  const { fresh } = engine.options;
  const now = engine.clock.now();
  const madeAt = source?.createdOn ?? null;
  const claimedAt = record?.claimedAt ?? null;
  return {
    isFresh: madeAt !== null && now - madeAt < fresh,
    isBeforeCutover: cutover == null || (madeAt !== null && madeAt < cutover),
    isReceiptLost: claimedAt !== null && isReceiptLost(engine, claimedAt),
  };
}

/** A child has marked the record while it was claimed: the claim is still this pass's own. Seconds are what is stored. */
export function isOwnClaim(record: SyncRecord, claimedAt: Instant | undefined): boolean {
  const seconds = (at: Instant): number => Math.floor(at / 1000);
  return record.claimedAt !== null && claimedAt !== undefined && seconds(record.claimedAt) === seconds(claimedAt);
}

/** A claim was left behind: nobody knows how far its host came. */
export const isUnsure = (record: SyncRecord | null): boolean => record !== null && record.claimedAt !== null;

/** The key that a create was claimed under, of which nobody knows what became. */
export const keyOfClaim = (record: SyncRecord | null): FinanceKey | null =>
  isUnsure(record) && !isThere(record) ? (record?.financeKey ?? null) : null;

/** The same, where the row has another key by now. */
export function claimedKey(record: SyncRecord | null, key: FinanceKey): FinanceKey | null {
  const claimed = keyOfClaim(record);
  return claimed !== null && keyText(claimed) !== keyText(key) ? claimed : null;
}

/**
 * What the claim's writes were conditional on tells whether they were done: Finance's etag, for Dataverse comes after
 * Finance; the version in Dataverse, where it was Dataverse's turn.
 */
export function isUntouched(record: SyncRecord, source: SourceRow | null, finance: FinanceRow | null): boolean {
  if (record.targetEtag !== null) return finance?.etag === record.targetEtag;
  return record.sourceVersion !== null && source?.version === record.sourceVersion;
}

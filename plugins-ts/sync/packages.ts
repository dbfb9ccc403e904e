import { retryDelay } from './backoff';
import { claimLasts, isReceiptLost } from './claims';
import { CODES } from './codes';
import type { Engine, RunningMap } from './engine';
import type { CheckpointKey } from './ledger';
import { PACKAGES_LEASE, type ExecutionId, type PackagedRow, type PackageOutcome } from './package-side';
import type { SyncRecord } from './record';
import type { Settlement } from './settlement';
import { SideUnavailable, type FinanceWrite } from './sides';
import { keyOf, refusal, type Travelling, type Writing } from './writing';

/** One import at a time in all of Finance, whichever map it is for. */
export const PACKAGES: CheckpointKey = { mapKey: PACKAGES_LEASE, side: 'finance', company: null };

/** Rows that travel in one package: new ones, or those of one that is under way already. */
export interface Parcel {
  readonly execution: ExecutionId;
  /** Rows that were claimed for it in all. */
  readonly size: number;
  readonly isNew: boolean;
  readonly items: readonly Writing[];
}

/** Sorts rows into packages: those under way by their name, new ones by their company. Pure, but for the new names. */
export function parcelsOf(
  writing: readonly Writing[],
  newName: (company: string | null) => ExecutionId,
): readonly Parcel[] {
  const groups = new Map<string, Writing[]>();
  for (const item of writing) {
    const at = item.subject.execution?.id ?? `new ${companyOf(item) ?? ''}`;
    const known = groups.get(at);
    if (known === undefined) groups.set(at, [item]);
    else known.push(item);
  }
  const parcels = [...groups.values()].flatMap((items): Parcel[] => {
    const [first] = items;
    if (first === undefined) return [];
    const { execution } = first.subject;
    return execution === undefined
      ? [{ execution: newName(companyOf(first)), size: items.length, isNew: true, items }]
      : [{ execution: execution.id, size: execution.size, isNew: false, items }];
  });
  // What is under way first: nothing new is taken before it is over.
  return parcels.sort((one, other) => Number(one.isNew) - Number(other.isNew));
}

const companyOf = ({ plan }: Writing): string | null => plan.settlement.set?.company ?? null;

/**
 * Sends a package, or asks what has become of one. Answers what each row's record says from now on; null where it has
 * nothing new to say, for Finance is still at it.
 *
 * @param deadline by this host's own clock: what is claimed is not sent any more after it, neither the whole nor a part
 * @throws SideUnavailable when Finance does not answer its probe either
 */
export async function carry(
  engine: Engine,
  running: RunningMap,
  parcel: Parcel,
  rows: readonly Travelling[],
  deadline: number,
): Promise<readonly (Settlement | null)[]> {
  const outcome = await outcomeOf(engine, running, parcel, rows, deadline);
  return rows.map((row, at) => saidBy(engine, running, row, outcome, at));
}

async function outcomeOf(
  engine: Engine,
  { map }: RunningMap,
  { execution, size, isNew }: Parcel,
  rows: readonly Travelling[],
  deadline: number,
): Promise<PackageOutcome> {
  const { clock, finance } = engine;
  if (isNew && clock.monotonic() >= deadline) return { kind: 'busy', retryAfter: 0 };
  const { packages } = finance;
  if (packages === undefined) throw new Error(`${map.definition.key}: this host has no way to send data packages`);
  const writes = rows.flatMap(({ item }): FinanceWrite[] => (item.plan.finance === null ? [] : [item.plan.finance]));
  // Rows that were refused a claim are no part of it.
  const sent = { execution, writes, size: isNew ? writes.length : size };
  try {
    if (isNew) return await packages.send(map, sent);
    return await packages.resume(
      map,
      sent,
      rows.every(({ record }) => isOverdue(engine, map, record)),
    );
  } catch (error) {
    if (!(error instanceof SideUnavailable)) throw error;
    // A question that was refused says nothing of what was sent before.
    if (isNew && error.nothingDone) return { kind: 'busy', retryAfter: error.retryAfter ?? 0 };
    await finance.probe();
    return { kind: 'underWay', retryAfter: error.retryAfter ?? 0 };
  }
}

/** Nothing of what its host has sent can still arrive, and what arrived would still be in Finance's history. */
function isOverdue(engine: Engine, map: RunningMap['map'], { claimedAt }: SyncRecord): boolean {
  const age = engine.clock.now() - (claimedAt ?? 0);
  return age >= claimLasts(engine, map) && !isReceiptLost(engine, claimedAt ?? 0);
}

function saidBy(
  engine: Engine,
  running: RunningMap,
  { item, settlement, record, claim }: Travelling,
  outcome: PackageOutcome,
  at: number,
): Settlement | null {
  const claimedAt = claim?.claimedAt ?? record.claimedAt;
  const planned = settlement as Settlement;
  switch (outcome.kind) {
    case 'underWay':
      return isReceiptLost(engine, claimedAt ?? 0) ? unknown(item, claimedAt, null) : null;
    case 'busy':
      return givenBack(engine, item, record, outcome.retryAfter);
    case 'notBegun':
      return record.attempts + 1 < PATIENCE
        ? {
            ...givenBack(engine, item, record, null),
            reason: { code: CODES.TRANSIENT, parameters: { side: 'finance' } },
          }
        : released(refusal(running.map, item, 'finance', outcome.code, outcome.says));
    case 'done':
      return ofRow(running, item, planned, outcome.rows[at], claimedAt);
  }
}

/** Times that a package is refused as a whole before a person is told. */
const PATIENCE = 5;

function ofRow(
  { map }: RunningMap,
  item: Writing,
  planned: Settlement,
  row: PackagedRow | undefined,
  claimedAt: number | null,
): Settlement {
  switch (row?.kind) {
    case 'written':
      return planned;
    case 'refused':
      return released(refusal(map, item, 'finance', row.code, row.says));
    default:
      return unknown(item, claimedAt, row?.says ?? null);
  }
}

/** Whether it got in only a person can find out. The claim stays, and its name in Finance's job history. */
function unknown({ plan }: Writing, claimedAt: number | null, says: string | null): Settlement {
  const key = Object.values(plan.settlement.set?.financeKey ?? {}).join(' · ');
  return {
    status: 'error',
    action: 'refused',
    reason: { code: CODES.RECEIPT_UNKNOWN, parameters: { key } },
    set: { claimedAt, financeSays: says, sourceVersion: plan.settlement.set?.sourceVersion ?? null },
  };
}

/** Nothing was begun: it goes with another package. What was not its own fault is no attempt. */
export const givenBack = (
  engine: Engine,
  item: Writing,
  record: SyncRecord,
  retryAfter: number | null,
): Settlement => ({
  status: 'pending',
  action: 'refused',
  set: {
    ...keyOf(item),
    executionId: null,
    attempts: record.attempts + (retryAfter === null ? 1 : 0),
    nextAttempt: engine.clock.now() + (retryAfter ?? retryDelay(record.attempts, engine.random())),
  },
});

const released = (settlement: Settlement): Settlement => ({
  ...settlement,
  set: { ...settlement.set, executionId: null },
});

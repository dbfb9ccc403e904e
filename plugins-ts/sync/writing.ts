import {
  adjustedInDataverse,
  adjustedInFinance,
  writeIsolated,
  writeOnce,
  type Tried,
  type WritableSide,
} from './apply';
import { retryDelay, waitDelay } from './backoff';
import type { CompiledMap } from '../maps/compiled-map';
import type { Values } from '../maps/value';
import { CODES } from './codes';
import { columnNames } from './column-names';
import type { Engine, RunningMap } from './engine';
import { keyText } from './identity';
import type { Loaded } from './load';
import { hashOf, owesDataverse } from './merge';
import type { Plan } from './situation';
import type { Etag, SyncRecord } from './record';
import type { Settlement } from './settlement';
import type { FinanceRow, SourceRow, WriteOutcome } from './sides';

export type Writing = Loaded & { readonly plan: Extract<Plan, { kind: 'write' }> };

/** A row that has to be planned again from nothing, and what it met. */
export interface Again {
  readonly side: 'dataverse' | 'finance';
  readonly met: 'changed' | 'exists' | 'missing';
  /** The write may have been done before it was answered so. */
  readonly unknown: boolean;
}

/** A row on its way through one round, with the settlement that its outcomes have led to. */
export interface Travelling {
  readonly item: Writing;
  /** Etag of the sync record, after the claim where there was one. */
  readonly etag: Etag | null;
  /** As it was before the claim. */
  readonly record: SyncRecord;
  /** As the claim wrote it; null for a row that is not claimed. */
  readonly claim: SyncRecord | null;
  settlement: Settlement | Again;
  /** Undefined: nothing new is agreed, what both sides agreed on before still holds. */
  base: Values | undefined;
  /** As Finance has it after its part was done. */
  financeRow: FinanceRow | null;
  financeDone: boolean;
  requeue: boolean;
}

export const isAgain = (settlement: Settlement | Again): settlement is Again => 'met' in settlement;

/**
 * Writes the business rows of one round, Finance before Dataverse, and turns what came back into what the sync record
 * will say.
 */
export class Writer {
  constructor(
    private readonly engine: Engine,
    private readonly running: RunningMap,
    /** By this host's own clock: what is claimed is not sent any more after it. */
    private readonly deadline: number,
  ) {}

  /** @throws SideUnavailable */
  async write(rows: readonly Travelling[]): Promise<void> {
    await this.#finance(rows.filter(({ item }) => item.plan.finance !== null));
    await this.#dataverse(
      rows.filter(({ item, settlement, financeDone }) => {
        const goesOn = item.plan.finance === null || financeDone;
        return item.plan.dataverse !== null && goesOn && !isAgain(settlement);
      }),
    );
  }

  /** Somebody else may take over a row whose claim has become old: then a write must not be on its way any more. */
  async #send<W, R>(
    side: WritableSide<W, R>,
    rows: readonly Travelling[],
    writeOf: (row: Travelling) => W | null,
  ): Promise<readonly (Tried<R> | undefined)[]> {
    const isInTime = (row: Travelling): boolean => row.claim === null || this.engine.clock.monotonic() < this.deadline;
    const sent = rows.filter(isInTime);
    const writes = sent.flatMap((row) => writeOf(row) ?? []);
    const tried = this.#once
      ? await writeOnce(side, this.running.map, writes)
      : await writeIsolated(side, this.running.map, writes, (at) => isInTime(sent[at]!));
    const outcomes = new Map(sent.map((row, at) => [row, tried[at]] as const));
    return rows.map((row) =>
      outcomes.has(row) ? outcomes.get(row) : { outcome: { kind: 'changed' }, repeated: false },
    );
  }

  get #once(): boolean {
    return this.running.map.definition.policies.insertOnce;
  }

  // ── Finance ────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #finance(rows: readonly Travelling[]): Promise<void> {
    const tried = await this.#send(this.engine.finance, rows, ({ item }) => item.plan.finance);
    rows.forEach((row, at) => this.#takeFinance(row, tried[at]));
  }

  #takeFinance(row: Travelling, tried: Tried<FinanceRow> | undefined): void {
    const write = row.item.plan.finance;
    if (write === null) return;
    const outcome = tried?.outcome;
    if (outcome?.kind !== 'written') {
      row.settlement = this.#afterFailure(row, 'finance', tried);
      row.base = undefined;
      return;
    }
    row.financeDone = true;
    if (isAgain(row.settlement) || outcome.row === null || write.kind === 'delete') return;
    row.financeRow = outcome.row;
    if (keyText(outcome.row.key) !== keyText(write.key)) {
      row.settlement = underAnotherKey(row.settlement, outcome.row, write.key);
      return;
    }
    const before = row.item.finance?.row ?? null;
    const adjusted = adjustedInFinance(this.running.map, write.values, before, outcome.row);
    row.settlement = withAdjusted(row.settlement, adjusted, { targetEtag: outcome.row.etag });
    // What Finance made of a two-way column has to come back; should this host die first, the compare finds it.
    row.requeue = adjusted.some((column) => this.#comesBack(column));
    if (before !== null || !this.#owes(row, outcome.row)) return;
    // What only Finance sets has to come from a new row too; no compare would find that.
    row.requeue = true;
    const set = { ...row.settlement.set, nextAttempt: this.engine.clock.now() };
    row.settlement = { ...row.settlement, status: 'pending', set };
  }

  #owes({ item }: Travelling, finance: FinanceRow): boolean {
    const company = item.plan.settlement.set?.company ?? null;
    return item.source !== null && owesDataverse(this.running.map, item.source.row, finance.row, company);
  }

  #comesBack(name: string): boolean {
    return this.running.map.columns.some((column) => column.name === name && column.direction === 'both');
  }

  // ── Dataverse ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async #dataverse(rows: readonly Travelling[]): Promise<void> {
    const tried = await this.#send(this.engine.dataverse, rows, ({ item }) => item.plan.dataverse);
    rows.forEach((row, at) => this.#takeDataverse(row, tried[at]));
  }

  #takeDataverse(row: Travelling, tried: Tried<SourceRow> | undefined): void {
    const outcome = tried?.outcome;
    if (outcome?.kind !== 'written') {
      const settlement = this.#afterFailure(row, 'dataverse', tried);
      // Finance has its part: what went there is agreed, what was to come here is not.
      row.base = row.financeDone ? this.#partialBase(row.item) : undefined;
      row.settlement = row.financeDone && isAgain(settlement) ? this.#halfDone(row.item) : settlement;
      row.requeue = row.financeDone && isAgain(settlement);
      return;
    }
    const write = row.item.plan.dataverse;
    if (isAgain(row.settlement) || outcome.row === null || write === null || write.kind === 'delete') return;
    const { version, name, ownerId } = outcome.row;
    const set = { sourceVersion: version, ownerId, ...(name === null ? {} : { name }) };
    const adjusted = outcome.touched ? [] : adjustedInDataverse(this.running.map, write.values, outcome.row);
    row.settlement = withAdjusted(row.settlement, adjusted, {
      ...set,
      // Sent back to Finance it would come here again as it was: two habits would quarrel for ever.
      ...(adjusted.length === 0 ? {} : this.#hashAsItIs(row, outcome.row)),
    });
  }

  /** The fingerprints of what both sides do hold, rather than of what was meant. */
  #hashAsItIs(row: Travelling, source: SourceRow): { hash?: string } {
    const finance = row.financeRow ?? row.item.finance;
    const company = row.item.plan.settlement.set?.company ?? row.record.company;
    const hash = finance === null ? null : hashOf(this.running.map, source.row, finance.row, company);
    return hash === null ? {} : { hash };
  }

  #halfDone(item: Writing): Settlement {
    return {
      status: 'pending',
      action: 'updated',
      columns: sentColumns(this.running.map, item),
      set: { ...keyOf(item), nextAttempt: this.engine.clock.now() },
    };
  }

  #partialBase(item: Writing): Values {
    const toFinance = item.plan.finance?.kind === 'update' ? item.plan.finance.values : {};
    const base: Record<string, Values[string]> = { ...(item.isBaseTrusted ? item.base?.values : {}) };
    for (const column of this.running.map.columns) {
      const value = column.finance === undefined ? undefined : toFinance[column.finance];
      if (value !== undefined) base[column.name] = value;
    }
    return base;
  }

  // ── What went wrong ────────────────────────────────────────────────────────────────────────────────────────────────

  #afterFailure(
    row: Travelling,
    side: 'dataverse' | 'finance',
    tried: Tried<FinanceRow> | Tried<SourceRow> | undefined,
  ): Settlement | Again {
    const { item, record } = row;
    const outcome = tried?.outcome as Exclude<WriteOutcome<unknown>, { kind: 'written' }> | undefined;
    const about = aboutOf(this.running.map, item);
    switch (outcome?.kind) {
      case 'changed':
      case 'exists':
      case 'missing':
        return { side, met: outcome.kind, unknown: tried?.repeated === true };
      case 'refused':
        return refusal(this.running.map, item, side, outcome.code, outcome.says);
      case 'parentMissing':
        return {
          ...about,
          status: 'waiting',
          action: 'waiting',
          reason: {
            code: CODES.PARENT_MISSING,
            parameters: { table: outcome.table, name: outcome.value, column: outcome.path },
          },
          // Nobody knows which record will be the parent's, so that nobody can wake this one: it looks often.
          set: { ...keyOf(item), ...this.#nextTry(record) },
        };
      case 'failed':
      case undefined:
        return {
          ...about,
          // What may be on its way is not sent again before it must have arrived, and has been looked for.
          status: this.#once && (outcome === undefined || outcome.unknown) ? 'sending' : 'pending',
          action: 'refused',
          reason: { code: CODES.TRANSIENT, parameters: { side } },
          set: {
            ...keyOf(item),
            ...(outcome === undefined || outcome.unknown ? afterUnknown(row, side) : {}),
            financeSays: outcome?.says ?? null,
            ...this.#nextTry(record, outcome?.retryAfter),
          },
        };
    }
  }

  #nextTry(record: SyncRecord, retryAfter?: number): { attempts: number; nextAttempt: number } {
    const wait = retryDelay(record.attempts, this.engine.random(), retryAfter);
    return { attempts: record.attempts + 1, nextAttempt: this.engine.clock.now() + wait };
  }
}

/** The claim stands: it tells the next plan what may have been done. */
const afterUnknown = ({ claim, financeDone }: Travelling, side: 'dataverse' | 'finance'): Settlement['set'] =>
  claim === null
    ? {}
    : { claimedAt: claim.claimedAt, ...(side === 'dataverse' || financeDone ? { targetEtag: null } : {}) };

/** Refused, and would be again. */
export function refusal(
  map: CompiledMap,
  item: Writing,
  side: 'dataverse' | 'finance',
  code: string,
  says: string,
): Settlement {
  return {
    ...aboutOf(map, item),
    status: 'error',
    action: 'refused',
    reason: {
      code: side === 'finance' ? CODES.FINANCE_REFUSED : CODES.DATAVERSE_REFUSED,
      parameters: { code },
    },
    set: { ...keyOf(item), financeSays: says },
  };
}

/** Finance has given the row a key of its own: it is there, and not where this record will look for it. */
function underAnotherKey(meant: Settlement, row: FinanceRow, sent: FinanceRow['key']): Settlement {
  const [before, now] = [row.key, sent].map((key) => Object.values(key).join(' · '));
  return {
    ...meant,
    status: 'error',
    reason: { code: CODES.KEY_CHANGED, parameters: { before: before ?? null, now: now ?? null } },
    set: { ...meant.set, financeKey: row.key, targetEtag: row.etag },
  };
}

function withAdjusted(settlement: Settlement, columns: readonly string[], set: Settlement['set']): Settlement {
  const all = [...new Set([...(settlement.set?.adjusted ?? []), ...columns])];
  const reason = { code: CODES.ADJUSTED, parameters: { columns: all.join(', ') } };
  return {
    ...settlement,
    ...(all.length > 0 && settlement.reason == null ? { reason } : {}),
    set: { ...settlement.set, ...set, adjusted: all },
  };
}

/** When a waiting row looks again by itself, should the wake get lost. */
export const nextWait = (engine: Engine, record: SyncRecord): { attempts: number; nextAttempt: number } => ({
  attempts: record.attempts + 1,
  nextAttempt: engine.clock.now() + waitDelay(record.attempts, engine.random()),
});

function aboutOf(map: CompiledMap, item: Writing): Pick<Settlement, 'by' | 'changedAt' | 'columns'> {
  const { by = null, changedAt = null } = item.plan.settlement;
  return { by, changedAt, columns: sentColumns(map, item) };
}

/** What a judgement about a row is made of. */
export const keyOf = (item: Writing): NonNullable<Settlement['set']> => {
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

function sentColumns(map: CompiledMap, { plan: { finance, dataverse } }: Writing): readonly string[] {
  return columnNames(
    map,
    finance && finance.kind !== 'delete' ? finance.values : {},
    dataverse && dataverse.kind !== 'delete' ? dataverse.values : {},
  );
}

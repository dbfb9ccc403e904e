import { adjustedFields, writeIsolated } from './apply';
import { retryDelay, waitDelay } from './backoff';
import type { Values } from '../maps/value';
import { CODES } from './codes';
import type { Engine, RunningMap } from './engine';
import type { Loaded } from './load';
import type { Plan } from './plan';
import type { Etag, SyncRecord } from './record';
import type { Settlement } from './settlement';
import type { FinanceRow, SourceRow, WriteOutcome } from './sides';

export type Writing = Loaded & { readonly plan: Extract<Plan, { kind: 'write' }> };

/** A row on its way through one round, with the settlement that its outcomes have led to. */
export interface Travelling {
  readonly item: Writing;
  /** Etag of the sync record, after the claim where there was one. */
  readonly etag: Etag | null;
  readonly record: SyncRecord;
  settlement: Settlement | 'again';
  /** Undefined: nothing new is agreed, what both sides agreed on before still holds. */
  base: Values | undefined;
  financeDone: boolean;
  requeue: boolean;
}

/**
 * Writes the business rows of one round, Finance before Dataverse, and turns what came back into what the sync record
 * will say.
 */
export class Writer {
  constructor(
    private readonly engine: Engine,
    private readonly running: RunningMap,
  ) {}

  /** @throws SideUnavailable */
  async write(rows: readonly Travelling[]): Promise<void> {
    await this.#finance(rows.filter(({ item }) => item.plan.finance !== null));
    await this.#dataverse(
      rows.filter(({ item, settlement, financeDone }) => {
        const goesOn = item.plan.finance === null || financeDone;
        return item.plan.dataverse !== null && goesOn && settlement !== 'again';
      }),
    );
  }

  async #finance(rows: readonly Travelling[]): Promise<void> {
    const writes = rows.flatMap(({ item }) => (item.plan.finance ? [item.plan.finance] : []));
    const outcomes = await writeIsolated(this.engine.finance, this.running.map, writes);
    rows.forEach((row, at) => this.#takeFinance(row, outcomes[at]));
  }

  #takeFinance(row: Travelling, outcome: WriteOutcome<FinanceRow> | undefined): void {
    const write = row.item.plan.finance;
    if (write === null) return;
    if (outcome?.kind !== 'written') {
      row.settlement = this.#afterFailure(row, 'finance', outcome);
      row.base = undefined;
      return;
    }
    row.financeDone = true;
    if (row.settlement === 'again' || outcome.row === null || write.kind === 'delete') return;
    const adjusted = adjustedFields(this.running.map, write.values, outcome.row);
    const all = [...new Set([...(row.settlement.set?.adjusted ?? []), ...adjusted])];
    row.settlement = {
      ...row.settlement,
      ...(all.length > 0 && row.settlement.reason == null
        ? { reason: { code: CODES.ADJUSTED, parameters: { columns: all.join(', ') } } }
        : {}),
      set: { ...row.settlement.set, targetEtag: outcome.row.etag, adjusted: all },
    };
    // What Finance made of a two-way column has to come back.
    row.requeue = adjusted.some((field) => this.#comesBack(field));
  }

  #comesBack(field: string): boolean {
    return this.running.map.columns.some((column) => column.finance === field && column.direction === 'both');
  }

  async #dataverse(rows: readonly Travelling[]): Promise<void> {
    const writes = rows.flatMap(({ item }) => (item.plan.dataverse ? [item.plan.dataverse] : []));
    const outcomes = await writeIsolated(this.engine.dataverse, this.running.map, writes);
    rows.forEach((row, at) => this.#takeDataverse(row, outcomes[at]));
  }

  #takeDataverse(row: Travelling, outcome: WriteOutcome<SourceRow> | undefined): void {
    if (outcome?.kind !== 'written') {
      const settlement = this.#afterFailure(row, 'dataverse', outcome);
      if (row.financeDone) {
        // Finance has its part: what went there is agreed, what was to come here is not.
        row.base = this.#partialBase(row.item);
        row.settlement =
          settlement === 'again'
            ? { status: 'pending', action: 'updated', columns: sentColumns(row.item), set: keyOf(row.item) }
            : settlement;
        row.requeue = settlement === 'again';
      } else {
        row.settlement = settlement;
        row.base = undefined;
      }
      return;
    }
    if (row.settlement === 'again' || outcome.row === null) return;
    const { version, name, ownerId } = outcome.row;
    row.settlement = {
      ...row.settlement,
      set: { ...row.settlement.set, sourceVersion: version, ownerId, ...(name === null ? {} : { name }) },
    };
  }

  #partialBase(item: Writing): Values {
    const toFinance = item.plan.finance?.kind === 'update' ? item.plan.finance.values : {};
    const base: Record<string, Values[string]> = { ...item.base?.values };
    for (const column of this.running.map.columns) {
      const value = column.finance === undefined ? undefined : toFinance[column.finance];
      if (value !== undefined) base[column.name] = value;
    }
    return base;
  }

  #afterFailure(
    row: Travelling,
    side: 'dataverse' | 'finance',
    outcome: Exclude<WriteOutcome<unknown>, { kind: 'written' }> | undefined,
  ): Settlement | 'again' {
    const { item, record } = row;
    const { by = null, changedAt = null } = item.plan.settlement;
    const about = { by, changedAt, columns: sentColumns(item) };
    switch (outcome?.kind) {
      case 'changed':
      case 'exists':
      case 'missing':
        return 'again';
      case 'refused':
        return {
          ...about,
          status: 'error',
          action: 'refused',
          reason: {
            code: side === 'finance' ? CODES.FINANCE_REFUSED : CODES.DATAVERSE_REFUSED,
            parameters: { code: outcome.code },
          },
          set: { ...keyOf(item), financeSays: outcome.says },
        };
      case 'parentMissing':
        return {
          ...about,
          status: 'waiting',
          action: 'waiting',
          reason: {
            code: CODES.PARENT_MISSING,
            parameters: { table: outcome.table, name: outcome.value, column: outcome.path },
          },
          set: { ...keyOf(item), ...nextWait(this.engine, record) },
        };
      case 'failed':
      case undefined:
        return {
          ...about,
          status: 'pending',
          action: 'refused',
          reason: { code: CODES.TRANSIENT, parameters: { side } },
          set: {
            ...keyOf(item),
            financeSays: outcome?.says ?? null,
            attempts: record.attempts + 1,
            nextAttempt:
              this.engine.clock.now() + retryDelay(record.attempts, this.engine.random(), outcome?.retryAfter),
          },
        };
    }
  }
}

/** When a waiting row looks again by itself, should the wake get lost. */
export const nextWait = (engine: Engine, record: SyncRecord): { attempts: number; nextAttempt: number } => ({
  attempts: record.attempts + 1,
  nextAttempt: engine.clock.now() + waitDelay(record.attempts, engine.random()),
});

const keyOf = (item: Writing): NonNullable<Settlement['set']> => {
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

const sentColumns = (item: Writing): readonly string[] => {
  const { finance, dataverse } = item.plan;
  return [
    ...(finance && finance.kind !== 'delete' ? Object.keys(finance.values) : []),
    ...(dataverse && dataverse.kind !== 'delete' ? Object.keys(dataverse.values) : []),
  ];
};

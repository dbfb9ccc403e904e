import type { CompiledMap, FinanceKey } from '../../../plugins-ts/maps/compiled-map';
import type { Values } from '../../../plugins-ts/maps/value';
import {
  keyText,
  type FinanceRow,
  type FinanceSide,
  type FinanceWrite,
  type KeyText,
  type WriteOutcome,
} from '../../../plugins-ts/sync';
import type { Wire } from './faults';

/** Finance's tables, shared by all hosts and users of one history. */
export class FinanceBooks {
  readonly #entities = new Map<string, Map<string, FinanceRow>>();
  #counter = 0;
  /** Answers why Finance refuses a row, or null. */
  refuses: (entity: string, key: FinanceKey, values: Values) => string | null = () => null;
  /** What Finance makes of values on its own. */
  adjusts: (entity: string, values: Values) => Values = (_, values) => values;
  /** Somebody may act on what a host has just read. */
  onRead: (entity: string, rows: readonly FinanceRow[]) => void = () => undefined;
  /** The moment after a host's write was done, and before it hears of it. */
  onWritten: (entity: string, actor: string) => void = () => undefined;
  /** What Finance fills in when a row is made without it. */
  defaults: Readonly<Record<string, Values>> = {};
  /** Rows that are there, for a create to collide with, and are shown to nobody. */
  readonly hidden = new Set<KeyText>();

  entity(name: string): Map<string, FinanceRow> {
    const known = this.#entities.get(name);
    if (known) return known;
    const fresh = new Map<string, FinanceRow>();
    this.#entities.set(name, fresh);
    return fresh;
  }

  put(entity: string, key: FinanceKey, values: Values): FinanceRow {
    this.#counter += 1;
    const before = this.entity(entity).get(keyText(key))?.row ?? {};
    const row = { key, etag: `W/"${this.#counter}"`, row: { ...before, ...key, ...values } };
    this.entity(entity).set(keyText(key), row);
    return row;
  }

  create(entity: string, key: FinanceKey, values: Values): FinanceRow {
    return this.put(entity, key, { ...this.defaults[entity], ...values });
  }
}

/** Finance seen through one host's wire. */
export class SimulatedFinance implements FinanceSide {
  constructor(
    private readonly books: FinanceBooks,
    private readonly wire: Wire,
  ) {}

  async probe(): Promise<void> {
    await this.wire.call(() => undefined);
  }

  rows(map: CompiledMap, keys: readonly FinanceKey[]): Promise<ReadonlyMap<string, FinanceRow>> {
    return this.wire.call(() => {
      const entity = this.books.entity(map.definition.finance.entity);
      const found = keys.flatMap((key) => entity.get(keyText(key)) ?? []);
      this.books.onRead(map.definition.finance.entity, found);
      return new Map(found.map((row) => [keyText(row.key), row] as const));
    });
  }

  async *scan(map: CompiledMap, company: string | null): AsyncIterable<readonly FinanceRow[]> {
    const field = map.definition.finance.companyField;
    const rows = await this.wire.call(() =>
      [...this.books.entity(map.definition.finance.entity).values()].filter(
        (row) => field === undefined || company === null || row.key[field] === company,
      ),
    );
    rows.sort((a, b) => (keyText(a.key) < keyText(b.key) ? -1 : 1));
    for (let at = 0; at < rows.length; at += 5) {
      if (at > 0) await this.wire.call(() => undefined);
      yield rows.slice(at, at + 5);
    }
  }

  write(map: CompiledMap, writes: readonly FinanceWrite[]): Promise<readonly WriteOutcome<FinanceRow>[]> {
    return this.wire.call(() => writes.map((write) => this.#apply(map.definition.finance.entity, write)));
  }

  #apply(entity: string, write: FinanceWrite): WriteOutcome<FinanceRow> {
    const now = this.books.entity(entity).get(keyText(write.key));
    if (write.kind === 'create' && (now !== undefined || this.books.hidden.has(keyText(write.key)))) {
      return { kind: 'exists' };
    }
    if (write.kind !== 'create') {
      if (now === undefined) return { kind: 'missing' };
      if (write.etag !== null && write.etag !== now.etag) return { kind: 'changed' };
    }
    if (write.kind === 'delete') {
      this.books.entity(entity).delete(keyText(write.key));
      return { kind: 'written', row: null };
    }
    const says = this.books.refuses(entity, write.key, write.values);
    if (says !== null) return { kind: 'refused', code: 'Infolog', says };
    const failure = this.wire.rowFails();
    if (failure === 'before') return { kind: 'failed', says: 'Deadlock.' };
    const values = this.books.adjusts(entity, write.values);
    const row =
      write.kind === 'create'
        ? this.books.create(entity, write.key, values)
        : this.books.put(entity, write.key, values);
    this.books.onWritten(entity, this.wire.actor);
    return failure === 'after' ? { kind: 'failed', says: 'No answer.', unknown: true } : { kind: 'written', row };
  }
}

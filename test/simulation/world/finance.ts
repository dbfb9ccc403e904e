import type { CompiledMap, FinanceKey } from '../../../plugins-ts/maps/compiled-map';
import type { Values } from '../../../plugins-ts/maps/value';
import {
  isPackaged,
  keyText,
  type FinanceRow,
  type FinanceSide,
  type FinanceWrite,
  type KeyText,
  type Package,
  type PackagedRow,
  type PackageOutcome,
  type PackageSide,
  type WriteOutcome,
} from '../../../plugins-ts/sync';
import type { Wire } from './faults';

/** A write of a host that Finance has carried out. */
export interface Carried {
  readonly at: number;
  readonly host: string;
  readonly entity: string;
  readonly kind: FinanceWrite['kind'];
  readonly key: KeyText;
  readonly company: string | null;
  readonly before: FinanceRow | null;
  /** It arrives when its host has given it up. */
  readonly isLate: boolean;
  readonly values: Values;
}

const UNDER_WAY: PackageOutcome = { kind: 'underWay', retryAfter: 5_000 };

const toldOf = (write: FinanceWrite): string =>
  `${write.kind} ${Object.values(write.key).join('·')} ${write.kind === 'delete' ? '' : JSON.stringify(write.values)}`.trimEnd();

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
  onWritten: (write: Carried) => void = () => undefined;
  /** A row that makes a whole batch fail. */
  poisons: (entity: string, write: FinanceWrite) => boolean = () => false;
  /** Every write that a host has got through, in order. */
  readonly carried: Carried[] = [];
  /** Staging entities, by name: rows that were taken in, whatever has become of them since. */
  readonly staging = new Map<string, { readonly hasUniqueKey: boolean; readonly taken: Carried[] }>();
  /** Keys of staging that others have brought. */
  readonly brought = new Set<KeyText>();
  /** Rows of staging that were imported: Finance will move them to its history. */
  readonly imported = new Map<KeyText, { readonly entity: string; readonly at: number }>();
  /** What Finance fills in when a row is made without it. */
  defaults: Readonly<Record<string, Values>> = {};
  /** Imports of data packages, by their names: one at a time. */
  readonly imports = new Map<string, Import>();
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

  /** *Import from staging*: what is in staging is posted. */
  import(entity: string, at: number): number {
    const fresh = [...this.entity(entity).keys()].filter((key) => !this.imported.has(key));
    for (const key of fresh) this.imported.set(key, { entity, at });
    return fresh.length;
  }

  /** What was imported so long ago is not shown any more. */
  archive(importedBefore: number): number {
    let count = 0;
    for (const [key, { entity, at }] of this.imported) {
      if (at >= importedBefore || !this.entity(entity).delete(key)) continue;
      this.imported.delete(key);
      count += 1;
    }
    return count;
  }

  create(entity: string, key: FinanceKey, values: Values): FinanceRow {
    return this.put(entity, key, { ...this.defaults[entity], ...values });
  }
}

/** A data package that Finance has begun to take in. */
interface Import {
  readonly until: number;
  /** Undefined until it is over. */
  rows?: readonly PackagedRow[];
}

/** Finance seen through one host's wire. */
export class SimulatedFinance implements FinanceSide {
  readonly packages: PackageSide;

  constructor(
    private readonly books: FinanceBooks,
    private readonly wire: Wire,
    private readonly now: () => number = () => 0,
    /** Milliseconds that an import takes. */
    lasts: () => number = () => 0,
  ) {
    const ask = (rows: Package): PackageOutcome => {
      const known = books.imports.get(rows.execution);
      return known?.rows === undefined ? UNDER_WAY : { kind: 'done', rows: known.rows };
    };
    const begin = (map: CompiledMap, rows: Package): PackageOutcome => {
      if (books.imports.has(rows.execution)) return { kind: 'notBegun', code: 'exists', says: 'The job exists.' };
      if ([...books.imports.values()].some((one) => one.rows === undefined))
        return { kind: 'busy', retryAfter: 60_000 };
      const job: Import = { until: this.now() + lasts() };
      books.imports.set(rows.execution, job);
      this.wire.later(job.until, () => (job.rows = rows.writes.map((write) => this.#take(map, write))));
      return UNDER_WAY;
    };
    this.packages = {
      send: (map, rows) =>
        this.wire.call(`send package ${rows.execution}: ${rows.writes.map(toldOf).join('; ')}`, () => {
          if (this.wire.arrivesLate(() => void begin(map, rows))) this.wire.giveUp();
          return begin(map, rows);
        }),
      resume: (map, rows, overdue) =>
        this.wire.call(`ask after package ${rows.execution}`, () => {
          const isKnown = books.imports.has(rows.execution);
          return !isKnown && overdue ? begin(map, rows) : ask(rows);
        }),
    };
  }

  /** An import takes a row whose key is there as a change of it, and comes when its host may have stopped long since. */
  #take(map: CompiledMap, write: FinanceWrite): PackagedRow {
    const { entity } = map.definition.finance;
    if (write.kind === 'delete') throw new Error('Packages only bring rows.');
    const says = this.books.refuses(entity, write.key, write.values);
    if (says !== null) return { kind: 'refused', code: 'Infolog', says };
    const isThere = this.books.entity(entity).has(keyText(write.key));
    if (isThere) this.books.put(entity, write.key, write.values);
    else this.#apply(map, { ...write, kind: 'create' }, true, false);
    return { kind: 'written', row: null };
  }

  async probe(): Promise<void> {
    await this.wire.call('probe', () => undefined);
  }

  rows(map: CompiledMap, keys: readonly FinanceKey[]): Promise<ReadonlyMap<string, FinanceRow>> {
    return this.wire.call(`rows of ${map.definition.key}`, () => {
      if (isPackaged(map)) return new Map<string, FinanceRow>();
      const entity = this.books.entity(map.definition.finance.entity);
      const found = keys.flatMap((key) => entity.get(keyText(key)) ?? []);
      this.books.onRead(map.definition.finance.entity, found);
      return new Map(found.map((row) => [keyText(row.key), row] as const));
    });
  }

  async *scan(
    map: CompiledMap,
    company: string | null,
    after: FinanceKey | null = null,
  ): AsyncIterable<readonly FinanceRow[]> {
    const field = map.definition.finance.companyField;
    const rows = await this.wire.call(`scan ${map.definition.key} ${company ?? ''}`, () =>
      [...this.books.entity(map.definition.finance.entity).values()].filter(
        (row) =>
          (field === undefined || company === null || row.key[field] === company) &&
          (after === null || keyText(row.key) > keyText(after)),
      ),
    );
    rows.sort((a, b) => (keyText(a.key) < keyText(b.key) ? -1 : 1));
    for (let at = 0; at < rows.length; at += 5) {
      if (at > 0) await this.wire.call(`scan ${map.definition.key} on`, () => undefined);
      yield rows.slice(at, at + 5);
    }
  }

  write(map: CompiledMap, writes: readonly FinanceWrite[]): Promise<readonly WriteOutcome<FinanceRow>[]> {
    const { entity } = map.definition.finance;
    return this.wire.call(`write ${map.definition.key}: ${writes.map(toldOf).join('; ')}`, () => {
      if (writes.some((write) => this.books.poisons(entity, write))) this.wire.refuseBatch();
      const isPosted = map.definition.policies.insertOnce;
      if (isPosted && this.wire.arrivesLate(() => writes.forEach((write) => this.#apply(map, write, true))))
        this.wire.giveUp();
      return writes.map((write) => this.#apply(map, write));
    });
  }

  #apply(map: CompiledMap, write: FinanceWrite, isLate = false, mayFail = true): WriteOutcome<FinanceRow> {
    const { entity } = map.definition.finance;
    const now = this.books.entity(entity).get(keyText(write.key));
    const staging = this.books.staging.get(entity);
    if (write.kind === 'create') {
      const isFree = now === undefined && !this.books.hidden.has(keyText(write.key));
      if (!isFree && staging?.hasUniqueKey !== false) return { kind: 'exists' };
    } else {
      if (now === undefined) return { kind: 'missing' };
      if (write.etag !== null && write.etag !== now.etag) return { kind: 'changed' };
    }
    const says = write.kind === 'delete' ? null : this.books.refuses(entity, write.key, write.values);
    if (says !== null) return { kind: 'refused', code: 'Infolog', says };
    const failure = mayFail ? this.wire.rowFails() : null;
    if (failure === 'before') return { kind: 'failed', says: 'Deadlock.' };
    const row = this.#carryOut(entity, write);
    const field = map.definition.finance.companyField;
    const carried: Carried = {
      at: this.now(),
      host: this.wire.actor,
      entity,
      kind: write.kind,
      key: keyText(write.key),
      company: field === undefined ? null : String(write.key[field]),
      before: now ?? null,
      isLate,
      values: write.kind === 'delete' ? {} : write.values,
    };
    this.books.carried.push(carried);
    if (write.kind === 'create') staging?.taken.push(carried);
    this.books.onWritten(carried);
    return failure === 'after' ? { kind: 'failed', says: 'No answer.', unknown: true } : { kind: 'written', row };
  }

  #carryOut(entity: string, write: FinanceWrite): FinanceRow | null {
    if (write.kind === 'delete') {
      this.books.entity(entity).delete(keyText(write.key));
      return null;
    }
    const values = this.books.adjusts(entity, write.values);
    return write.kind === 'create'
      ? this.books.create(entity, write.key, values)
      : this.books.put(entity, write.key, values);
  }
}

import { type Entity, ENTITIES, fieldNamed, HIDDEN_ENTITIES } from '../model/entity';
import { HISTORY_TABLES, INNER_TABLES } from '../model/inner-table';
import { emptyValue, type Row, type Value } from '../model/value';
import type { Condition, FinanceStore, StoredRow } from '../store';

const TABLES = new Map(
  [...ENTITIES, ...HIDDEN_ENTITIES, ...INNER_TABLES, ...HISTORY_TABLES].map((table) => [table.set, table]),
);

/** A table by its name, whoever may see it from outside. @throws Error when there is none */
export function tableNamed(set: string): Entity {
  const table = TABLES.get(set);
  if (!table) throw new Error(`no table ${set}`);
  return table;
}

export function hasTable(set: string): boolean {
  return TABLES.has(set);
}

/**
 * Finance's tables as its own code uses them: no company of a caller, no validation, no refusals. A field that is not given has
 * its empty value.
 */
export class Tables {
  constructor(readonly store: FinanceStore) {}

  /** Rows in the order of their keys whose fields have these values. */
  all(set: string, having: Row = {}, where: readonly Condition[] = []): StoredRow[] {
    return this.store.select(tableNamed(set), { where: [...conditions(having), ...where] });
  }

  first(set: string, having: Row): StoredRow | undefined {
    return this.store.select(tableNamed(set), { where: conditions(having), limit: 1 })[0];
  }

  count(set: string, having: Row, where: readonly Condition[] = []): number {
    return this.store.count(tableNamed(set), [...conditions(having), ...where]);
  }

  add(set: string, values: Row): StoredRow {
    const table = tableNamed(set);
    const row: Record<string, Value> = {};
    for (const field of table.fields) row[field.name] = values[field.name] ?? emptyValue(field);
    for (const name of Object.keys(values)) if (!(name in row)) throw new Error(`no field ${set}.${name}`);
    return this.store.insert(table, row);
  }

  change(set: string, row: StoredRow, changes: Row): StoredRow {
    const table = tableNamed(set);
    for (const name of Object.keys(changes)) if (!fieldNamed(table, name)) throw new Error(`no field ${set}.${name}`);
    return this.store.update(table, row, { ...row.values, ...changes });
  }

  remove(set: string, row: StoredRow): void {
    this.store.remove(tableNamed(set), row);
  }

  /**
   * A row that is what another one makes of it: made, changed, or gone with it.
   * @param own what it is known by
   * @param values null: the other one is gone
   * @param whenNew what only a new row gets, its number for one
   * @returns whether it was made
   */
  follow(set: string, own: Row, values: Row | null, whenNew: () => Row = () => ({})): boolean {
    const there = this.first(set, own);
    if (values === null) {
      if (there) this.remove(set, there);
      return false;
    }
    if (there) this.change(set, there, values);
    else this.add(set, { ...own, ...values, ...whenNew() });
    return !there;
  }

  /** The next of a number sequence that a company has: `PIJ-000318`. */
  number(sequence: string, company: string, prefix: string): Value {
    return prefix + String(this.store.next(`${sequence}.${company}`, 1)).padStart(6, '0');
  }
}

/** Tables that no process writes. */
const REFERENCE = new Set([
  'Currencies',
  'CustomersV3',
  'ExchangeRateCurrencyPairs',
  'ExchangeRatesCDSEntity',
  'ProjectCategories',
  'ProjectContractHeaders',
  'ProjectIntercompany',
  'ProjectLineProperties',
  'ProjectsV2',
  'TaxCodeValues',
  'TaxGroupDatas',
  'TaxItemGroups',
  'UnitsOfMeasure',
  'WorkerResourceImports',
  'Workers',
]);

/** The same for one run of a process, which asks for the same currency, project and category thousands of times: it reads them once. */
export class TablesOfRun extends Tables {
  private readonly read = new Map<string, readonly StoredRow[]>();

  override all(set: string, having: Row = {}, where: readonly Condition[] = []): StoredRow[] {
    if (!REFERENCE.has(set) || where.length > 0) return super.all(set, having, where);
    const name = JSON.stringify([set, having]);
    const known = this.read.get(name);
    if (known) return [...known];
    const rows = super.all(set, having);
    this.read.set(name, rows);
    return rows;
  }

  override first(set: string, having: Row): StoredRow | undefined {
    return REFERENCE.has(set) ? this.all(set, having)[0] : super.first(set, having);
  }
}

function conditions(having: Row): Condition[] {
  return Object.entries(having).map(([name, value]) => ({ sql: `"${name}" = ?`, parameters: [value] }));
}

/** A field of a row that its table is known to have. */
export function of(row: StoredRow, name: string): Value {
  const value = row.values[name];
  if (value === undefined) throw new Error(`no field ${name}`);
  return value;
}

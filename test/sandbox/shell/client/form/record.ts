import { wireName, type Column, type Table } from '../../model/table';
import { mayUse } from '../platform/privileges';
import { session } from '../platform/session';
import { tableNamed } from '../platform/tables';
import { create, formattedValue, get, lookupTable, remove, update, type Row } from '../platform/web-api';

/** A row that a lookup points to. */
export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly table: string;
}

/** A value of a column as the form holds it: dates are ISO text, choices numbers, lookups references. */
export type Value = string | number | boolean | Reference | null;

export function isReference(value: Value | undefined): value is Reference {
  return typeof value === 'object' && value !== null;
}

const ACTIVE = 0;

/** One row while it is on a form: what was read, what was changed since, and how to write it. Last write wins. */
export class FormRecord {
  private original = new Map<string, Value>();
  private changed = new Map<string, Value>();
  private formatted = new Map<string, string>();
  /** Currency of the row's amounts, ISO code. */
  currency: string | undefined;
  /** What the user may do with this row: `WriteAccess`, `DeleteAccess`, … */
  private access = '';

  constructor(
    readonly table: Table,
    public id: string | undefined,
  ) {}

  get isNew(): boolean {
    return this.id === undefined;
  }

  get(column: string): Value {
    return this.changed.get(column) ?? (this.changed.has(column) ? null : (this.original.get(column) ?? null));
  }

  initial(column: string): Value {
    return this.original.get(column) ?? null;
  }

  /** The platform's formatted text of a value that was not changed since it was read. */
  textOf(column: string): string | undefined {
    return this.changed.has(column) ? undefined : this.formatted.get(column);
  }

  set(column: string, value: Value): void {
    if (sameValue(value, this.original.get(column) ?? null)) this.changed.delete(column);
    else this.changed.set(column, value);
  }

  isDirty(column?: string): boolean {
    return column === undefined ? this.changed.size > 0 : this.changed.has(column);
  }

  get name(): string {
    const name = this.get(this.table.primaryName);
    return typeof name === 'string' ? name : '';
  }

  forget(): void {
    this.changed.clear();
  }

  /** Reads the row anew; changes that were not saved are gone. */
  async read(): Promise<void> {
    if (this.id === undefined) return;
    const row = await get<Row>(`${this.table.set}(${this.id})`);
    this.original.clear();
    this.changed.clear();
    this.formatted.clear();
    for (const column of this.table.columns.values()) this.take(row, column);
    await Promise.all([this.readCurrency(), this.readAccess()]);
  }

  /** Whether the user may change this row, or make it while it is new. */
  get mayWrite(): boolean {
    if (this.isNew) return mayUse(this.table.name, 'Create');
    return this.access.includes('WriteAccess') && this.isActive;
  }

  get mayDelete(): boolean {
    return this.access.includes('DeleteAccess');
  }

  /** A row that is not active any more is shown, but not changed. */
  get isActive(): boolean {
    const state = this.original.get('statecode');
    return state === undefined || state === null || state === ACTIVE;
  }

  private async readAccess(): Promise<void> {
    const target = encodeURIComponent(JSON.stringify({ '@odata.id': `${this.table.set}(${this.id})` }));
    const path = `systemusers(${session().userId})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)?@t=${target}`;
    this.access = (await get<{ AccessRights: string }>(path)).AccessRights;
  }

  private take(row: Row, column: Column): void {
    const property = wireName(column);
    if (!(property in row)) return;
    const raw = row[property] as string | number | boolean | null;
    const text = formattedValue(row, property);
    if (text !== undefined) this.formatted.set(column.name, text);
    if (column.kind === 'lookup' && typeof raw === 'string') {
      const table = lookupTable(row, property) ?? column.targets?.[0] ?? '';
      this.original.set(column.name, { id: raw.toLowerCase(), name: text ?? '', table });
    } else this.original.set(column.name, raw);
  }

  private async readCurrency(): Promise<void> {
    const currency = this.get('transactioncurrencyid');
    this.currency = undefined;
    if (!isReference(currency)) return;
    const table = await tableNamed('transactioncurrency');
    const row = await get<Row>(`${table.set}(${currency.id})?$select=isocurrencycode`);
    const code = row['isocurrencycode'];
    this.currency = typeof code === 'string' && code !== '' ? code : undefined;
  }

  /** Writes what changed; a new row gets its id. Answers whether anything was written. */
  async write(): Promise<boolean> {
    if (!this.isNew && this.changed.size === 0) return false;
    const body: Row = {};
    for (const [name, value] of this.changed) {
      const column = this.table.columns.get(name);
      if (column && (this.isNew ? column.canCreate : column.canUpdate))
        Object.assign(body, await this.wire(column, value));
    }
    if (this.id === undefined) this.id = await create(this.table.set, body);
    else await update(this.table.set, this.id, body);
    return true;
  }

  private async wire(column: Column, value: Value): Promise<Row> {
    if (column.kind !== 'lookup') return { [column.name]: value };
    if (!isReference(value)) {
      const before = this.original.get(column.name);
      const target = isReference(before) ? before.table : (column.targets?.[0] ?? '');
      return { [this.navigation(column, target)]: null };
    }
    const target = await tableNamed(value.table);
    return { [`${this.navigation(column, value.table)}@odata.bind`]: `/${target.set}(${value.id})` };
  }

  private navigation(column: Column, target: string): string {
    const name = this.table.navigation.get(`${column.name}/${target}`);
    if (name === undefined) throw new Error(`${this.table.name}.${column.name} cannot point to ${target}.`);
    return name;
  }

  async delete(): Promise<void> {
    if (this.id !== undefined) await remove(this.table.set, this.id);
  }
}

function sameValue(a: Value, b: Value): boolean {
  if (isReference(a) && isReference(b)) return a.id === b.id && a.table === b.table;
  return (a === '' ? null : a) === (b === '' ? null : b);
}

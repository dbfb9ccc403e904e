import { createRow, deleteRow, updateRow, type WriteContext } from '../business/write';
import { hasTable, tableNamed, Tables } from '../business/tables';
import { ENTITIES, type Entity, fieldNamed } from '../model/entity';
import { typedValue } from '../model/typed-value';
import { emptyValue, type Row, type Value } from '../model/value';
import type { StoredRow } from '../store';
import { Misunderstood } from './misunderstood';

/**
 * Rows of any table, as a person with all rights changes them on a form: set-up that OData does not reach (ledger calendars, project
 * categories, sales tax). What OData reaches goes by the same rules here.
 */
export class TableRows {
  private readonly tables: Tables;

  constructor(private readonly context: WriteContext) {
    this.tables = new Tables(context.store);
  }

  /** @throws Misunderstood for a table or field that is not there */
  list(set: string, having: Readonly<Record<string, unknown>>): readonly Row[] {
    const table = known(set);
    return this.tables.all(set, rowOf(table, having)).map(({ values }) => values);
  }

  /**
   * Changes the row with this key, or makes it.
   * @throws Misunderstood for a value that is none of its field
   * @throws ServiceError for what Finance refuses
   */
  put(set: string, body: Readonly<Record<string, unknown>>): Row {
    const table = known(set);
    const values = rowOf(table, body);
    const there = this.find(table, values);
    const mine = !ENTITIES.includes(table);
    if (there)
      return (mine ? this.tables.change(set, there, values) : updateRow(this.context, table, there, values)).values;
    if (mine) return this.tables.add(set, values).values;
    return createRow(this.context, table, values, values['dataAreaId'] ?? '').values;
  }

  /** @throws Misunderstood where there is no such row */
  remove(set: string, body: Readonly<Record<string, unknown>>): void {
    const table = known(set);
    const there = this.find(table, rowOf(table, body));
    if (!there) throw new Misunderstood(`no such row in ${set}`);
    if (ENTITIES.includes(table)) deleteRow(this.context, table, there);
    else this.tables.remove(set, there);
  }

  private find(table: Entity, values: Row): StoredRow | undefined {
    const key = table.key.filter((name) => !(name === 'Key' && values[name] === undefined));
    return this.tables.first(table.set, Object.fromEntries(key.map((name) => [name, values[name] ?? ''])));
  }
}

function known(set: string): Entity {
  if (!hasTable(set)) throw new Misunderstood(`no table ${set}`);
  return tableNamed(set);
}

function rowOf(table: Entity, body: Readonly<Record<string, unknown>>): Row {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(body)) {
    const field = fieldNamed(table, name);
    if (!field) throw new Misunderstood(`no field ${table.set}.${name}`);
    const text = String(value ?? '');
    const stored = text === '' ? emptyValue(field) : typedValue(field, text);
    if (stored === null) throw new Misunderstood(`'${text}' is no value of ${table.set}.${name}`);
    values[name] = name === 'dataAreaId' ? stored.toLowerCase() : stored;
  }
  return values;
}

import type { Column, Table } from '../schema/table';
import { isLookup } from '../schema/table';
import type { Cell, Database } from './database';

/** A row that a lookup points to. Ids are lower case, without braces. */
export interface Reference {
  readonly table: string;
  readonly id: string;
}

/**
 * A value of a column. Text for guids (lower case), decimals and money (exact, plain notation), dates (`2026-01-31`) and
 * instants (`2026-01-31T17:00:00Z`); bigint for 64-bit integers; number for the other numbers and for choices.
 */
export type Value = null | string | number | bigint | boolean | Reference;

/** Values by logical column name. */
export type Values = Readonly<Record<string, Value>>;

/** A stored row: every column of its table. */
export type Row = Values;

/** The SQLite table behind a Dataverse table. */
export function storage(table: Table): string {
  return quoted(`t_${table.logicalName}`);
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Where the table of a lookup's row is kept, for lookups that may point to several tables. */
export function typeColumn(column: Column): string | undefined {
  return isLookup(column) && (column.targets?.length ?? 0) > 1 ? `${column.name}/type` : undefined;
}

/** Longest text that is searched the platform's way: without regard to case, accents and spaces at the end. */
const LONGEST_FOLDED = 4000;

/** Where text is kept as the platform compares it. */
export function foldedColumn(column: Column): string | undefined {
  const text = column.type === 'string' || column.type === 'memo';
  return text && (column.maxLength ?? 0) <= LONGEST_FOLDED ? `${column.name}/folded` : undefined;
}

/** Text as the platform's collation compares it: no case, no accents, no spaces at the end. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/ +$/, '');
}

const AFFINITY: Readonly<Record<Column['type'], string>> = {
  guid: 'TEXT',
  string: 'TEXT',
  memo: 'TEXT',
  int: 'INTEGER',
  bigint: 'INTEGER',
  decimal: 'TEXT',
  money: 'TEXT',
  double: 'REAL',
  boolean: 'INTEGER',
  datetime: 'TEXT',
  choice: 'INTEGER',
  state: 'INTEGER',
  status: 'INTEGER',
  lookup: 'TEXT',
  owner: 'TEXT',
};

function physical(column: Column): [name: string, type: string][] {
  const all: [string, string][] = [[column.name, AFFINITY[column.type]]];
  const type = typeColumn(column);
  if (type) all.push([type, 'TEXT']);
  const text = foldedColumn(column);
  if (text) all.push([text, 'TEXT']);
  return all;
}

/** Makes the SQLite table, or adds what it lacks. */
export function layOut(database: Database, table: Table): void {
  const name = storage(table);
  const present = new Set(
    database.all(`SELECT name FROM pragma_table_info(?)`, [`t_${table.logicalName}`]).map((row) => String(row.name)),
  );
  const wanted = table.columns.flatMap(physical);
  if (present.size === 0) {
    const lines = wanted.map(
      ([column, type]) => `${quoted(column)} ${type}${column === table.primaryId ? ' PRIMARY KEY' : ''}`,
    );
    database.script(`CREATE TABLE ${name} (${lines.join(', ')})`);
    database.script(`CREATE INDEX ${quoted(`v_${table.logicalName}`)} ON ${name} (versionnumber)`);
  } else {
    for (const [column, type] of wanted)
      if (!present.has(column)) {
        database.script(`ALTER TABLE ${name} ADD COLUMN ${quoted(column)} ${type}`);
        if (column.endsWith('/folded')) fillFolded(database, table, column.slice(0, -'/folded'.length));
      }
  }
  for (const key of table.keys) {
    const columns = key.columns.map((column) => {
      const definition = table.columns.find((candidate) => candidate.name === column);
      return quoted((definition && foldedColumn(definition)) ?? column);
    });
    database.script(
      `CREATE INDEX IF NOT EXISTS ${quoted(`k_${table.logicalName}_${key.name}`)} ON ${name} (${columns.join(', ')})`,
    );
  }
}

/** A column that became short enough to be compared the platform's way. */
function fillFolded(database: Database, table: Table, column: string): void {
  const rows = database.all(
    `SELECT ${quoted(table.primaryId)} AS id, ${quoted(column)} AS text FROM ${storage(table)} WHERE ${quoted(column)} IS NOT NULL`,
  );
  for (const row of rows)
    database.run(
      `UPDATE ${storage(table)} SET ${quoted(`${column}/folded`)} = ? WHERE ${quoted(table.primaryId)} = ?`,
      [folded(String(row.text)), row.id ?? null],
    );
}

export function dropLayout(database: Database, table: Table): void {
  database.script(`DROP TABLE IF EXISTS ${storage(table)}`);
}

/** Takes a column's data away, and the indexes of the keys it was part of. */
export function dropColumnData(database: Database, table: Table, column: Column): void {
  for (const key of table.keys.filter((candidate) => candidate.columns.includes(column.name)))
    dropKeyIndex(database, table, key.name);
  for (const [name] of physical(column)) database.script(`ALTER TABLE ${storage(table)} DROP COLUMN ${quoted(name)}`);
}

export function dropKeyIndex(database: Database, table: Table, key: string): void {
  database.script(`DROP INDEX IF EXISTS ${quoted(`k_${table.logicalName}_${key}`)}`);
}

/** The SQLite cells of one value, its companions included. */
export function cellsOf(column: Column, value: Value): [name: string, cell: Cell][] {
  const cells: [string, Cell][] = [[column.name, cellOf(value)]];
  const type = typeColumn(column);
  if (type) cells.push([type, isReference(value) ? value.table : null]);
  const text = foldedColumn(column);
  if (text) cells.push([text, typeof value === 'string' ? folded(value) : null]);
  return cells;
}

export function cellOf(value: Value): Cell {
  if (isReference(value)) return value.id;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  return value;
}

export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'table' in value && 'id' in value;
}

/** The value that a SQLite cell holds; `type` is the table of a polymorphic lookup. */
export function valueOf(column: Column, cell: Cell, type: Cell = null): Value {
  if (cell === null) return null;
  switch (column.type) {
    case 'boolean':
      return cell !== 0n;
    case 'int':
    case 'choice':
    case 'state':
    case 'status':
    case 'double':
      return Number(cell);
    case 'bigint':
      return BigInt(cell);
    case 'lookup':
    case 'owner':
      return { table: String(type ?? column.targets?.[0] ?? ''), id: String(cell) };
    default:
      return String(cell);
  }
}

/** The SQLite columns that `valueOf` needs for a column. */
export function cellNames(column: Column): string[] {
  const type = typeColumn(column);
  return type ? [column.name, type] : [column.name];
}

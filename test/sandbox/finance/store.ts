import Database from 'libsql';
import { type Entity, type Field, HIDDEN_ENTITIES, PUBLIC_ENTITIES } from './model/entity';
import { HISTORY_TABLES, INDEXES, INNER_TABLES } from './model/inner-table';
import type { Row, Value } from './model/value';

/** A row with what every table of Finance has: an id of its own and a version that changes with every write. */
export interface StoredRow {
  readonly recId: string;
  readonly recVersion: number;
  readonly values: Row;
}

/** A condition in SQL, made by `odata/filter.ts`. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface Selection {
  readonly where: readonly Condition[];
  readonly order?: readonly { readonly field: Field; readonly descending: boolean }[];
  readonly limit?: number;
  readonly offset?: number;
}

const FIRST_REC_ID = 5_637_144_576;

/**
 * Finance's database: one table per entity, one column per field, all text. Texts compare without regard to case, as in
 * Finance: `us-c0007` and `US-C0007` are the same customer.
 */
export class FinanceStore {
  private readonly database: Database.Database;
  private readonly statements = new Map<string, Database.Statement>();
  /** Transactions that are open, one in another. */
  private depth = 0;

  /** @param file a path, or `:memory:` */
  constructor(file: string) {
    this.database = new Database(file);
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = NORMAL');
    this.database.exec('CREATE TABLE IF NOT EXISTS "Sequence" (name TEXT PRIMARY KEY, next INTEGER NOT NULL)');
    this.database.exec(
      'CREATE TABLE IF NOT EXISTS "Document" (kind TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, name))',
    );
    this.createMissingTables();
  }

  /** One look and one transaction: a Finance that has all of its tables opens at once. */
  private createMissingTables(): void {
    const names = this.database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`)
      .raw()
      .all() as string[][];
    const there = new Set(names.flat());
    const all = [...PUBLIC_ENTITIES, ...HIDDEN_ENTITIES, ...INNER_TABLES, ...HISTORY_TABLES];
    const missing = all.filter((entity) => !there.has(entity.set));
    if (missing.length === 0) return;
    this.transaction(() => {
      for (const entity of missing) this.createTable(entity);
      for (const [set, ...fields] of INDEXES) {
        const columns = fields.map((name) => `"${name}"`).join(', ');
        this.database.exec(`CREATE INDEX IF NOT EXISTS "${set}By${fields.join('')}" ON "${set}" (${columns})`);
      }
    });
  }

  private createTable(entity: Entity): void {
    const columns = entity.fields.map((field) => `${column(field)} TEXT NOT NULL COLLATE NOCASE`);
    this.database.exec(`CREATE TABLE IF NOT EXISTS "${entity.set}" (
      recId TEXT PRIMARY KEY, recVersion INTEGER NOT NULL, ${columns.join(', ')})`);
    const key = entity.key.map((name) => `"${name}"`).join(', ');
    this.database.exec(`CREATE UNIQUE INDEX IF NOT EXISTS "${entity.set}Key" ON "${entity.set}" (${key})`);
  }

  find(entity: Entity, key: Row): StoredRow | undefined {
    const where = entity.key.map((name) => ({ sql: `"${name}" = ?`, parameters: [key[name] ?? ''] }));
    return this.select(entity, { where, limit: 1 })[0];
  }

  select(entity: Entity, selection: Selection): StoredRow[] {
    const { sql, parameters } = whereClause(selection.where);
    const order = (selection.order ?? []).map(
      ({ field, descending }) => `${comparable(field)}${descending ? ' DESC' : ''}`,
    );
    const names = entity.fields.map(column).join(', ');
    const text = `SELECT recId, recVersion, ${names} FROM "${entity.set}"${sql}
      ORDER BY ${[...order, ...entity.key.map((name) => `"${name}"`)].join(', ')} LIMIT ? OFFSET ?`;
    const rows = this.prepare(text).all(...parameters, selection.limit ?? -1, selection.offset ?? 0) as unknown[][];
    return rows.map((cells) => storedRow(entity, cells));
  }

  count(entity: Entity, where: readonly Condition[]): number {
    const { sql, parameters } = whereClause(where);
    const [row] = this.prepare(`SELECT count(*) FROM "${entity.set}"${sql}`).all(...parameters) as unknown[][];
    return Number(row?.[0] ?? 0);
  }

  /** @throws Error of the database when the key exists. */
  insert(entity: Entity, values: Row): StoredRow {
    const recId = String(this.next('RecId', FIRST_REC_ID));
    const names = entity.fields.map(column).join(', ');
    const marks = entity.fields.map(() => '?').join(', ');
    this.prepare(`INSERT INTO "${entity.set}" (recId, recVersion, ${names}) VALUES (?, 1, ${marks})`).run(
      recId,
      ...entity.fields.map((field) => values[field.name] ?? ''),
    );
    return { recId, recVersion: 1, values };
  }

  update(entity: Entity, row: StoredRow, values: Row): StoredRow {
    const recVersion = versionAfter(row.recVersion);
    const changed = entity.fields.filter((field) => values[field.name] !== row.values[field.name]);
    const sets = ['recVersion = ?', ...changed.map((field) => `${column(field)} = ?`)];
    this.prepare(`UPDATE "${entity.set}" SET ${sets.join(', ')} WHERE recId = ?`).run(
      recVersion,
      ...changed.map((field) => values[field.name] ?? ''),
      row.recId,
    );
    return { recId: row.recId, recVersion, values };
  }

  remove(entity: Entity, row: StoredRow): void {
    this.prepare(`DELETE FROM "${entity.set}" WHERE recId = ?`).run(row.recId);
  }

  /** The next number of a sequence; outside a transaction it is used up even when the write it was meant for fails. */
  next(name: string, first: number): number {
    const [row] = this.prepare(
      `INSERT INTO "Sequence" (name, next) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next`,
    ).all(name, first) as unknown[][];
    return Number(row?.[0]);
  }

  /** What is kept beside the rows of entities: uploaded packages, jobs. By kind and name. */
  document<T>(kind: string, name: string): T | undefined {
    const [row] = this.prepare('SELECT body FROM "Document" WHERE kind = ? AND name = ?').all(
      kind,
      name,
    ) as unknown[][];
    return row && (JSON.parse(String(row[0])) as T);
  }

  /** In the order in which they came. */
  documents<T>(kind: string): [name: string, document: T][] {
    const rows = this.prepare('SELECT name, body FROM "Document" WHERE kind = ? ORDER BY rowid').all(
      kind,
    ) as unknown[][];
    return rows.map(([name, body]) => [String(name), JSON.parse(String(body)) as T]);
  }

  putDocument(kind: string, name: string, document: unknown): void {
    this.prepare(
      'INSERT INTO "Document" (kind, name, body) VALUES (?, ?, ?) ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body',
    ).run(kind, name, JSON.stringify(document));
  }

  /** All or nothing; one inside another can fail alone. */
  transaction<T>(work: () => T): T {
    const inner = this.depth > 0;
    this.database.exec(inner ? 'SAVEPOINT part' : 'BEGIN IMMEDIATE');
    this.depth += 1;
    try {
      const result = work();
      this.database.exec(inner ? 'RELEASE part' : 'COMMIT');
      return result;
    } catch (error) {
      this.database.exec(inner ? 'ROLLBACK TO part; RELEASE part' : 'ROLLBACK');
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  close(): void {
    this.database.close();
  }

  private prepare(sql: string): Database.Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    if (/^(SELECT|INSERT INTO "Sequence")/.test(sql)) statement.raw();
    if (this.statements.size > 500) this.statements.clear();
    this.statements.set(sql, statement);
    return statement;
  }
}

function column(field: Field): string {
  return `"${field.name}"`;
}

/** A column as SQL can order and compare it: numbers are stored as text. */
export function comparable(field: Field): string {
  const numeric = { decimal: 'REAL', int32: 'INTEGER', int64: 'INTEGER' }[field.type as string];
  return numeric === undefined ? column(field) : `CAST(${column(field)} AS ${numeric})`;
}

function whereClause(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: '', parameters: [] };
  return {
    sql: ` WHERE ${conditions.map((condition) => `(${condition.sql})`).join(' AND ')}`,
    parameters: conditions.flatMap((condition) => condition.parameters),
  };
}

function storedRow(entity: Entity, cells: readonly unknown[]): StoredRow {
  const values: Record<string, Value> = {};
  entity.fields.forEach((field, at) => (values[field.name] = String(cells[at + 2])));
  return { recId: String(cells[0]), recVersion: Number(cells[1]), values };
}

/** Finance's versions jump about; only that they differ can be relied on. */
function versionAfter(version: number): number {
  return Number((BigInt(version) * 1_103_515_245n + 12_345n) % 2_147_483_647n);
}

/** The row's tag, made as Finance makes it: version and id, in base 64. */
export function etagOf(row: StoredRow): string {
  return `W/"${Buffer.from(`'${row.recVersion},${row.recId}'`).toString('base64')}"`;
}

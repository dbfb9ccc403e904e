import Libsql from 'libsql';

/** What SQLite gives and takes; integers are always bigint on the way out. */
export type Cell = null | string | number | bigint;

export interface Database {
  /** Runs one statement; the number of rows it changed. */
  run(sql: string, parameters?: readonly Cell[]): number;
  all(sql: string, parameters?: readonly Cell[]): Record<string, Cell>[];
  /** Rows as lists of their cells: for rows with many columns, several times as fast. */
  lists(sql: string, parameters?: readonly Cell[]): Cell[][];
  first(sql: string, parameters?: readonly Cell[]): Record<string, Cell> | undefined;
  /** Several statements without parameters. */
  script(sql: string): void;
  /** All or nothing. Inside another transaction it is simply part of it. */
  transaction<T>(work: () => T): T;
  readonly inTransaction: boolean;
  close(): void;
}

/** Opens (or makes) the file. What was committed survives the sudden end of the process. */
export function openDatabase(file: string): Database {
  const connection = new Libsql(file);
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536');
  connection.defaultSafeIntegers(true);
  const statements = new Map<string, Libsql.Statement>();
  const prepared = (sql: string, lists = false): Libsql.Statement => {
    const key = lists ? `lists ${sql}` : sql;
    let statement = statements.get(key);
    if (!statement) {
      statement = connection.prepare(sql);
      if (lists) statement.raw(true);
      if (statements.size > 500) statements.clear();
      statements.set(key, statement);
    }
    return statement;
  };
  let depth = 0;
  return {
    // The list goes in as one argument: spread, a single null would be taken for the list itself.
    run: (sql, parameters = []) => Number(prepared(sql).run([...parameters]).changes),
    all: (sql, parameters = []) => prepared(sql).all([...parameters]) as Record<string, Cell>[],
    lists: (sql, parameters = []) => prepared(sql, true).all([...parameters]) as Cell[][],
    first: (sql, parameters = []) => prepared(sql).all([...parameters])[0] as Record<string, Cell> | undefined,
    script: (sql) => {
      connection.exec(sql);
      statements.clear();
    },
    transaction: (work) => {
      if (depth > 0) return work();
      connection.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        connection.exec('COMMIT');
        return result;
      } catch (error) {
        connection.exec('ROLLBACK');
        statements.clear();
        throw error;
      } finally {
        depth -= 1;
      }
    },
    get inTransaction() {
      return depth > 0;
    },
    close: () => {
      statements.clear();
      connection.close();
    },
  };
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { v4 } from 'uuid';
import { putBaseRows } from './base-rows';
import { callersOf, SECURITY_TABLES, type Callers } from './security/callers';
import { type Depth } from './security/caller';
import { announceTable, forgetTable, privilegeRow } from './table-rows';
import { Catalog, metadataId, widened, type TableAddition } from './schema/catalog';
import { BASE_TABLES, MANY_TO_MANY } from './schema/base-tables';
import {
  columnNamed,
  type AlternateKey,
  type Choice,
  type Column,
  type ManyToMany,
  type Relationship,
  type Table,
} from './schema/table';
import { countersOf, type Counters } from './store/counters';
import { openDatabase, type Cell, type Database } from './store/database';
import {
  cellNames,
  cellsOf,
  dropColumnData,
  dropKeyIndex,
  dropLayout,
  layOut,
  quoted,
  storage,
  typeColumn,
  valueOf,
  type Row,
  type Values,
} from './store/layout';

export interface OrganizationOptions {
  /** Folder of the one file that holds everything. Made when it does not exist. */
  readonly dataDir: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/**
 * One Dataverse organisation: its schema, its rows, its users, in one SQLite file. What is here knows no privilege and no
 * rule; `rows/` puts those on top, `http/` the Web API on top of them. Everything is synchronous.
 */
export interface Organization {
  readonly catalog: Catalog;
  readonly callers: Callers;
  readonly counters: Counters;
  readonly database: Database;
  readonly clock: () => number;
  /** Now, as the platform stores it: whole seconds. */
  now(): string;
  newId(): string;
  /** All or nothing; nested calls join the outer one. A change of schema is taken back too. */
  transaction<T>(work: () => T): T;

  /** Makes a table (with its privileges) or replaces its definition. Columns go with `dropColumn` only. */
  defineTable(table: Table): void;
  /** Adds or replaces columns, keys and relationships of a table that exists. */
  widenTable(name: string, addition: TableAddition): void;
  defineColumn(table: string, column: Column): void;
  defineKey(table: string, key: AlternateKey): void;
  defineRelationship(table: string, relationship: Relationship): void;
  defineManyToMany(relationship: ManyToMany): void;
  defineChoice(choice: Choice): void;
  dropTable(name: string): void;
  dropColumn(table: string, column: string): void;
  dropKey(table: string, key: string): void;
  dropChoice(name: string): void;
  dropManyToMany(name: string): void;

  has(table: string, id: string): boolean;
  /** A row as it is stored. */
  row(table: string, id: string): Row | undefined;
  /** Rows whose columns have these values (ids for lookups), in no order. No condition: all rows. */
  rows(table: string, where?: Values): Row[];
  /** Creates or changes a row, as it is given: no rule, no privilege, no default but system columns. Answers its id. */
  put(table: string, values: Values): string;
  /** Takes a row away without any rule. */
  take(table: string, id: string): void;

  /** Gives a role a privilege (`prvReadAccount`), or takes it with null. The privilege is made where it is missing. */
  setRolePrivilege(roleId: string, privilege: string, depth: Depth | null): void;
  /** Id of a privilege by its name, whatever the case. */
  privilegeId(name: string): string | undefined;

  /** Documents that have no table in the platform (ribbon differences, what a solution installed), by kind and name. */
  readonly documents: Documents;
  close(): void;
}

export interface Documents {
  get<T>(kind: string, name: string): T | undefined;
  put(kind: string, name: string, document: unknown): void;
  remove(kind: string, name: string): void;
  names(kind: string): string[];
}

/** Opens the organisation in `dataDir`, or makes a new one with its base tables, users and roles. */
export function openOrganization(options: OrganizationOptions): Organization {
  mkdirSync(options.dataDir, { recursive: true });
  const database = openDatabase(join(options.dataDir, 'dataverse.db'));
  const clock = options.clock ?? Date.now;
  database.script(`
    CREATE TABLE IF NOT EXISTS documents (kind TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, name));
    CREATE TABLE IF NOT EXISTS deletions (
      version INTEGER PRIMARY KEY, table_name TEXT NOT NULL, id TEXT NOT NULL, deleted_at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS deletions_of ON deletions (table_name, version)`);
  const counters = countersOf(database);
  const catalog = new Catalog();
  const documents = documentsOf(database);
  load(catalog, documents);
  const callers = callersOf(database, catalog);

  const now = (): string => new Date(clock()).toISOString().replace(/\.\d+Z$/, 'Z');

  const organization: Organization = {
    catalog,
    callers,
    counters,
    database,
    clock,
    documents,
    now,
    newId: () => v4(),
    transaction: (work) => {
      if (database.inTransaction) return work();
      const stamp = catalog.stamp;
      try {
        return database.transaction(work);
      } catch (error) {
        callers.forget();
        if (catalog.stamp !== stamp) load(catalog, documents);
        throw error;
      }
    },

    defineTable: (table) =>
      organization.transaction(() => {
        const before = catalog.find(table.logicalName);
        const code =
          table.objectTypeCode || before?.objectTypeCode || Number(counters.next('object type code', 10_000n));
        const defined = { ...table, objectTypeCode: code };
        layOut(database, defined);
        documents.put('table', table.logicalName, defined);
        catalog.put(defined);
        if (!before) announceTable(organization, defined);
      }),
    widenTable: (name, addition) => organization.defineTable(widened(catalog.table(name), addition)),
    defineColumn: (table, column) => organization.widenTable(table, { columns: [column] }),
    defineKey: (table, key) => organization.widenTable(table, { keys: [key] }),
    defineRelationship: (table, relationship) => organization.widenTable(table, { relationships: [relationship] }),
    defineManyToMany: (relationship) => {
      documents.put('many to many', relationship.name, relationship);
      catalog.putManyToMany(relationship);
    },
    defineChoice: (choice) => {
      documents.put('choice', choice.name, choice);
      catalog.putChoice(choice);
    },
    dropTable: (name) =>
      organization.transaction(() => {
        const table = catalog.find(name);
        if (!table) return;
        dropLayout(database, table);
        database.run('DELETE FROM deletions WHERE table_name = ?', [name]);
        documents.remove('table', name);
        catalog.remove(name);
        forgetTable(organization, table);
      }),
    dropColumn: (name, column) =>
      organization.transaction(() => {
        const table = catalog.table(name);
        dropColumnData(database, table, columnOf(table, column));
        organization.defineTable({
          ...table,
          columns: table.columns.filter((candidate) => candidate.name !== column),
          relationships: table.relationships.filter((relationship) => relationship.column !== column),
          keys: table.keys.filter((key) => !key.columns.includes(column)),
        });
      }),
    dropKey: (name, key) => {
      const table = catalog.table(name);
      dropKeyIndex(database, table, key);
      organization.defineTable({ ...table, keys: table.keys.filter((candidate) => candidate.name !== key) });
    },
    dropChoice: (name) => {
      documents.remove('choice', name);
      catalog.removeChoice(name);
    },
    dropManyToMany: (name) => {
      documents.remove('many to many', name);
      catalog.removeManyToMany(name);
    },

    has: (name, id) => {
      const table = catalog.table(name);
      return (
        database.first(`SELECT 1 AS there FROM ${storage(table)} WHERE ${quoted(table.primaryId)} = ?`, [
          id.toLowerCase(),
        ]) !== undefined
      );
    },
    row: (name, id) => {
      const table = catalog.table(name);
      const [cells] = database.lists(
        `SELECT ${listOf(table)} FROM ${storage(table)} WHERE ${quoted(table.primaryId)} = ?`,
        [id.toLowerCase()],
      );
      return cells && decoded(table, cells);
    },
    rows: (name, where = {}) => {
      const table = catalog.table(name);
      const cells = Object.entries(where).map(([column, value]) => cellsOf(columnOf(table, column), value)[0]!);
      const conditions = cells.map(([column]) => `${quoted(column)} IS ?`).join(' AND ');
      return database
        .lists(
          `SELECT ${listOf(table)} FROM ${storage(table)} ${conditions && `WHERE ${conditions}`}`,
          cells.map(([, cell]) => cell),
        )
        .map((row) => decoded(table, row));
    },
    put: (name, values) =>
      organization.transaction(() => {
        const table = catalog.table(name);
        const given = values[table.primaryId];
        const id = typeof given === 'string' ? given.toLowerCase() : organization.newId();
        const exists = organization.has(name, id);
        const stamps: Values = exists
          ? { modifiedon: now() }
          : { createdon: now(), modifiedon: now(), ...initialState(table) };
        const complete = { ...stamps, ...values, [table.primaryId]: id, versionnumber: counters.nextVersion() };
        store(database, table, id, complete, exists);
        if (SECURITY_TABLES.has(name)) callers.forget();
        return id;
      }),
    take: (name, id) =>
      organization.transaction(() => {
        const table = catalog.table(name);
        const taken = database.run(`DELETE FROM ${storage(table)} WHERE ${quoted(table.primaryId)} = ?`, [
          id.toLowerCase(),
        ]);
        if (taken > 0)
          database.run('INSERT INTO deletions (version, table_name, id, deleted_at) VALUES (?, ?, ?, ?)', [
            counters.nextVersion(),
            name,
            id.toLowerCase(),
            BigInt(clock()),
          ]);
        if (SECURITY_TABLES.has(name)) callers.forget();
      }),

    setRolePrivilege: (roleId, privilege, depth) =>
      organization.transaction(() => {
        const privilegeId =
          organization.privilegeId(privilege) ?? organization.put('privilege', privilegeRow(privilege, 0));
        const id = metadataId('role privilege', roleId, privilegeId);
        if (depth === null) organization.take('roleprivileges', id);
        else
          organization.put('roleprivileges', {
            roleprivilegeid: id,
            roleid: roleId,
            privilegeid: privilegeId,
            privilegedepthmask: depth,
          });
      }),
    privilegeId: (name) => {
      const id = metadataId('privilege', name.toLowerCase());
      return organization.has('privilege', id) ? id : undefined;
    },
    close: () => database.close(),
  };

  if (!catalog.find('systemuser'))
    organization.transaction(() => {
      for (const table of BASE_TABLES) organization.defineTable(table);
      for (const relationship of MANY_TO_MANY) organization.defineManyToMany(relationship);
      putBaseRows(organization);
    });
  return organization;
}

function load(catalog: Catalog, documents: Documents): void {
  catalog.clear();
  for (const name of documents.names('table')) catalog.put(documents.get<Table>('table', name)!);
  for (const name of documents.names('choice')) catalog.putChoice(documents.get<Choice>('choice', name)!);
  for (const name of documents.names('many to many'))
    catalog.putManyToMany(documents.get<ManyToMany>('many to many', name)!);
}

function documentsOf(database: Database): Documents {
  return {
    get: <T>(kind: string, name: string) => {
      const row = database.first('SELECT body FROM documents WHERE kind = ? AND name = ?', [kind, name]);
      return row && (JSON.parse(String(row.body)) as T);
    },
    put: (kind, name, document) => {
      database.run('INSERT OR REPLACE INTO documents (kind, name, body) VALUES (?, ?, ?)', [
        kind,
        name,
        JSON.stringify(document),
      ]);
    },
    remove: (kind, name) => {
      database.run('DELETE FROM documents WHERE kind = ? AND name = ?', [kind, name]);
    },
    names: (kind) =>
      database.all('SELECT name FROM documents WHERE kind = ? ORDER BY rowid', [kind]).map((row) => String(row.name)),
  };
}

function columnOf(table: Table, name: string): Column {
  const column = columnNamed(table, name);
  if (!column) throw new Error(`no column ${name} in ${table.logicalName}`);
  return column;
}

/** @throws Error for a column that the table does not have. */
function store(database: Database, table: Table, id: string, values: Values, exists: boolean): void {
  const cells = Object.entries(values).flatMap(([name, value]) => cellsOf(columnOf(table, name), value));
  const names = cells.map(([name]) => quoted(name));
  const parameters = cells.map(([, cell]) => cell);
  if (exists)
    database.run(
      `UPDATE ${storage(table)} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE ${quoted(table.primaryId)} = ?`,
      [...parameters, id],
    );
  else
    database.run(
      `INSERT INTO ${storage(table)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      parameters,
    );
}

const lists = new WeakMap<Table, string>();

/** All columns of a table as SQL, in the order that `decoded` takes them. */
function listOf(table: Table): string {
  let list = lists.get(table);
  if (list === undefined) {
    list = table.columns.flatMap(cellNames).map(quoted).join(', ');
    lists.set(table, list);
  }
  return list;
}

function decoded(table: Table, cells: readonly Cell[]): Row {
  const row: Record<string, Row[string]> = {};
  let at = 0;
  for (const column of table.columns) {
    const polymorphic = typeColumn(column) !== undefined;
    row[column.name] = valueOf(column, cells[at] ?? null, polymorphic ? cells[at + 1] : null);
    at += polymorphic ? 2 : 1;
  }
  return row;
}

/** A new row is in its first state, with the first status reason of that state. */
export function initialState(table: Table): Values {
  const state = table.columns.find((column) => column.type === 'state')?.options?.[0]?.value;
  if (state === undefined) return {};
  const status = table.columns
    .find((column) => column.type === 'status')
    ?.options?.find((option) => option.state === state)?.value;
  return status === undefined ? { statecode: state } : { statecode: state, statuscode: status };
}

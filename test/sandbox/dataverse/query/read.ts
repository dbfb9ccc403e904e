import type { Organization } from '../organization';
import type { Column, Table } from '../schema/table';
import { mayUse } from '../security/access';
import type { Caller } from '../security/caller';
import type { Cell } from '../store/database';
import { isReference, valueOf, type Row, type Value } from '../store/layout';
import type { Expand, SetOptions, Shape } from './options';
import { aliases, columnOf, onlyTo, Scope, type Asker } from './scope';
import { countStatementOf, statementOf } from './sql';
import type { Condition, Join, Order, Ref, Select, Source } from './tree';

/** A row as it was read for a caller, with what was expanded. */
export interface Entry {
  readonly table: Table;
  readonly id: string;
  readonly version: bigint;
  readonly columns: readonly Column[];
  readonly values: Row;
  readonly expanded: readonly Expanded[];
}

export interface Expanded {
  readonly navigation: string;
  readonly value: Entry | Owner | readonly Entry[] | null;
}

/** A principal: a user or a team, of which only the id shows. */
export interface Owner {
  readonly owner: { readonly table: string; readonly id: string };
}

export function isOwner(value: Expanded['value']): value is Owner {
  return value !== null && 'owner' in value;
}

/** Where to go on: the values that the last row was ordered by. */
export type Position = readonly (string | null)[];

export interface EntryPage {
  readonly entries: readonly Entry[];
  /** Null on the last page. */
  readonly next: Position | null;
}

export function askerOf(organization: Organization, caller: Caller): Asker {
  return { catalog: organization.catalog, caller, now: organization.clock() };
}

/** One page of a set. */
export function readPage(
  organization: Organization,
  caller: Caller,
  options: SetOptions,
  size: number,
  after: Position | undefined,
): EntryPage {
  const order = complete(options);
  const columns = columnsFor(options.shape);
  const select: Select = {
    root: options.scope.root,
    joins: options.scope.joins,
    ...(options.where ? { where: options.where } : {}),
    order,
    columns: columns.map((column) => ({ source: options.scope.root, column })),
    limit: size + 1,
    ...(after ? { after } : {}),
  };
  const statement = statementOf(askerOf(organization, caller), select);
  const rows = organization.database.lists(statement.sql, statement.parameters);
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const place = placesOf(statement.names);
  const entries = entriesFrom(organization, caller, options.shape, columns, shown, place);
  return {
    entries,
    next:
      rows.length > size && last
        ? order.map((_, index) => {
            const cell = last[place(`o${index}`)] ?? null;
            return cell === null ? null : String(cell);
          })
        : null,
  };
}

/** How many rows the set has, at most `cap`. */
export function countRows(organization: Organization, caller: Caller, options: SetOptions, cap: number): number {
  const statement = countStatementOf(
    askerOf(organization, caller),
    {
      root: options.scope.root,
      joins: options.scope.joins,
      ...(options.where ? { where: options.where } : {}),
      order: [],
      columns: [],
    },
    cap,
  );
  return Number(organization.database.first(statement.sql, statement.parameters)?.n ?? 0);
}

/** Rows by id that the caller may read, in any order. */
export function readByIds(organization: Organization, caller: Caller, shape: Shape, ids: readonly string[]): Entry[] {
  const nextAlias = aliases();
  const scope = new Scope(askerOf(organization, caller), { alias: nextAlias(), table: shape.table }, nextAlias);
  const key: Ref = { source: scope.root, column: columnOf(shape.table, shape.table.primaryId) };
  const entries: Entry[] = [];
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE)
    entries.push(
      ...readPage(
        organization,
        caller,
        {
          shape,
          scope,
          where: { kind: 'in', ref: key, values: ids.slice(at, at + IDS_AT_ONCE) },
          order: [],
          count: false,
        },
        IDS_AT_ONCE,
        undefined,
      ).entries,
    );
  return entries;
}

const IDS_AT_ONCE = 500;

/** What is ordered by tells every row from every other: the id comes last. */
function complete(options: SetOptions): Order[] {
  const { root } = options.scope;
  return [
    ...options.order,
    { ref: { source: root, column: columnOf(root.table, root.table.primaryId) }, descending: false },
  ];
}

/** What has to be read to show this: the columns, the version, the lookups that are expanded. */
function columnsFor(shape: Shape): Column[] {
  const names = new Set(shape.columns.map((column) => column.name));
  names.add(shape.table.primaryId);
  names.add('versionnumber');
  for (const expand of shape.expands) {
    if (expand.kind === 'one') names.add(expand.relationship.column);
    if (expand.kind === 'owner') names.add('ownerid');
  }
  return shape.table.columns.filter((column) => names.has(column.name));
}

function entriesFrom(
  organization: Organization,
  caller: Caller,
  shape: Shape,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  place: (name: string) => number,
): Entry[] {
  const { table } = shape;
  const readers = columns.map((column, index) => ({
    column,
    at: place(`c${index}`),
    typeAt: place(`c${index}/type`),
    hidden: !mayUse(caller, 'read', table, column),
  }));
  const read = rows.map((cells) => {
    const values: Record<string, Value> = {};
    for (const { column, at, typeAt, hidden } of readers)
      values[column.name] = hidden ? null : valueOf(column, cells[at] ?? null, cells[typeAt]);
    return values;
  });
  const expanded = shape.expands.map((expand) => expansion(organization, caller, table, expand, read));
  return read.map((values, index) => ({
    table,
    id: String(values[table.primaryId]),
    version: BigInt((values.versionnumber as bigint | null) ?? 0n),
    columns: shape.columns,
    values,
    expanded: expanded.map((all) => all[index]!),
  }));
}

/** Where in a list of cells a column stands; -1 for one that is not there. */
function placesOf(names: readonly string[]): (name: string) => number {
  const places = new Map(names.map((name, index) => [name, index]));
  return (name) => places.get(name) ?? -1;
}

/** What one `$expand` shows, for each row. */
function expansion(
  organization: Organization,
  caller: Caller,
  table: Table,
  expand: Expand,
  rows: readonly Row[],
): Expanded[] {
  const { navigation } = expand;
  if (expand.kind === 'owner')
    return rows.map((row) => ({ navigation, value: isReference(row.ownerid) ? { owner: row.ownerid } : null }));
  if (expand.kind === 'many')
    return rows.map((row) => ({
      navigation,
      value: readCollection(organization, caller, table, String(row[table.primaryId]), expand, MOST_EXPANDED).entries,
    }));
  const target = expand.shape.table.logicalName;
  const ids = rows.map((row) => {
    const reference = row[expand.relationship.column];
    return isReference(reference) && reference.table === target ? reference.id : undefined;
  });
  const wanted = [...new Set(ids.filter((id): id is string => id !== undefined))];
  const found = new Map(readByIds(organization, caller, expand.shape, wanted).map((entry) => [entry.id, entry]));
  return ids.map((id) => ({ navigation, value: (id && found.get(id)) || null }));
}

const MOST_EXPANDED = 5000;

/** The rows at the far end of a collection-valued navigation property of one row. */
export function readCollection(
  organization: Organization,
  caller: Caller,
  table: Table,
  id: string,
  expand: Extract<Expand, { kind: 'many' }>,
  size: number,
  after?: Position,
): EntryPage {
  const { options } = expand;
  const { condition, joins } = tied(organization, options.scope.root, options.scope.nextAlias, table, id, expand.end);
  const scope = new Scope(options.scope.asker, options.scope.root, options.scope.nextAlias);
  scope.joins.push(...options.scope.joins, ...joins);
  return readPage(
    organization,
    caller,
    {
      ...options,
      scope,
      where: options.where ? { kind: 'and', parts: [condition, options.where] } : condition,
    },
    Math.min(size, options.top ?? size),
    after,
  );
}

function tied(
  organization: Organization,
  root: Source,
  nextAlias: () => string,
  table: Table,
  id: string,
  end: Extract<Expand, { kind: 'many' }>['end'],
): { condition: Condition; joins: Join[] } {
  if (!('here' in end)) {
    const ref: Ref = { source: root, column: columnOf(root.table, end.relationship.column) };
    const equal: Condition = { kind: 'compare', ref, operator: '=', value: { table: table.logicalName, id } };
    const { on } = onlyTo(ref, table.logicalName);
    return { condition: on ? { kind: 'and', parts: [equal, on] } : equal, joins: [] };
  }
  const intersect = organization.catalog.table(end.relationship.intersect);
  const join: Join = {
    alias: nextAlias(),
    table: intersect,
    kind: 'inner',
    from: { source: root, column: columnOf(root.table, root.table.primaryId) },
    to: columnOf(intersect, root.table.primaryId),
  };
  return {
    joins: [join],
    condition: {
      kind: 'compare',
      ref: { source: join, column: columnOf(intersect, table.primaryId) },
      operator: '=',
      value: id,
    },
  };
}

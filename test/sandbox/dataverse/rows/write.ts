import type { Organization } from '../organization';
import { Refusal } from '../refusal';
import { columnNamed, isLookup, type Column, type Table } from '../schema/table';
import { activeKeys } from '../schema/keys';
import { depthOf, mayUse, need, needOn, privilegeMissing, reaches } from '../security/access';
import type { Caller } from '../security/caller';
import { SYSTEM_USER } from '../identifiers';
import { isReference, type Reference, type Row, type Value, type Values } from '../store/layout';
import { moneyOf } from './currency';
import { guard } from './guards';
import { idsByKey } from './keys';
import { nextNumber } from './numbering';
import { stateOf } from './state';
import { accepted } from './values';

/** The etag a caller has to know: `W/"1000042"`. */
export function etagOf(row: Row): string {
  return `W/"${String(row.versionnumber)}"`;
}

/**
 * Creates a row as the caller, with everything the platform does on create.
 * @throws Refusal
 */
export function createRow(organization: Organization, caller: Caller, tableName: string, input: Values): Row {
  return organization.transaction(() => {
    const table = organization.catalog.table(tableName);
    need(caller, 'Create', table);
    guard('create', table, caller, input);
    const given = writable(caller, 'create', table, input);
    const id =
      typeof input[table.primaryId] === 'string' ? String(input[table.primaryId]).toLowerCase() : organization.newId();
    if (organization.has(tableName, id)) throw duplicateRow();
    const owner = table.ownership === 'UserOwned' ? (given.ownerid ?? user(caller)) : null;
    const values: Record<string, Value> = {
      ...defaults(table),
      ...given,
      ...stateOf(table, undefined, given),
      ...stamps(organization, caller, 'create'),
      ...(isReference(owner) ? ownership(organization, caller, table, owner) : {}),
    };
    overrideCreatedOn(values);
    for (const column of table.columns)
      if (column.autoNumber !== undefined && (values[column.name] ?? null) === null)
        values[column.name] = nextNumber(organization, `${tableName}.${column.name}`, column.autoNumber);
    Object.assign(values, moneyOf(organization, table, undefined, values));
    requireColumns(table, values);
    checkReferences(organization, caller, table, given);
    const row = { ...values, [table.primaryId]: id };
    checkKeys(organization, table, id, row);
    if (isReference(owner) && !reaches(caller, depthOf(caller, 'Create', table), table, row as Row))
      throw privilegeMissing(caller, 'Create', table);
    organization.put(tableName, known(table, row));
    return organization.row(tableName, id)!;
  });
}

/** What an update may insist on. */
export interface UpdateOptions {
  /** The version the caller has seen; `*` or absent for any. */
  readonly etag?: string;
}

/**
 * Changes a row as the caller. The version grows even when no value differs.
 * @throws Refusal
 */
export function updateRow(
  organization: Organization,
  caller: Caller,
  tableName: string,
  id: string,
  input: Values,
  options: UpdateOptions = {},
): Row {
  return organization.transaction(() => {
    const table = organization.catalog.table(tableName);
    const before = existing(organization, caller, table, id);
    needToChange(caller, table, before);
    checkEtag(before, options.etag);
    guard('update', table, caller, input, before);
    const given = writable(caller, 'update', table, input);
    const owner = given.ownerid;
    if (isReference(owner)) needOn(caller, 'Assign', table, before);
    else if (owner === null) delete given.ownerid;
    const values: Record<string, Value> = {
      ...given,
      ...stateOf(table, before, given),
      ...stamps(organization, caller, 'update'),
      ...(isReference(owner) ? ownership(organization, caller, table, owner) : {}),
    };
    Object.assign(values, moneyOf(organization, table, before, values));
    requireColumns(table, { ...before, ...values });
    checkReferences(organization, caller, table, given);
    checkKeys(organization, table, id, { ...before, ...values }, Object.keys(given));
    organization.put(tableName, known(table, { ...values, [table.primaryId]: id }));
    return organization.row(tableName, id)!;
  });
}

/** A user changes own settings without any privilege. */
function needToChange(caller: Caller, table: Table, row: Row): void {
  if (table.logicalName === 'usersettings' && row.systemuserid === caller.userId) return;
  needOn(caller, 'Write', table, row);
}

/**
 * Takes a row away as the caller; what points to it is emptied, refused or deleted too, as each relationship says.
 * @throws Refusal
 */
export function deleteRow(
  organization: Organization,
  caller: Caller,
  tableName: string,
  id: string,
  options: UpdateOptions = {},
): void {
  organization.transaction(() => {
    const table = organization.catalog.table(tableName);
    const row = existing(organization, caller, table, id);
    needOn(caller, 'Delete', table, row);
    checkEtag(row, options.etag);
    guard('delete', table, caller, {}, row);
    for (const { table: referencing, relationship } of organization.catalog.referencing(tableName)) {
      if (PLATFORM_LOOKUPS.has(relationship.column)) continue;
      for (const child of organization.rows(referencing.logicalName, {
        [relationship.column]: { table: tableName, id },
      })) {
        const reference = child[relationship.column];
        if (!isReference(reference) || reference.table !== tableName) continue;
        const childId = String(child[referencing.primaryId]);
        if (relationship.onDelete === 'Restrict')
          throw new Refusal(
            400,
            '0x80040227',
            'The record cannot be deleted because it is associated with another record.',
          );
        if (relationship.onDelete === 'Cascade') deleteRow(organization, caller, referencing.logicalName, childId);
        else
          organization.put(referencing.logicalName, {
            [referencing.primaryId]: childId,
            [relationship.column]: null,
            modifiedon: organization.now(),
          });
      }
    }
    for (const pair of organization.catalog.manyToMany)
      for (const end of [pair.first, pair.second])
        if (end.table === tableName && tableName !== pair.intersect)
          for (const link of organization.rows(pair.intersect, { [table.primaryId]: id }))
            organization.take(pair.intersect, String(link[organization.catalog.table(pair.intersect).primaryId]));
    organization.take(tableName, id);
  });
}

/** Who made, owns or changed a row stays written there when that user is gone. */
const PLATFORM_LOOKUPS: ReadonlySet<string> = new Set([
  'createdby',
  'modifiedby',
  'createdonbehalfby',
  'modifiedonbehalfby',
  'ownerid',
  'owninguser',
  'owningteam',
  'owningbusinessunit',
  'organizationid',
]);

/** Ties two rows of a many-to-many relationship, or unties them. @throws Refusal */
export function setAssociation(
  organization: Organization,
  caller: Caller,
  intersect: string,
  one: Reference,
  other: Reference,
  tied: boolean,
): void {
  organization.transaction(() => {
    const { catalog } = organization;
    for (const end of [one, other]) {
      const table = catalog.table(end.table);
      const row = existing(organization, caller, table, end.id);
      needOn(caller, 'Append', table, row);
    }
    const pair = {
      [catalog.table(one.table).primaryId]: one.id,
      [catalog.table(other.table).primaryId]: other.id,
    };
    const present = organization.rows(intersect, pair);
    if (tied && present.length > 0) throw new Refusal(400, '0x80040237', 'Cannot insert duplicate key.');
    if (tied) organization.put(intersect, pair);
    else for (const row of present) organization.take(intersect, String(row[catalog.table(intersect).primaryId]));
  });
}

export function rowMissing(table: Table, id: string): Refusal {
  const name = table.logicalName;
  return new Refusal(404, '0x80040217', `Entity '${name}' With Id = ${id} Does Not Exist`);
}

export function duplicateRow(): Refusal {
  return new Refusal(412, '0x80040237', 'A record with matching key values already exists.');
}

/** A row to be written. That it cannot be read is no reason to say it does not exist. */
function existing(organization: Organization, caller: Caller, table: Table, id: string): Row {
  const row = organization.row(table.logicalName, id);
  if (!row) {
    need(caller, 'Read', table);
    throw rowMissing(table, id);
  }
  return row;
}

function checkEtag(row: Row, etag: string | undefined): void {
  if (etag === undefined || etag === '*') return;
  if (etag !== etagOf(row))
    throw new Refusal(
      412,
      '0x80060882',
      "The version of the existing record doesn't match the RowVersion property provided.",
    );
}

/** The values the caller may write, checked. Columns that are not valid for the operation are passed over in silence. */
function writable(caller: Caller, use: 'create' | 'update', table: Table, input: Values): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(input)) {
    const column = columnNamed(table, name);
    if (!column) throw new Error(`no column ${name} in ${table.logicalName}`);
    if (name === table.primaryId) continue;
    if (!(use === 'create' ? column.canCreate : column.canUpdate) && !caller.system) continue;
    if (!mayUse(caller, use, table, column))
      throw new Refusal(
        403,
        use === 'create' ? '0x8004F502' : '0x8004F507',
        `Caller user with Id ${caller.userId} does not have ${use === 'create' ? 'Create' : 'Update'} permissions to the '${name}' securedattribute for entity ${table.logicalName}.`,
      );
    values[name] = accepted(table, column, value);
  }
  return values;
}

function defaults(table: Table): Values {
  const values: Record<string, Value> = {};
  for (const column of table.columns) {
    if (column.type === 'boolean') values[column.name] = column.defaultValue === 1;
    else if (column.defaultValue !== undefined) values[column.name] = column.defaultValue;
  }
  return values;
}

function user(caller: Caller): Reference {
  return { table: 'systemuser', id: caller.userId };
}

function stamps(organization: Organization, caller: Caller, verb: 'create' | 'update'): Values {
  const now = organization.now();
  const delegate = caller.onBehalfOf === undefined ? null : { table: 'systemuser', id: caller.onBehalfOf };
  const modified = { modifiedon: now, modifiedby: user(caller), modifiedonbehalfby: delegate };
  return verb === 'update'
    ? modified
    : { ...modified, createdon: now, createdby: user(caller), createdonbehalfby: delegate };
}

/** A row brought from elsewhere keeps its date: what is given as `overriddencreatedon` becomes `createdon`. */
function overrideCreatedOn(values: Record<string, Value>): void {
  if (typeof values.overriddencreatedon !== 'string') return;
  const now = values.createdon ?? null;
  values.createdon = values.overriddencreatedon;
  values.overriddencreatedon = now;
}

/** The columns that follow from an owner. The owner must be able to read such rows. @throws Refusal */
function ownership(organization: Organization, caller: Caller, table: Table, owner: Reference): Values {
  const row = organization.row(owner.table, owner.id);
  if (!row) throw rowMissing(organization.catalog.table(owner.table), owner.id);
  if (owner.table === 'systemuser' && owner.id !== SYSTEM_USER && !caller.system) {
    const assignee = organization.callers.byId(owner.id);
    if (depthOf(assignee, 'Read', table) === 0) throw privilegeMissing(assignee, 'Read', table);
  }
  const team = owner.table === 'team';
  return {
    ownerid: owner,
    owninguser: team ? null : owner,
    owningteam: team ? owner : null,
    owningbusinessunit: row.businessunitid ?? null,
  };
}

function requireColumns(table: Table, values: Values): void {
  const missing = table.columns.find(
    (column) =>
      column.required === 'systemrequired' &&
      column.name !== table.primaryId &&
      column.canCreate &&
      column.name !== 'ownerid' &&
      (values[column.name] ?? null) === null,
  );
  if (missing)
    throw new Refusal(
      400,
      '0x80040203',
      `Attribute: ${missing.name} cannot be set to NULL on entity ${table.logicalName}.`,
    );
}

/** Every lookup that is set must point to a row that exists, and both sides must allow the tie. */
function checkReferences(organization: Organization, caller: Caller, table: Table, given: Values): void {
  for (const [name, value] of Object.entries(given)) {
    const column = columnNamed(table, name);
    if (!column || !isLookup(column) || !isReference(value) || column.type === 'owner') continue;
    checkTarget(column, value);
    const target = organization.catalog.table(value.table);
    const row = organization.row(value.table, value.id);
    if (!row) throw rowMissing(target, value.id);
    need(caller, 'Append', table);
    needOn(caller, 'AppendTo', target, row);
  }
}

function checkTarget(column: Column, reference: Reference): void {
  if (!column.targets?.includes(reference.table))
    throw new Refusal(400, '0x80048d19', `The lookup '${column.name}' cannot point to '${reference.table}'.`);
}

function checkKeys(
  organization: Organization,
  table: Table,
  id: string,
  row: Values,
  changed?: readonly string[],
): void {
  for (const key of activeKeys(table, organization.now())) {
    if (changed && !key.columns.some((column) => changed.includes(column))) continue;
    const values = Object.fromEntries(key.columns.map((column) => [column, row[column] ?? null]));
    if (Object.values(values).some((value) => value === null)) continue;
    if (idsByKey(organization, table, values).some((other) => other !== id))
      throw new Refusal(
        412,
        '0x80060892',
        `A record that has the attribute values ${key.columns
          .map((column) => columnNamed(table, column)?.labels['1033'] ?? column)
          .join(
            ', ',
          )} already exists. The entity key ${key.labels['1033'] ?? key.schemaName} requires that this set of ` +
          'attributes contains unique values. Select unique values and try again.',
      );
  }
}

/** Without what the table has no column for. */
function known(table: Table, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => columnNamed(table, name)));
}

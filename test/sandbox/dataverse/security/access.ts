import { Refusal } from '../refusal';
import { metadataId } from '../schema/catalog';
import { label, type Table } from '../schema/table';
import type { Cell } from '../store/database';
import { isReference, quoted, type Row } from '../store/layout';
import { DEPTH, privilegeName, type Caller, type Right } from './caller';

/** How far a caller's right on a table reaches; 0 for not at all. */
export function depthOf(caller: Caller, right: Right, table: Table): number {
  if (caller.system || caller.administrator) return DEPTH.Global;
  if (table.ownership === 'None') return right === 'Read' ? DEPTH.Global : 0;
  const granted = caller.privileges.get(privilegeName(right, table.schemaName).toLowerCase()) ?? 0;
  // Whatever the depth that was ticked, a table of the organisation is all or nothing.
  return granted > 0 && table.ownership === 'OrgOwned' ? DEPTH.Global : granted;
}

/** @throws Refusal 403 when the caller has the right at no depth. */
export function need(caller: Caller, right: Right, table: Table): void {
  if (depthOf(caller, right, table) === 0) throw privilegeMissing(caller, right, table);
}

export function privilegeMissing(caller: Caller, right: Right, table: Table): Refusal {
  const privilege = privilegeName(right, table.schemaName);
  return new Refusal(
    403,
    '0x80040220',
    `Principal user (Id=${caller.userId}, type=8, roleCount=${caller.roleCount}, privilegeCount=${caller.privileges.size}, accessMode=0), ` +
      `is missing ${privilege} privilege (Id=${metadataId('privilege', privilege.toLowerCase())}) on OTC=${table.objectTypeCode} ` +
      `for entity '${table.logicalName}' (LocalizedName='${label(table.labels, caller.language)}'). context.Caller=${caller.userId}. ` +
      'Consider adding missed privilege to one of the principal (user/team) roles.',
  );
}

/** @throws Refusal 403 when the caller has the right, but not on this row. */
export function needOn(caller: Caller, right: Right, table: Table, row: Row): void {
  need(caller, right, table);
  if (reaches(caller, depthOf(caller, right, table), table, row)) return;
  const id = String(row[table.primaryId]);
  throw new Refusal(
    403,
    '0x80048306',
    `Principal with id ${caller.userId} does not have ${right}Access right(s) for record with id ${id} of entity ${table.logicalName}. ` +
      `Details: ${JSON.stringify({
        CallerPrincipal: { PrincipalId: caller.userId, Type: 8, IsUserPrincipal: true },
        OwnerPrincipal: isReference(row.ownerid) ? { PrincipalId: row.ownerid.id } : null,
        ObjectId: id,
        ObjectTypeCode: table.objectTypeCode,
        EntityName: table.logicalName,
        RightsToCheck: `${right}Access`,
      })}`,
  );
}

/** May a right of this depth be used on this row? */
export function reaches(caller: Caller, depth: number, table: Table, row: Row): boolean {
  if (depth >= DEPTH.Global) return true;
  if (table.ownership === 'UserOwned') {
    const owner = row.ownerid;
    if (isReference(owner) && (owner.id === caller.userId || caller.teams.includes(owner.id)))
      return depth >= DEPTH.Basic;
    return businessUnits(caller, depth).includes(idOf(row.owningbusinessunit));
  }
  if (table.ownership === 'BusinessOwned') return businessUnits(caller, depth).includes(businessUnitOf(table, row));
  return true;
}

function businessUnits(caller: Caller, depth: number): readonly string[] {
  if (depth >= DEPTH.Deep) return caller.businessUnits;
  return depth >= DEPTH.Local ? [caller.businessUnitId] : [];
}

function idOf(value: Row[string] | undefined): string {
  return isReference(value) ? value.id : '';
}

function businessUnitOf(table: Table, row: Row): string {
  return table.logicalName === 'businessunit' ? String(row.businessunitid) : idOf(row.businessunitid);
}

export interface SqlCondition {
  readonly sql: string;
  readonly parameters: readonly Cell[];
}

/** Which rows of a table the caller may read, as a condition on `alias`; undefined for all of them. */
export function readable(caller: Caller, table: Table, alias: string): SqlCondition | undefined {
  const depth = depthOf(caller, 'Read', table);
  if (depth >= DEPTH.Global) return undefined;
  const units = businessUnits(caller, depth);
  const among = (column: string, values: readonly string[]): SqlCondition => ({
    sql: `${alias}.${quoted(column)} IN (${values.map(() => '?').join(', ')})`,
    parameters: values,
  });
  if (table.ownership === 'UserOwned') {
    const own = among('ownerid', [caller.userId, ...caller.teams]);
    if (units.length === 0) return own;
    const inUnit = among('owningbusinessunit', units);
    return { sql: `(${own.sql} OR ${inUnit.sql})`, parameters: [...own.parameters, ...inUnit.parameters] };
  }
  if (table.ownership === 'BusinessOwned') return among('businessunitid', units);
  return undefined;
}

export type SecuredUse = 'read' | 'create' | 'update';

/** Secured columns are for administrators and for those whom a column security profile names. */
export function mayUse(
  caller: Caller,
  use: SecuredUse,
  table: Table,
  column: { name: string; secured: boolean },
): boolean {
  if (!column.secured || caller.system || caller.administrator) return true;
  return caller.secured.get(`${table.logicalName}.${column.name}`)?.[use] === true;
}

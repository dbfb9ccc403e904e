import type { Catalog } from '../schema/catalog';
import type { Database } from '../store/database';
import { ADMINISTRATOR_TEMPLATE, ROOT_BUSINESS_UNIT, SYSTEM_USER } from '../identifiers';
import { Refusal } from '../refusal';
import { folded, quoted, storage } from '../store/layout';
import type { Caller } from './caller';

/** The platform itself. */
export const SYSTEM: Caller = {
  userId: SYSTEM_USER,
  businessUnitId: ROOT_BUSINESS_UNIT,
  language: 1033,
  zone: 'UTC',
  system: true,
  administrator: true,
  roleCount: 1,
  teams: [],
  businessUnits: [ROOT_BUSINESS_UNIT],
  privileges: new Map(),
  secured: new Map(),
};

/** Tables whose rows decide what a user may do. */
export const SECURITY_TABLES: ReadonlySet<string> = new Set([
  'systemuser',
  'usersettings',
  'businessunit',
  'role',
  'privilege',
  'roleprivileges',
  'systemuserroles',
  'teammembership',
  'fieldpermission',
  'systemuserprofiles',
]);

/** Windows time-zone codes of user settings that the sandbox's users have, with their IANA zones. */
const ZONES: Readonly<Record<number, string>> = {
  4: 'America/Los_Angeles',
  20: 'America/Chicago',
  35: 'America/New_York',
  85: 'Europe/London',
  92: 'UTC',
  105: 'Europe/Paris',
  110: 'Europe/Berlin',
  190: 'Asia/Kolkata',
  235: 'Asia/Tokyo',
};

export interface Callers {
  /** By the part of the user name before the `@`. Undefined when there is no such user. */
  named(name: string): Caller | undefined;
  /** @throws Refusal for a user that does not exist or is disabled. */
  byId(userId: string): Caller;
  /** By Entra object id. */
  byObjectId(objectId: string): Caller | undefined;
  /** Forget what was read: roles or users changed. */
  forget(): void;
}

/** Reads users, roles and privileges from the tables that the Web API shows too. */
export function callersOf(database: Database, catalog: Catalog): Callers {
  const known = new Map<string, Caller>();
  const from = (table: string): string => storage(catalog.table(table));
  const texts = (sql: string, ...parameters: string[]): string[] =>
    database.all(sql, parameters).map((row) => String(row.value));

  function read(userId: string): Caller {
    const user = database.first(`SELECT * FROM ${from('systemuser')} WHERE systemuserid = ?`, [userId]);
    if (!user) throw new Refusal(404, '0x80040217', `systemuser With Id = ${userId} Does Not Exist`);
    if (user.isdisabled === 1n)
      throw new Refusal(
        403,
        '0x80040225',
        'The specified user is either disabled or is not a member of any business unit.',
      );
    const businessUnitId = String(user.businessunitid ?? ROOT_BUSINESS_UNIT);
    const settings = database.first(`SELECT * FROM ${from('usersettings')} WHERE systemuserid = ?`, [userId]);
    const teams = texts(`SELECT teamid AS value FROM ${from('teammembership')} WHERE systemuserid = ?`, userId);
    const roles = database.all(
      `SELECT r.roleid, r.roletemplateid FROM ${from('systemuserroles')} ur JOIN ${from('role')} r ON r.roleid = ur.roleid
       WHERE ur.systemuserid = ?`,
      [userId],
    );
    const privileges = new Map<string, number>();
    for (const row of database.all(
      `SELECT p.name, rp.privilegedepthmask AS depth FROM ${from('systemuserroles')} ur
       JOIN ${from('roleprivileges')} rp ON rp.roleid = ur.roleid
       JOIN ${from('privilege')} p ON p.privilegeid = rp.privilegeid WHERE ur.systemuserid = ?`,
      [userId],
    )) {
      const name = String(row.name).toLowerCase();
      privileges.set(name, Math.max(privileges.get(name) ?? 0, Number(row.depth)));
    }
    const secured = new Map<string, { read: boolean; create: boolean; update: boolean }>();
    for (const row of database.all(
      `SELECT fp.* FROM ${from('systemuserprofiles')} up
       JOIN ${from('fieldpermission')} fp ON fp.fieldsecurityprofileid = up.fieldsecurityprofileid WHERE up.systemuserid = ?`,
      [userId],
    )) {
      const name = `${String(row.entityname)}.${String(row.attributelogicalname)}`;
      const before = secured.get(name);
      secured.set(name, {
        read: before?.read === true || row.canread === 4n,
        create: before?.create === true || row.cancreate === 4n,
        update: before?.update === true || row.canupdate === 4n,
      });
    }
    return {
      userId,
      businessUnitId,
      language: Number(settings?.uilanguageid ?? 1033),
      zone: ZONES[Number(settings?.timezonecode ?? 92)] ?? 'UTC',
      system: false,
      administrator: roles.some((role) => role.roletemplateid === ADMINISTRATOR_TEMPLATE),
      roleCount: roles.length,
      teams,
      businessUnits: withChildren(businessUnitId),
      privileges,
      secured,
    };
  }

  function withChildren(businessUnitId: string): string[] {
    const all = [businessUnitId];
    for (const parent of all)
      for (const child of texts(
        `SELECT businessunitid AS value FROM ${from('businessunit')} WHERE parentbusinessunitid = ?`,
        parent,
      ))
        if (!all.includes(child)) all.push(child);
    return all;
  }

  const byId = (userId: string): Caller => {
    let caller = known.get(userId);
    if (!caller) {
      caller = read(userId);
      known.set(userId, caller);
    }
    return caller;
  };

  return {
    byId,
    named: (name) => {
      const row = database.first(
        `SELECT systemuserid FROM ${from('systemuser')} WHERE ${quoted('domainname/folded')} LIKE ? ESCAPE '\\'`,
        [`${folded(name).replace(/[\\%_]/g, '\\$&')}@%`],
      );
      return row ? byId(String(row.systemuserid)) : undefined;
    },
    byObjectId: (objectId) => {
      const row = database.first(
        `SELECT systemuserid FROM ${from('systemuser')} WHERE azureactivedirectoryobjectid = ?`,
        [objectId],
      );
      return row ? byId(String(row.systemuserid)) : undefined;
    },
    forget: () => known.clear(),
  };
}

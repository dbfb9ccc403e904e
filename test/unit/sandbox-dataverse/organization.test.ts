import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOrganization } from '../../sandbox/dataverse/organization';
import { tableFrom } from '../../sandbox/dataverse/schema/definition';
import { USERS } from '../../sandbox/dataverse/identifiers';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'dataverse-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const thing = tableFrom(
  {
    name: 'new_thing',
    schema: 'new_Thing',
    set: 'new_things',
    primaryName: 'new_name',
    ownership: 'UserOwned',
    changeTracking: true,
    labels: ['Thing', 'Things', 'Chose', 'Choses'],
    columns: ['new_name string(100) | Name | Nom', 'new_amount decimal(4) | Amount', 'new_big bigint | Big'],
  },
  0,
);

test('what was defined and written is there after opening again', () => {
  const first = openOrganization({ dataDir });
  first.defineTable(thing);
  const id = first.put('new_thing', { new_name: 'Élan ', new_amount: '12.5000', new_big: 9007199254740993n });
  first.setRolePrivilege('0a000000-0000-4000-8000-0000000000a1', 'prvReadnew_Thing', 2);
  const version = first.counters.newestVersion();
  first.close();

  const second = openOrganization({ dataDir });
  expect(second.row('new_thing', id)).toMatchObject({
    new_name: 'Élan ',
    new_amount: '12.5000',
    new_big: 9007199254740993n,
  });
  expect(second.catalog.bySet('new_things')?.objectTypeCode).toBeGreaterThanOrEqual(10_000);
  expect(second.callers.named('pm')?.privileges.get('prvreadnew_thing')).toBe(2);
  expect(second.counters.newestVersion()).toBe(version);
  expect(second.counters.nextVersion()).toBe(version + 1n);
  second.close();
});

test('a transaction that fails takes rows, versions and schema back', () => {
  const organization = openOrganization({ dataDir });
  const version = organization.counters.newestVersion();
  expect(() =>
    organization.transaction(() => {
      organization.defineTable(thing);
      organization.put('new_thing', { new_name: 'x' });
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(organization.catalog.find('new_thing')).toBeUndefined();
  expect(organization.counters.newestVersion()).toBe(version);
  organization.defineTable(thing);
  expect(organization.rows('new_thing')).toEqual([]);
  organization.close();
});

test('a dropped column is gone with its data, and so are the privileges of a dropped table', () => {
  const organization = openOrganization({ dataDir });
  organization.defineTable(thing);
  organization.defineKey('new_thing', {
    name: 'new_key',
    schemaName: 'new_Key',
    columns: ['new_name'],
    labels: {},
    status: 'Active',
  });
  const id = organization.put('new_thing', { new_name: 'x' });
  organization.dropColumn('new_thing', 'new_name');
  expect(organization.catalog.table('new_thing').keys).toEqual([]);
  organization.defineColumn(
    'new_thing',
    thing.columns.find((column) => column.name === 'new_name')!,
  );
  expect(organization.row('new_thing', id)?.new_name).toBeNull();
  expect(organization.privilegeId('prvReadnew_Thing')).toBeDefined();
  organization.dropTable('new_thing');
  expect(organization.privilegeId('prvReadnew_Thing')).toBeUndefined();
  organization.close();
});

test('users, roles and settings of a new organisation', () => {
  const organization = openOrganization({ dataDir });
  expect(organization.callers.named('admin')).toMatchObject({ userId: USERS.admin, administrator: true });
  expect(organization.callers.named('chef')).toMatchObject({ language: 1036, zone: 'Europe/Paris' });
  expect(organization.callers.named('pm')?.privileges.get('prvwritemsdyn_project')).toBe(4);
  expect(organization.callers.named('host')?.roleCount).toBe(0);
  expect(organization.callers.named('nobody')).toBeUndefined();
  organization.close();
});

test('what was committed survives the sudden end of the process', () => {
  const organization = openOrganization({ dataDir });
  const id = organization.put('account', { name: 'Committed' });
  // The files as they lie there while the process lives: what a kill would leave behind.
  const after = join(dataDir, 'after');
  mkdirSync(after);
  for (const file of readdirSync(dataDir))
    if (file.startsWith('dataverse.db')) copyFileSync(join(dataDir, file), join(after, file));
  const revived = openOrganization({ dataDir: after });
  expect(revived.row('account', id)?.name).toBe('Committed');
  expect(revived.counters.newestVersion()).toBe(organization.counters.newestVersion());
  revived.close();
  organization.close();
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROJECT_MANAGER_ROLE, USERS } from '../../sandbox/dataverse';
import { DOCUMENTED_LIMITS } from '../../sandbox/dataverse/http/limits';
import { DEPTH } from '../../sandbox/dataverse/security/caller';
import { rig, type Answer, type Rig } from './rig';

let dataverse: Rig;
beforeEach(async () => {
  dataverse = await rig();
});
afterEach(() => dataverse.close());

async function create(as: string, body: Record<string, unknown> = { name: 'A' }, set = 'accounts'): Promise<string> {
  const answer = await dataverse.send('POST', set, { as, body });
  if (answer.status !== 204) throw new Error(answer.text);
  return /\(([^)]+)\)$/.exec(answer.headers['odata-entityid'] ?? '')?.[1] ?? '';
}

function give(privilege: string, depth: 1 | 2 | 4 | 8 | null): void {
  dataverse.organization.setRolePrivilege(PROJECT_MANAGER_ROLE, privilege, depth);
}

test('without the privilege: 403 with the platform’s words', async () => {
  const answer = await dataverse.send('POST', 'pricelevels', { as: 'pm', body: { name: 'x' } });
  expect([answer.status, answer.code]).toEqual([403, '0x80040220']);
  expect(answer.json.error.message).toMatch(
    /^Principal user \(Id=0a000000-0000-4000-8000-000000000002, type=8, roleCount=1, .* is missing prvCreatepricelevel privilege \(Id=.*\) on OTC=1022 for entity 'pricelevel'/,
  );
  expect((await dataverse.send('GET', 'accounts', { as: 'host' })).status).toBe(403);
  expect((await dataverse.send('GET', 'WhoAmI', { as: 'host' })).status).toBe(200);
});

test('depth: own rows, those of the business unit, all', async () => {
  const unit = dataverse.organization.put('businessunit', {
    name: 'France',
    parentbusinessunitid: { table: 'businessunit', id: '0a000000-0000-4000-8000-0000000000b0' },
  });
  dataverse.organization.put('systemuser', {
    systemuserid: USERS.chef,
    businessunitid: { table: 'businessunit', id: unit },
  });
  const mine = await create('pm');
  const theirs = await create('chef');
  const others = await create('outsider');
  const seen = async () =>
    (await dataverse.send('GET', 'accounts?$select=accountid', { as: 'pm' })).json.value
      .map((row: { accountid: string }) => row.accountid)
      .sort();
  expect(await seen()).toEqual([mine, theirs, others].sort());
  give('prvReadAccount', DEPTH.Basic);
  expect(await seen()).toEqual([mine]);
  expect((await dataverse.send('GET', 'accounts/$count', { as: 'pm' })).text).toBe('\uFEFF1');
  const one = await dataverse.send('GET', `accounts(${others})`, { as: 'pm' });
  expect([one.status, one.code]).toEqual([403, '0x80048306']);
  expect(one.json.error.message).toContain(
    `does not have ReadAccess right(s) for record with id ${others} of entity account`,
  );
  give('prvReadAccount', DEPTH.Local);
  expect(await seen()).toEqual([mine, others].sort());
  give('prvReadAccount', DEPTH.Deep);
  expect(await seen()).toEqual([mine, theirs, others].sort());
  give('prvWriteAccount', DEPTH.Local);
  expect((await dataverse.send('PATCH', `accounts(${theirs})`, { as: 'pm', body: { name: 'B' } })).code).toBe(
    '0x80048306',
  );
  expect((await dataverse.send('PATCH', `accounts(${others})`, { as: 'pm', body: { name: 'B' } })).status).toBe(204);
});

test('a table of the organisation is all or nothing, whatever depth is ticked', async () => {
  give('prvReadpricelevel', DEPTH.Basic);
  dataverse.organization.put('pricelevel', { name: 'List' });
  expect((await dataverse.send('GET', 'pricelevels?$select=name', { as: 'pm' })).json.value).toHaveLength(1);
  give('prvReadpricelevel', null);
  expect((await dataverse.send('GET', 'pricelevels?$select=name', { as: 'pm' })).status).toBe(403);
});

test('rows that may not be read are not there in an expansion', async () => {
  const parent = await create('outsider', { name: 'P' });
  const child = await create('pm', { name: 'C', 'parentaccountid@odata.bind': `/accounts(${parent})` });
  give('prvReadAccount', DEPTH.Basic);
  const { json } = await dataverse.send(
    'GET',
    `accounts(${child})?$select=name&$expand=parentaccountid($select=name)`,
    { as: 'pm' },
  );
  expect(json.parentaccountid).toBeNull();
});

test('owner: given on create, changed later; it must be able to read such rows', async () => {
  const id = await create('pm', { name: 'A', 'ownerid@odata.bind': `/systemusers(${USERS.chef})` });
  const owner = async () =>
    (await dataverse.send('GET', `accounts(${id})?$select=_ownerid_value,_owningteam_value,_createdby_value`)).json;
  expect(await owner()).toMatchObject({ _ownerid_value: USERS.chef, _createdby_value: USERS.pm });
  const host = await dataverse.send('PATCH', `accounts(${id})`, {
    body: { 'ownerid@odata.bind': `/systemusers(${USERS.host})` },
  });
  expect([host.status, host.code]).toEqual([403, '0x80040220']);
  expect(host.json.error.message).toContain(USERS.host);
  const team = '0a000000-0000-4000-8000-0000000000b1';
  await dataverse.send('PATCH', `accounts(${id})`, { body: { 'ownerid@odata.bind': `/teams(${team})` } });
  expect(await owner()).toMatchObject({ _ownerid_value: team, _owningteam_value: team });
  give('prvAssignAccount', null);
  const refused = await dataverse.send('PATCH', `accounts(${id})`, {
    as: 'pm',
    body: { 'ownerid@odata.bind': `/systemusers(${USERS.pm})` },
  });
  expect(refused.json.error.message).toContain('prvAssignAccount');
});

test('a lookup needs append here and append-to there', async () => {
  const parent = await create('pm', { name: 'P' });
  const bind = () =>
    dataverse.send('POST', 'accounts', { as: 'pm', body: { 'parentaccountid@odata.bind': `/accounts(${parent})` } });
  expect((await bind()).status).toBe(204);
  give('prvAppendToAccount', null);
  expect((await bind()).json.error.message).toContain('prvAppendToAccount');
  give('prvAppendAccount', null);
  expect((await bind()).json.error.message).toContain('prvAppendAccount');
});

test('roles come and go over the Web API', async () => {
  const role = (await dataverse.send('GET', "roles?$select=name&$filter=name%20eq%20'Project Manager'")).json.value[0]
    .roleid;
  expect(role).toBe(PROJECT_MANAGER_ROLE);
  const url = `systemusers(${USERS.host})/systemuserroles_association`;
  const tie = await dataverse.send('POST', `${url}/$ref`, {
    body: { '@odata.id': `http://contoso.test/api/data/v9.2/roles(${role})` },
  });
  expect(tie.status).toBe(204);
  expect((await dataverse.send('GET', `${url}?$select=name`)).json.value).toHaveLength(1);
  expect((await dataverse.send('GET', 'accounts', { as: 'host' })).status).toBe(200);
  expect((await dataverse.send('POST', `${url}/$ref`, { body: { '@odata.id': `roles(${role})` } })).code).toBe(
    '0x80040237',
  );
  expect((await dataverse.send('DELETE', `${url}(${role})/$ref`)).status).toBe(204);
  expect((await dataverse.send('GET', 'accounts', { as: 'host' })).status).toBe(403);
});

test('secured columns: nothing to see, nothing to write, unless a profile says so', async () => {
  const { organization } = dataverse;
  const column = organization.catalog.table('account').columns.find((candidate) => candidate.name === 'creditlimit')!;
  organization.defineColumn('account', { ...column, secured: true });
  const id = await create('admin', { name: 'A', creditlimit: 5 });
  const read = async () =>
    (await dataverse.send('GET', `accounts(${id})?$select=creditlimit`, { as: 'pm' })).json.creditlimit;
  expect(await read()).toBeNull();
  expect((await dataverse.send('GET', `accounts(${id})?$select=creditlimit`)).json.creditlimit).toBe(5);
  expect((await dataverse.send('PATCH', `accounts(${id})`, { as: 'pm', body: { creditlimit: 6 } })).code).toBe(
    '0x8004f507',
  );
  expect((await dataverse.send('GET', 'accounts?$filter=creditlimit%20gt%201', { as: 'pm' })).code).toBe('0x8004f506');
  const profile = organization.put('fieldsecurityprofile', { name: 'Credit' });
  organization.put('fieldpermission', {
    fieldsecurityprofileid: { table: 'fieldsecurityprofile', id: profile },
    entityname: 'account',
    attributelogicalname: 'creditlimit',
    canread: 4,
    cancreate: 0,
    canupdate: 0,
  });
  await dataverse.send('POST', `systemusers(${USERS.pm})/systemuserprofiles_association/$ref`, {
    body: { '@odata.id': `fieldsecurityprofiles(${profile})` },
  });
  expect(await read()).toBe(5);
  expect((await dataverse.send('PATCH', `accounts(${id})`, { as: 'pm', body: { creditlimit: 6 } })).code).toBe(
    '0x8004f507',
  );
});

test('in another’s name', async () => {
  const headers = {
    callerobjectid: String(dataverse.organization.row('systemuser', USERS.chef)?.azureactivedirectoryobjectid),
  };
  const me = await dataverse.send('GET', 'WhoAmI', { headers });
  expect(me.json.UserId).toBe(USERS.chef);
  const answer = await dataverse.send('POST', 'accounts', {
    body: { name: 'x' },
    headers: { ...headers, prefer: 'return=representation' },
  });
  expect(answer.json).toMatchObject({ _createdby_value: USERS.chef, _createdonbehalfby_value: USERS.admin });
  expect((await dataverse.send('GET', 'WhoAmI', { as: 'pm', headers })).code).toBe('0x80040220');
});

test('own settings are one’s own', async () => {
  const set = (id: string) =>
    dataverse.send('PATCH', `usersettingscollection(${id})`, { as: 'pm', body: { uilanguageid: 1036 } });
  expect((await set(USERS.pm)).status).toBe(204);
  expect((await set(USERS.chef)).status).toBe(403);
  const { json } = await dataverse.send('GET', "EntityDefinitions(LogicalName='account')?$select=DisplayName", {
    as: 'pm',
  });
  expect(json.DisplayName.UserLocalizedLabel.Label).toBe('Compte');
});

test('what a user may do with a row', async () => {
  const id = await create('pm');
  give('prvWriteAccount', DEPTH.Basic);
  const rights = async (user: string): Promise<string> =>
    (
      await dataverse.send(
        'GET',
        `systemusers(${user})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)?@t={'@odata.id':'accounts(${id})'}`,
      )
    ).json.AccessRights;
  expect(await rights(USERS.pm)).toContain('WriteAccess');
  expect(await rights(USERS.outsider)).not.toContain('WriteAccess');
  expect(await rights(USERS.host)).toBe('None');
});

test('service protection', async () => {
  const { service } = dataverse;
  service.limits.settings = { ...DOCUMENTED_LIMITS, requests: 3 };
  const call = () => dataverse.send('GET', 'WhoAmI', { as: 'pm' });
  const first = await call();
  expect(first.headers['x-ms-ratelimit-burst-remaining-xrm-requests']).toBe('2');
  await call();
  dataverse.now += 10_000;
  await call();
  const refused: Answer = await call();
  expect([refused.status, refused.code, refused.headers['retry-after']]).toEqual([429, '0x80072322', '290']);
  expect((await dataverse.send('GET', 'WhoAmI')).status).toBe(200);
  dataverse.now += 290_000;
  expect((await call()).status).toBe(200);
  service.limits.settings = { ...DOCUMENTED_LIMITS, concurrent: 0 };
  expect((await call()).code).toBe('0x80072326');
  service.limits.settings = undefined;
  expect((await call()).status).toBe(200);
});

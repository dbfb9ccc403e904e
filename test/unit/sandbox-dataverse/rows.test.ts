import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { rig, type Rig } from './rig';

let dataverse: Rig;
let id: string;
beforeAll(async () => {
  dataverse = await rig();
  dataverse.organization.defineKey('account', {
    name: 'new_number',
    schemaName: 'new_Number',
    columns: ['accountnumber'],
    labels: { '1033': 'Number' },
    status: 'Active',
  });
});
afterAll(() => dataverse.close());

let count = 0;
beforeEach(async () => {
  count += 1;
  const answer = await dataverse.send('POST', 'accounts', { body: { name: 'Fabrikam', accountnumber: `N${count}` } });
  id = /\(([^)]+)\)/.exec(answer.headers['odata-entityid'] ?? '')?.[1] ?? '';
});

const representation = { prefer: 'return=representation' };

test('create answers with the URL, or with the row', async () => {
  const short = await dataverse.send('POST', 'accounts', { body: { name: 'A' } });
  expect([short.status, short.text]).toEqual([204, '']);
  expect(short.headers['odata-entityid']).toMatch(
    /^http:\/\/contoso\.test\/api\/data\/v9\.2\/accounts\([0-9a-f-]{36}\)$/,
  );
  expect(short.headers.location).toBe(short.headers['odata-entityid']);
  const long = await dataverse.send('POST', 'accounts?$select=name', { body: { name: 'A' }, headers: representation });
  expect(long.status).toBe(201);
  expect(Object.keys(long.json)).toEqual(['@odata.context', '@odata.etag', 'name', 'accountid']);
  expect(long.headers.etag).toBe(long.json['@odata.etag']);
  expect(long.headers['preference-applied']).toBe('return=representation');
});

test('what the platform fills in', async () => {
  const { json } = await dataverse.send('GET', `accounts(${id})`);
  expect(json).toMatchObject({
    statecode: 0,
    statuscode: 1,
    creditonhold: false,
    createdon: '2026-11-25T10:00:00Z',
    _createdby_value: '0a000000-0000-4000-8000-000000000001',
    _ownerid_value: '0a000000-0000-4000-8000-000000000001',
    _owninguser_value: '0a000000-0000-4000-8000-000000000001',
    _owningteam_value: null,
    _owningbusinessunit_value: '0a000000-0000-4000-8000-0000000000b0',
  });
  const project = await dataverse.send('POST', 'msdyn_projects', {
    body: { msdyn_subject: 'P' },
    headers: representation,
  });
  expect(project.json.msdyn_projectnumber).toMatch(/^PRJ-\d{6}$/);
  const numbered = await dataverse.send('POST', 'msdyn_projects', {
    body: { msdyn_subject: 'P', msdyn_projectnumber: 'MINE' },
    headers: representation,
  });
  expect(numbered.json.msdyn_projectnumber).toBe('MINE');
});

test('money: currency, rate and base amount follow', async () => {
  const currency = await dataverse.send('POST', 'transactioncurrencies', {
    body: { currencyname: 'Euro', isocurrencycode: 'EUR', currencysymbol: '€', exchangerate: 0.8 },
    headers: representation,
  });
  const { json } = await dataverse.send('PATCH', `accounts(${id})?$select=creditlimit,creditlimit_base,exchangerate`, {
    body: {
      creditlimit: 100.123456,
      'transactioncurrencyid@odata.bind': `/transactioncurrencies(${currency.json.transactioncurrencyid})`,
    },
    headers: { ...representation, accept: 'application/json;IEEE754Compatible=true' },
  });
  expect(json).toMatchObject({ creditlimit: '100.1235', creditlimit_base: '125.1544', exchangerate: '0.8000000000' });
});

test('exact numbers pass through unchanged', async () => {
  const sent = '{"creditlimit":900000000000000.1234}';
  await dataverse.send('PATCH', `accounts(${id})`, { body: sent });
  const plain = await dataverse.send('GET', `accounts(${id})?$select=creditlimit,versionnumber`);
  expect(plain.text).toContain('"creditlimit":900000000000000.1234,');
  const exact = await dataverse.send('GET', `accounts(${id})?$select=creditlimit,versionnumber`, {
    headers: { accept: 'application/json;IEEE754Compatible=true' },
  });
  expect(exact.json.creditlimit).toBe('900000000000000.1234');
  expect(exact.json['@odata.etag']).toBe(`W/"${exact.json.versionnumber}"`);
  expect(exact.headers['content-type']).toContain('IEEE754Compatible=true');
  const text = await dataverse.send('PATCH', `accounts(${id})`, {
    body: { creditlimit: '12.5' },
    headers: { 'content-type': 'application/json;IEEE754Compatible=true' },
  });
  expect(text.status).toBe(204);
  const number = await dataverse.send('PATCH', `accounts(${id})`, {
    body: { creditlimit: 12.5 },
    headers: { 'content-type': 'application/json;IEEE754Compatible=true' },
  });
  expect(number.code).toBe('0x80048d19');
});

test('what a caller may not set is passed over in silence', async () => {
  await dataverse.send('PATCH', `accounts(${id})`, { body: { createdon: '2001-01-01T00:00:00Z', versionnumber: 5 } });
  const { json } = await dataverse.send('GET', `accounts(${id})?$select=createdon,versionnumber`);
  expect(json.createdon).toBe('2026-11-25T10:00:00Z');
  expect(json.versionnumber).toBeGreaterThan(1_000_000);
});

test('an update changes the version even when nothing differs', async () => {
  const before = (await dataverse.send('GET', `accounts(${id})`)).headers.etag;
  dataverse.now += 5000;
  await dataverse.send('PATCH', `accounts(${id})`, { body: { name: 'Fabrikam' } });
  const { json, headers } = await dataverse.send('GET', `accounts(${id})?$select=modifiedon`);
  expect(headers.etag).not.toBe(before);
  expect(json.modifiedon).toBe(new Date(dataverse.now).toISOString().replace('.000', ''));
});

test('empty text comes back as null', async () => {
  await dataverse.send('PATCH', `accounts(${id})`, { body: { name: '', telephone1: '1' } });
  expect((await dataverse.send('GET', `accounts(${id})?$select=name`)).json.name).toBeNull();
});

test('PATCH creates, unless told not to; changes, unless told not to', async () => {
  const fresh = 'bbbbbbbb-0000-4000-8000-000000000001';
  const nothing = await dataverse.send('PATCH', `accounts(${fresh})`, { body: {}, headers: { 'if-match': '*' } });
  expect([nothing.status, nothing.code]).toEqual([404, '0x80040217']);
  const created = await dataverse.send('PATCH', `accounts(${fresh})`, {
    body: { name: 'New' },
    headers: representation,
  });
  expect(created.status).toBe(201);
  const changed = await dataverse.send('PATCH', `accounts(${fresh})`, {
    body: { name: 'Newer' },
    headers: representation,
  });
  expect([changed.status, changed.json.name]).toEqual([200, 'Newer']);
  const exists = await dataverse.send('PATCH', `accounts(${fresh})`, { body: {}, headers: { 'if-none-match': '*' } });
  expect([exists.status, exists.code]).toEqual([412, '0x80040237']);
});

test('upsert by alternate key', async () => {
  const url = "accounts(accountnumber='K''1')";
  const missing = await dataverse.send('PATCH', url, { body: { name: 'K' }, headers: { 'if-match': '*' } });
  expect([missing.status, missing.code]).toEqual([404, '0x80060891']);
  const created = await dataverse.send('PATCH', url, { body: { name: 'K' } });
  expect(created.headers['odata-entityid']).toBe(`http://contoso.test/api/data/v9.2/${url}`);
  const changed = await dataverse.send('PATCH', "accounts(accountnumber='k''1')", {
    body: { name: 'K2', accountnumber: 'ignored' },
    headers: representation,
  });
  expect(changed.json).toMatchObject({ name: 'K2', accountnumber: "K'1" });
  const body = await dataverse.send('PATCH', "accounts(accountnumber='url')", {
    body: { name: 'K3', accountnumber: 'body' },
    headers: representation,
  });
  expect(body.json.accountnumber).toBe('body');
});

test('etags: lock, not modified', async () => {
  const { etag } = (await dataverse.send('GET', `accounts(${id})`)).headers;
  const same = await dataverse.send('GET', `accounts(${id})`, { headers: { 'if-none-match': etag! } });
  expect([same.status, same.text]).toEqual([304, '']);
  const expanded = await dataverse.send('GET', `accounts(${id})?$expand=owninguser`, {
    headers: { 'if-none-match': etag! },
  });
  expect(expanded.status).toBe(200);
  expect(
    (await dataverse.send('PATCH', `accounts(${id})`, { body: { name: 'A' }, headers: { 'if-match': etag! } })).status,
  ).toBe(204);
  for (const method of ['PATCH', 'DELETE']) {
    const late = await dataverse.send(method, `accounts(${id})`, {
      ...(method === 'PATCH' ? { body: { name: 'B' } } : {}),
      headers: { 'if-match': etag! },
    });
    expect([late.status, late.code]).toEqual([412, '0x80060882']);
  }
});

test('state and status reason go together', async () => {
  const closed = await dataverse.send('PATCH', `accounts(${id})`, { body: { statecode: 1 }, headers: representation });
  expect(closed.json).toMatchObject({ statecode: 1, statuscode: 2 });
  const wrong = await dataverse.send('PATCH', `accounts(${id})`, { body: { statuscode: 1 } });
  expect(wrong.code).toBe('0x80048408');
});

test('lookups: by id, by key, cleared in three ways, read as rows', async () => {
  const parent = await dataverse.send('POST', 'accounts', {
    body: { name: 'Parent', accountnumber: `P${count}` },
    headers: representation,
  });
  const value = async () =>
    (await dataverse.send('GET', `accounts(${id})?$select=_parentaccountid_value`)).json._parentaccountid_value;
  const navigation = 'parentaccountid';
  const bind = (target: string | null) =>
    dataverse.send('PATCH', `accounts(${id})`, { body: { [`${navigation}@odata.bind`]: target } });
  await bind(`/accounts(accountnumber='P${count}')`);
  expect(await value()).toBe(parent.json.accountid);
  expect((await dataverse.send('GET', `accounts(${id})/${navigation}?$select=name`)).json.name).toBe('Parent');
  expect((await dataverse.send('GET', `accounts(${id})/${navigation}/$ref`)).json['@odata.id']).toContain(
    parent.json.accountid,
  );
  await bind(null);
  expect(await value()).toBeNull();
  expect((await dataverse.send('GET', `accounts(${id})/${navigation}`)).status).toBe(204);
  await bind(`http://contoso.test/api/data/v9.2/accounts(${parent.json.accountid})`);
  await dataverse.send('PATCH', `accounts(${id})`, { body: { [navigation]: null } });
  expect(await value()).toBeNull();
  await dataverse.send('PUT', `accounts(${id})/${navigation}/$ref`, {
    body: { '@odata.id': `http://contoso.test/api/data/v9.2/accounts(${parent.json.accountid})` },
  });
  expect(await value()).toBe(parent.json.accountid);
  expect((await dataverse.send('DELETE', `accounts(${id})/${navigation}/$ref`)).status).toBe(204);
  expect(await value()).toBeNull();
});

test('a polymorphic lookup has a navigation property per table', async () => {
  const contact = await dataverse.send('POST', 'contacts', { body: { lastname: 'Moreau' }, headers: representation });
  const order = await dataverse.send('POST', 'salesorders', {
    body: { name: 'C', 'customerid_contact@odata.bind': `/contacts(${contact.json.contactid})` },
    headers: { prefer: 'return=representation, odata.include-annotations="*"' },
  });
  expect(order.json).toMatchObject({
    _customerid_value: contact.json.contactid,
    '_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
    '_customerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty': 'customerid_contact',
  });
  const { json } = await dataverse.send(
    'GET',
    `salesorders(${order.json.salesorderid})?$select=name&$expand=customerid_contact($select=lastname),customerid_account($select=name)`,
  );
  expect(json).toMatchObject({ customerid_contact: { lastname: 'Moreau' }, customerid_account: null });
  await dataverse.send('DELETE', `contacts(${contact.json.contactid})`);
  const after = await dataverse.send('GET', `salesorders(${order.json.salesorderid})?$select=_customerid_value`);
  expect(after.json._customerid_value).toBeNull();
});

test('deleted is gone', async () => {
  expect((await dataverse.send('DELETE', `accounts(${id})`)).status).toBe(204);
  const again = await dataverse.send('DELETE', `accounts(${id})`);
  expect([again.status, again.code]).toEqual([404, '0x80040217']);
});

test('one column: read, set, emptied', async () => {
  expect((await dataverse.send('GET', `accounts(${id})/name`)).json).toMatchObject({ value: 'Fabrikam' });
  expect((await dataverse.send('GET', `accounts(${id})/name/$value`)).text).toBe('\uFEFFFabrikam');
  await dataverse.send('PUT', `accounts(${id})/name`, { body: { value: 'Other' } });
  await dataverse.send('DELETE', `accounts(${id})/accountnumber`);
  const { json } = await dataverse.send('GET', `accounts(${id})?$select=name,accountnumber`);
  expect(json).toMatchObject({ name: 'Other', accountnumber: null });
});

test('bulk messages are one transaction', async () => {
  const type = 'Microsoft.Dynamics.CRM.account';
  const url = (message: string) => `accounts/Microsoft.Dynamics.CRM.${message}`;
  const created = await dataverse.send('POST', url('CreateMultiple'), {
    body: {
      Targets: [
        { '@odata.type': type, name: 'B1' },
        { '@odata.type': type, name: 'B2' },
      ],
    },
  });
  expect(created.json.Ids).toHaveLength(2);
  const failed = await dataverse.send('POST', url('UpdateMultiple'), {
    body: {
      Targets: [
        { '@odata.type': type, accountid: created.json.Ids[0], name: 'changed' },
        { '@odata.type': type, accountid: created.json.Ids[1], name: 'x'.repeat(200) },
      ],
    },
  });
  expect(failed.code).toBe('0x80044331');
  expect((await dataverse.send('GET', `accounts(${created.json.Ids[0]})`)).json.name).toBe('B1');
  const upserted = await dataverse.send('POST', url('UpsertMultiple'), {
    body: {
      Targets: [
        { '@odata.type': type, '@odata.id': `accounts(accountnumber='N${count}')`, name: 'by key' },
        { '@odata.type': type, '@odata.id': `accounts(accountnumber='U${count}')`, name: 'new by key' },
        { '@odata.type': type, accountid: 'cccccccc-0000-4000-8000-000000000001', name: 'new by id' },
      ],
    },
  });
  expect(upserted.status).toBe(204);
  expect((await dataverse.send('GET', `accounts(${id})`)).json.name).toBe('by key');
  expect((await dataverse.send('GET', `accounts(accountnumber='U${count}')`)).json.name).toBe('new by key');
});

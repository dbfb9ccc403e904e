import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rig, type Rig } from './rig';

let dataverse: Rig;
const ACCOUNT = 'aaaaaaaa-0000-4000-8000-000000000001';
const NOBODY = 'aaaaaaaa-0000-4000-8000-00000000ffff';

beforeAll(async () => {
  dataverse = await rig();
  const { organization } = dataverse;
  organization.defineKey('account', {
    name: 'new_number',
    schemaName: 'new_Number',
    columns: ['accountnumber'],
    labels: { '1033': 'Number' },
    status: 'Active',
  });
  organization.defineKey('account', {
    name: 'new_name',
    schemaName: 'new_Name',
    columns: ['name'],
    labels: { '1033': 'Name' },
    status: 'Pending',
  });
  await dataverse.send('POST', 'accounts', { body: { accountid: ACCOUNT, name: 'Fabrikam', accountnumber: 'A-1' } });
  await dataverse.send('POST', 'accounts', { body: { name: 'Adatum', accountnumber: 'A-2' } });
});
afterAll(() => dataverse.close());

type Case = [method: string, path: string, body: unknown, status: number, code: string | undefined, words: string];

describe('URLs and queries', () => {
  const cases: Case[] = [
    ['GET', 'Accounts', undefined, 404, '0x8006088a', "segment 'Accounts'"],
    ['GET', 'account', undefined, 404, '0x8006088a', "segment 'account'"],
    ['GET', 'accounts/x', undefined, 404, '0x8006088a', "segment 'x'"],
    ['GET', 'accounts?$select=Name', undefined, 400, '0x80060888', "property named 'Name'"],
    ['GET', 'accounts?$select=ownerid', undefined, 200, undefined, ''],
    ['GET', 'accounts?$select=owninguserid', undefined, 400, '0x80060888', "property named 'owninguserid'"],
    ['GET', 'accounts?$filter=transactioncurrencyid eq null', undefined, 400, '0x80060888', "'transactioncurrencyid'"],
    ['GET', "accounts?$filter=name = 'x'", undefined, 400, '0x80060888', "Syntax error at position 5 in 'name = 'x''"],
    ['GET', 'accounts?$filter=name eq 5', undefined, 400, '0x80060888', "'Edm.String' and 'Edm.Int32'"],
    ['GET', "accounts?$filter=accountid eq 'x'", undefined, 400, '0x80060888', "'Edm.Guid' and 'Edm.String'"],
    ['GET', "accounts?$filter=createdon gt '2026-01-01'", undefined, 400, '0x80060888', "'Edm.DateTimeOffset'"],
    ['GET', "accounts?$filter=createdon gt datetime'2026-01-01'", undefined, 400, '0x80060888', 'Syntax error'],
    ['GET', "accounts?$filter=accountid eq guid'x'", undefined, 400, '0x80060888', 'Syntax error'],
    ['GET', "accounts?$filter=name in ('a','b')", undefined, 400, '0x80060888', 'Syntax error'],
    ['GET', "accounts?$filter=tolower(name) eq 'x'", undefined, 400, '0x80060888', "'tolower'"],
    [
      'GET',
      "accounts?$filter=nonsense(name,'x')",
      undefined,
      400,
      '0x80060888',
      "unknown function with name 'nonsense'",
    ],
    ['GET', "accounts?$filter=contains(createdon,'x')", undefined, 400, '0x80060888', 'No function signature'],
    ['GET', 'accounts?$filter=name', undefined, 400, '0x80060888', 'single boolean value'],
    ['GET', 'accounts?$orderby=name up', undefined, 400, '0x80060888', 'Syntax error'],
    ['GET', 'accounts?$skip=1', undefined, 400, '0x80060888', 'Skip Clause is not supported in CRM'],
    ['GET', 'accounts?$top=-1', undefined, 400, '0x80060888', "'-1' for $top"],
    ['GET', 'accounts?$count=yes', undefined, 400, '0x80060888', "'yes' for $count"],
    ['GET', 'accounts?$top=1&$top=2', undefined, 400, '0x80060888', 'more than once'],
    ['GET', 'accounts?$frobnicate=1', undefined, 400, '0x80060888', '$frobnicate'],
    ['GET', 'accounts?$apply=aggregate($count as n)', undefined, 501, '0x80040219', '$apply'],
    ['GET', 'accounts?$expand=nothing', undefined, 400, '0x80060888', "property named 'nothing'"],
    [
      'GET',
      'accounts?$expand=ownerid($select=fullname)',
      undefined,
      400,
      '0x80060888',
      'Microsoft.Dynamics.CRM.principal',
    ],
    ['GET', `accounts?$filter=${long(600)}`, undefined, 400, '0x8004430c', 'exceeded maximum limit'],
    ['GET', `accounts?$filter=name eq '${'x'.repeat(33_000)}'`, undefined, 414, undefined, 'Too Long'],
    ['GET', `accounts(${NOBODY})`, undefined, 404, '0x80040217', `With Id = ${NOBODY} Does Not Exist`],
    ['GET', 'accounts(not-a-guid)', undefined, 400, '0x80060888', "'Edm.Guid'"],
    ['GET', "accounts('x')", undefined, 400, '0x80060888', "'Edm.Guid'"],
    ['GET', "accounts(accountnumber='nobody')", undefined, 404, '0x80060891', 'specified key values does not exist'],
    ['GET', "accounts(telephone1='1')", undefined, 400, '0x80060890', 'not a defined key'],
    ['GET', "accounts(name='Fabrikam')", undefined, 400, '0x80060890', 'not a defined key'],
    ['GET', "accounts(accountnumber='A&1')", undefined, 400, undefined, 'potentially dangerous Request.Path'],
    ['GET', "accounts(accountnumber='A%2F1')", undefined, 404, '0x8006088a', 'segment'],
    ['GET', "accounts(accountnumber='A%251')", undefined, 400, undefined, 'potentially dangerous'],
    [
      'GET',
      `systemusers(systemuserid=0a000000-0000-4000-8000-000000000001)`,
      undefined,
      400,
      '0x80060890',
      'defined key',
    ],
    ['GET', `systemusers(ownerid=0a000000-0000-4000-8000-000000000001)`, undefined, 200, undefined, 'Priya'],
    ['PUT', 'accounts', { name: 'x' }, 405, '0x80060888', "http method 'PUT'"],
    [
      'GET',
      'accounts?fetchXml=<fetch><entity name="nothing"/></fetch>',
      undefined,
      400,
      '0x80041102',
      "name = 'nothing'",
    ],
    [
      'GET',
      'accounts?fetchXml=<fetch><entity name="contact"/></fetch>',
      undefined,
      400,
      '0x80041128',
      'does not match',
    ],
    ['GET', 'accounts?fetchXml=<fetch><entity name="account">', undefined, 400, '0x80040303', 'Invalid FetchXML'],
    [
      'GET',
      'accounts?fetchXml=<fetch><entity name="account"><attribute name="nix"/></entity></fetch>',
      undefined,
      400,
      '0x80041103',
      "Name = 'nix'",
    ],
    ['GET', `accounts?userQuery=${NOBODY}`, undefined, 501, '0x80040219', 'userQuery'],
    ['GET', 'Frobnicate()', undefined, 404, '0x8006088a', 'Frobnicate'],
    ['POST', 'ImportSolution', {}, 501, '0x80040219', 'ImportSolution'],
  ];
  test.each(cases)('%s %s', async (method, path, body, status, code, words) => {
    const answer = await dataverse.send(method, encodeQuery(path), { body });
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
    expect(answer.text).toContain(words.replaceAll('"', '\\"'));
  });
});

/** Spaces and angle brackets as a client sends them; what is already encoded stays. */
function encodeQuery(path: string): string {
  return path.replace(/[ <>"']/g, (character) => encodeURIComponent(character));
}

function long(count: number): string {
  return Array.from({ length: count }, (_, index) => `name eq '${index}'`).join(' or ');
}

describe('bodies', () => {
  const cases: Case[] = [
    [
      'POST',
      'accounts',
      { nome: 'x' },
      400,
      '0x80048d19',
      "Invalid property 'nome' was found in entity 'Microsoft.Dynamics.CRM.account'",
    ],
    ['POST', 'accounts', { Name: 'x' }, 400, '0x80048d19', "Invalid property 'Name'"],
    [
      'POST',
      'accounts',
      { '@logicalName': 'account' },
      400,
      '0x80048d19',
      "'logicalName' is an invalid instance annotation name",
    ],
    [
      'POST',
      'accounts',
      { _transactioncurrencyid_value: NOBODY },
      400,
      '0x80060888',
      'Use Navigation properties instead',
    ],
    [
      'POST',
      'accounts',
      { 'TransactionCurrencyId@odata.bind': `/transactioncurrencies(${NOBODY})` },
      400,
      '0x80048d19',
      "An undeclared property 'TransactionCurrencyId'",
    ],
    [
      'POST',
      'accounts',
      { 'transactioncurrencyid@odata.bind': `/transactioncurrencies(${NOBODY})` },
      404,
      '0x80040217',
      "Entity 'transactioncurrency'",
    ],
    [
      'POST',
      'accounts',
      { 'transactioncurrencyid@odata.bind': `/accounts(${ACCOUNT})` },
      400,
      '0x80048d19',
      'does not name an entity of the type',
    ],
    [
      'POST',
      'accounts',
      { 'parentaccountid@odata.bind': "/accounts(accountnumber='none')" },
      404,
      '0x80060891',
      'does not exist in account entity',
    ],
    ['POST', 'accounts', { 'parentaccountid@odata.bind': '/Accounts(1)' }, 404, '0x8006088a', "segment 'Accounts'"],
    ['POST', 'accounts', { name: 5 }, 400, '0x80048d19', "expected type 'Edm.String'"],
    ['POST', 'accounts', { numberofemployees: '5' }, 400, '0x80048d19', "literal '5' to the expected type 'Edm.Int32'"],
    [
      'POST',
      'accounts',
      { numberofemployees: 5.5 },
      400,
      '0x80048d19',
      "literal '5.5' to the expected type 'Edm.Int32'",
    ],
    [
      'POST',
      'accounts',
      { creditlimit: '5.5' },
      400,
      '0x80048d19',
      "'Edm.Decimal' because of conflict between input format string/number",
    ],
    ['POST', 'accounts', { creditonhold: 1 }, 400, '0x80048d19', "'Edm.Boolean'"],
    ['POST', 'accounts', { accountid: 'x' }, 400, '0x80048d19', "literal 'x' to the expected type 'Edm.Guid'"],
    ['POST', 'accounts', { lastonholdtime: '2026-01-31' }, 400, '0x80048d19', "'Edm.DateTimeOffset'"],
    ['POST', 'accounts', { lastonholdtime: '2026-01-31T10:00:00' }, 400, '0x80048d19', "'Edm.DateTimeOffset'"],
    ['POST', 'accounts', { lastonholdtime: '2026-02-31T10:00:00Z' }, 400, '0x80048d19', "'Edm.DateTimeOffset'"],
    [
      'POST',
      'accounts',
      { lastonholdtime: '1600-01-01T00:00:00Z' },
      400,
      '0x80040239',
      'Minimum value supported: 01/01/1753',
    ],
    [
      'POST',
      'accounts',
      { name: 'x'.repeat(161) },
      400,
      '0x80044331',
      "length of the 'name' attribute of the 'account' entity exceeded the maximum allowed length of '160'",
    ],
    [
      'POST',
      'accounts',
      { creditlimit: 1e15 },
      400,
      '0x80044330',
      "'creditlimit' on record of type 'account' is outside the valid range",
    ],
    [
      'POST',
      'accounts',
      { customertypecode: 99 },
      400,
      '0x8004431a',
      "The value 99 of 'customertypecode' on record of type 'account' is outside the valid range. Accepted Values: 1,2,3",
    ],
    ['POST', 'accounts', { statecode: 0, statuscode: 2 }, 400, '0x80048408', '2 is not a valid status code'],
    [
      'POST',
      'accounts',
      { accountid: ACCOUNT, name: 'twice' },
      412,
      '0x80040237',
      'matching key values already exists',
    ],
    ['POST', 'accounts', { accountnumber: 'a-1 ' }, 412, '0x80060892', 'The entity key Number requires'],
    ['POST', 'transactioncurrencies', { currencyname: 'Euro' }, 400, '0x80040203', 'cannot be set to NULL'],
    ['POST', 'accounts', '{"name":"a","name":"b"}', 400, '0x80048d19', 'Duplicate key'],
    ['POST', 'accounts', '[1]', 400, '0x80048d19', 'unexpected node'],
    ['POST', 'accounts', '{"name":', 400, '0x80048d19', 'InnerException'],
    [
      'POST',
      'accounts',
      { contact_customer_accounts: [] },
      400,
      '0x80048d19',
      "Invalid property 'contact_customer_accounts'",
    ],
    ['PATCH', `accounts(${ACCOUNT})`, { accountnumber: 'A-2' }, 412, '0x80060892', 'already exists'],
    [
      'POST',
      'msdyn_projecttasks',
      { msdyn_subject: 'x' },
      400,
      '0x80040265',
      "Rows of 'msdyn_projecttask' are written by the schedule service only: 'create'",
    ],
    ['POST', 'msdyn_actuals', { msdyn_description: 'x' }, 400, '0x80040265', 'entry journal'],
    ['POST', 'accounts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets: [] }, 400, '0x80040203', "'Targets'"],
    [
      'POST',
      'accounts/Microsoft.Dynamics.CRM.CreateMultiple',
      { Targets: [{ name: 'x' }] },
      400,
      '0x80048d19',
      "'@odata.type'",
    ],
    [
      'POST',
      'accounts/Microsoft.Dynamics.CRM.UpdateMultiple',
      { Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.account', name: 'x' }] },
      400,
      '0x80040203',
      "'accountid' is missing",
    ],
  ];
  test.each(cases)('%s %s %j', async (method, path, body, status, code, words) => {
    const answer = await dataverse.send(method, path, { body });
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
    expect(answer.json.error.message).toContain(words);
  });
});

test('headers that are not taken', async () => {
  const refused = async (headers: Record<string, string>, body?: unknown) =>
    (await dataverse.send(body === undefined ? 'GET' : 'POST', 'accounts', { headers, body })).status;
  expect(await refused({ 'odata-version': '4.01' })).toBe(400);
  expect(await refused({ 'odata-maxversion': '3.0' })).toBe(400);
  expect(await refused({ 'odata-version': '4.0', 'odata-maxversion': '4.0' })).toBe(200);
  expect(await refused({ 'content-type': 'text/plain' }, { name: 'x' })).toBe(415);
  expect(await refused({ accept: 'application/json;odata.metadata=full' })).toBe(501);
  expect(await refused({ prefer: 'odata.maxpagesize=0' })).toBe(400);
});

test('nobody, and somebody unknown', async () => {
  const nobody = await dataverse.send('GET', 'WhoAmI', { as: '' });
  expect([nobody.status, nobody.text, nobody.headers['www-authenticate']]).toEqual([
    401,
    '',
    expect.stringContaining('Bearer'),
  ]);
  expect((await dataverse.send('GET', 'WhoAmI', { as: 'stranger' })).status).toBe(401);
  const cookie = await dataverse.send('GET', 'WhoAmI', { as: '', headers: { cookie: 'a=b; sandbox_user=pm' } });
  expect(cookie.json.UserId).toBe('0a000000-0000-4000-8000-000000000002');
});

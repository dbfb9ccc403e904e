import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { DynamicsWebApi } from 'dynamics-web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createService, FASTIFY_OPTIONS, openOrganization, webApi, type Organization } from '../sandbox/dataverse';

/**
 * A client that knows nothing of us speaks to the sandbox's Dataverse: what it was written for in years of real
 * organisations has to work here too.
 */
let organization: Organization;
let app: FastifyInstance;
let client: DynamicsWebApi;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'dataverse-'));
  organization = openOrganization({ dataDir });
  organization.defineKey('account', {
    name: 'new_number',
    schemaName: 'new_Number',
    columns: ['accountnumber'],
    labels: { '1033': 'Number' },
    status: 'Active',
  });
  app = fastify(FASTIFY_OPTIONS);
  await app.register(webApi, { service: createService({ organization }) });
  client = new DynamicsWebApi({
    serverUrl: await app.listen({ port: 0, host: '127.0.0.1' }),
    dataApi: { version: '9.2' },
    onTokenRefresh: () => Promise.resolve('sandbox-admin'),
  });
});
afterAll(async () => {
  await app.close();
  organization.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('create, read, update, upsert, delete', async () => {
  const id = await client.create({ collection: 'accounts', data: { name: 'Fabrikam', creditlimit: 12.5 } });
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const row = await client.retrieve({
    collection: 'accounts',
    key: String(id),
    select: ['name', 'creditlimit', '_ownerid_value'],
    expand: [{ property: 'owninguser', select: ['fullname'] }],
    includeAnnotations: '*',
  });
  expect(row).toMatchObject({
    name: 'Fabrikam',
    creditlimit: 12.5,
    creditlimit_Formatted: '$12.50',
    _ownerid_value_Formatted: 'Priya Raman',
    owninguser: { fullname: 'Priya Raman' },
  });
  const changed = await client.update({
    collection: 'accounts',
    key: String(id),
    data: { name: 'Fabrikam Inc' },
    ifmatch: row['@odata.etag'],
    returnRepresentation: true,
    select: ['name'],
  });
  expect(changed.name).toBe('Fabrikam Inc');
  await expect(
    client.update({ collection: 'accounts', key: String(id), data: { name: 'x' }, ifmatch: row['@odata.etag'] }),
  ).resolves.toBe(false);
  await client.updateSingleProperty({ collection: 'accounts', key: String(id), fieldValuePair: { telephone1: '5' } });
  const fresh = 'dddddddd-0000-4000-8000-000000000001';
  await client.upsert({ collection: 'accounts', key: fresh, data: { name: 'Fresh' } });
  expect(
    await client.upsert({ collection: 'accounts', key: fresh, data: { name: 'Again' }, ifnonematch: '*' }),
  ).toBeNull();
  await client.deleteRecord({ collection: 'accounts', key: String(id) });
  await expect(client.retrieve({ collection: 'accounts', key: String(id) })).rejects.toMatchObject({
    status: 404,
    code: '0x80040217',
  });
});

test('alternate keys', async () => {
  await client.upsert({ collection: 'accounts', key: "accountnumber='C-1'", data: { name: 'Coho' } });
  await client.update({ collection: 'accounts', key: "accountnumber='C-1'", data: { name: 'Coho 2' } });
  const row = await client.retrieve({
    collection: 'accounts',
    key: "accountnumber='C-1'",
    select: ['name', 'accountnumber'],
  });
  expect(row).toMatchObject({ name: 'Coho 2', accountnumber: 'C-1' });
});

test('pages, counts, filters', async () => {
  for (let index = 0; index < 7; index += 1)
    await client.create({
      collection: 'contacts',
      data: { lastname: `Page ${index}`, firstname: index < 3 ? 'A' : 'B' },
    });
  const first = await client.retrieveMultiple({
    collection: 'contacts',
    select: ['lastname'],
    orderBy: ['lastname desc'],
    maxPageSize: 3,
    count: true,
  });
  expect([first.oDataCount, first.value?.length]).toEqual([7, 3]);
  const second = await client.retrieveMultiple({ collection: 'contacts', maxPageSize: 3 }, first.oDataNextLink);
  expect(second.value?.map((row) => row.lastname)).toEqual(['Page 3', 'Page 2', 'Page 1']);
  const all = await client.retrieveAll({
    collection: 'contacts',
    select: ['lastname'],
    filter: "firstname eq 'B'",
    maxPageSize: 2,
  });
  expect(all.value).toHaveLength(4);
  expect(await client.count({ collection: 'contacts' })).toBe(7);
  expect(await client.countAll({ collection: 'contacts', filter: "firstname eq 'A'" })).toBe(3);
});

test('FetchXML, page by page', async () => {
  const fetchXml =
    '<fetch count="3"><entity name="contact"><attribute name="lastname"/><order attribute="lastname"/></entity></fetch>';
  const first = await client.fetch({ collection: 'contacts', fetchXml, includeAnnotations: '*' });
  expect(first.value).toHaveLength(3);
  const { nextPage, cookie } = first.PagingInfo ?? {};
  const second = await client.fetch({
    collection: 'contacts',
    fetchXml,
    pageNumber: nextPage!,
    pagingCookie: cookie!,
    includeAnnotations: '*',
  });
  expect(second.value?.[0]).toMatchObject({ lastname: 'Page 3' });
  const all = await client.fetchAll({ collection: 'contacts', fetchXml, includeAnnotations: '*' });
  expect(all.value).toHaveLength(7);
});

test('change tracking', async () => {
  const first = await client.retrieveMultiple({
    collection: 'msdyn_projects',
    select: ['msdyn_subject'],
    trackChanges: true,
  });
  const id = await client.create({ collection: 'msdyn_projects', data: { msdyn_subject: 'Tracked' } });
  const second = await client.retrieveMultiple({ collection: 'msdyn_projects' }, first.oDataDeltaLink);
  expect(second.value).toMatchObject([{ msdyn_projectid: id, msdyn_subject: 'Tracked' }]);
  await client.deleteRecord({ collection: 'msdyn_projects', key: String(id) });
  const third = await client.retrieveMultiple({ collection: 'msdyn_projects' }, second.oDataDeltaLink);
  expect(third.value).toMatchObject([{ id, reason: 'deleted' }]);
});

test('a batch with a change set that refers to itself', async () => {
  client.startBatch();
  client.create({ collection: 'accounts', data: { name: 'Batch parent' }, contentId: '1' });
  client.create({
    collection: 'contacts',
    data: { lastname: 'Batch child', 'parentcustomerid_account@odata.bind': '$1' },
  });
  const [account, contact] = await client.executeBatch();
  expect([account, contact]).toEqual([
    expect.stringMatching(/^[0-9a-f-]{36}$/),
    expect.stringMatching(/^[0-9a-f-]{36}$/),
  ]);

  client.startBatch();
  client.retrieve({ collection: 'contacts', key: String(contact), select: ['lastname', '_parentcustomerid_value'] });
  client.retrieveMultiple({ collection: 'accounts', select: ['name'], filter: "name eq 'Batch parent'" });
  const [row, list] = await client.executeBatch();
  expect(row).toMatchObject({ lastname: 'Batch child', _parentcustomerid_value: account });
  expect(list.value).toHaveLength(1);

  client.startBatch();
  client.create({ collection: 'accounts', data: { name: 'Undone' } });
  client.create({ collection: 'accounts', data: { name: 'x'.repeat(200) } });
  await expect(client.executeBatch()).rejects.toThrow();
  expect(await client.countAll({ collection: 'accounts', filter: "name eq 'Undone'" })).toBe(0);
});

test('ties between rows', async () => {
  const role = '0a000000-0000-4000-8000-0000000000a1';
  const user = '0a000000-0000-4000-8000-000000000006';
  const tie = { collection: 'systemusers', primaryKey: user, relationshipName: 'systemuserroles_association' };
  await client.associate({ ...tie, relatedCollection: 'roles', relatedKey: role });
  const { systemuserroles_association: roles } = await client.retrieve({
    collection: 'systemusers',
    key: user,
    select: ['fullname'],
    expand: [{ property: 'systemuserroles_association', select: ['name'] }],
  });
  expect(roles).toMatchObject([{ name: 'Project Manager' }]);
  await client.disassociate({ ...tie, relatedKey: role });
  const parent = await client.create({ collection: 'accounts', data: { name: 'Parent' } });
  const child = await client.create({ collection: 'accounts', data: { name: 'Child' } });
  const single = { collection: 'accounts', primaryKey: String(child), navigationProperty: 'parentaccountid' };
  await client.associateSingleValued({ ...single, relatedCollection: 'accounts', relatedKey: String(parent) });
  const read = () =>
    client.retrieve({ collection: 'accounts', key: String(child), select: ['_parentaccountid_value'] });
  expect((await read())._parentaccountid_value).toBe(parent);
  await client.disassociateSingleValued(single);
  expect((await read())._parentaccountid_value).toBeNull();
});

test('the schema', async () => {
  const table = await client.retrieveEntity({
    key: "LogicalName='msdyn_project'",
    select: ['LogicalName', 'EntitySetName', 'PrimaryIdAttribute', 'ChangeTrackingEnabled'],
    expand: [{ property: 'Keys' }, { property: 'ManyToOneRelationships', select: ['ReferencingAttribute'] }],
  });
  expect(table).toMatchObject({ EntitySetName: 'msdyn_projects', ChangeTrackingEnabled: true });
  const attributes = await client.retrieveAttributes({
    entityKey: "LogicalName='msdyn_project'",
    castType: 'Microsoft.Dynamics.CRM.PicklistAttributeMetadata',
    select: ['LogicalName'],
    expand: [{ property: 'OptionSet' }],
  });
  expect(attributes.value?.map((attribute) => attribute.LogicalName)).toContain('msdyn_overallprojectstatus');
  const one = await client.retrieveAttribute({
    entityKey: "LogicalName='msdyn_project'",
    attributeKey: "LogicalName='msdyn_subject'",
  });
  expect(one).toMatchObject({ MaxLength: 200, AttributeType: 'String' });
  const tables = await client.retrieveEntities({ select: ['LogicalName'], filter: 'ChangeTrackingEnabled eq true' });
  expect(tables.value?.length).toBeGreaterThan(20);
  const relationships = await client.retrieveRelationships({
    castType: 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    select: ['SchemaName'],
    filter: "ReferencingEntity eq 'msdyn_project'",
  });
  expect(relationships.value?.length).toBeGreaterThan(10);
  expect(await client.retrieveCsdlMetadata({})).toContain('<EntityType Name="msdyn_project"');
});

test('functions', async () => {
  const me = await client.callFunction('WhoAmI');
  expect(me).toMatchObject({ UserId: '0a000000-0000-4000-8000-000000000001' });
  const access = await client.callFunction({
    collection: 'systemusers',
    key: me.UserId,
    name: 'Microsoft.Dynamics.CRM.RetrievePrincipalAccess',
    parameters: {
      Target: { '@odata.id': `accounts(${await client.create({ collection: 'accounts', data: { name: 'x' } })})` },
    },
  });
  expect(access.AccessRights).toContain('WriteAccess');
});

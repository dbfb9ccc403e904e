import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relationshipsOf, tableFrom } from '../../sandbox/dataverse/schema/definition';
import type { Column } from '../../sandbox/dataverse/schema/table';
import { rig, type Rig } from './rig';

let dataverse: Rig;

beforeAll(async () => {
  dataverse = await rig();
  const { organization } = dataverse;
  organization.defineChoice({
    name: 'new_colour',
    labels: { '1033': 'Colour', '1036': 'Couleur' },
    managed: true,
    options: [
      { value: 718100000, labels: { '1033': 'Red', '1036': 'Rouge' } },
      { value: 718100001, labels: { '1033': 'Blue' } },
    ],
  });
  const table = tableFrom(
    {
      name: 'new_thing',
      schema: 'new_Thing',
      set: 'new_things',
      primaryName: 'new_name',
      ownership: 'UserOwned',
      changeTracking: true,
      labels: ['Thing', 'Things', 'Chose', 'Choses'],
      columns: [
        'new_name string(100) required | Name | Nom',
        'new_text memo(4000) | Text',
        'new_whole int | Whole',
        'new_big bigint | Big',
        'new_exact decimal(4) | Exact',
        'new_price money(2) | Price',
        'new_float double | Float',
        'new_yes boolean | Yes',
        'new_day datetime(date) | Day',
        'new_instant datetime secured | Instant',
        'new_account lookup(account,contact) nav=new_Account | Account',
        'new_parent lookup(new_thing) nav=new_ParentId | Parent',
        'new_number string(20) auto=T-{SEQNUM:4} | Number',
      ],
    },
    0,
  );
  organization.defineTable(table);
  const colour: Column = {
    name: 'new_colour',
    schemaName: 'new_Colour',
    type: 'choice',
    labels: { '1033': 'Colour' },
    required: 'none',
    custom: true,
    canCreate: true,
    canUpdate: true,
    secured: false,
    globalChoice: 'new_colour',
    options: organization.catalog.choice('new_colour')!.options,
    defaultValue: 718100001,
  };
  organization.defineColumn('new_thing', colour);
  organization.defineKey('new_thing', {
    name: 'new_namekey',
    schemaName: 'new_NameKey',
    columns: ['new_name'],
    labels: { '1033': 'Name key' },
    status: 'Pending',
    activeFrom: '2026-11-25T10:05:00Z',
  });
});
afterAll(() => dataverse.close());

const TABLE = "EntityDefinitions(LogicalName='new_thing')";

async function get(path: string, as = 'admin') {
  const answer = await dataverse.send('GET', path.replaceAll(' ', '%20'), { as });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json;
}

test('a table, by name and by id, with only what was asked', async () => {
  const json = await get(
    `${TABLE}?$select=LogicalName,SchemaName,EntitySetName,OwnershipType,ObjectTypeCode,IsCustomEntity`,
  );
  expect(json).toMatchObject({
    LogicalName: 'new_thing',
    SchemaName: 'new_Thing',
    EntitySetName: 'new_things',
    OwnershipType: 'UserOwned',
    IsCustomEntity: true,
  });
  expect(json.ObjectTypeCode).toBeGreaterThanOrEqual(10_000);
  expect(Object.keys(json)).not.toContain('PrimaryIdAttribute');
  expect((await get(`EntityDefinitions(${json.MetadataId})?$select=LogicalName`)).LogicalName).toBe('new_thing');
});

test('labels in both languages and in that of the reader', async () => {
  const label = async (as: string) => (await get(`${TABLE}?$select=DisplayName`, as)).DisplayName;
  expect((await label('pm')).UserLocalizedLabel).toMatchObject({ Label: 'Thing', LanguageCode: 1033 });
  expect((await label('chef')).UserLocalizedLabel).toMatchObject({ Label: 'Chose', LanguageCode: 1036 });
  expect((await label('chef')).LocalizedLabels.map((item: { LanguageCode: number }) => item.LanguageCode)).toEqual([
    1033, 1036,
  ]);
});

describe('columns', () => {
  test.each<[string, string, string, Record<string, unknown>]>([
    [
      'new_name',
      'StringAttributeMetadata',
      'String',
      { MaxLength: 100, IsPrimaryName: true, RequiredLevel: expect.objectContaining({ Value: 'ApplicationRequired' }) },
    ],
    ['new_text', 'MemoAttributeMetadata', 'Memo', { MaxLength: 4000 }],
    ['new_whole', 'IntegerAttributeMetadata', 'Integer', { MinValue: -2147483648, MaxValue: 2147483647 }],
    ['new_big', 'BigIntAttributeMetadata', 'BigInt', {}],
    ['new_exact', 'DecimalAttributeMetadata', 'Decimal', { Precision: 4 }],
    ['new_price', 'MoneyAttributeMetadata', 'Money', { Precision: 2, IsBaseCurrency: false }],
    ['new_float', 'DoubleAttributeMetadata', 'Double', {}],
    ['new_yes', 'BooleanAttributeMetadata', 'Boolean', { DefaultValue: false }],
    [
      'new_day',
      'DateTimeAttributeMetadata',
      'DateTime',
      { Format: 'DateOnly', DateTimeBehavior: { Value: 'DateOnly' } },
    ],
    [
      'new_instant',
      'DateTimeAttributeMetadata',
      'DateTime',
      { Format: 'DateAndTime', IsSecured: true, DateTimeBehavior: { Value: 'UserLocal' } },
    ],
    ['new_account', 'LookupAttributeMetadata', 'Lookup', { Targets: ['account', 'contact'] }],
    ['ownerid', 'LookupAttributeMetadata', 'Owner', { Targets: ['systemuser', 'team'] }],
    ['new_number', 'StringAttributeMetadata', 'String', { AutoNumberFormat: 'T-{SEQNUM:4}' }],
    ['new_colour', 'PicklistAttributeMetadata', 'Picklist', { DefaultFormValue: 718100001 }],
    [
      'new_thingid',
      'UniqueIdentifierAttributeMetadata',
      'Uniqueidentifier',
      { IsPrimaryId: true, IsValidForUpdate: false },
    ],
    ['createdon', 'DateTimeAttributeMetadata', 'DateTime', { IsValidForCreate: false, IsValidForUpdate: false }],
  ])('%s is %s', async (name, type, code, properties) => {
    const json = await get(`${TABLE}/Attributes(LogicalName='${name}')`);
    expect(json).toMatchObject({
      '@odata.type': `#Microsoft.Dynamics.CRM.${type}`,
      AttributeType: code,
      ...properties,
    });
    const cast = await get(`${TABLE}/Attributes/Microsoft.Dynamics.CRM.${type}?$select=LogicalName`);
    expect(cast.value.map((column: { LogicalName: string }) => column.LogicalName)).toContain(name);
  });

  test('options, own and borrowed', async () => {
    const own = await get(
      `${TABLE}/Attributes(LogicalName='statuscode')/Microsoft.Dynamics.CRM.StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet`,
    ).catch((error: Error) => error.message);
    expect(own).toContain('attribute');
    const status = await get(
      "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='statuscode')/Microsoft.Dynamics.CRM.StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet",
    );
    expect(status.OptionSet.Options[1]).toMatchObject({
      Value: 2,
      State: 1,
      '@odata.type': '#Microsoft.Dynamics.CRM.StatusOptionMetadata',
    });
    const cast = `${TABLE}/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata`;
    const { value } = await get(
      `${cast}?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Name)`,
    );
    expect(value).toMatchObject([
      {
        LogicalName: 'new_colour',
        GlobalOptionSet: { Name: 'new_colour' },
        OptionSet: { Options: [{ Value: 718100000 }, { Value: 718100001 }] },
      },
    ]);
    const yes = await get(
      `${TABLE}/Attributes/Microsoft.Dynamics.CRM.BooleanAttributeMetadata?$select=LogicalName&$expand=OptionSet`,
    );
    expect(yes.value[0].OptionSet.TrueOption.Label.UserLocalizedLabel.Label).toBe('Yes');
  });

  test('a default option, a date alone and an auto number on create', async () => {
    const row = await dataverse.send('POST', 'new_things', {
      body: { new_name: 'x', new_day: '2026-01-31' },
      headers: { prefer: 'return=representation' },
    });
    expect(row.json).toMatchObject({
      new_colour: 718100001,
      new_day: '2026-01-31',
      new_number: 'T-1000',
      new_yes: false,
    });
    const wrong = await dataverse.send('POST', 'new_things', { body: { new_day: '2026-01-31T00:00:00Z' } });
    expect(wrong.code).toBe('0x80048d19');
  });
});

test('a key is pending until its index is built', async () => {
  const status = async () => (await get(`${TABLE}?$select=LogicalName&$expand=Keys`)).Keys[0];
  expect(await status()).toMatchObject({
    LogicalName: 'new_namekey',
    KeyAttributes: ['new_name'],
    EntityKeyIndexStatus: 'Pending',
  });
  const byKey = () => dataverse.send('GET', "new_things(new_name='x')");
  expect((await byKey()).code).toBe('0x80060890');
  dataverse.now += 300_000;
  expect((await status()).EntityKeyIndexStatus).toBe('Active');
  expect((await byKey()).status).toBe(200);
});

test('relationships: one per table a lookup points to', async () => {
  const json = await get(
    `${TABLE}?$select=LogicalName&$expand=ManyToOneRelationships($select=ReferencedEntity,ReferencingEntityNavigationPropertyName;$filter=ReferencingAttribute eq 'new_account')`,
  );
  expect(json.ManyToOneRelationships).toMatchObject([
    { ReferencedEntity: 'account', ReferencingEntityNavigationPropertyName: 'new_Account_account' },
    { ReferencedEntity: 'contact', ReferencingEntityNavigationPropertyName: 'new_Account_contact' },
  ]);
  const many = await get(
    "EntityDefinitions(LogicalName='systemuser')?$select=LogicalName&$expand=ManyToManyRelationships",
  );
  expect(many.ManyToManyRelationships.map((pair: { SchemaName: string }) => pair.SchemaName)).toContain(
    'systemuserroles_association',
  );
});

test('global choices', async () => {
  const one = await get("GlobalOptionSetDefinitions(Name='new_colour')", 'chef');
  expect(
    one.Options.map(
      (option: { Label: { UserLocalizedLabel: { Label: string } } }) => option.Label.UserLocalizedLabel.Label,
    ),
  ).toEqual(['Rouge', 'Blue']);
  expect((await get('GlobalOptionSetDefinitions')).value).toHaveLength(1);
});

test('filters on the schema', async () => {
  const tracked = await get(
    "EntityDefinitions?$select=LogicalName,EntitySetName&$filter=ChangeTrackingEnabled eq true and (LogicalName eq 'new_thing' or LogicalName eq 'uomschedule')",
  );
  expect(tracked.value).toMatchObject([{ LogicalName: 'new_thing' }]);
  const managed = await get('EntityDefinitions?$select=LogicalName&$filter=CanChangeTrackingBeEnabled/Value eq false');
  expect(managed.value.length).toBeGreaterThan(0);
});

test.each([
  ["EntityDefinitions(LogicalName='nothing')", 404],
  [`${TABLE}/Attributes(LogicalName='nothing')`, 404],
  [`${TABLE}/Nothing`, 404],
  ["GlobalOptionSetDefinitions(Name='nothing')", 404],
  ['EntityDefinitions?$select=Nothing', 400],
  ['EntityDefinitions?$filter=Nothing eq 1', 400],
  ['EntityDefinitions?$top=1', 400],
  [`${TABLE}/Attributes(LogicalName='new_name')/Microsoft.Dynamics.CRM.MemoAttributeMetadata`, 404],
])('%s: %i', async (path, status) => {
  expect((await dataverse.send('GET', path.replaceAll(' ', '%20'))).status).toBe(status);
});

test('which tables know the bulk messages', async () => {
  const { value } = await get(
    "sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name eq 'CreateMultiple' and primaryobjecttypecode eq 'new_thing'",
  );
  expect(value).toHaveLength(1);
});

test('the $metadata document says the same', async () => {
  const { text, headers } = await dataverse.send('GET', '$metadata');
  expect(headers['content-type']).toContain('application/xml');
  expect(XMLValidator.validate(text)).toBe(true);
  const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(text);
  const schema = parsed['edmx:Edmx']['edmx:DataServices'].Schema;
  const type = schema.EntityType.find((candidate: { Name: string }) => candidate.Name === 'new_thing');
  const property = (name: string) => type.Property.find((candidate: { Name: string }) => candidate.Name === name)?.Type;
  expect(['new_name', 'new_price', 'new_day', 'new_instant', '_new_account_value', 'new_colour'].map(property)).toEqual(
    ['Edm.String', 'Edm.Decimal', 'Edm.Date', 'Edm.DateTimeOffset', 'Edm.Guid', 'Edm.Int32'],
  );
  expect(type.NavigationProperty.map((navigation: { Name: string }) => navigation.Name)).toEqual(
    expect.arrayContaining(['new_Account_account', 'new_Account_contact', 'new_ParentId', 'ownerid']),
  );
  const sets = schema.EntityContainer.EntitySet.map((set: { Name: string }) => set.Name);
  expect(sets).toContain('new_things');
  const service = await get('');
  expect(service.value.map((set: { url: string }) => set.url)).toContain('new_things');
});

test('what deleting a row does to those that point to it is up to the relationship', async () => {
  const { organization } = dataverse;
  const parent = organization.catalog.table('new_thing').columns.find((column) => column.name === 'new_parent')!;
  const create = async (body: Record<string, unknown>): Promise<string> =>
    (await dataverse.send('POST', 'new_things', { body, headers: { prefer: 'return=representation' } })).json
      .new_thingid;
  for (const onDelete of ['RemoveLink', 'Restrict', 'Cascade'] as const) {
    const [relationship] = relationshipsOf('new_thing', parent, 'new_ParentId');
    organization.defineRelationship('new_thing', { ...relationship!, onDelete });
    const top = await create({ new_name: `top ${onDelete}` });
    const child = await create({ new_name: `child ${onDelete}`, 'new_ParentId@odata.bind': `/new_things(${top})` });
    const answer = await dataverse.send('DELETE', `new_things(${top})`);
    const left = await dataverse.send('GET', `new_things(${child})?$select=_new_parent_value`);
    if (onDelete === 'Restrict')
      expect([answer.status, answer.code, left.json._new_parent_value]).toEqual([400, '0x80040227', top]);
    else if (onDelete === 'Cascade') expect([answer.status, left.status]).toEqual([204, 404]);
    else expect([answer.status, left.json._new_parent_value]).toEqual([204, null]);
  }
});

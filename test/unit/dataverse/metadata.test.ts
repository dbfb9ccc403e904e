import { describe, expect, it } from 'vitest';
import { readTableSchema, schemaReader, tableReader, TableNotFound } from '../../../plugins-ts/dataverse';
import { error, FakeClient, ok, type Asked } from './fake-client';

const attribute = (name: string, type: string, more: Record<string, unknown> = {}) => ({
  LogicalName: name,
  AttributeType: type,
  AttributeTypeName: { Value: `${type}Type` },
  AttributeOf: null,
  IsSecured: false,
  IsValidForCreate: true,
  IsValidForUpdate: true,
  IsValidForRead: true,
  RequiredLevel: { Value: 'None' },
  ...more,
});

const TABLE = {
  LogicalName: 'msdyn_project',
  EntitySetName: 'msdyn_projects',
  PrimaryIdAttribute: 'msdyn_projectid',
  PrimaryNameAttribute: 'msdyn_subject',
  ChangeTrackingEnabled: true,
  Attributes: [
    attribute('msdyn_projectid', 'Uniqueidentifier', {
      RequiredLevel: { Value: 'SystemRequired' },
      IsValidForUpdate: false,
    }),
    attribute('msdyn_subject', 'String', { RequiredLevel: { Value: 'ApplicationRequired' } }),
    attribute('msdyn_code', 'String', { RequiredLevel: { Value: 'SystemRequired' } }),
    attribute('msdyn_notes', 'Memo', { IsSecured: true }),
    attribute('msdyn_budget', 'Money'),
    attribute('msdyn_hours', 'Decimal'),
    attribute('msdyn_start', 'DateTime'),
    attribute('msdyn_day', 'DateTime'),
    attribute('msdyn_kind', 'Picklist'),
    attribute('msdyn_tags', 'Virtual', { AttributeTypeName: { Value: 'MultiSelectPicklistType' } }),
    attribute('msdyn_kindname', 'Virtual', { AttributeOf: 'msdyn_kind', AttributeTypeName: { Value: 'VirtualType' } }),
    attribute('msdyn_customer', 'Customer'),
    attribute('ownerid', 'Owner', { RequiredLevel: { Value: 'SystemRequired' } }),
    attribute('owninguser', 'Lookup', { IsValidForCreate: false, IsValidForUpdate: false }),
    attribute('statecode', 'State', { IsValidForCreate: false, RequiredLevel: { Value: 'SystemRequired' } }),
    attribute('statuscode', 'Status'),
    attribute('versionnumber', 'BigInt', { IsValidForCreate: false, IsValidForUpdate: false }),
    attribute('msdyn_secret', 'String', { IsValidForRead: false }),
  ],
  Keys: [
    { KeyAttributes: ['msdyn_code'], EntityKeyIndexStatus: 'Active' },
    { KeyAttributes: ['msdyn_subject'], EntityKeyIndexStatus: 'Pending' },
  ],
  ManyToOneRelationships: [
    {
      ReferencingAttribute: 'msdyn_customer',
      ReferencedEntity: 'account',
      ReferencingEntityNavigationPropertyName: 'msdyn_Customer_account',
    },
    {
      ReferencingAttribute: 'msdyn_customer',
      ReferencedEntity: 'contact',
      ReferencingEntityNavigationPropertyName: 'msdyn_Customer_contact',
    },
    { ReferencingAttribute: 'ownerid', ReferencedEntity: 'owner', ReferencingEntityNavigationPropertyName: 'ownerid' },
    {
      ReferencingAttribute: 'owninguser',
      ReferencedEntity: 'systemuser',
      ReferencingEntityNavigationPropertyName: 'owninguser',
    },
  ],
};

const SHAPES: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  String: [
    { LogicalName: 'msdyn_subject', MaxLength: 60 },
    { LogicalName: 'msdyn_code', MaxLength: 20 },
  ],
  Memo: [{ LogicalName: 'msdyn_notes', MaxLength: 2000 }],
  Decimal: [{ LogicalName: 'msdyn_hours', Precision: 2 }],
  Money: [{ LogicalName: 'msdyn_budget', Precision: 4 }],
  DateTime: [
    { LogicalName: 'msdyn_start', DateTimeBehavior: { Value: 'UserLocal' } },
    { LogicalName: 'msdyn_day', DateTimeBehavior: { Value: 'DateOnly' } },
  ],
  Lookup: [
    { LogicalName: 'msdyn_customer', Targets: ['account', 'contact'] },
    { LogicalName: 'ownerid', Targets: ['systemuser', 'team'] },
    { LogicalName: 'owninguser', Targets: ['systemuser'] },
  ],
  Picklist: [{ LogicalName: 'msdyn_kind', OptionSet: { Options: [{ Value: 192350000 }, { Value: 192350001 }] } }],
  State: [
    {
      LogicalName: 'statecode',
      OptionSet: {
        Options: [
          { Value: 0, DefaultStatus: 1 },
          { Value: 1, DefaultStatus: 2 },
        ],
      },
    },
  ],
  Status: [
    {
      LogicalName: 'statuscode',
      OptionSet: {
        Options: [
          { Value: 1, State: 0 },
          { Value: 2, State: 1 },
        ],
      },
    },
  ],
};

const answer = ({ path }: Asked) => {
  if (!path.includes("'msdyn_project'")) return error(404, '0x80060888');
  const shape = /CRM\.(\w+)AttributeMetadata/.exec(path)?.[1];
  return ok(shape === undefined ? TABLE : { value: SHAPES[shape] ?? [] });
};

describe('a table from live metadata', () => {
  it('is read in one request', async () => {
    const client = new FakeClient(answer);
    await readTableSchema(client, 'msdyn_project');
    expect(client.requests).toHaveLength(1);
    expect(client.asked.every(({ headers }) => headers.Consistency === undefined)).toBe(true);
    await readTableSchema(client, 'msdyn_project', { fresh: true });
    expect(client.requests[1]?.every(({ headers }) => headers.Consistency === 'Strong')).toBe(true);
  });

  it('has what the map language and the wire need', async () => {
    const table = await readTableSchema(new FakeClient(answer), 'msdyn_project');
    expect(table).toMatchObject({
      name: 'msdyn_project',
      entitySet: 'msdyn_projects',
      key: ['msdyn_projectid'],
      primaryName: 'msdyn_subject',
      changeTracking: true,
      alternateKeys: [['msdyn_code']],
      stateOf: { 1: 0, 2: 1 },
      defaultStatus: { 0: 1, 1: 2 },
    });
    expect(table.navigation.msdyn_customer).toEqual({
      account: 'msdyn_Customer_account',
      contact: 'msdyn_Customer_contact',
    });
    expect(table.navigation.ownerid).toMatchObject({ systemuser: 'owninguser', team: 'owningteam' });
  });

  it('knows each column as far as the platform says', async () => {
    const { columns } = await readTableSchema(new FakeClient(answer), 'msdyn_project');
    expect(columns.msdyn_subject).toMatchObject({ type: 'string', maxLength: 60, required: false });
    expect(columns.msdyn_code).toMatchObject({ required: true });
    expect(columns.msdyn_notes).toMatchObject({ type: 'memo', maxLength: 2000, secured: true });
    expect(columns.msdyn_budget).toMatchObject({ type: 'money', scale: 4 });
    expect(columns.msdyn_hours).toMatchObject({ type: 'decimal', scale: 2 });
    expect(columns.msdyn_start).toMatchObject({ type: 'datetime', behavior: 'userLocal' });
    expect(columns.msdyn_day).toMatchObject({ type: 'datetime', behavior: 'dateOnly' });
    expect(columns.msdyn_kind).toMatchObject({ type: 'choice', options: [192350000, 192350001] });
    expect(columns.msdyn_customer).toMatchObject({ type: 'lookup', targets: ['account', 'contact'] });
    expect(columns.ownerid).toMatchObject({ type: 'lookup', required: false });
    expect(columns.statecode).toMatchObject({ type: 'state', options: [0, 1], canCreate: false, canUpdate: true });
    expect(columns.versionnumber).toMatchObject({ type: 'bigint', canUpdate: false });
    expect(columns.msdyn_tags?.type).toBe('string');
    expect(columns).not.toHaveProperty('msdyn_kindname');
    expect(columns).not.toHaveProperty('msdyn_secret');
  });

  it('that is not there is an error for one, and null for another', async () => {
    const client = new FakeClient(answer);
    await expect(readTableSchema(client, 'nothing')).rejects.toBeInstanceOf(TableNotFound);
    expect(await schemaReader(tableReader(client))('nothing')).toBeNull();
  });

  it('is asked for once', async () => {
    const client = new FakeClient(answer);
    const tables = tableReader(client);
    await Promise.all([tables('msdyn_project'), tables('msdyn_project')]);
    await tables('msdyn_project');
    expect(client.requests).toHaveLength(1);
  });
});

import { describe, expect, test } from 'vitest';
import { createFinanceMetadata, EntityNotPublic, readFinanceSchema } from '../../../plugins-ts/finance';
import { readCsdl } from '../../../plugins-ts/finance/csdl';
import { createODataClient } from '../../../plugins-ts/odata';
import { serverOf, type React } from './server';

/** As the metadata service shows an entity. */
const property = (Name: string, TypeName: string, more: Record<string, unknown> = {}) => ({
  Name,
  TypeName,
  DataType: 'Whatever',
  LabelId: '@SYS1',
  IsKey: false,
  IsMandatory: false,
  ConfigurationEnabled: true,
  AllowEdit: true,
  AllowEditOnCreate: true,
  IsDimension: false,
  ...more,
});

const NS = 'Microsoft.Dynamics.DataEntities';

const CUSTOMER = {
  Name: 'CustomerV3',
  EntitySetName: 'CustomersV3',
  IsReadOnly: false,
  ConfigurationEnabled: true,
  Properties: [
    property('CustomerAccount', 'Edm.String', { IsKey: true, IsMandatory: true, AllowEdit: false }),
    property('dataAreaId', 'Edm.String', { IsKey: true, IsMandatory: true }),
    property('CreditLimit', 'Edm.Decimal'),
    property('OnHold', `${NS}.CustVendorBlocked`),
    property('Statement', `${NS}.CustAccountStatement`),
    property('Also', `${NS}.CustVendorBlocked`),
    property('Computed', 'Edm.String', { AllowEdit: false, AllowEditOnCreate: false }),
    property('SwitchedOff', 'Edm.String', { ConfigurationEnabled: false }),
    property('Picture', 'Edm.Binary'),
    property('Since', 'Edm.DateTimeOffset'),
  ],
};

const ENUMS: Record<string, unknown> = {
  CustVendorBlocked: {
    Name: 'CustVendorBlocked',
    Members: [
      { Name: 'All', Value: 2 },
      { Name: 'No', Value: 0 },
      { Name: 'Invoice', Value: 1 },
    ],
  },
};

const service: React = ({ path }) => {
  if (path === "/metadata/PublicEntities?$filter=EntitySetName eq 'CustomersV3'") {
    return { status: 200, body: { value: [CUSTOMER] } };
  }
  if (path.startsWith('/metadata/PublicEntities?$filter')) return { status: 200, body: { value: [] } };
  if (path === '/metadata/PublicEntities?$select=Name,EntitySetName') {
    return { status: 200, body: { value: [{ Name: 'X', EntitySetName: 'Xs' }, CUSTOMER] } };
  }
  if (path === "/metadata/PublicEntities('CustomerV3')") return { status: 200, body: CUSTOMER };
  const name = /PublicEnumerations\('(\w+)'\)/.exec(path)?.[1] ?? '';
  return ENUMS[name] === undefined ? { status: 404 } : { status: 200, body: ENUMS[name] };
};

describe('the metadata service', () => {
  test('answers an entity as the map language wants it', async () => {
    const { client, requests } = serverOf(service);
    expect(await readFinanceSchema(client, 'CustomersV3')).toEqual({
      name: 'CustomersV3',
      entitySet: 'CustomersV3',
      key: ['dataAreaId', 'CustomerAccount'],
      readOnly: false,
      enumTypes: {
        OnHold: `${NS}.CustVendorBlocked`,
        Statement: `${NS}.CustAccountStatement`,
        Also: `${NS}.CustVendorBlocked`,
      },
      columns: {
        CustomerAccount: { name: 'CustomerAccount', type: 'string', required: true, canUpdate: false },
        dataAreaId: { name: 'dataAreaId', type: 'string', required: true, canUpdate: false },
        CreditLimit: { name: 'CreditLimit', type: 'decimal' },
        OnHold: { name: 'OnHold', type: 'enum', members: ['No', 'Invoice', 'All'] },
        Statement: { name: 'Statement', type: 'enum' },
        Also: { name: 'Also', type: 'enum', members: ['No', 'Invoice', 'All'] },
        Computed: { name: 'Computed', type: 'string', canCreate: false, canUpdate: false },
        Since: { name: 'Since', type: 'datetime' },
      },
    });
    expect(requests).toHaveLength(3);
  });

  test('is asked once per entity and enum', async () => {
    const { client, requests } = serverOf(service);
    const metadata = createFinanceMetadata(client);
    await Promise.all([metadata.entity('CustomersV3'), metadata.entity('CustomersV3')]);
    await metadata.entity('customersv3');
    expect(requests.filter((request) => request.includes('CustVendorBlocked'))).toHaveLength(1);
  });

  test('finds an entity in another case, and says its name right', async () => {
    const { client } = serverOf(service);
    expect((await readFinanceSchema(client, 'CUSTOMERSv3')).entitySet).toBe('CustomersV3');
  });

  test('an entity that is not public', async () => {
    const { client, requests } = serverOf(service);
    await expect(readFinanceSchema(client, 'Nobody')).rejects.toThrow(EntityNotPublic);
    expect(requests.some((request) => request.includes('$metadata'))).toBe(false);
  });

  test('a read-only entity takes no value', async () => {
    const { client } = serverOf((operation) =>
      operation.path.includes('$filter')
        ? { status: 200, body: { value: [{ ...CUSTOMER, IsReadOnly: true }] } }
        : service(operation),
    );
    const schema = await readFinanceSchema(client, 'CustomersV3');
    expect(
      Object.values(schema.columns).every(({ canCreate, canUpdate }) => canCreate === false && canUpdate === false),
    ).toBe(true);
  });

  test('a failure is not kept', async () => {
    let up = false;
    const { client } = serverOf((operation) => (up ? service(operation) : { status: 503 }));
    const metadata = createFinanceMetadata(client);
    await expect(metadata.entity('CustomersV3')).rejects.toMatchObject({ status: 503 });
    up = true;
    expect((await metadata.entity('CustomersV3')).name).toBe('CustomersV3');
  });
});

const CSDL = `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="${NS}" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EnumType Name="NoYes"><Member Name="Yes" Value="1" /><Member Name="No" Value="0" /></EnumType>
<EntityType Name="CustomerV3Draft"><Key><PropertyRef Name="No" /></Key><Property Name="No" Type="Edm.String" /></EntityType>
<EntityType Name="CustomerV3">
  <Key><PropertyRef Name="dataAreaId" /><PropertyRef Name="CustomerAccount" /></Key>
  <Property Name="dataAreaId" Type="Edm.String" Nullable="false"><Annotation Term="Microsoft.Dynamics.OData.Core.V1.AllowEdit" Bool="false" /></Property>
  <Property Name="CustomerAccount" Type="Edm.String" Nullable="false" MaxLength="20" />
  <Property Name="Name" Type="Edm.String"><Annotation Term="Microsoft.Dynamics.OData.Core.V1.IsRequired" Bool="true" /></Property>
  <Property Name="Locked" Type="${NS}.NoYes"><Annotation Term="Microsoft.Dynamics.OData.Core.V1.AllowEditOnCreate" Bool="false" /></Property>
  <Property Name="Amount" Type="Edm.Decimal" Nullable="false" Scale="Variable" />
  <Property Name="Rate" Type="Edm.Decimal" Nullable="false" Scale="12" />
  <Property Name="Tags" Type="Collection(Edm.String)" />
  <NavigationProperty Name="Group" Type="${NS}.Group" />
</EntityType>
<EntityContainer Name="Resources">
  <EntitySet Name="CustomerV3Drafts" EntityType="${NS}.CustomerV3Draft" />
  <EntitySet Name="CustomersV3" EntityType="${NS}.CustomerV3"><NavigationPropertyBinding Path="Group" Target="Groups" /></EntitySet>
  <EntitySet Name="Lost" EntityType="${NS}.Nowhere" />
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`;

describe('$metadata', () => {
  test('has the same entity', () => {
    expect(readCsdl(CSDL, 'customersV3')).toEqual({
      name: 'CustomersV3',
      entitySet: 'CustomersV3',
      key: ['dataAreaId', 'CustomerAccount'],
      readOnly: false,
      enumTypes: { Locked: `${NS}.NoYes` },
      columns: {
        dataAreaId: { name: 'dataAreaId', type: 'string', required: true, canUpdate: false },
        CustomerAccount: { name: 'CustomerAccount', type: 'string', required: true, canUpdate: false, maxLength: 20 },
        Name: { name: 'Name', type: 'string', required: true },
        Locked: { name: 'Locked', type: 'enum', members: ['No', 'Yes'], canCreate: false },
        Amount: { name: 'Amount', type: 'decimal' },
        Rate: { name: 'Rate', type: 'decimal', scale: 12 },
      },
    });
  });

  test.each(['Nobody', 'Lost'])('%s is not there', (name) => {
    expect(readCsdl(CSDL, name)).toBeNull();
  });

  test.each([404, 400, 501])('is read, once, where the service answers %i', async (status) => {
    const asked: string[] = [];
    const client = createODataClient({
      root: 'https://x.test/data/',
      fetch: (url, request) => {
        asked.push(`${url} ${new Headers(request.headers).get('accept')}`);
        return Promise.resolve(
          url.endsWith('$metadata')
            ? new Response(CSDL, { headers: { 'content-type': 'application/xml' } })
            : new Response(null, { status }),
        );
      },
    });
    const metadata = createFinanceMetadata(client);
    expect((await metadata.entity('CustomersV3')).key).toEqual(['dataAreaId', 'CustomerAccount']);
    expect((await metadata.entity('CustomerV3Drafts')).key).toEqual(['No']);
    expect(asked.filter((request) => request.includes('$metadata'))).toEqual([
      'https://x.test/data/$metadata application/xml',
    ]);
    await expect(metadata.entity('Lost')).rejects.toThrow(EntityNotPublic);
  });
});

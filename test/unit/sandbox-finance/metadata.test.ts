import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Reply, says, type Session } from './session';

let session: Session;
const get = (path: string): Promise<Reply> => session.send('GET', path);
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.stop());

const SETS = ['LegalEntities', 'CustomersV3', 'ProjectContractHeaders', 'ProjectsV2', 'CustomerGroups', 'Currencies'];

describe('$metadata', () => {
  it('names types, keys, fields and enums as Finance does', async () => {
    const reply = await get('data/$metadata');
    expect(reply.headers.get('content-type')).toContain('application/xml');
    const isArray = (name: string): boolean =>
      ['EntityType', 'EnumType', 'Property', 'PropertyRef', 'Member', 'EntitySet'].includes(name);
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray }).parse(reply.text);
    const schema = parsed['edmx:Edmx']['edmx:DataServices'].Schema;
    expect(schema.Namespace).toBe('Microsoft.Dynamics.DataEntities');
    expect(schema.EntityContainer.EntitySet.map((set: { Name: string }) => set.Name).slice(0, 6)).toEqual(SETS);
    const customer = schema.EntityType.find((type: { Name: string }) => type.Name === 'CustomerV3');
    expect(customer.Key.PropertyRef.map((key: { Name: string }) => key.Name)).toEqual([
      'dataAreaId',
      'CustomerAccount',
    ]);
    const property = (name: string) => customer.Property.find((candidate: { Name: string }) => candidate.Name === name);
    expect(property('CreditLimit')).toEqual({
      Name: 'CreditLimit',
      Type: 'Edm.Decimal',
      Nullable: 'false',
      Scale: 'Variable',
    });
    expect(property('SalesMemo')).toEqual({ Name: 'SalesMemo', Type: 'Edm.String' });
    expect(property('OnHoldStatus').Type).toBe('Microsoft.Dynamics.DataEntities.CustVendorBlocked');
    const status = schema.EnumType.find((type: { Name: string }) => type.Name === 'ProjStatus');
    expect(status.Member.map((member: { Name: string }) => member.Name)).toContain('InProcess');
    expect(reply.text).not.toContain('MaxLength');
  });

  it('has a service document', async () => {
    for (const path of ['data', 'data/']) {
      const names = (await get(path)).json.value.map((set: { name: string }) => set.name);
      expect(names.slice(0, 6)).toEqual(SETS);
      expect(names).toHaveLength(35);
    }
  });
});

describe('the metadata service', () => {
  it('lists data entities, those without OData too', async () => {
    const rows = (await get('metadata/DataEntities')).json.value;
    expect(rows).toContainEqual({
      Name: 'CustCustomerV3Entity',
      PublicEntityName: 'CustomerV3',
      PublicCollectionName: 'CustomersV3',
      LabelId: 'Customers',
      DataServiceEnabled: true,
      DataManagementEnabled: true,
      EntityCategory: 'Master',
      IsReadOnly: false,
    });
    const closed = (await get('metadata/DataEntities?$filter=DataServiceEnabled eq false')).json.value;
    expect(closed.map((row: { PublicCollectionName: unknown }) => row.PublicCollectionName)).toEqual([null, null]);
  });

  it.each(["metadata/PublicEntities('ProjectV2')", "Metadata/PublicEntities(Name='ProjectV2')"])('%s', async (path) => {
    const entity = (await get(path)).json;
    expect(entity).toMatchObject({ Name: 'ProjectV2', EntitySetName: 'ProjectsV2', IsReadOnly: false });
    const property = (name: string) => entity.Properties.find((candidate: { Name: string }) => candidate.Name === name);
    expect(property('ProjectId')).toMatchObject({
      TypeName: 'Edm.String',
      DataType: 'String',
      IsKey: true,
      AllowEdit: false,
    });
    expect(property('ProjectName')).toMatchObject({ IsMandatory: true });
    expect(property('ProjectedStartDate')).toMatchObject({ TypeName: 'Edm.DateTimeOffset', DataType: 'Date' });
    expect(property('ProjectStage')).toMatchObject({
      TypeName: 'Microsoft.Dynamics.DataEntities.ProjStatus',
      DataType: 'Enum',
    });
  });

  it('tells days from instants', async () => {
    const { Properties } = (await get("metadata/PublicEntities('CustomerV3')")).json;
    const types = Object.fromEntries(
      Properties.map((row: { Name: string; DataType: string }) => [row.Name, row.DataType]),
    );
    expect([types.CredManCustomerSince, types.AddressValidFrom]).toEqual(['Date', 'UtcDateTime']);
  });

  it('finds by set name, selects and pages', async () => {
    const found = await get("metadata/PublicEntities?$filter=EntitySetName eq 'ProjectsV2'&$select=Name");
    expect(found.json.value).toEqual([{ Name: 'ProjectV2' }]);
    expect((await get('metadata/PublicEntities?$top=2&$skip=34')).json.value).toHaveLength(1);
  });

  it('lists enumerations with their values', async () => {
    const one = (await get("metadata/PublicEnumerations('NoYes')")).json;
    expect(one.Members.map((member: { Name: string; Value: number }) => [member.Name, member.Value])).toEqual([
      ['No', 0],
      ['Yes', 1],
    ]);
    expect((await get('metadata/PublicEnumerations')).json.value).toHaveLength(87);
  });

  it.each([
    ["metadata/PublicEntities('ProjectsV2')", 404, ''],
    ['metadata/Nothing', 404, ''],
    ["metadata/Labels(Id='@SYS1',Language='en-us')", 501, 'Labels'],
    ["metadata/DataEntities?$filter=contains(Name,'x')", 501, 'metadata filter'],
    ["metadata/DataEntities?$filter=Nope eq 'x'", 400, 'Nope'],
  ])('%s: %i', async (path, status, words) => {
    const reply = await get(path);
    expect(reply.status).toBe(status);
    expect(says(reply)).toContain(words);
  });
});

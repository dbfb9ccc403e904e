import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Reply, says, type Session } from './session';

let session: Session;
const get = (path: string): Promise<Reply> => session.send('GET', path);
const post = (set: string, row: Record<string, unknown>): Promise<Reply> => session.send('POST', `data/${set}`, row);

interface Property {
  readonly Name: string;
  readonly Type: string;
  readonly Nullable?: string;
}
interface EntityType {
  readonly Name: string;
  readonly Key: { readonly PropertyRef: readonly { readonly Name: string }[] };
  readonly Property: readonly Property[];
}

/** What `$metadata` says of a set: key in order, fields with their types, and members of enums. */
let typeOfSet: ReadonlyMap<string, EntityType>;
let symbolsOf: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  session = await openSession();
  const { text } = await get('data/$metadata');
  const many = ['EntityType', 'EnumType', 'Property', 'PropertyRef', 'Member', 'EntitySet'];
  const isArray = (name: string, _path: unknown, _leaf: boolean, attribute: boolean): boolean =>
    !attribute && many.includes(name);
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray });
  const schema = parser.parse(text)['edmx:Edmx']['edmx:DataServices'].Schema;
  const byName = new Map<string, EntityType>(schema.EntityType.map((type: EntityType) => [type.Name, type]));
  typeOfSet = new Map(
    schema.EntityContainer.EntitySet.map((set: { Name: string; EntityType: string }) => [
      set.Name,
      byName.get(set.EntityType.split('.').at(-1) ?? ''),
    ]),
  );
  symbolsOf = new Map(
    schema.EnumType.map((type: { Name: string; Member: { Name: string }[] }) => [
      type.Name,
      type.Member.map((member) => member.Name),
    ]),
  );
});
afterAll(() => session.stop());

const DATA = 'Microsoft.Dynamics.DataEntities.';

describe('every entity of the maps in $metadata', () => {
  it.each<[set: string, key: string[], fields: number, some: Record<string, string>]>([
    ['LegalEntities', ['LegalEntityId'], 100, { Name: 'Edm.String' }],
    ['Currencies', ['CurrencyCode'], 15, { Symbol: 'Edm.String' }],
    ['ExchangeRateTypes', ['Name'], 2, { Description: 'Edm.String' }],
    [
      'ExchangeRateCurrencyPairs',
      ['FromCurrencyCode', 'ToCurrencyCode', 'ExchangeRateTypeName'],
      4,
      { ExchangeRateDisplayFactor: `${DATA}ExchangeRateDisplayFactor` },
    ],
    [
      'ExchangeRatesCDSEntity',
      ['ExchangeRateTypeName', 'FromCurrencyCode', 'ToCurrencyCode', 'ValidFrom'],
      6,
      { ValidFrom: 'Edm.DateTimeOffset', Rate: 'Edm.Decimal' },
    ],
    ['Ledgers', ['LegalEntityId'], 40, { IsBudgetControlEnabled: `${DATA}NoYes`, LedgerRecId: 'Edm.Int64' }],
    ['CustomersV3', ['dataAreaId', 'CustomerAccount'], 305, { OnHoldStatus: `${DATA}CustVendorBlocked` }],
    ['VendorsV2', ['dataAreaId', 'VendorAccountNumber'], 290, { PersonBirthMonth: `${DATA}MonthsOfYear` }],
    ['Workers', ['PersonnelNumber'], 111, { WorkerStatus: `${DATA}HcmWorkerStatus`, ObjectId: 'Edm.Guid' }],
    ['UnitsOfMeasure', ['UnitSymbol'], 10, { DecimalPrecision: 'Edm.Int32' }],
    ['ResourceCategoriesShared', ['RoleId'], 3, { IsCategoryDisabled: `${DATA}FalseTrue` }],
    ['ProjectContractHeaders', ['dataAreaId', 'ProjectContractId'], 30, { CustomerAccountNumber: 'Edm.String' }],
    [
      'ProjectContractLines',
      ['dataAreaId', 'ProjectContractId', 'LineSequenceNumber'],
      35,
      { LineSequenceNumber: 'Edm.Int32', BillingMethod: `${DATA}ProjContractBillingMethod` },
    ],
    [
      'ProjectFundingSources',
      ['dataAreaId', 'ProjectContractID', 'FundingSourceId'],
      42,
      { FundingType: `${DATA}ProjFundingType` },
    ],
    ['ProjectsV2', ['dataAreaId', 'ProjectId'], 72, { ProjectStage: `${DATA}ProjStatus` }],
    ['ProjectTasks', ['dataAreaId', 'ProjectId', 'TaskId'], 10, { TaskOutlineLevel: 'Edm.Int32' }],
    ['ProjectTransactionCategories', ['CategoryId'], 2, { Name: 'Edm.String' }],
    [
      'ProjEstimateExpensesImports',
      ['dataAreaId', 'EstimateExpensesImportId'],
      19,
      { EstimateExpensesImportId: 'Edm.Guid', TransType: `${DATA}ProjCdsTransType` },
    ],
    ['ProjForecastSalesImport', ['dataAreaId', 'ImportId'], 23, { ImportId: 'Edm.Guid', SalesQty: 'Edm.Decimal' }],
    [
      'ProjEstimateHoursImport',
      ['dataAreaId', 'EstimateHoursImportId'],
      14,
      { ProjCDSResourceId: 'Edm.Guid', StartDate: 'Edm.DateTimeOffset' },
    ],
    [
      'ProjectContractLineMilestones',
      ['dataAreaId', 'ContractLineMilestoneIdentifier'],
      18,
      { ContractLineMilestoneGuid: 'Edm.Guid', TransStatus: `${DATA}ProjTransStatus` },
    ],
    [
      'ProjActualsImports',
      ['dataAreaId', 'ActualsImportId'],
      55,
      { Status: 'Edm.Int64', ContractLine: 'Edm.Int32', BillingType: `${DATA}ProjBillingType` },
    ],
    ['ProjExpenseCategoriesExport', ['dataAreaId', 'CostType'], 6, { ExpType: `${DATA}TrvExpType` }],
    ['ProjExpensesExport', ['ExpTransNumber', 'ReferenceDataAreaId'], 17, { ProjCostTransExists: 'Edm.Int32' }],
    [
      'VendInvoiceExportsV2',
      ['dataAreaId', 'InvoiceAccount', 'VendorInvoiceNum'],
      12,
      { ProjVendInvoiceStatus: `${DATA}ProjVendInvoiceStatus` },
    ],
    ['ProjVendInvoicesExport', ['dataAreaId', 'TableRefId'], 11, { SubcontractInvoice: `${DATA}NoYes` }],
    ['ProjVendInvoiceLinesExportEntity', ['ProjTransId', 'ProjDataAreaId'], 23, { currencyCode: 'Edm.String' }],
    ['WorkerResourceImports', ['ProjCDSResourceId'], 2, { ProjCDSResourceId: 'Edm.Guid' }],
    [
      'SubContractPurchaseOrderHeaders',
      ['dataAreaId', 'ProjSubContractNumber'],
      11,
      { SubConStatus: `${DATA}ProjSubconStatus` },
    ],
    [
      'ProjSubContractPurchaseOrderLines',
      ['dataAreaId', 'ProjSubContractLineNumber'],
      20,
      { ProcurementCategory: 'Edm.Int64', SubConTransClass: `${DATA}ProjSubConTransClass` },
    ],
  ])('%s', (set, key, fields, some) => {
    const type = typeOfSet.get(set);
    expect(type?.Key.PropertyRef.map(({ Name }) => Name)).toEqual(key);
    expect(type?.Property).toHaveLength(fields);
    const types = Object.fromEntries((type?.Property ?? []).map(({ Name, Type }) => [Name, Type]));
    expect(types).toMatchObject(some);
    for (const { Name, Type, Nullable } of type?.Property ?? []) {
      const empties = (Type === 'Edm.String' || Type.startsWith(DATA)) && !key.includes(Name);
      expect([Name, Nullable]).toEqual([Name, empties ? undefined : 'false']);
    }
  });

  it.each([
    ['ProjCdsTransType', ['Cost', 'Sales', 'Tax', 'BilledSales', 'InterOrgSales', 'ResourcingUnitCost']],
    ['ProjBillingType', ['NotSpecified', 'Chargeable', 'NonChargeable', 'Complimentary', 'NotAvailable']],
    ['ProjVendInvoiceStatus', ['None', 'Draft', 'InReview', 'Confirmed']],
    ['ProjSubconStatus', ['Draft', 'Confirmed', 'Closed', 'Canceled']],
    ['FalseTrue', ['False', 'True']],
  ])('%s has its members in order', (name, symbols) => {
    expect(symbolsOf.get(name)).toEqual(symbols);
  });
});

describe('entities that only data packages reach', () => {
  it.each([
    'ProjCDSTransactionRelationshipImportEntity',
    'ProjInvoiceProposalV2Entity',
    'ProjInvoiceProposalsV2',
    'ProjCDSTransactionRelationshipImports',
  ])('%s is not below /data', async (name) => {
    expect((await get(`data/${name}`)).status).toBe(404);
    expect((await post(name, {})).status).toBe(404);
    expect(typeOfSet.has(name)).toBe(false);
  });

  it('are data entities all the same', async () => {
    const { value } = (await get('metadata/DataEntities?$filter=DataServiceEnabled eq false')).json;
    const rows: { Name: string; DataManagementEnabled: boolean }[] = value;
    expect(rows.map(({ Name, DataManagementEnabled }) => [Name, DataManagementEnabled])).toEqual([
      ['ProjCDSTransactionRelationshipImportEntity', true],
      ['ProjInvoiceProposalV2Entity', true],
    ]);
  });
});

describe('the metadata service on them', () => {
  const propertyOf = async (type: string, name: string): Promise<Record<string, unknown> | undefined> => {
    const { Properties } = (await get(`metadata/PublicEntities('${type}')`)).json;
    return (Properties as Record<string, unknown>[]).find((property) => property.Name === name);
  };

  it('knows what is asked for on create', async () => {
    const mandatory = { IsMandatory: true, AllowEditOnCreate: true };
    expect(await propertyOf('VendorV2', 'VendorGroupId')).toMatchObject(mandatory);
    expect(await propertyOf('ProjectTask', 'TaskName')).toMatchObject(mandatory);
    expect(await propertyOf('VendorV2', 'Notes')).toMatchObject({ IsMandatory: false, AllowEdit: true });
  });

  it('knows ids and days', async () => {
    expect(await propertyOf('ProjActualsImport', 'ActualId')).toMatchObject({ TypeName: 'Edm.Guid', DataType: 'Guid' });
    expect(await propertyOf('ExchangeRateCDSEntity', 'ValidFrom')).toMatchObject({ DataType: 'Date', IsKey: true });
    expect(await propertyOf('VendorV2', 'AddressValidFrom')).toMatchObject({ DataType: 'UtcDateTime' });
  });

  it('knows what Finance alone writes', async () => {
    expect(await propertyOf('Worker', 'Name')).toMatchObject({ AllowEdit: false, AllowEditOnCreate: false });
    const { value } = (await get('metadata/DataEntities?$filter=IsReadOnly eq true&$select=PublicCollectionName')).json;
    expect(value.map((row: { PublicCollectionName: string }) => row.PublicCollectionName)).toEqual([
      'ProjExpenseCategoriesExport',
      'ProjExpensesExport',
      'DataManagementEntities',
      'DataManagementExecutionJobs',
      'DataManagementExecutionJobDetails',
    ]);
  });
});

describe('rows', () => {
  const id = '5a8f3c10-6d5e-4c1a-9c55-2f0b7d1e9a01';
  const actual = { dataAreaId: 'usmf', ActualsImportId: id.toUpperCase(), TransactionType: 'Cost', Quantity: 2.5 };

  it('ids are keys without quotes, and come in lower case', async () => {
    const made = await post('ProjActualsImports', actual);
    expect(made.status, made.text).toBe(201);
    expect(made.headers.get('location')).toMatch(
      new RegExp(`/data/ProjActualsImports\\(dataAreaId='usmf',ActualsImportId=${id}\\)$`),
    );
    expect(made.json).toMatchObject({ ActualsImportId: id, ActualId: '00000000-0000-0000-0000-000000000000' });
    const address = `data/ProjActualsImports(dataAreaId='usmf',ActualsImportId=${id})`;
    expect((await get(address)).json).toMatchObject({ Quantity: 2.5, TransactionType: 'Cost', IsJournalized: 'No' });
    expect((await get(address.replace(id, `'${id}'`))).status).toBe(400);
    const changed = await session.send('PATCH', address, { VoucherNumber: 'PJ-000012' });
    expect(changed.status, changed.text).toBe(204);
    const [found] = (await get(`data/ProjActualsImports?$filter=ActualsImportId eq ${id}`)).json.value;
    expect(found.VoucherNumber).toBe('PJ-000012');
    const sales = `TransactionType eq ${DATA}ProjCdsTransType'Sales'`;
    expect((await get(`data/ProjActualsImports/$count?$filter=${sales}`)).text).toBe('0');
    const again = await post('ProjActualsImports', actual);
    expect(says(again)).toContain('The record already exists.');
    expect((await session.send('DELETE', address)).status).toBe(204);
    expect((await get(address)).status).toBe(404);
  });

  it('a key may have a day or a number in it', async () => {
    await post('ExchangeRateTypes', { Name: 'Average', Description: 'Monthly average' });
    const pair = { ExchangeRateTypeName: 'Average', FromCurrencyCode: 'EUR', ToCurrencyCode: 'USD' };
    const made = await post('ExchangeRatesCDSEntity', { ...pair, ValidFrom: '2026-11-01T00:00:00Z', Rate: 108.62 });
    expect(made.status, made.text).toBe(201);
    const location = made.headers.get('location') ?? '';
    expect(decodeURIComponent(location)).toContain('ValidFrom=2026-11-01T12:00:00Z');
    expect((await get(location)).json).toMatchObject({ Rate: 108.62, ValidTo: '1900-01-01T12:00:00Z' });
  });

  it.each<[what: string, set: string, row: Record<string, unknown>, words: string]>([
    ['no id', 'WorkerResourceImports', { PersonnelNumber: '' }, "Field 'Proj CDS resource' must be filled in."],
    ['an id that is none', 'WorkerResourceImports', { ProjCDSResourceId: 'x' }, 'Cannot convert the literal \'"x"\''],
    ['no id but null', 'WorkerResourceImports', { ProjCDSResourceId: null }, 'does not allow null values'],
    ['a symbol in another case', 'ProjActualsImports', { ...actual, TransactionType: 'cost' }, "'cost' was not found"],
    ['too long a text', 'UnitsOfMeasure', { UnitSymbol: 'kilometres/h' }, 'it takes 10 characters'],
    ['a number as text', 'ProjActualsImports', { ...actual, Quantity: '2.5' }, 'Edm.Decimal'],
    ['what others alone fill', 'Workers', { FirstName: 'A', LastName: 'B', Name: 'C' }, 'does not allow editing'],
    ['nothing where a name must be', 'Workers', { FirstName: 'Ada' }, "Field 'Last name' must be filled in."],
    [
      'a vendor without a group',
      'VendorsV2',
      { VendorOrganizationName: 'Tailspin' },
      "'Vendor group' must be filled in",
    ],
    ['a currency that is not there', 'VendorsV2', { VendorGroupId: '10', CurrencyCode: 'XXX' }, "The value 'XXX'"],
    ['a row to be read only', 'ProjExpensesExport', { ExpTransNumber: '1', ReferenceDataAreaId: 'usmf' }, 'read-only'],
    [
      'a name in another case',
      'ProjectFundingSources',
      { ProjectContractId: 'C' },
      "'ProjectContractId' does not exist",
    ],
  ])('%s is refused', async (_what, set, row, words) => {
    const reply = await post(set, row);
    expect(reply.status, reply.text).toBe(400);
    expect(says(reply)).toContain(words);
  });

  it('numbers, names and currencies that were not sent are filled', async () => {
    const worker = await post('Workers', { FirstName: 'Ada', LastName: 'Quist' });
    expect(worker.json).toMatchObject({ Name: 'Ada Quist', PartyType: 'Person' });
    expect(worker.json.PersonnelNumber).toMatch(/^0\d{5}$/);
    const address = `data/Workers('${worker.json.PersonnelNumber}')`;
    const renamed = await session.send('PATCH', address, { LastName: 'Berg' });
    expect(renamed.status).toBe(204);
    expect((await get(address)).json.Name).toBe('Ada Berg');
    const vendor = await post('VendorsV2', {
      dataAreaId: 'frrt',
      VendorGroupId: '10',
      VendorOrganizationName: 'Litware',
    });
    expect(vendor.json).toMatchObject({
      VendorAccountNumber: 'VEND-000001',
      CurrencyCode: 'EUR',
      VendorPartyType: 'Organization',
      VendorSearchName: 'Litware',
    });
  });

  it('rows of another company show with cross-company only', async () => {
    const row = { dataAreaId: 'frrt', ProjSubContractNumber: 'SUB-000001', SubConName: 'Cabling' };
    expect((await post('SubContractPurchaseOrderHeaders', row)).status).toBe(201);
    expect((await get('data/SubContractPurchaseOrderHeaders')).json.value).toEqual([]);
    const all = await get('data/SubContractPurchaseOrderHeaders?cross-company=true');
    expect(all.json.value).toHaveLength(1);
  });
});

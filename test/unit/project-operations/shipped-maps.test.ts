import { describe, expect, test } from 'vitest';
import {
  checkTableMap,
  compileTableMap,
  tablesToRead,
  type CompiledMap,
  type MapSchemas,
  type TableMap,
  type TableSchema,
} from '../../../plugins-ts/maps';
import { FIRST_MAPS, SHIPPED_MAPS } from '../../../plugins-ts/project-operations';
import { DATAVERSE, FINANCE } from '../maps/fixtures/metadata';

function schemasFor(map: TableMap): MapSchemas {
  const known: Record<string, TableSchema> = {};
  for (let needed = tablesToRead(map, known); needed.length > 0; needed = tablesToRead(map, known)) {
    for (const name of needed) {
      const schema = DATAVERSE[name];
      if (schema === undefined) throw new Error(`no metadata of ${name}`);
      known[name] = schema;
    }
  }
  return { dataverse: known, finance: FINANCE[map.finance.entity] ?? null };
}

const ZONES: Record<string, string> = { frrt: 'Europe/Paris', usmf: 'America/Los_Angeles' };

function compiled(key: string): CompiledMap {
  const map = SHIPPED_MAPS.find((one) => one.key === key);
  if (map === undefined) throw new Error(`no map ${key}`);
  return compileTableMap(map, schemasFor(map), { zoneOf: (company) => ZONES[company] });
}

/** The maps that run everywhere, beside excerpts of real metadata. */
const FIRST = SHIPPED_MAPS.filter((map) => FIRST_MAPS.includes(map.key));

describe('the maps that every installation starts with', () => {
  test('come in dependency order', () => {
    expect(FIRST.map((map) => map.key)).toEqual(FIRST_MAPS);
  });

  test.each(FIRST.map((map) => [map.key, map] as const))('%s fits the real metadata', (_, map) => {
    const findings = checkTableMap(map, schemasFor(map));
    expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(() => compileTableMap(map, schemasFor(map))).not.toThrow();
  });

  test('the doubts that remain are these', () => {
    const warnings = FIRST.flatMap((map) => checkTableMap(map, schemasFor(map)))
      .filter((one) => one.severity === 'warning')
      .map((one) => `${one.map} ${one.code} ${one.column}`);
    expect(warnings).toEqual([
      'customers-v3 TDM1221 dataAreaId',
      'customers-v3 TDM1221 SalesCurrencyCode',
      // Finance can hold an account for purchase orders too, which Dataverse has no word for.
      'customers-v3 TDM1219 OnHoldStatus',
      // Rows of customer settings are found by their number or name, which may repeat.
      'customers-v3 TDM1221 CustomerGroupId',
      'customers-v3 TDM1221 InvoiceAccount',
      'customers-v3 TDM1221 PaymentTerms',
      'customers-v3 TDM1221 PaymentDay',
      'customers-v3 TDM1221 PaymentMethod',
      'customers-v3 TDM1221 PaymentSchedule',
      'customers-v3 TDM1221 VendorAccount',
      'customers-v3 TDM1221 ContactPersonId',
    ]);
  });

  test('each opens its page in Finance', () => {
    for (const map of FIRST) expect(map.finance.page, map.key).toMatch(/^[A-Z]\w+$/);
  });
});

describe('legal entities', () => {
  test('come from Finance only, with the code as Finance spells it', () => {
    const map = compiled('legal-entities');
    expect(map.carries).toEqual({ toFinance: false, toDataverse: true });
    expect(map.columns[0]?.toDataverse('USMF')).toEqual({ value: 'USMF' });
    expect(map.keyOf({ LegalEntityId: 'USMF' })).toEqual({ LegalEntityId: 'USMF' });
    expect(map).not.toHaveProperty('companyPath');
  });

  test('a code in another case is no difference', () => {
    const [code] = compiled('legal-entities').columns;
    expect(code?.normalDataverse('usmf')).toBe(code?.normalDataverse('USMF'));
  });
});

describe('customers', () => {
  const map = compiled('customers-v3');
  const named = (name: string) => {
    const column = map.columns.find((one) => (one.finance ?? one.dataverse) === name);
    if (column === undefined) throw new Error(`no ${name}`);
    return column;
  };

  test('are two-way, per company', () => {
    expect(map.carries).toEqual({ toFinance: true, toDataverse: true });
    expect(map.companyPath).toBe('msdyn_company.cdm_companycode');
    expect(map.financeKey({ 'msdyn_company.cdm_companycode': 'USMF', accountnumber: 'US-001' })).toEqual({
      key: { dataAreaId: 'usmf', CustomerAccount: 'US-001' },
    });
  });

  test('only customers, only organisations', () => {
    expect(map.includesDataverse({ customertypecode: 3 })).toBe(true);
    expect(map.includesDataverse({ customertypecode: 8 })).toBe(false);
    expect(map.includesDataverse({ customertypecode: null })).toBe(false);
    expect(map.includesFinance({ PartyType: 'Organization' })).toBe(true);
    expect(map.includesFinance({ PartyType: 'Person' })).toBe(false);
  });

  test('what a create adds lets the new row pass the filter of its side', () => {
    const partyType = named('PartyType').toFinance(null);
    expect('value' in partyType && map.includesFinance({ PartyType: partyType.value })).toBe(true);
    const type = named('customertypecode').toDataverse(null);
    expect('value' in type && map.includesDataverse({ customertypecode: type.value })).toBe(true);
    const created = map.columns.filter((column) => column.createOnly).map((column) => column.name);
    expect(created).toEqual(['PartyType', 'LanguageId', 'customertypecode', 'address1_addresstypecode']);
  });

  test('a customer without a group gets the one that Finance asks for', () => {
    expect(named('CustomerGroupId').toFinance(null)).toEqual({ value: '10' });
    expect(named('CustomerGroupId').toFinance('30')).toEqual({ value: '30' });
  });

  test.each([
    ['PrimaryContactPhone', 'finance'],
    ['CreditLimit', 'finance'],
    ['OrganizationName', 'ask'],
    ['PrimaryContactEmail', undefined],
  ])('both sides changed %s: %s', (name, policy) => {
    expect(named(name).definition.conflict).toBe(policy);
  });

  test('the symbol of a hold', () => {
    expect(named('OnHoldStatus').toFinance(806380002)).toEqual({ value: 'All' });
    expect(named('OnHoldStatus').toDataverse('Never')).toEqual({ value: 806380005 });
    expect(named('OnHoldStatus').toDataverse('PurchOrder')).toMatchObject({ problem: { code: 'TDM1311' } });
  });
});

describe('project contracts', () => {
  const map = compiled('project-contract-headers');

  test('only work-based orders, to Finance only', () => {
    expect(map.carries).toEqual({ toFinance: true, toDataverse: false });
    expect(map.includesDataverse({ msdyn_ordertype: 192350001 })).toBe(true);
    expect(map.includesDataverse({ msdyn_ordertype: 192350000 })).toBe(false);
    expect(map.definition.dataverse.filterInferred).toBe(true);
  });

  test('the customer is an account; a contact has no number', () => {
    const customer = map.columns.find((column) => column.finance === 'CustomerAccountNumber');
    expect(customer).toMatchObject({ reaches: 'account', hops: [{ lookup: 'customerid', table: 'account' }] });
    expect(customer?.toFinance(null)).toEqual({ value: null });
  });
});

describe('projects', () => {
  const map = compiled('projects-v2');

  test('one row, whole', () => {
    const row = {
      'msdyn_owningcompany.cdm_companycode': 'FRRT',
      msdyn_projectnumber: 'PRJ-000042',
      msdyn_subject: `Réseau d'eau / phase 2`,
      statecode: 0,
      msdyn_scheduledstart: '2026-03-28T23:00:00Z',
      msdyn_finish: '2026-10-25T22:30:00Z',
      msdyn_actualstart: null,
      'msdyn_salesorderid.msdyn_salesordernumber': 'CON-000007',
      'msdyn_customer.accountnumber': 'FR-001',
      msdyn_description: '',
    };
    const keyed = map.financeKey(row);
    const values = map.columns.map((column) => [
      column.finance,
      column.toFinance((row as Record<string, string | number | null>)[column.dataverse ?? ''] ?? null, 'frrt'),
    ]);
    expect(keyed).toEqual({ key: { dataAreaId: 'frrt', ProjectId: 'PRJ-000042' } });
    expect(Object.fromEntries(values)).toEqual({
      dataAreaId: { value: 'frrt' },
      ProjectId: { value: 'PRJ-000042' },
      ProjectName: { value: `Réseau d'eau / phase 2` },
      ProjectStage: { value: 'InProcess' },
      ProjectedStartDate: { value: '2026-03-29T12:00:00Z' },
      ProjectedEndDate: { value: '2026-10-25T12:00:00Z' },
      ActualStartDate: { value: null },
      ActualEndDate: { value: null },
      ProjectContractId: { value: 'CON-000007' },
      CustomerAccountNumber: { value: 'FR-001' },
      Description: { value: null },
    });
  });

  test('read with the ids of their contract and customer, which may have to go first', () => {
    expect(map.read.dataverse).toEqual(expect.arrayContaining(['msdyn_salesorderid', 'msdyn_customer']));
  });

  test('an inactive project is completed', () => {
    const stage = map.columns.find((column) => column.finance === 'ProjectStage');
    expect(stage?.toFinance(1)).toEqual({ value: 'Completed' });
  });
});

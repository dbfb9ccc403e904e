import { describe, expect, it } from 'vitest';
import { flatten, planRead } from '../../../plugins-ts/dataverse/read-plan';
import type { CompiledMap } from '../../../plugins-ts/maps';
import { guid, mapOf, readTable, TABLES } from './tables';

const NAME = '@OData.Community.Display.V1.FormattedValue';

const ORDERS = mapOf(
  'salesorder',
  ['dataAreaId', 'Number'],
  [
    ['msdyn_company.cdm_companycode', 'dataAreaId', 'toFinance'],
    ['msdyn_salesordernumber', 'Number', 'toFinance'],
    ['msdyn_project.msdyn_projectnumber', 'Project', 'toFinance'],
    ['msdyn_project.msdyn_customer.accountnumber', 'Customer', 'toFinance'],
    ['msdyn_project.msdyn_customer.msdyn_company.cdm_companycode', 'CustomerCompany', 'toFinance'],
    ['customerid.accountnumber', 'Account', 'toFinance'],
    ['customerid.msdyn_contactpersonid', 'Contact', 'toFinance'],
  ],
);

describe('reading a map', () => {
  it('follows lookups to any depth, a polymorphic one through the property of each target', async () => {
    const plan = await planRead(ORDERS, readTable);
    expect(plan.parts).toHaveLength(1);
    const branches = (plan.parts[0].expand ?? '').split(/,(?=msdyn_company\(|msdyn_Project\(|customerid_)/);
    expect(branches).toEqual([
      'msdyn_company($select=cdm_companycode)',
      'msdyn_Project($select=msdyn_projectnumber,_msdyn_customer_value;$expand=' +
        'msdyn_Customer($select=accountnumber,_msdyn_company_value;$expand=msdyn_company($select=cdm_companycode)))',
      'customerid_account($select=accountnumber)',
      'customerid_contact($select=msdyn_contactpersonid)',
    ]);
  });

  it('asks for the version, the owner, who changed it and the ids of lookups', async () => {
    const { select } = (await planRead(ORDERS, readTable)).parts[0];
    expect(select).toEqual(
      expect.arrayContaining(['salesorderid', 'versionnumber', 'modifiedon', '_modifiedby_value']),
    );
    expect(select).toEqual(expect.arrayContaining(['name', '_customerid_value', '_msdyn_project_value']));
    expect(select).not.toContain('_ownerid_value');
    expect(new Set(select).size).toBe(select.length);
  });

  it('makes a flat row of dotted paths, with the names of the rows that lookups point to', async () => {
    const plan = await planRead(ORDERS, readTable);
    const raw = {
      msdyn_salesordernumber: 'SO-1',
      _customerid_value: guid(7).toUpperCase(),
      [`_customerid_value${NAME}`]: 'Adventure Works 🚲',
      _msdyn_project_value: guid(8),
      msdyn_company: { cdm_companycode: 'USMF' },
      msdyn_Project: { msdyn_projectnumber: "P'1", _msdyn_customer_value: null, msdyn_Customer: null },
      customerid_account: { accountnumber: 'C-1' },
      customerid_contact: null,
    };
    const { row, names } = flatten(raw, plan.parts[0].branch);
    expect(row).toMatchObject({
      msdyn_salesordernumber: 'SO-1',
      customerid: guid(7),
      'msdyn_company.cdm_companycode': 'USMF',
      'msdyn_project.msdyn_projectnumber': "P'1",
      'msdyn_project.msdyn_customer': null,
      'msdyn_project.msdyn_customer.accountnumber': null,
      'msdyn_project.msdyn_customer.msdyn_company.cdm_companycode': null,
      'customerid.accountnumber': 'C-1',
      'customerid.msdyn_contactpersonid': null,
    });
    expect(names).toEqual({ customerid: 'Adventure Works 🚲' });
  });

  it('keeps decimals and money as text', async () => {
    const map = mapOf(
      'msdyn_project',
      ['Id'],
      [
        ['msdyn_projectnumber', 'Id', 'toFinance'],
        ['msdyn_budget', 'Budget', 'toFinance'],
      ],
    );
    const plan = await planRead(map, readTable);
    expect(flatten({ msdyn_budget: 12.5 }, plan.parts[0].branch).row.msdyn_budget).toBe('12.5');
    const exact = flatten({ msdyn_budget: '922337203685477.5807' }, plan.parts[0].branch);
    expect(exact.row.msdyn_budget).toBe('922337203685477.5807');
  });

  it('never asks for more than fifteen expansions at once', async () => {
    const lookups = Array.from({ length: 20 }, (_, n) => `look${n}`);
    const wide = {
      ...TABLES.contact!,
      columns: Object.fromEntries(
        lookups.map((name) => [name, { name, type: 'lookup' as const, targets: ['account'] }]),
      ),
      navigation: Object.fromEntries(lookups.map((name) => [name, { account: name }])),
    };
    const reader = async (name: string) => (name === 'contact' ? wide : readTable(name));
    const map: CompiledMap = {
      ...ORDERS,
      definition: { ...ORDERS.definition, dataverse: { table: 'contact', entitySet: 'contacts' } },
      columns: [],
      read: { dataverse: lookups.map((name) => `${name}.accountnumber`), finance: [] },
    };
    const { companyPath: _, ...shared } = map;
    const plan = await planRead(shared, reader);
    const sizes = plan.parts.map((part) => part.expand?.match(/\(\$select/g)?.length);
    expect(sizes).toEqual([15, 5]);
    expect(plan.parts[1]?.select).toEqual(['contactid']);
  });
});

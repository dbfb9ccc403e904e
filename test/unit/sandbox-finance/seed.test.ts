import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOrganization, type Organization } from '../../sandbox/dataverse/organization';
import type { Reference, Row } from '../../sandbox/dataverse/store/layout';
import { knownEntity } from '../../sandbox/finance/model/entity';
import { FinanceStore } from '../../sandbox/finance/store';
import { CONTRACTS, CUSTOMERS, PROJECTS, seedDataverse, seedFinance, seedId } from '../../sandbox/seed/index';
import { NOW } from './session';

let organization: Organization;
let store: FinanceStore;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seed-'));
  organization = openOrganization({ dataDir: folder, clock: () => NOW });
  store = new FinanceStore(':memory:');
  seedDataverse(organization);
  seedFinance(store, () => NOW);
});
afterAll(() => {
  organization.close();
  store.close();
  rmSync(folder, { recursive: true });
});

const finance = (set: string, key: string, company: string) => {
  const entity = knownEntity(set);
  const own = entity.key.find((name) => name !== 'dataAreaId') ?? '';
  return store.find(entity, { dataAreaId: company, [own]: key })?.values;
};
const reached = (row: Row, column: string): Row => {
  const reference = row[column] as Reference;
  return organization.row(reference.table, reference.id)!;
};
const text = (value: unknown): string => String(value ?? '');

describe('the seed', () => {
  it('has what it says', () => {
    expect([CUSTOMERS.length, CONTRACTS.length, PROJECTS.length]).toEqual([41, 15, 20]);
    expect(organization.rows('account')).toHaveLength(38);
    expect(organization.rows('salesorder')).toHaveLength(15);
    expect(organization.rows('msdyn_project')).toHaveLength(20);
    const counts = [
      'LegalEntities',
      'CustomersV3',
      'ProjectContractHeaders',
      'ProjectsV2',
      'CustomerGroups',
      'Currencies',
    ];
    expect(counts.map((set) => store.count(knownEntity(set), []))).toEqual([2, 38, 14, 16, 6, 8]);
  });

  it('has the rows around them on both sides', () => {
    const both: [table: string, set: string][] = [
      ['transactioncurrency', 'Currencies'],
      ['msdyn_exchangeratetype', 'ExchangeRateTypes'],
      ['msdyn_currencyexchangeratepair', 'ExchangeRateCurrencyPairs'],
      ['msdyn_currencyexchangerate', 'ExchangeRatesCDSEntity'],
      ['msdyn_ledger', 'Ledgers'],
      ['uom', 'UnitsOfMeasure'],
      ['bookableresourcecategory', 'ResourceCategoriesShared'],
      ['msdyn_transactioncategory', 'ProjectTransactionCategories'],
      ['cdm_worker', 'Workers'],
      ['bookableresource', 'WorkerResourceImports'],
    ];
    const counts = both.map(([table, set]) => [organization.rows(table).length, store.count(knownEntity(set), [])]);
    const many = [8, 3, 12, 32, 2, 14, 12, 14, 12, 12];
    expect(counts).toEqual(many.map((count) => [count, count]));
    const uneven: [table: string, set: string, there: number, here: number][] = [
      ['msdyn_vendor', 'VendorsV2', 13, 14],
      ['salesorderdetail', 'ProjectContractLines', 32, 27],
      ['msdyn_projectcontractsplitbillingrule', 'ProjectFundingSources', 16, 14],
      ['msdyn_projecttask', 'ProjectTasks', 48, 40],
      ['msdyn_contractlinescheduleofvalue', 'ProjectContractLineMilestones', 15, 12],
    ];
    for (const [table, set, there, here] of uneven)
      expect([table, organization.rows(table).length, store.count(knownEntity(set), [])]).toEqual([table, there, here]);
    expect(organization.rows('msdyn_resourceassignment')).toHaveLength(11);
    expect(organization.rows('msdyn_estimateline')).toHaveLength(8);
    expect(organization.rows('msdyn_actual')).toHaveLength(21);
    expect(organization.rows('msdyn_transactionconnection')).toHaveLength(12);
    const billed = organization.rows('msdyn_actual', { msdyn_transactiontypecode: 192_350_006 });
    for (const invoice of organization.rows('invoice', { msdyn_projectinvoicestatus: 192_350_002 })) {
      const mine = billed.filter((actual) => (actual.msdyn_invoice as Reference).id === invoice.invoiceid);
      const total = mine.reduce((sum, actual) => sum + Number(actual.msdyn_amount), 0);
      expect([invoice.name, total]).toEqual([invoice.name, Number(invoice.totalamount)]);
    }
    const waiting = ['ProjExpenseCategoriesExport', 'ProjExpensesExport', 'VendInvoiceExportsV2'];
    expect(waiting.map((set) => store.count(knownEntity(set), []))).toEqual([12, 7, 3]);
  });

  it('agrees about contract lines, tasks, milestones and vendors', () => {
    for (const line of organization.rows('salesorderdetail')) {
      const number = text(line.msdyn_salescontractlinenumber);
      const [there] = store.select(knownEntity('ProjectContractLines'), {
        where: [{ sql: '"ContractLineId" = ?', parameters: [number] }],
      });
      if (!there) continue;
      const contract = reached(line, 'salesorderid');
      expect([there.values.ProjectContractId, Number(there.values.LineAmount), there.values.LineProjectId]).toEqual([
        contract.msdyn_salesordernumber,
        Number(line.extendedamount),
        reached(line, 'msdyn_project').msdyn_projectnumber,
      ]);
    }
    const lines = organization.rows('salesorderdetail');
    for (const contract of organization.rows('salesorder')) {
      const mine = lines.filter((line) => (line.salesorderid as Reference).id === contract.salesorderid);
      const total = mine.reduce((sum, line) => sum + Number(line.extendedamount), 0);
      expect([contract.msdyn_salesordernumber, total]).toEqual([
        contract.msdyn_salesordernumber,
        Number(contract.totalamount),
      ]);
    }
    for (const vendor of organization.rows('msdyn_vendor')) {
      const company = text(reached(vendor, 'msdyn_company').cdm_companycode);
      const there = finance('VendorsV2', text(vendor.msdyn_vendoraccountnumber), company);
      expect([there?.VendorOrganizationName, there?.CurrencyCode]).toEqual([
        vendor.msdyn_name,
        reached(vendor, 'msdyn_currencycode').isocurrencycode,
      ]);
    }
    for (const task of organization.rows('msdyn_projecttask')) {
      const [there] = store.select(knownEntity('ProjectTasks'), {
        where: [{ sql: '"TaskId" = ?', parameters: [text(task.msdyn_activitynumber)] }],
      });
      if (there)
        expect([there.values.TaskName, there.values.ProjectId]).toEqual([
          task.msdyn_subject,
          reached(task, 'msdyn_project').msdyn_projectnumber,
        ]);
    }
    for (const milestone of organization.rows('msdyn_contractlinescheduleofvalue')) {
      const [there] = store.select(knownEntity('ProjectContractLineMilestones'), {
        where: [
          { sql: '"ContractLineMilestoneGuid" = ?', parameters: [text(milestone.msdyn_contractlinescheduleofvalueid)] },
        ],
      });
      if (there) expect(Number(there.values.Amount)).toBe(Number(milestone.msdyn_amount));
    }
  });

  it('can be planted twice without doubling', () => {
    seedDataverse(organization);
    seedFinance(store, () => NOW);
    expect(organization.rows('account')).toHaveLength(38);
    expect(store.count(knownEntity('CustomersV3'), [])).toBe(38);
  });

  it.each(CUSTOMERS.filter((customer) => customer.only === undefined).map((customer) => [customer.account!, customer]))(
    'customer %s is the same on both sides, but for what was changed in Finance',
    (account, customer) => {
      const here = organization.row('account', seedId('account', account))!;
      const there = { ...finance('CustomersV3', account, customer.company) };
      const expected = {
        OrganizationName: here.name,
        PrimaryContactPhone: here.telephone1,
        PrimaryContactEmail: here.emailaddress1,
        PrimaryContactURL: here.websiteurl,
        PartyNumber: here.msdyn_partynumber,
        DeliveryAddressCity: here.address1_city,
        DeliveryAddressState: here.address1_stateorprovince,
        InvoiceAddressZipCode: here.address2_postalcode,
        SalesMemo: here.description,
        CreditRating: here.msdyn_creditrating,
        OrganizationNumberOfEmployees: here.numberofemployees,
        SalesCurrencyCode: reached(here, 'transactioncurrencyid').isocurrencycode,
        dataAreaId: reached(here, 'msdyn_company').cdm_companycode,
      };
      for (const [field, value] of Object.entries(expected)) {
        expect(there[field], field).toBe(customer.finance?.[field] ?? text(value));
      }
      expect(Number(there['CreditLimit'])).toBe(Number(customer.finance?.['CreditLimit'] ?? here.creditlimit));
      expect(Number(there['DeliveryAddressLatitude'])).toBe(here.address1_latitude);
    },
  );

  it.each(PROJECTS.filter((project) => project.only === undefined).map((project) => [project.number, project]))(
    'project %s is the same on both sides, but for what was changed in Finance',
    (number, project) => {
      const here = organization.row('msdyn_project', seedId('project', number))!;
      const there = { ...finance('ProjectsV2', number, project.company) };
      const expected = {
        ProjectName: here.msdyn_subject,
        ProjectedStartDate: text(here.msdyn_scheduledstart).slice(0, 10),
        ProjectedEndDate: text(here.msdyn_finish).slice(0, 10),
        ProjectStage: here.statecode === 0 ? 'InProcess' : 'Completed',
        ProjectContractId: reached(here, 'msdyn_salesorderid').msdyn_salesordernumber,
        CustomerAccountNumber: reached(here, 'msdyn_customer').accountnumber,
        Description: here.msdyn_description,
      };
      for (const [field, value] of Object.entries(expected)) {
        expect(there[field], field).toBe(project.finance?.[field] ?? text(value));
      }
    },
  );

  it('has a contract that waits: its customer has no number, and neither is in Finance', () => {
    const contract = organization.row('salesorder', seedId('contract', 'CON-000518'))!;
    const customer = reached(contract, 'customerid');
    expect([customer.name, customer.accountnumber]).toEqual(['Northwind Lyon', null]);
    expect(finance('ProjectContractHeaders', 'CON-000518', 'frrt')).toBeUndefined();
  });

  it('has a project that Finance will refuse: its customer is on hold there', () => {
    const project = organization.row('msdyn_project', seedId('project', 'PRJ-001040'))!;
    const customer = reached(project, 'msdyn_customer').accountnumber as string;
    expect(finance('CustomersV3', customer, 'usmf')?.['OnHoldStatus']).toBe('All');
    expect(finance('ProjectsV2', 'PRJ-001040', 'usmf')).toBeUndefined();
  });

  it('has a template', () => {
    expect(organization.row('msdyn_project', seedId('project', 'PRJ-001030'))?.msdyn_istemplate).toBe(true);
  });

  it('gives money in the currency of its company, and in the base currency beside it', () => {
    const project = organization.row('msdyn_project', seedId('project', 'PRJ-001042'))!;
    expect(Number(project.msdyn_totalactualcost)).toBe(18240);
    expect(Number(project.msdyn_totalactualcost_base)).toBeCloseTo(18240 / 0.9206, 2);
  });

  it('lets project numbers go on where the seed ends', () => {
    const next = organization.counters.next('auto number msdyn_project.msdyn_projectnumber', 1000n);
    expect(next).toBe(1043n);
  });
});

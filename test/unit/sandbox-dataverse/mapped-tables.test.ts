import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BASE_TABLES } from '../../sandbox/dataverse/schema/base-tables';
import { rig, type Rig } from './rig';

let dataverse: Rig;
beforeAll(async () => {
  dataverse = await rig();
});
afterAll(() => dataverse.close());

interface Expectation {
  readonly set: string;
  readonly name: string;
  readonly keys?: readonly (readonly string[])[];
  /** Text columns and their lengths. */
  readonly lengths?: Readonly<Record<string, number>>;
  /** Choices, and some of their values with labels. */
  readonly choices?: Readonly<Record<string, Readonly<Record<number, string>>>>;
  /** Lookups: targets, and the names that navigate them. */
  readonly lookups?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly required?: readonly string[];
  readonly tracked?: boolean;
}

const TRANSACTION_TYPES = { 192350000: 'Cost', 192350005: 'Unbilled Sales', 192350006: 'Billed Sales' };
const BILLING_TYPES = { 192350000: 'Non Chargeable', 192350001: 'Chargeable', 192350003: 'Not Available' };

const MAPPED: Readonly<Record<string, Expectation>> = {
  cdm_company: {
    set: 'cdm_companies',
    name: 'cdm_name',
    keys: [['cdm_companycode']],
    lengths: { cdm_companycode: 30, cdm_name: 100 },
  },
  transactioncurrency: {
    set: 'transactioncurrencies',
    name: 'currencyname',
    keys: [['isocurrencycode']],
    lengths: { isocurrencycode: 5, currencysymbol: 13 },
    required: ['isocurrencycode', 'exchangerate'],
  },
  msdyn_exchangeratetype: { set: 'msdyn_exchangeratetypes', name: 'msdyn_name', keys: [['msdyn_name']] },
  msdyn_currencyexchangeratepair: {
    set: 'msdyn_currencyexchangeratepairs',
    name: 'msdyn_name',
    keys: [['msdyn_currencyexchangeratetypeid', 'msdyn_fromtransactioncurrencyid', 'msdyn_totransactioncurrencyid']],
    choices: { msdyn_displayfactor: { 192350000: 'One', 192350002: 'Hundred' } },
  },
  msdyn_currencyexchangerate: {
    set: 'msdyn_currencyexchangerates',
    name: 'msdyn_name',
    lookups: {
      msdyn_currencyexchangeratepair: { msdyn_currencyexchangeratepair: 'msdyn_currencyexchangeratepair' },
    },
  },
  msdyn_ledger: {
    set: 'msdyn_ledgers',
    name: 'msdyn_name',
    keys: [['msdyn_company']],
    lookups: {
      msdyn_fiscalcalendar: { msdyn_fiscalcalendar: 'msdyn_fiscalcalendar' },
      msdyn_chartofaccounts: { msdyn_chartofaccounts: 'msdyn_chartofaccounts' },
    },
  },
  account: {
    set: 'accounts',
    name: 'name',
    lengths: { accountnumber: 20 },
    choices: { msdyn_invoiceaddress: { 806380000: 'Invoice account', 806380001: 'Order account' } },
  },
  msdyn_vendor: {
    set: 'msdyn_vendors',
    name: 'msdyn_name',
    keys: [['msdyn_vendoraccountnumber', 'msdyn_company']],
    lengths: { msdyn_language: 7 },
    choices: { msdyn_vendorpersonbirthmonth: { 192350000: 'None', 192350012: 'December' } },
    lookups: { msdyn_vendorgroupid: { msdyn_vendorgroup: 'msdyn_vendorgroupid' } },
  },
  cdm_worker: {
    set: 'cdm_workers',
    name: 'cdm_fullname',
    keys: [['cdm_workernumber']],
    choices: { cdm_type: { 754400000: 'Employee', 754400001: 'Contractor' } },
  },
  uom: {
    set: 'uoms',
    name: 'name',
    keys: [['msdyn_symbol']],
    choices: { msdyn_systemofunits: { 192350001: 'Metric' } },
  },
  bookableresourcecategory: {
    set: 'bookableresourcecategories',
    name: 'name',
    keys: [['msdyn_resourcecategorynumber']],
    required: ['name'],
  },
  msdyn_transactionconnection: {
    set: 'msdyn_transactionconnections',
    name: 'msdyn_name',
    required: ['msdyn_transaction1', 'msdyn_transaction2role'],
    tracked: false,
  },
  salesorder: {
    set: 'salesorders',
    name: 'name',
    lengths: { msdyn_salesordernumber: 20 },
    lookups: { customerid: { account: 'customerid_account', contact: 'customerid_contact' } },
  },
  salesorderdetail: {
    set: 'salesorderdetails',
    name: 'salesorderdetailname',
    lengths: { msdyn_salescontractlinenumber: 100 },
    choices: { msdyn_billingmethod: { 192350000: 'Time and Material', 192350001: 'Fixed Price' } },
    lookups: { msdyn_project: { msdyn_project: 'msdyn_Project' } },
    required: ['salesorderid'],
  },
  msdyn_projectcontractsplitbillingrule: {
    set: 'msdyn_projectcontractsplitbillingrules',
    name: 'msdyn_name',
    keys: [['msdyn_projectcontractsplitbillingrulenumber']],
    lengths: { msdyn_name: 100 },
    lookups: { msdyn_customerid: { account: 'msdyn_customerid' } },
  },
  msdyn_project: {
    set: 'msdyn_projects',
    name: 'msdyn_subject',
    lengths: { msdyn_subject: 200 },
  },
  msdyn_projecttask: {
    set: 'msdyn_projecttasks',
    name: 'msdyn_subject',
    keys: [['msdyn_activitynumber']],
    lengths: { msdyn_activitynumber: 100 },
    lookups: { msdyn_project: { msdyn_project: 'msdyn_project' } },
    required: ['msdyn_project'],
  },
  msdyn_transactioncategory: {
    set: 'msdyn_transactioncategories',
    name: 'msdyn_name',
    keys: [['msdyn_transactioncategorynumber']],
  },
  msdyn_estimateline: {
    set: 'msdyn_estimatelines',
    name: 'msdyn_description',
    lengths: { msdyn_writeinproduct: 100 },
    lookups: {
      msdyn_salescontractlineid: { salesorderdetail: 'msdyn_salescontractlineid' },
      msdyn_origin: { msdyn_estimateline: 'msdyn_Origin' },
    },
    tracked: false,
  },
  msdyn_resourceassignment: {
    set: 'msdyn_resourceassignments',
    name: 'msdyn_name',
    lookups: { msdyn_bookableresourceid: { bookableresource: 'msdyn_bookableresourceid' } },
  },
  msdyn_contractlinescheduleofvalue: {
    set: 'msdyn_contractlinescheduleofvalues',
    name: 'msdyn_name',
    keys: [['msdyn_contractlinescheduleofvaluenumber']],
    choices: { msdyn_invoicestatus: { 192350001: 'Ready for invoicing' } },
    lookups: { msdyn_contractlineid: { salesorderdetail: 'msdyn_ContractLineId' } },
  },
  msdyn_actual: {
    set: 'msdyn_actuals',
    name: 'msdyn_description',
    choices: { msdyn_transactiontypecode: TRANSACTION_TYPES, msdyn_billingtype: BILLING_TYPES },
    lookups: { msdyn_salescontractlineid: { salesorderdetail: 'msdyn_SalesContractLineId' } },
    required: ['msdyn_transactiontypecode'],
  },
  invoice: {
    set: 'invoices',
    name: 'name',
    choices: { msdyn_projectinvoicestatus: { 192350000: 'Draft', 192350002: 'Confirmed' } },
    lookups: { salesorderid: { salesorder: 'salesorderid' } },
    required: ['msdyn_projectinvoicestatus'],
  },
  msdyn_expensecategory: {
    set: 'msdyn_expensecategories',
    name: 'msdyn_name',
    keys: [['msdyn_name', 'msdyn_owningcompany']],
    choices: { msdyn_expensetype: { 192350001: 'Car Rental', 192350003: 'Airline' } },
  },
  msdyn_expense: {
    set: 'msdyn_expenses',
    name: 'msdyn_name',
    lengths: { msdyn_name: 100 },
    choices: { msdyn_billingtype: BILLING_TYPES },
    required: ['msdyn_amount', 'msdyn_quantity'],
  },
  msdyn_projectvendorinvoice: {
    set: 'msdyn_projectvendorinvoices',
    name: 'msdyn_name',
    keys: [['msdyn_vendorinvoicenumber', 'msdyn_vendor']],
    lengths: { msdyn_externalinvoice: 100 },
    choices: { statuscode: { 1: 'Draft', 192350000: 'In Review', 192350001: 'Confirmed', 192350002: 'On Hold' } },
  },
  msdyn_projectvendorinvoiceline: {
    set: 'msdyn_projectvendorinvoicelines',
    name: 'msdyn_name',
    lengths: { msdyn_description: 100 },
    choices: { msdyn_verificationstatus: { 192350000: 'Not started' } },
    lookups: { msdyn_subcontractline: { msdyn_subcontractline: 'msdyn_subcontractline' } },
  },
  bookableresource: { set: 'bookableresources', name: 'name', lookups: { cdm_worker: { cdm_worker: 'cdm_worker' } } },
  msdyn_subcontract: {
    set: 'msdyn_subcontracts',
    name: 'msdyn_name',
    keys: [['msdyn_subcontractnumber']],
    lengths: { msdyn_name: 100 },
    choices: { statuscode: { 1: 'Draft', 192350000: 'Confirmed', 2: 'Closed', 192350001: 'Canceled' } },
    tracked: false,
  },
  msdyn_subcontractline: {
    set: 'msdyn_subcontractlines',
    name: 'msdyn_name',
    keys: [['msdyn_subcontractlinenumber']],
    choices: {
      msdyn_linetype: { 192350000: 'Quantity based', 192350001: 'Work based' },
      msdyn_transactionclassification: { 192350002: 'Material' },
    },
    tracked: false,
  },
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- metadata of every shape
async function read(path: string): Promise<any> {
  const answer = await dataverse.send('GET', path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

async function columnsOf(table: string, type: string, expand = ''): Promise<Record<string, unknown>[]> {
  const cast = `EntityDefinitions(LogicalName='${table}')/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata`;
  return (await read(`${cast}${expand}`)).value;
}

describe('tables of the maps, as metadata describes them', () => {
  test.each(Object.entries(MAPPED))(
    '%s',
    async (table, { set, name, keys = [], required = [], tracked = true, ...more }) => {
      const definition = await read(
        `EntityDefinitions(LogicalName='${table}')?$expand=Keys,Attributes,ManyToOneRelationships`,
      );
      expect(definition).toMatchObject({
        EntitySetName: set,
        PrimaryNameAttribute: name,
        ChangeTrackingEnabled: tracked,
        CanChangeTrackingBeEnabled: { Value: true },
      });
      const found: { KeyAttributes: string[]; EntityKeyIndexStatus: string }[] = definition.Keys;
      expect(found.map((key) => key.KeyAttributes)).toEqual(keys);
      for (const key of found) expect(key.EntityKeyIndexStatus).toBe('Active');

      const columns: Record<string, unknown>[] = definition.Attributes;
      for (const column of required) {
        const level = columns.find((candidate) => candidate.LogicalName === column)?.RequiredLevel;
        expect([column, level]).toEqual([
          column,
          {
            Value: expect.stringContaining('Required') as string,
            CanBeChanged: expect.anything() as boolean,
            ManagedPropertyLogicalName: expect.anything() as string,
          },
        ]);
      }

      if (more.lengths) {
        const texts = await columnsOf(table, 'String');
        for (const [column, length] of Object.entries(more.lengths))
          expect(texts.find((text) => text.LogicalName === column)).toMatchObject({ MaxLength: length });
      }
      for (const [column, labels] of Object.entries(more.choices ?? {})) {
        const choices = await columnsOf(table, column === 'statuscode' ? 'Status' : 'Picklist', '?$expand=OptionSet');
        const choice = choices.find((candidate) => candidate.LogicalName === column);
        const { Options } = choice?.OptionSet as {
          Options: { Value: number; Label: { UserLocalizedLabel: { Label: string } } }[];
        };
        const all = Object.fromEntries(Options.map((option) => [option.Value, option.Label.UserLocalizedLabel.Label]));
        expect(all).toMatchObject(labels);
      }
      const relationships: Record<string, string>[] = definition.ManyToOneRelationships;
      for (const [column, targets] of Object.entries(more.lookups ?? {})) {
        const mine = relationships.filter((relationship) => relationship.ReferencingAttribute === column);
        const named = mine.map((one) => [one.ReferencedEntity, one.ReferencingEntityNavigationPropertyName]);
        expect(Object.fromEntries(named)).toEqual(targets);
        const lookup = (await columnsOf(table, 'Lookup')).find((candidate) => candidate.LogicalName === column);
        expect(lookup).toMatchObject({ Targets: Object.keys(targets) });
      }
    },
  );

  test.each([
    ['msdyn_fiscalcalendar', 'msdyn_calendar'],
    ['msdyn_customergroup', 'msdyn_groupid'],
    ['msdyn_vendorgroup', 'msdyn_vendorgroup'],
    ['msdyn_paymentterm', 'msdyn_name'],
    ['msdyn_projectteam', 'msdyn_resourcecategory'],
    ['product', 'msdyn_productnumber'],
    ['contact', 'msdyn_contactpersonid'],
  ])('lookup paths end at %s.%s', async (table, column) => {
    const path = `EntityDefinitions(LogicalName='${table}')/Attributes(LogicalName='${column}')`;
    expect(await read(path)).toMatchObject({ LogicalName: column, IsValidForUpdate: true });
  });

  test('what the platform computes cannot be written, and addresses lie elsewhere', async () => {
    const column = (name: string) => read(`EntityDefinitions(LogicalName='account')/Attributes(LogicalName='${name}')`);
    const never = { IsValidForCreate: false, IsValidForUpdate: false };
    expect(await column('creditlimit_base')).toMatchObject({ ...never, IsLogical: false });
    expect(await column('address1_composite')).toMatchObject({ ...never, IsLogical: true });
    expect(await column('address1_city')).toMatchObject({ IsValidForUpdate: true, IsLogical: true });
    expect(await column('creditlimit')).toMatchObject({ IsValidForUpdate: true, IsLogical: false });
  });

  test('every choice has options, and every column a label that can be read', () => {
    const mute = BASE_TABLES.flatMap((table) =>
      table.columns
        .filter((column) => column.type === 'choice' && (column.options ?? []).length === 0)
        .map((column) => `${table.logicalName}.${column.name}`),
    );
    expect(mute).toEqual([]);
    const glued = BASE_TABLES.filter((table) => table.logicalName in MAPPED).flatMap((table) =>
      table.columns.flatMap((column) => Object.values(column.labels)).filter((label) => /^[A-Za-z]{19,}$/.test(label)),
    );
    expect(glued).toEqual([]);
  });
});

describe('what Project Operations guards', () => {
  const ids = {
    actual: '0b000000-0000-4000-8000-000000000001',
    task: '0b000000-0000-4000-8000-000000000002',
    invoice: '0b000000-0000-4000-8000-000000000003',
    vendorInvoice: '0b000000-0000-4000-8000-000000000005',
    draft: '0b000000-0000-4000-8000-000000000006',
  };
  beforeAll(() => {
    const { organization } = dataverse;
    organization.put('msdyn_actual', { msdyn_actualid: ids.actual, msdyn_description: 'Two hours' });
    organization.put('msdyn_projecttask', { msdyn_projecttaskid: ids.task, msdyn_subject: 'Design' });
    organization.put('invoice', { invoiceid: ids.invoice, name: 'I-1', msdyn_projectinvoicestatus: 192_350_002 });
    organization.put('invoice', { invoiceid: ids.draft, name: 'I-2', msdyn_projectinvoicestatus: 192_350_000 });
    organization.put('msdyn_projectvendorinvoice', {
      msdyn_projectvendorinvoiceid: ids.vendorInvoice,
      msdyn_name: 'V-1',
      statuscode: 192_350_001,
    });
    organization.defineColumn('msdyn_actual', {
      name: 'new_note',
      schemaName: 'new_Note',
      type: 'string',
      maxLength: 50,
      labels: { '1033': 'Note' },
      required: 'none',
      custom: true,
      canCreate: true,
      canUpdate: true,
      secured: false,
    });
  });

  test.each<[method: string, path: string, body: Record<string, unknown> | undefined, words: string]>([
    ['POST', 'msdyn_actuals', { msdyn_description: 'x' }, 'entry journal'],
    ['PATCH', `msdyn_actuals(${ids.actual})`, { msdyn_vouchernumber: 'PJ-1' }, 'written by dual-write only'],
    ['PATCH', `msdyn_actuals(${ids.actual})`, { msdyn_amount: 12 }, "'msdyn_amount' of an actual cannot be changed"],
    ['PATCH', `msdyn_actuals(${ids.actual})`, { statecode: 1 }, "'statecode' of an actual cannot be changed"],
    ['DELETE', `msdyn_actuals(${ids.actual})`, undefined, 'reversing'],
    ['PATCH', 'msdyn_actuals(0b000000-0000-4000-8000-0000000000ff)', { msdyn_description: 'x' }, 'entry journal'],
    ['POST', 'msdyn_projecttasks', { msdyn_subject: 'x' }, "'create' is not possible"],
    ['PATCH', `msdyn_projecttasks(${ids.task})`, { msdyn_subject: 'x' }, "'update' is not possible"],
    ['DELETE', `msdyn_projecttasks(${ids.task})`, undefined, "'delete' is not possible"],
    ['POST', 'msdyn_resourceassignments', { msdyn_name: 'x' }, "'create' is not possible"],
    ['POST', 'msdyn_projectbuckets', { msdyn_name: 'x' }, "'create' is not possible"],
    ['PATCH', `invoices(${ids.invoice})`, { description: 'x' }, 'A confirmed invoice cannot be changed'],
    ['PATCH', `invoices(${ids.invoice})`, { msdyn_projectinvoicestatus: 192350000 }, 'cannot be changed'],
    ['DELETE', `invoices(${ids.invoice})`, undefined, 'cannot be changed or deleted'],
    [
      'PATCH',
      `msdyn_projectvendorinvoices(${ids.vendorInvoice})`,
      { msdyn_description: 'x' },
      'confirmed vendor invoice',
    ],
    ['DELETE', `msdyn_projectvendorinvoices(${ids.vendorInvoice})`, undefined, 'confirmed vendor invoice'],
  ])('%s %s %j', async (method, path, body, words) => {
    const answer = await dataverse.send(method, path, body === undefined ? {} : { body });
    expect([answer.status, answer.code]).toEqual([400, '0x80040265']);
    expect(answer.json.error.message).toContain(words);
  });

  test.each<[method: string, path: string, body: Record<string, unknown>]>([
    ['PATCH', `msdyn_actuals(${ids.actual})`, { new_note: 'seen' }],
    ['POST', 'msdyn_projectteams', { msdyn_name: 'Ada' }],
    ['PATCH', `invoices(${ids.draft})`, { description: 'x' }],
    ['PATCH', `invoices(${ids.invoice})`, { msdyn_projectinvoicestatus: 192350003 }],
  ])('but not %s %s %j', async (method, path, body) => {
    const answer = await dataverse.send(method, path, { body });
    expect(answer.status, answer.text).toBe(204);
  });

  test('a number is given where none came', async () => {
    const made = await dataverse.send('POST', 'msdyn_subcontracts', {
      body: { msdyn_name: 'Cabling' },
      headers: { prefer: 'return=representation' },
    });
    expect(made.json).toMatchObject({ msdyn_subcontractnumber: 'SUB-001000', statuscode: 1 });
  });
});

import type { Values } from '../dataverse/store/layout';
import { companyOf, CONTRACTS, PROJECTS } from './data';
import type { Add } from './dataverse-masters';
import { currency, noon, to, toRow, user } from './references';
import { DELIVERY, MASTERS, nameOf, PURCHASING, rowId, type Actual, type Invoice } from './rows';

/** Expense categories, actuals with the connections between them, and invoices: not sent to Finance yet. */
export function addActuals(add: Add): void {
  for (const company of ['usmf', 'frrt']) {
    for (const { id, category } of PURCHASING.expenseCategories)
      add('msdyn_expensecategory', {
        msdyn_name: id,
        msdyn_owningcompany: to('cdm_company', 'company', company),
        msdyn_expensecategoryuid: toRow('msdyn_transactioncategory', category),
        msdyn_receiptrequired: 192_350_001,
      });
  }
  for (const invoice of DELIVERY.invoices) add('invoice', invoiceRow(invoice));
  for (const actual of DELIVERY.actuals) {
    add('msdyn_actual', actualRow(actual, 'cost'));
    add('msdyn_actual', actualRow(actual, 'unbilled'));
    connect(add, actual.number, 'cost', 'unbilled');
    if (actual.invoice === undefined) continue;
    add('msdyn_actual', actualRow(actual, 'billed'));
    connect(add, actual.number, 'unbilled', 'billed');
  }
}

type Side = 'cost' | 'unbilled' | 'billed';

const TYPES: Readonly<Record<Side, { readonly code: number; readonly role: string }>> = {
  cost: { code: 192_350_000, role: 'Cost' },
  unbilled: { code: 192_350_005, role: 'UnbilledSales' },
  billed: { code: 192_350_006, role: 'BilledSales' },
};

const CLASSES = { time: 192_350_000, expense: 192_350_001 } as const;

function connect(add: Add, number: string, one: Side, other: Side): void {
  add('msdyn_transactionconnection', {
    msdyn_name: `${TYPES[one].role} - ${TYPES[other].role}`,
    msdyn_transaction1: rowId('msdyn_actual', nameOf(number, one)),
    msdyn_transaction1role: TYPES[one].role,
    msdyn_transaction1type: 'msdyn_actual',
    msdyn_transaction2: rowId('msdyn_actual', nameOf(number, other)),
    msdyn_transaction2role: TYPES[other].role,
    msdyn_transaction2type: 'msdyn_actual',
  });
}

function actualRow(actual: Actual, side: Side): Values {
  const project = PROJECTS.find((row) => row.number === actual.project);
  const worker = MASTERS.workers.find((row) => row.number === actual.worker);
  const line = DELIVERY.contractLines.find((row) => row.number === actual.line);
  const source = DELIVERY.fundingSources.find((row) => row.contract === line?.contract);
  if (!project || !worker || !line || !source) throw new Error(`the actual ${actual.number} hangs in the air`);
  const price = side === 'cost' ? actual.cost : actual.sales;
  const amount = (Math.round(Number(actual.quantity) * Number(price) * 100) / 100).toFixed(2);
  return {
    msdyn_actualid: rowId('msdyn_actual', nameOf(actual.number, side)),
    msdyn_description: actual.text,
    msdyn_project: to('msdyn_project', 'project', actual.project),
    msdyn_task: toRow('msdyn_projecttask', nameOf(actual.project, actual.wbs)),
    msdyn_owningcompany: to('cdm_company', 'company', project.company),
    msdyn_accountcustomer: project.customer === null ? null : to('account', 'account', project.customer),
    msdyn_customertype: 192_350_001,
    msdyn_salescontract: to('salesorder', 'contract', line.contract),
    msdyn_salescontractlineid: toRow('salesorderdetail', line.number),
    msdyn_valueofsalescontractline: line.number,
    msdyn_projectcontractsplitbillingrule: toRow('msdyn_projectcontractsplitbillingrule', source.number),
    msdyn_invoice: side === 'billed' && actual.invoice !== undefined ? toRow('invoice', actual.invoice) : null,
    msdyn_transactiontypecode: TYPES[side].code,
    msdyn_transactionclassification: CLASSES[actual.class],
    msdyn_transactioncategory: toRow('msdyn_transactioncategory', actual.category),
    msdyn_bookableresource: toRow('bookableresource', actual.worker),
    msdyn_nameofbookableresource: `${worker.first} ${worker.last}`,
    msdyn_resourcecategory: toRow('bookableresourcecategory', worker.role),
    msdyn_contractorganizationalunitid: to('msdyn_organizationalunit', 'unit', project.company),
    msdyn_resourceorganizationalunitid: to('msdyn_organizationalunit', 'unit', worker.company),
    msdyn_unit: toRow('uom', actual.class === 'time' ? 'hr' : 'ea'),
    msdyn_quantity: actual.quantity,
    msdyn_price: price,
    msdyn_amount: amount,
    msdyn_amountmethod: 192_350_000,
    msdyn_billingtype: 192_350_001,
    msdyn_documentdate: noon(actual.date),
    msdyn_accountingdate: noon(actual.date),
    msdyn_startdatetime: `${actual.date}T09:00:00Z`,
    msdyn_enddatetime: `${actual.date}T16:00:00Z`,
    transactioncurrencyid: currency(companyOf(project.company).currency),
    ownerid: user(project.manager),
  };
}

function invoiceRow(invoice: Invoice): Values {
  const contract = CONTRACTS.find((row) => row.number === invoice.contract);
  const source = DELIVERY.fundingSources.find((row) => row.contract === invoice.contract);
  if (!contract || !source) throw new Error(`the invoice ${invoice.number} hangs in the air`);
  return {
    invoiceid: rowId('invoice', invoice.number),
    name: invoice.name,
    invoicenumber: invoice.number,
    msdyn_invoicenumber: invoice.number,
    msdyn_ordertype: 192_350_001,
    msdyn_projectinvoicestatus: invoice.status === 'draft' ? 192_350_000 : 192_350_002,
    msdyn_invoicedate: noon(invoice.date),
    customerid: to('account', 'account', contract.customer),
    salesorderid: to('salesorder', 'contract', contract.number),
    msdyn_projectcontractsplitbillingrule: toRow('msdyn_projectcontractsplitbillingrule', source.number),
    msdyn_company: to('cdm_company', 'company', contract.company),
    msdyn_paymentterms: toRow('msdyn_paymentterm', 'Net30'),
    ispricelocked: invoice.status !== 'draft',
    totalamount: invoice.amount,
    totallineitemamount: invoice.amount,
    transactioncurrencyid: currency(contract.currency),
    pricelevelid: to('pricelevel', 'price', contract.currency),
    ownerid: user(contract.manager),
  };
}

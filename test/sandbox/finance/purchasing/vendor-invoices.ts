import { amount, roundedTo, stored } from '../accounting/money';
import { roundingOf } from '../accounting/ledger';
import { type Entry, moved, post } from '../accounting/vouchers';
import { of, Tables } from '../business/tables';
import { converted } from '../integration/amounts';
import type { ProcessContext } from '../integration/import-from-staging';
import { type CategoryType, sharedCategoryId } from '../integration/transaction-class';
import type { Row, Value } from '../model/value';
import { againstProject, NotPosted, type Terms, termsOf } from './document';

/** Decimals are texts. */
export interface VendorInvoiceLine {
  readonly category: string;
  readonly type: Extract<CategoryType, 'Hour' | 'Cost' | 'Item'>;
  readonly quantity: string;
  readonly unit: string;
  readonly price: string;
  /** None: a line of no project. */
  readonly project?: string;
  readonly task?: string;
  readonly role?: string;
  readonly billingType?: string;
  readonly subcontractLine?: string;
  readonly text?: string;
}

export interface VendorInvoice {
  readonly company: string;
  readonly vendor: string;
  readonly number: string;
  readonly date: string;
  readonly currency: string;
  readonly text?: string;
  /** Of a subcontract. */
  readonly purchaseOrder?: string;
  readonly lines: readonly VendorInvoiceLine[];
}

export interface PostedInvoice {
  readonly voucher: Value;
  /** Transaction ids of its lines, in their order. */
  readonly lines: readonly Value[];
  /** Whether the export entities show it. */
  readonly exported: boolean;
}

/**
 * Posts a pending vendor invoice, all of it or nothing. What is a project's stands on the procurement integration account until the actual
 * comes back from Dataverse. The export entities show an invoice with at least one line that has a project, then with all of its lines: who
 * reads them filters ("Vendor invoice integration"). How the status starts is assumed: Draft, until Dataverse says otherwise.
 * @throws NotPosted
 */
export function postVendorInvoice({ store, now }: ProcessContext, invoice: VendorInvoice): PostedInvoice {
  return store.transaction(() => {
    const tables = new Tables(store);
    const company = invoice.company.toLowerCase();
    const reasons = [...againstHeader(tables, company, invoice), ...againstLines(tables, company, invoice)];
    if (reasons.length > 0) throw new NotPosted(reasons);
    const terms = termsOf(tables, company, invoice.currency, invoice.date);
    const voucher = tables.number('VendorVoucher', company, 'VINV-');
    const entries = invoice.lines.flatMap((line) => entriesOf(tables, terms, invoice, line));
    const head = { company, number: voucher, accountingDate: terms.accountingDate, currency: invoice.currency };
    post(tables, { ...head, document: invoice.number, text: invoice.text ?? '' }, entries);
    const exported = invoice.lines.some(({ project }) => (project ?? '') !== '');
    if (exported) exportHeader(tables, company, invoice, String(now()));
    const lines = invoice.lines.map((line) => {
      const id = tables.number('ProjTrans', company, 'PT-');
      if (exported) exportLine(tables, company, invoice, line, id);
      return id;
    });
    return { voucher, lines, exported };
  });
}

/** Texts assumed. */
function againstHeader(tables: Tables, company: string, invoice: VendorInvoice): string[] {
  const vendor = tables.first('VendorsV2', { dataAreaId: company, VendorAccountNumber: invoice.vendor });
  if (!vendor) return [`Vendor '${invoice.vendor}' does not exist in company '${company}'.`];
  if (['All', 'Invoice'].includes(of(vendor, 'OnHoldStatus'))) return [`Vendor ${invoice.vendor} is on hold.`];
  if (invoice.lines.length === 0) return ['The invoice has no lines.'];
  const own = { dataAreaId: company, InvoiceAccount: invoice.vendor, VendorInvoiceNum: invoice.number };
  const used =
    tables.first('VendInvoiceExportsV2', own) ?? tables.first('VoucherTransactions', ledgerTrace(company, invoice));
  return used ? [`Invoice ${invoice.number} of vendor ${invoice.vendor} has already been posted.`] : [];
}

function ledgerTrace(company: string, { vendor, number }: VendorInvoice): Row {
  return { dataAreaId: company, DocumentId: number, MainAccount: `Vendor balance ${vendor}` };
}

function againstLines(tables: Tables, company: string, { lines, purchaseOrder }: VendorInvoice): string[] {
  const order = { dataAreaId: company, PurchaseOrderNumber: purchaseOrder ?? '' };
  const confirmed = purchaseOrder === undefined ? null : tables.first('PurchaseOrders', order);
  if (confirmed === undefined) return [`Purchase order '${purchaseOrder}' does not exist.`];
  if (confirmed && of(confirmed, 'DocumentState') !== 'Confirmed') {
    return [`Purchase order '${purchaseOrder}' has not been confirmed.`];
  }
  return lines.flatMap((line) => [
    ...(tables.first('UnitsOfMeasure', { UnitSymbol: line.unit })
      ? []
      : [`Unit of measure '${line.unit}' does not exist.`]),
    ...againstProject(tables, company, line.project ?? '', line.task ?? ''),
    ...againstCategory(tables, company, line),
  ]);
}

function againstCategory(tables: Tables, company: string, { project, category, type }: VendorInvoiceLine): string[] {
  const own = { dataAreaId: company, Category: sharedCategoryId(category, type) ?? '' };
  if ((project ?? '') === '' || tables.first('ProjectCategories', own)) return [];
  return [`Project category '${own.Category}' of type ${type} does not exist in company '${company}'.`];
}

function lineAmount(
  tables: Tables,
  currency: Value,
  { quantity, price }: VendorInvoiceLine,
): ReturnType<typeof amount> {
  return roundedTo(amount(quantity).times(amount(price)), roundingOf(tables, currency));
}

function entriesOf(tables: Tables, terms: Terms, invoice: VendorInvoice, line: VendorInvoiceLine): readonly Entry[] {
  const base = lineAmount(tables, invoice.currency, line);
  const { accounting, reporting } = converted(tables, terms.ledger, base, terms);
  const amounts = { amount: base, accountingAmount: accounting, reportingAmount: reporting };
  const account = (line.project ?? '') === '' ? 'Purchases' : 'Procurement integration account';
  return moved(account, `Vendor balance ${invoice.vendor}`, amounts);
}

function exportHeader(tables: Tables, company: string, invoice: VendorInvoice, reference: string): void {
  const row = {
    dataAreaId: company,
    VendorInvoiceNum: invoice.number,
    TableRefId: `${tables.number('VendInvoiceInfo', company, '')}-${reference}`,
    InvoiceAccount: invoice.vendor,
    OrderAccount: invoice.vendor,
    CurrencyCode: invoice.currency,
    TransDate: invoice.date,
    DocumentDate: invoice.date,
    Description: invoice.text ?? '',
    PurchId: invoice.purchaseOrder ?? '',
    SubcontractInvoice: invoice.purchaseOrder === undefined ? 'No' : 'Yes',
  };
  tables.add('VendInvoiceExportsV2', { ...row, ProjVendInvoiceStatus: 'Draft' });
  tables.add('ProjVendInvoicesExport', row);
}

function exportLine(tables: Tables, company: string, invoice: VendorInvoice, line: VendorInvoiceLine, id: Value): void {
  tables.add('ProjVendInvoiceLinesExportEntity', {
    ProjTransId: id,
    ProjDataAreaId: company,
    DAreaId: company,
    VendorInvoiceNum: invoice.number,
    InvoiceAccount: invoice.vendor,
    OrderAccount: invoice.vendor,
    ProjId: line.project ?? '',
    ProjTaskNumber: line.task ?? '',
    RoleId: line.role ?? '',
    TransactionCategoryId: line.category,
    CategoryType: line.type,
    QtyReceiveNow: line.quantity,
    PurchUnit: line.unit,
    PurchPrice: line.price,
    LineAmount: stored(lineAmount(tables, invoice.currency, line), 6),
    currencyCode: invoice.currency,
    TransDate: invoice.date,
    BillingType: line.billingType ?? 'Chargeable',
    ProjSubcontractLineNumber: line.subcontractLine ?? '',
    Description: line.text ?? '',
  });
}

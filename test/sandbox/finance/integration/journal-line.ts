import { roundingOf } from '../accounting/ledger';
import { amount, stored } from '../accounting/money';
import { salesTax } from '../accounting/sales-tax';
import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';
import type { StoredRow } from '../store';
import type { Actual } from './actual';
import { converted } from './amounts';
import { taxGroupsOf } from './billing-tax';
import { connectedWith } from './connections';
import type { Company, Findings } from './examine';

/**
 * Makes the line of an actual in a journal, with a voucher number of its own, and relates it to its sister where a connection is there:
 * a connection that comes later relates nothing any more (assumed).
 */
export function addJournalLine(
  tables: Tables,
  actual: Actual,
  { findings, company: { ledger, parameters } }: { readonly findings: Findings; readonly company: Company },
  journal: Value,
): void {
  const { row, company } = actual;
  const base = amount(of(row, 'Amount'));
  const currency = of(row, 'TransactionCurrencyId');
  const { accounting, reporting } = converted(tables, ledger, base, findings);
  const groups = actual.type === 'Sales' ? taxGroupsOf(tables, actual, findings.category, parameters) : NO_GROUPS;
  const tax = salesTax(tables, company, groups, base, actual.transactionDate, roundingOf(tables, currency));
  const sister = sisterOf(tables, actual);
  const voucher = tables.number('Voucher', company, 'PRJV-');
  tables.add('IntegrationJournalLines', {
    dataAreaId: company,
    LineId: tables.number('IntegrationJournalLine', company, ''),
    JournalId: journal,
    SourceRecId: row.recId,
    ActualsImportId: actual.importId,
    ActualId: actual.actualId,
    Voucher: voucher,
    RelatedVoucher: sister ? of(sister, 'Voucher') : '',
    TransactionType: actual.type,
    TransactionClass: actual.class ?? '',
    ProjectId: of(row, 'ProjectId'),
    ContractLineId: of(row, 'ContractLineId'),
    ActivityNumber: of(row, 'TaskNumber'),
    Category: findings.category,
    Resource: of(row, 'BookableResourceName'),
    Worker: findings.worker,
    Description: of(row, 'Description'),
    TransactionDate: actual.transactionDate,
    AccountingDate: findings.accountingDate,
    LineProperty: findings.lineProperty,
    CurrencyCode: currency,
    Quantity: of(row, 'Quantity'),
    UnitPrice: of(row, 'UnitPrice'),
    Amount: of(row, 'Amount'),
    ExchangeRate: stored(findings.exchangeRate, 12),
    ReportingExchangeRate: stored(findings.reportingExchangeRate, 12),
    AccountingAmount: stored(accounting, 6),
    ReportingAmount: stored(reporting, 6),
    SalesTaxGroup: groups.group,
    ItemSalesTaxGroup: groups.itemGroup,
    SalesTaxAmount: stored(tax, 6),
    OffsetAccount: offsetAccount(actual),
  });
  if (sister) tables.change('IntegrationJournalLines', sister, { RelatedVoucher: voucher });
  // When Finance sets it is not documented; assumed: when the line is made.
  tables.change('ProjActualsImports', row, { IsJournalized: 'Yes' });
}

const NO_GROUPS = { group: '', itemGroup: '' };

/** The line of the cost for an unbilled sale and the other way round, found by their connection. */
function sisterOf(tables: Tables, actual: Actual): StoredRow | undefined {
  for (const id of connectedWith(tables, actual.actualId)) {
    const line = tables
      .all('IntegrationJournalLines', { ActualId: id, dataAreaId: actual.company })
      .find((row) => of(row, 'TransactionType') !== actual.type);
    if (line) return line;
  }
  return undefined;
}

/**
 * The account against which a cost is posted: expense reports and vendor invoices stand on their integration account until then ("Expense
 * management integration", "Vendor invoice integration"); hours are allocated from payroll ("Configure accounting for billable projects").
 */
function offsetAccount({ row, class: type }: Actual): string {
  if (of(row, 'VendInvoiceLineProjTransId') !== '' || of(row, 'MatchedVendorInvoice') !== '') {
    return 'Procurement integration account';
  }
  switch (type) {
    case 'Hour':
      return 'Payroll allocation';
    case 'Cost':
      return 'Expense integration account';
    case 'Item':
      return 'Cost - item';
    default:
      return 'Project accrual';
  }
}

import { accountingDate } from '../accounting/fiscal-periods';
import { roundingOf } from '../accounting/ledger';
import { type Amount, amount, roundedTo, stored, ZERO } from '../accounting/money';
import { type Entry, moved, post } from '../accounting/vouchers';
import { of, type Tables, TablesOfRun } from '../business/tables';
import type { Value } from '../model/value';
import type { StoredRow } from '../store';
import { forget, instant, log } from './errors';
import { type Company, Examiner } from './examine';
import { companiesOf, type ProcessContext } from './import-from-staging';
import { writeBack } from './post-journals';

/** What became of a proposal: an invoice on a voucher, or a message. */
export interface InvoiceReport {
  readonly company: string;
  readonly proposal: Value;
  readonly invoice: Value | null;
  readonly voucher: Value | null;
  readonly message: string | null;
}

/**
 * *Post invoice proposals*: makes customer invoices of the proposals that have lines. As with journals, posting writes back to the staging
 * rows of the billed sales; the unbilled sales are not reversed but become invoiced ("Project estimates and actuals integration").
 */
export function postProposals(
  { store, now }: ProcessContext,
  only: { readonly company?: string; readonly proposal?: Value } = {},
): readonly InvoiceReport[] {
  return store.transaction(() => {
    const tables = new TablesOfRun(store);
    const examiner = new Examiner(tables);
    return companiesOf(tables, only.company).flatMap((company) =>
      tables
        .all('ProjInvoiceProposalV2', { dataAreaId: company, Invoice: '' })
        .filter((row) => only.proposal === undefined || of(row, 'InvoiceProposalId') === only.proposal)
        .flatMap((header) => {
          const having = { dataAreaId: company, InvoiceProposalId: of(header, 'InvoiceProposalId') };
          const lines = tables.all('InvoiceProposalLines', having);
          return lines.length === 0 ? [] : [postProposal(tables, examiner, header, lines, now())];
        }),
    );
  });
}

function postProposal(
  tables: Tables,
  examiner: Examiner,
  header: StoredRow,
  lines: readonly StoredRow[],
  now: number,
): InvoiceReport {
  const company = of(header, 'dataAreaId');
  const proposal = of(header, 'InvoiceProposalId');
  const books = examiner.company(company);
  if (!books) throw new Error(`no ledger in ${company}`);
  forget(tables, company, 'PostProposal', proposal);
  const customer = customerOf(tables, header);
  const day = accountingDate(books.periods, of(header, 'InvoiceDate'), books.parameters.mayMoveAccountingDate);
  const message = againstCustomer(tables, company, customer) ?? ('problem' in day ? day.problem : null);
  if (message !== null || 'problem' in day) {
    for (const line of lines) {
      const about = { sourceRecId: of(line, 'SourceRecId'), importId: of(line, 'ActualsImportId'), document: proposal };
      log(tables, now, { company, process: 'PostProposal', ...about, message: message ?? '' });
    }
    return { company, proposal, invoice: null, voucher: null, message };
  }
  const invoice = tables.number('ProjectInvoice', company, 'PINV-');
  const voucher = tables.number('InvoiceVoucher', company, 'PRJI-');
  const totals = invoiceLines(tables, books, lines, { invoice, voucher });
  post(
    tables,
    {
      company,
      number: voucher,
      accountingDate: day.day,
      currency: of(header, 'SalesCurrency'),
      document: invoice,
      text: of(header, 'ContractName'),
    },
    totals.entries,
  );
  tables.change('ProjInvoiceProposalV2', header, { Invoice: invoice });
  tables.add('ProjectInvoices', {
    dataAreaId: company,
    InvoiceId: invoice,
    InvoiceProposalId: proposal,
    ProjectContractId: of(header, 'ProjectContractId'),
    CustomerAccount: customer,
    InvoiceDate: of(header, 'InvoiceDate'),
    Voucher: voucher,
    CurrencyCode: of(header, 'SalesCurrency'),
    InvoiceAmount: stored(totals.net, 6),
    SalesTaxAmount: stored(totals.tax, 6),
    AccountingAmount: stored(totals.accounting, 6),
    PostedAt: instant(now),
  });
  return { company, proposal, invoice, voucher, message: null };
}

/** Who pays: the funding source's customer, else the contract's. */
function customerOf(tables: Tables, header: StoredRow): Value {
  const company = of(header, 'dataAreaId');
  const contract = of(header, 'ProjectContractId');
  const source = { dataAreaId: company, ProjectContractID: contract, FundingSourceId: of(header, 'FundingSourceId') };
  const funding = tables.first('ProjectFundingSources', source)?.values['CustomerOrOrganization'] ?? '';
  const key = { dataAreaId: company, ProjectContractId: contract };
  return funding || (tables.first('ProjectContractHeaders', key)?.values['CustomerAccountNumber'] ?? '');
}

/** A customer on hold for invoices or for everything gets none. How Finance words it is assumed. */
function againstCustomer(tables: Tables, company: string, account: Value): string | null {
  const customer = tables.first('CustomersV3', { dataAreaId: company, CustomerAccount: account });
  if (!customer) return `Customer '${account}' does not exist.`;
  return ['All', 'Invoice'].includes(of(customer, 'OnHoldStatus')) ? `Customer ${account} is on hold.` : null;
}

interface Totals {
  readonly entries: readonly Entry[];
  readonly net: Amount;
  readonly tax: Amount;
  readonly accounting: Amount;
}

function invoiceLines(
  tables: Tables,
  { ledger, parameters }: Company,
  lines: readonly StoredRow[],
  { invoice, voucher }: { readonly invoice: Value; readonly voucher: Value },
): Totals {
  const unit = roundingOf(tables, ledger.accountingCurrency);
  const reportingUnit = roundingOf(tables, ledger.reportingCurrency || ledger.accountingCurrency);
  const entries: Entry[] = [];
  let [net, tax, accounting] = [ZERO, ZERO, ZERO];
  for (const line of lines) {
    const amounts = {
      amount: amount(of(line, 'Amount')),
      accountingAmount: amount(of(line, 'AccountingAmount')),
      reportingAmount: amount(of(line, 'ReportingAmount')),
    };
    const lineTax = amount(of(line, 'SalesTaxAmount'));
    const share = amounts.amount.eq(0) ? ZERO : lineTax.div(amounts.amount);
    const taxes = {
      amount: lineTax,
      accountingAmount: roundedTo(lineTax.times(amount(of(line, 'ExchangeRate'))), unit),
      reportingAmount: roundedTo(amounts.reportingAmount.times(share), reportingUnit),
    };
    const revenue = of(line, 'OnAccountId') === '' ? 'Invoiced revenue' : 'Invoiced revenue - on account';
    entries.push(
      ...moved('Customer balance', revenue, amounts),
      ...moved('Customer balance', 'Sales tax payable', taxes),
    );
    entries.push(...invoiced(tables, line, parameters.accrueRevenue));
    writeBack(tables, of(line, 'SourceRecId'), {
      VoucherNumber: voucher,
      InvoiceId: invoice,
      AccountingAmount: of(line, 'AccountingAmount'),
      ExchangeRate: of(line, 'ExchangeRate'),
      SalesTaxAmount: stored(taxes.accountingAmount, 6),
    });
    net = net.plus(amounts.amount);
    tax = tax.plus(lineTax);
    accounting = accounting.plus(amounts.accountingAmount);
  }
  return { entries, net, tax, accounting };
}

/** What was billed is invoiced; what was accrued for it is taken back. */
function invoiced(tables: Tables, line: StoredRow, accrueRevenue: boolean): readonly Entry[] {
  const company = of(line, 'dataAreaId');
  const onAccount = tables.first('OnAccountTransactions', { dataAreaId: company, TransId: of(line, 'OnAccountId') });
  if (onAccount) tables.change('OnAccountTransactions', onAccount, { TransStatus: 'Invoiced' });
  const unbilled = tables.first('IntegrationJournalLines', { dataAreaId: company, LineId: of(line, 'UnbilledLineId') });
  if (!unbilled) return [];
  tables.change('IntegrationJournalLines', unbilled, { TransactionStatus: 'Invoiced' });
  if (!accrueRevenue || amount(of(line, 'Amount')).lt(0)) return [];
  return moved('Accrued revenue - sales value', 'WIP - sales value', {
    amount: amount(of(unbilled, 'Amount')),
    accountingAmount: amount(of(unbilled, 'AccountingAmount')),
    reportingAmount: amount(of(unbilled, 'ReportingAmount')),
  });
}

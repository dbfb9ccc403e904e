import { roundingOf } from '../accounting/ledger';
import { amount, stored } from '../accounting/money';
import { salesTax } from '../accounting/sales-tax';
import { of, type Tables } from '../business/tables';
import type { Row, Value } from '../model/value';
import type { StoredRow } from '../store';
import type { Actual } from './actual';
import { converted } from './amounts';
import { taxGroupsOf } from './billing-tax';
import { connectedWith } from './connections';
import type { Examiner, Findings } from './examine';

/** A billed-sales actual; without findings it was refused, and its whole proposal waits for it. */
export interface Billed {
  readonly actual: Actual;
  readonly findings: Findings | null;
}

/** What a line of a proposal bills. */
interface Source {
  readonly unbilled?: StoredRow;
  readonly onAccount?: StoredRow;
}

/**
 * Lines of project invoice proposals. None is added to a proposal until all of its actuals that are here can be invoiced, and time and
 * material can be only once its unbilled sale is posted ("Manage project invoice proposals", "Project Operations integration workspace").
 * Actuals that have not arrived yet are not missed: Finance cannot know of them.
 * @returns how many lines were made
 */
export function addProposalLines(
  tables: Tables,
  examiner: Examiner,
  company: string,
  billed: readonly Billed[],
  refuse: (actual: Actual, message: string) => void,
): number {
  let added = 0;
  for (const [proposal, rows] of byProposal(billed)) {
    const header = tables.first('ProjInvoiceProposalV2', { dataAreaId: company, InvoiceProposalId: proposal });
    const against = againstHeader(proposal, header);
    const taken = new Set<string>();
    const sources = rows.map(({ actual }) => against ?? sourceOf(tables, actual, taken));
    sources.forEach((source, at) => {
      const row = rows[at];
      if (row?.findings && typeof source === 'string') refuse(row.actual, source);
    });
    if (rows.some(({ findings }) => !findings) || sources.some((source) => typeof source === 'string')) continue;
    rows.forEach(({ actual, findings }, at) => {
      if (findings) addLine(tables, examiner, proposal, actual, findings, sources[at] as Source);
      added += 1;
    });
  }
  return added;
}

function byProposal(billed: readonly Billed[]): ReadonlyMap<Value, readonly Billed[]> {
  const proposals = new Map<Value, Billed[]>();
  for (const row of billed) {
    const proposal = of(row.actual.row, 'InvoiceProposalId');
    proposals.set(proposal, [...(proposals.get(proposal) ?? []), row]);
  }
  return proposals;
}

/** Texts assumed. */
function againstHeader(proposal: Value, header: StoredRow | undefined): string | null {
  if (proposal === '') return 'Invoice proposal must be specified.';
  if (!header) return `Invoice proposal '${proposal}' does not exist.`;
  return of(header, 'Invoice') === '' ? null : `Invoice proposal '${proposal}' has already been posted.`;
}

const NOT_POSTED =
  'Project transaction has not been posted yet. Verify that you have posted all of the related integration journals and try again.';

/** @param taken what other lines of this run bill already */
function sourceOf(tables: Tables, actual: Actual, taken: Set<string>): Source | string {
  const found = actual.class === 'OnAccount' ? onAccountOf(tables, actual, taken) : unbilledOf(tables, actual, taken);
  if (typeof found === 'string') return found;
  const row = found.unbilled ?? found.onAccount;
  if (row) taken.add(row.recId);
  return found;
}

/** The posted unbilled sale with which the billed one is connected. A credit may go to what has been invoiced (assumed). */
function unbilledOf(tables: Tables, { row, actualId, company }: Actual, taken: ReadonlySet<string>): Source | string {
  const lines = connectedWith(tables, actualId).flatMap((id) =>
    tables.all('IntegrationJournalLines', {
      dataAreaId: company,
      ActualId: id,
      LineStatus: 'Posted',
      TransactionType: 'Sales',
    }),
  );
  if (lines.length === 0) return NOT_POSTED;
  const isCredit = amount(of(row, 'Amount')).lt(0);
  const free = lines.find((line) => isCredit || (of(line, 'TransactionStatus') === 'Posted' && !taken.has(line.recId)));
  if (free) return { unbilled: free };
  return `Project transaction on voucher ${lines.map((line) => of(line, 'Voucher')).join(', ')} has already been invoiced.`;
}

/** The milestone: by its id where a connection names it, else the next one of the contract line with that amount (assumed). */
function onAccountOf(tables: Tables, actual: Actual, taken: ReadonlySet<string>): Source | string {
  const { row, company } = actual;
  const line = of(row, 'ContractLineId');
  const connected = connectedWith(tables, actual.actualId);
  const isCredit = amount(of(row, 'Amount')).lt(0);
  const rows = tables.all('OnAccountTransactions', { dataAreaId: company, ContractLineId: line });
  const free = rows.filter(
    (each) =>
      (isCredit || of(each, 'TransStatus') !== 'Invoiced') && !taken.has(each.recId) && !isProposed(tables, each),
  );
  const found =
    free.find((each) => connected.includes(of(each, 'MilestoneGuid'))) ??
    free.find((each) => amount(of(each, 'Amount')).eq(amount(of(row, 'Amount')).abs()));
  return found ? { onAccount: found } : `On-account transaction of contract line '${line}' was not found.`;
}

function isProposed(tables: Tables, onAccount: StoredRow): boolean {
  const having: Row = { dataAreaId: of(onAccount, 'dataAreaId'), OnAccountId: of(onAccount, 'TransId') };
  return of(onAccount, 'TransStatus') === 'InvoiceProposal' && tables.count('InvoiceProposalLines', having) > 0;
}

function addLine(
  tables: Tables,
  examiner: Examiner,
  proposal: Value,
  actual: Actual,
  findings: Findings,
  { unbilled, onAccount }: Source,
): void {
  const { row, company } = actual;
  const books = examiner.company(company);
  if (!books) throw new Error(`no ledger in ${company}`);
  const currency = of(row, 'TransactionCurrencyId');
  const base = amount(of(row, 'Amount'));
  // The groups stand on the unbilled sale, where the accountant may have changed them; a milestone has those of its own.
  const groups = unbilled
    ? { group: of(unbilled, 'SalesTaxGroup'), itemGroup: of(unbilled, 'ItemSalesTaxGroup') }
    : {
        group: taxGroupsOf(tables, actual, findings.category, books.parameters).group,
        itemGroup: books.parameters.milestoneTaxGroup,
      };
  const tax = salesTax(tables, company, groups, base, actual.transactionDate, roundingOf(tables, currency));
  const { accounting, reporting } = converted(tables, books.ledger, base, findings);
  tables.add('InvoiceProposalLines', {
    dataAreaId: company,
    LineId: tables.number('InvoiceProposalLine', company, ''),
    InvoiceProposalId: proposal,
    SourceRecId: row.recId,
    ActualsImportId: actual.importId,
    ActualId: actual.actualId,
    UnbilledLineId: unbilled ? of(unbilled, 'LineId') : '',
    UnbilledVoucher: unbilled ? of(unbilled, 'Voucher') : '',
    OnAccountId: onAccount ? of(onAccount, 'TransId') : '',
    ProjectId: of(row, 'ProjectId'),
    ContractLineId: of(row, 'ContractLineId'),
    Category: findings.category,
    Description: of(row, 'Description'),
    TransactionDate: actual.transactionDate,
    CurrencyCode: currency,
    Quantity: of(row, 'Quantity'),
    UnitPrice: of(row, 'UnitPrice'),
    Amount: of(row, 'Amount'),
    SalesTaxGroup: groups.group,
    ItemSalesTaxGroup: groups.itemGroup,
    SalesTaxAmount: stored(tax, 6),
    ExchangeRate: stored(findings.exchangeRate, 12),
    AccountingAmount: stored(accounting, 6),
    ReportingAmount: stored(reporting, 6),
  });
  if (unbilled) tables.change('IntegrationJournalLines', unbilled, { TransactionStatus: 'InvoiceProposal' });
  if (onAccount) tables.change('OnAccountTransactions', onAccount, { TransStatus: 'InvoiceProposal' });
  tables.change('ProjActualsImports', row, { IsJournalized: 'Yes' });
}

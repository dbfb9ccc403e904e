import { accountingDate } from '../accounting/fiscal-periods';
import { roundingOf } from '../accounting/ledger';
import { amount, roundedTo, stored } from '../accounting/money';
import { type Entry, moved, post } from '../accounting/vouchers';
import { of, type Tables, TablesOfRun } from '../business/tables';
import type { Row, Value } from '../model/value';
import { projectCostPosted } from '../purchasing/project-cost';
import type { StoredRow } from '../store';
import { instant, log } from './errors';
import { type Company, Examiner } from './examine';
import { companiesOf, type ProcessContext } from './import-from-staging';

/** What became of a journal. */
export interface PostReport {
  readonly company: string;
  readonly journal: Value;
  readonly posted: number;
  readonly errors: readonly { readonly line: Value; readonly voucher: Value; readonly message: string }[];
  /** The journal that took the lines with errors; null where there were none, or nothing but them. */
  readonly movedTo: Value | null;
}

/**
 * *Post Project Operations integration journal*: lines without errors are posted; those with errors go to a new journal that knows the
 * original one, both in status Error, and are not tried again until somebody has set them to draft ("Working with integration journal lines
 * that have warnings and errors"). Posting writes back to the staging row: accounting amount, exchange rate, voucher, sales tax.
 * @param only a company, or a journal in it
 */
export function postJournals(
  { store, now }: ProcessContext,
  only: { readonly company?: string; readonly journal?: Value } = {},
): readonly PostReport[] {
  return store.transaction(() => {
    const tables = new TablesOfRun(store);
    const examiner = new Examiner(tables);
    return companiesOf(tables, only.company).flatMap((company) =>
      tables
        .all('IntegrationJournals', { dataAreaId: company, JournalStatus: 'Draft' })
        .filter((row) => only.journal === undefined || of(row, 'JournalId') === only.journal)
        .map((journal) => postJournal(tables, examiner, journal, now())),
    );
  });
}

function postJournal(tables: Tables, examiner: Examiner, journal: StoredRow, now: number): PostReport {
  const company = of(journal, 'dataAreaId');
  const number = of(journal, 'JournalId');
  const books = examiner.company(company);
  if (!books) throw new Error(`no ledger in ${company}`);
  const lines = tables.all('IntegrationJournalLines', { dataAreaId: company, JournalId: number, LineStatus: 'Draft' });
  const refused: { line: StoredRow; message: string }[] = [];
  for (const line of lines) {
    for (const old of tables.all('IntegrationErrors', { SourceRecId: of(line, 'SourceRecId') })) {
      tables.remove('IntegrationErrors', old);
    }
    const day = accountingDate(books.periods, of(line, 'AccountingDate'), books.parameters.mayMoveAccountingDate);
    if ('day' in day) postLine(tables, books, line, number, day.day, now);
    else refused.push({ line, message: failed(number, line, day.problem) });
  }
  const movedTo = setAside(tables, journal, refused, lines.length, now);
  return {
    company,
    journal: number,
    posted: lines.length - refused.length,
    errors: refused.map(({ line, message }) => ({ line: of(line, 'LineId'), voucher: of(line, 'Voucher'), message })),
    movedTo,
  };
}

function failed(journal: Value, line: StoredRow, reason: string): string {
  return `Integration journal (${journal}): Line with RecId (${line.recId}) and Voucher (${of(line, 'Voucher')}) failed to post due to (${reason}).`;
}

function postLine(
  tables: Tables,
  { ledger, parameters }: Company,
  line: StoredRow,
  journal: Value,
  day: Value,
  now: number,
): void {
  const company = of(line, 'dataAreaId');
  post(
    tables,
    {
      company,
      number: of(line, 'Voucher'),
      accountingDate: day,
      currency: of(line, 'CurrencyCode'),
      document: journal,
      text: of(line, 'Description'),
    },
    entriesOf(line, parameters.accrueRevenue),
  );
  const changes = { AccountingDate: day, LineStatus: 'Posted', TransactionStatus: 'Posted', PostedAt: instant(now) };
  tables.change('IntegrationJournalLines', line, changes);
  const tax = roundedTo(
    amount(of(line, 'SalesTaxAmount')).times(amount(of(line, 'ExchangeRate'))),
    roundingOf(tables, ledger.accountingCurrency),
  );
  const actual = writeBack(tables, of(line, 'SourceRecId'), {
    VoucherNumber: of(line, 'Voucher'),
    AccountingAmount: of(line, 'AccountingAmount'),
    ExchangeRate: of(line, 'ExchangeRate'),
    // The tax of a cost came with its expense report or invoice; that of a sale is computed here.
    ...(of(line, 'TransactionType') === 'Sales' && { SalesTaxAmount: stored(tax, 6) }),
  });
  if (actual) projectCostPosted(tables, actual);
}

/** What posting tells the staging row, if it is still there: an archived row is told nothing more. @returns the row */
export function writeBack(tables: Tables, sourceRecId: Value, answer: Row): StoredRow | undefined {
  const [row] = tables.all('ProjActualsImports', {}, [{ sql: 'recId = ?', parameters: [sourceRecId] }]);
  return row && tables.change('ProjActualsImports', row, answer);
}

/**
 * Cost goes to the cost account against where it stood; a sale is accrued where the company accrues revenue and the line is chargeable, else
 * it stays in the project subledger alone ("Configure accounting for billable projects", accounting event examples).
 */
function entriesOf(line: StoredRow, accrueRevenue: boolean): readonly Entry[] {
  const amounts = {
    amount: amount(of(line, 'Amount')),
    accountingAmount: amount(of(line, 'AccountingAmount')),
    reportingAmount: amount(of(line, 'ReportingAmount')),
  };
  switch (of(line, 'TransactionType')) {
    case 'Sales':
    case 'InterOrgSales':
      return accrueRevenue ? moved('WIP - sales value', 'Accrued revenue - sales value', amounts) : [];
    default:
      return moved('Cost', of(line, 'OffsetAccount'), amounts);
  }
}

/** Puts the lines that were refused where they belong. */
function setAside(
  tables: Tables,
  journal: StoredRow,
  refused: readonly { readonly line: StoredRow; readonly message: string }[],
  lines: number,
  now: number,
): Value | null {
  const company = of(journal, 'dataAreaId');
  const own = of(journal, 'JournalId');
  if (refused.length < lines || lines === 0) {
    tables.change('IntegrationJournals', journal, { JournalStatus: 'Posted', PostedAt: instant(now) });
  } else {
    // Nothing to post, nothing to move: the journal itself is in error (assumed).
    tables.change('IntegrationJournals', journal, { JournalStatus: 'Error' });
  }
  if (refused.length === 0) return null;
  const target = refused.length === lines ? own : tables.number('IntegrationJournal', company, 'PIJ-');
  if (target !== own) {
    tables.add('IntegrationJournals', {
      dataAreaId: company,
      JournalId: target,
      Name: of(journal, 'Name'),
      PeriodStart: of(journal, 'PeriodStart'),
      JournalStatus: 'Error',
      OriginalJournalId: own,
      CreatedAt: instant(now),
    });
  }
  for (const { line, message } of refused) {
    tables.change('IntegrationJournalLines', line, { JournalId: target, LineStatus: 'Error' });
    const about = { sourceRecId: of(line, 'SourceRecId'), importId: of(line, 'ActualsImportId'), document: target };
    log(tables, now, { company, process: 'PostJournal', ...about, message });
  }
  return target === own ? null : target;
}

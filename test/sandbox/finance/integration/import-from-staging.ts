import { of, type Tables, TablesOfRun } from '../business/tables';
import type { Value } from '../model/value';
import type { Condition, FinanceStore, StoredRow } from '../store';
import { type Actual, actualFrom } from './actual';
import { forget, log } from './errors';
import { Examiner } from './examine';
import { addJournalLine } from './journal-line';
import { JournalPlacer } from './journal-placer';
import { addProposalLines, type Billed } from './proposal-lines';

export interface ProcessContext {
  readonly store: FinanceStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What a run of *Import from staging* did in a company. */
export interface ImportReport {
  readonly company: string;
  readonly journalLines: number;
  readonly proposalLines: number;
  /** Numbers of the journals that got lines. */
  readonly journals: readonly Value[];
  /** Staging rows that stay where they are, and why. */
  readonly refused: readonly { readonly importId: Value; readonly message: string }[];
}

/**
 * The periodic process *Import from staging table*: every actual that is in no journal and no invoice proposal gets a line, one by one; what
 * is refused stays in the staging table with a message, and is tried again by the next run ("Integration journal in Project Operations").
 * It goes by the staging **record**: an actual that was written a second time, because its row had been archived or under another import id,
 * is another record and gets another line.
 * @param company all, where none is named
 */
export function importFromStaging({ store, now }: ProcessContext, company?: string): readonly ImportReport[] {
  return store.transaction(() => {
    const tables = new TablesOfRun(store);
    const examiner = new Examiner(tables);
    return companiesOf(tables, company).map((each) => importCompany(tables, examiner, now(), each));
  });
}

export function companiesOf(tables: Tables, company?: string): readonly string[] {
  const all = tables.all('LegalEntities').map((row) => of(row, 'LegalEntityId').toLowerCase());
  return company === undefined ? all : all.filter((code) => code === company.toLowerCase());
}

const IN_NO_LINE: Condition = {
  sql: `recId NOT IN (SELECT "SourceRecId" FROM "IntegrationJournalLines")
    AND recId NOT IN (SELECT "SourceRecId" FROM "InvoiceProposalLines")`,
  parameters: [],
};

/** Staging rows that no line was made of, in the order in which they came. */
export function waitingRows(tables: Tables, company: string): StoredRow[] {
  return tables
    .all('ProjActualsImports', { dataAreaId: company }, [IN_NO_LINE])
    .sort((one, two) => Number(BigInt(one.recId) - BigInt(two.recId)));
}

function importCompany(tables: Tables, examiner: Examiner, now: number, company: string): ImportReport {
  forget(tables, company, 'ImportFromStaging');
  const refused: { importId: Value; message: string }[] = [];
  const refuse = (actual: Actual, message: string): void => {
    refused.push({ importId: actual.importId, message });
    const about = { sourceRecId: actual.row.recId, importId: actual.importId, document: '' };
    log(tables, now, { company, process: 'ImportFromStaging', ...about, message });
  };
  const billed: Billed[] = [];
  const journals = new Set<Value>();
  let journalLines = 0;
  const placer = new JournalPlacer(tables, now, company);
  for (const actual of waitingRows(tables, company).map(actualFrom)) {
    const examined = examiner.examine(actual);
    if ('problem' in examined) refuse(actual, examined.problem);
    if (actual.type === 'BilledSales') {
      billed.push({ actual, findings: 'problem' in examined ? null : examined.findings });
    } else if ('findings' in examined) {
      const journal = placer.place(actual, examined.company);
      addJournalLine(tables, actual, examined, journal);
      journals.add(journal);
      journalLines += 1;
    }
  }
  const proposalLines = addProposalLines(tables, examiner, company, billed, refuse);
  return { company, journalLines, proposalLines, journals: [...journals], refused };
}

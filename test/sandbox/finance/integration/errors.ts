import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';

export type Process = 'ImportFromStaging' | 'PostJournal' | 'PostProposal';

/** What a process has against a staging row, or a document. */
export interface Problem {
  readonly company: string;
  readonly process: Process;
  /** Record id of the staging row; 0 where there is none. */
  readonly sourceRecId: Value;
  readonly importId: Value;
  readonly document: Value;
  readonly message: string;
}

/**
 * The permanent error log of the *Project Operations integration* workspace ("Use the Troubleshoot tab"). Old messages of a process are
 * deleted before it runs again.
 */
export function log(tables: Tables, now: number, problem: Problem): void {
  tables.add('IntegrationErrors', {
    dataAreaId: problem.company,
    ErrorId: tables.number('IntegrationError', problem.company, 'ERR-'),
    Process: problem.process,
    SourceRecId: problem.sourceRecId,
    ActualsImportId: problem.importId,
    DocumentId: problem.document,
    Message: problem.message.slice(0, 1000),
    OccurredAt: instant(now),
  });
}

export function forget(tables: Tables, company: string, process: Process, document?: Value): void {
  const having = { dataAreaId: company, Process: process, ...(document !== undefined && { DocumentId: document }) };
  for (const row of tables.all('IntegrationErrors', having)) tables.remove('IntegrationErrors', row);
}

/** The last message about a staging row; null where there is none. */
export function messageAbout(tables: Tables, sourceRecId: Value): { message: string; at: Value } | null {
  const rows = tables.all('IntegrationErrors', { SourceRecId: sourceRecId });
  const last = rows.at(-1);
  return last ? { message: of(last, 'Message'), at: of(last, 'OccurredAt') } : null;
}

/** An instant as tables keep it. */
export function instant(now: number): Value {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

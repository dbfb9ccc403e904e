import { of, Tables } from '../business/tables';
import type { Value } from '../model/value';
import type { ProcessContext } from './import-from-staging';
import { writeBack } from './post-journals';

/** What a person asked for cannot be done. */
export class NotPossible extends Error {}

/**
 * *Update to draft*: journals in error are ready to be posted again. @returns how many
 * @throws NotPossible for a journal that is named and is not in error
 */
export function updateToDraft({ store }: ProcessContext, company: string, journal?: Value): number {
  return store.transaction(() => {
    const tables = new Tables(store);
    const rows = tables
      .all('IntegrationJournals', { dataAreaId: company, JournalStatus: 'Error' })
      .filter((row) => journal === undefined || of(row, 'JournalId') === journal);
    if (journal !== undefined && rows.length === 0) throw new NotPossible(`Journal ${journal} is not in error.`);
    for (const row of rows) {
      tables.change('IntegrationJournals', row, { JournalStatus: 'Draft' });
      const having = { dataAreaId: company, JournalId: of(row, 'JournalId'), LineStatus: 'Error' };
      for (const line of tables.all('IntegrationJournalLines', having)) {
        tables.change('IntegrationJournalLines', line, { LineStatus: 'Draft' });
      }
    }
    return rows.length;
  });
}

/**
 * Deletes a line that is not posted; the next import makes it again. Its voucher number is used up.
 * @throws NotPossible
 */
export function deleteJournalLine({ store }: ProcessContext, company: string, line: Value): void {
  store.transaction(() => {
    const tables = new Tables(store);
    const row = tables.first('IntegrationJournalLines', { dataAreaId: company, LineId: line });
    if (!row) throw new NotPossible(`Line ${line} does not exist.`);
    if (of(row, 'LineStatus') === 'Posted') throw new NotPossible(`Line ${line} has been posted.`);
    tables.remove('IntegrationJournalLines', row);
    writeBack(tables, of(row, 'SourceRecId'), { IsJournalized: 'No' });
  });
}

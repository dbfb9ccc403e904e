import { of, Tables } from '../business/tables';
import type { StoredRow } from '../store';
import { instant } from './errors';
import type { ProcessContext } from './import-from-staging';

export interface ArchiveReport {
  readonly actuals: number;
  readonly relationships: number;
}

const DAY = 86_400_000;

/**
 * The archive job: staging rows that are done, that is posted, go to the history tables, and the relationships of which nothing is left in
 * staging with them. From then on the staging tables do not show them, and do not know that they were ever there: the same key can be written
 * again. (That relationships follow their actuals is assumed.)
 * @param olderThanDays by the accounting date; 0, the default: all that is done
 */
export function archiveStaging({ store, now }: ProcessContext, olderThanDays = 0): ArchiveReport {
  return store.transaction(() => {
    const tables = new Tables(store);
    const limit = new Date(now() - olderThanDays * DAY).toISOString().slice(0, 10);
    const done = tables
      .all('ProjActualsImports', {}, [{ sql: '"VoucherNumber" <> \'\'', parameters: [] }])
      .filter((row) => of(row, 'AccountingDate') <= limit);
    const at = instant(now());
    const ids = new Set(done.map((row) => of(row, 'ActualId')));
    for (const row of done) moveAway(tables, 'ProjActualsImports', 'ProjCDSActualsImportHistory', row, at);
    const relationships = tables.all('ProjCDSTransactionRelationshipImport').filter((row) => isDone(tables, row, ids));
    for (const row of relationships) {
      moveAway(tables, 'ProjCDSTransactionRelationshipImport', 'ProjCDSTransactionRelationshipImportHistory', row, at);
    }
    return { actuals: done.length, relationships: relationships.length };
  });
}

/** Both of its transactions are in history; one that never came keeps it here. */
function isDone(tables: Tables, relationship: StoredRow, justMoved: ReadonlySet<string>): boolean {
  return ['Transaction1Id', 'Transaction2Id'].every((name) => {
    const id = of(relationship, name)
      .replace(/^\{|\}$/g, '')
      .toLowerCase();
    return justMoved.has(id) || tables.count('ProjCDSActualsImportHistory', { ActualId: id }) > 0;
  });
}

function moveAway(tables: Tables, from: string, to: string, row: StoredRow, at: string): void {
  tables.add(to, { ...row.values, SourceRecId: row.recId, ArchivedAt: at });
  tables.remove(from, row);
}

import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';
import type { Actual } from './actual';
import { instant } from './errors';
import type { Company } from './examine';
import { periodStart } from './parameters';

/**
 * Finds or makes the journal that a line goes into: one per period unit of the transaction date, in draft, not full. (That a draft journal
 * of the same period is filled up before another one is made is documented for *All* and assumed for the others.)
 */
export class JournalPlacer {
  private readonly open = new Map<Value, { journal: Value; lines: number }>();

  constructor(
    private readonly tables: Tables,
    private readonly now: number,
    private readonly company: string,
  ) {}

  place(actual: Actual, { parameters }: Company): Value {
    const period = periodStart(parameters.periodUnit, actual.transactionDate);
    const known = this.open.get(period) ?? this.draftOf(period, parameters.linesPerJournal);
    if (known && known.lines < parameters.linesPerJournal) {
      this.open.set(period, { journal: known.journal, lines: known.lines + 1 });
      return known.journal;
    }
    const journal = this.tables.number('IntegrationJournal', this.company, 'PIJ-');
    this.tables.add('IntegrationJournals', {
      dataAreaId: this.company,
      JournalId: journal,
      Name: 'Project Operations integration',
      PeriodStart: period,
      CreatedAt: instant(this.now),
    });
    this.open.set(period, { journal, lines: 1 });
    return journal;
  }

  private draftOf(period: Value, limit: number): { journal: Value; lines: number } | undefined {
    const having = { dataAreaId: this.company, JournalStatus: 'Draft', PeriodStart: period, OriginalJournalId: '' };
    return this.tables
      .all('IntegrationJournals', having)
      .map((row) => {
        const journal = of(row, 'JournalId');
        const lines = this.tables.count('IntegrationJournalLines', { dataAreaId: this.company, JournalId: journal });
        return { journal, lines };
      })
      .find(({ lines }) => lines < limit);
  }
}

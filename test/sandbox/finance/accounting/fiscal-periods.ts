import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';
import { spoken } from './exchange-rates';
import type { Ledger } from './ledger';

export interface FiscalPeriod {
  readonly year: string;
  readonly name: string;
  readonly start: Value;
  readonly end: Value;
  readonly status: 'Open' | 'Stopped' | 'Closed';
}

/** The periods of a company's fiscal calendar, oldest first. One that its ledger calendar does not list is closed. */
export function periodsOf(tables: Tables, ledger: Ledger): readonly FiscalPeriod[] {
  const statuses = new Map(
    tables
      .all('LedgerFiscalPeriods', { LedgerName: ledger.name, Calendar: ledger.calendar })
      .map((row) => [`${of(row, 'YearName')}/${of(row, 'PeriodName')}`, of(row, 'PeriodStatus')]),
  );
  return tables
    .all('FiscalPeriods', { Calendar: ledger.calendar })
    .map((row) => ({
      year: of(row, 'FiscalYear'),
      name: of(row, 'PeriodName'),
      start: of(row, 'StartDate'),
      end: of(row, 'EndDate'),
      status: (statuses.get(`${of(row, 'FiscalYear')}/${of(row, 'PeriodName')}`) ?? 'Closed') as FiscalPeriod['status'],
    }))
    .sort((one, two) => (one.start < two.start ? -1 : 1));
}

/** A day that can be posted to, or what Finance says. */
export type AccountingDate = { readonly day: Value } | { readonly problem: string };

/**
 * Where a transaction of this day goes. In a period that is not open it is refused, unless the company lets Finance set the accounting
 * date (*Automatically set accounting date to open ledger period*): then the first day of the next open period takes it. Rule and texts:
 * "Integration journal in Project Operations" and "Project Operations integration workspace".
 */
export function accountingDate(periods: readonly FiscalPeriod[], day: Value, mayMove: boolean): AccountingDate {
  const own = periods.find(({ start, end }) => start <= day && day <= end);
  if (own?.status === 'Open') return { day };
  if (!mayMove) {
    return { problem: `No open fiscal period was found for the specified accounting date ${spoken(day)}.` };
  }
  const next = periods.find(({ start, status }) => start > day && status === 'Open');
  if (next) return { day: next.start };
  return { problem: `No open fiscal period was found in or after the specified accounting date ${spoken(day)}.` };
}

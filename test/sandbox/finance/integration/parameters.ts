import type { TaxGroupMethod } from '../accounting/sales-tax';
import type { Tables } from '../business/tables';
import type { Row, Value } from '../model/value';

export type PeriodUnit = 'Days' | 'Months' | 'Years' | 'All';

/** *Project management and accounting parameters* of a company. */
export interface Parameters {
  readonly periodUnit: PeriodUnit;
  readonly linesPerJournal: number;
  readonly mayMoveAccountingDate: boolean;
  readonly taxGroupMethod: TaxGroupMethod;
  readonly accrueRevenue: boolean;
  /** Project category of an actual without a transaction category, by type of category. */
  readonly defaultCategories: Readonly<Record<string, Value>>;
  readonly milestoneTaxGroup: Value;
}

/** Lines of an integration journal where the company says nothing ("Integration journal in Project Operations", 10.0.38). */
const LINES_PER_JOURNAL = 200;

/** A company without a row of its own has Finance's defaults (which those are is assumed, but for the limit of lines). */
export function parametersOf(tables: Tables, company: string): Parameters {
  const row: Row = tables.first('ProjectParameters', { dataAreaId: company })?.values ?? {};
  const limit = Number(row['IntegrationJournalLineLimit'] ?? 0);
  return {
    periodUnit: (row['IntegrationJournalPeriodUnit'] ?? 'Months') as PeriodUnit,
    linesPerJournal: limit > 0 ? limit : LINES_PER_JOURNAL,
    mayMoveAccountingDate: row['IsAccountingDateUpdateAllowed'] === 'Yes',
    taxGroupMethod: (row['TaxGroupMethod'] ?? 'Search') as TaxGroupMethod,
    accrueRevenue: row['AccrueRevenue'] === 'Yes',
    defaultCategories: {
      Hour: row['EmplCategory'] ?? '',
      Cost: row['CostCategory'] ?? '',
      Item: row['ItemCategory'] ?? '',
      Revenue: row['RevenueCategory'] ?? '',
      OnAccount: row['OnAccountCategory'] ?? '',
    },
    milestoneTaxGroup: row['TaxItemGroupOnAcc'] ?? '',
  };
}

/** First day of the period whose actuals share a journal; the empty day where all do. */
export function periodStart(unit: PeriodUnit, day: Value): Value {
  switch (unit) {
    case 'Days':
      return day;
    case 'Months':
      return `${day.slice(0, 7)}-01`;
    case 'Years':
      return `${day.slice(0, 4)}-01-01`;
    case 'All':
      return '1900-01-01';
  }
}

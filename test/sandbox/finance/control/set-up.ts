import { of, Tables } from '../business/tables';
import { SHARED_CATEGORY_TYPES } from '../integration/transaction-class';
import type { Row, Value } from '../model/value';
import type { FinanceStore } from '../store';

/** A company's accounting set-up for projects, as a consultant enters it before the first actual comes. */
export interface ProjectAccounting {
  readonly company: string;
  /** Months that exist: from the first of one year to the end of another. */
  readonly years: readonly [from: number, to: number];
  /** Last day that is closed: `2026-09-30`. */
  readonly closedUntil: Value;
  /** Percentage of the one sales tax code, `20`; none: no sales tax. */
  readonly salesTax?: {
    readonly code: Value;
    readonly group: Value;
    readonly itemGroup: Value;
    readonly percent: Value;
  };
  readonly parameters?: Row;
}

const LINE_PROPERTIES = [
  ['CHARGE', 'Chargeable', 'Chargeable', 'Yes'],
  ['NONCHARGE', 'Non-chargeable', 'NonChargeable', 'No'],
  ['COMPL', 'Complimentary', 'Complimentary', 'No'],
  ['NOTAVAIL', 'Not available', 'NotAvailable', 'No'],
] as const;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/**
 * Writes it: parameters, line properties, fiscal and ledger calendar by the company's ledger, a project category for every shared category,
 * sales tax. What is there stays.
 * @throws Error when the company has no ledger
 */
export function setUpProjectAccounting(store: FinanceStore, wanted: ProjectAccounting): void {
  store.transaction(() => {
    const tables = new Tables(store);
    const { company } = wanted;
    const ledger = tables.first('Ledgers', { LegalEntityId: company });
    if (!ledger) throw new Error(`no ledger in ${company}`);
    const add = (set: string, key: Row, values: Row): void => {
      if (!tables.first(set, key)) tables.add(set, { ...key, ...values });
    };
    const own = { dataAreaId: company };
    add('ProjectParameters', own, {
      IntegrationJournalPeriodUnit: 'Months',
      IntegrationJournalLineLimit: '200',
      TaxGroupMethod: 'Search',
      AccrueRevenue: 'Yes',
      TaxItemGroupOnAcc: wanted.salesTax?.itemGroup ?? '',
      ...wanted.parameters,
    });
    for (const [id, name, billingType, chargeable] of LINE_PROPERTIES) {
      const values = { Name: name, BillingType: billingType, IsChargeable: chargeable };
      add('ProjectLineProperties', { ...own, LinePropertyId: id }, values);
    }
    for (const { year, name, start, end } of months(wanted.years)) {
      const calendar = of(ledger, 'FiscalCalendar');
      add(
        'FiscalPeriods',
        { Calendar: calendar, FiscalYear: year, PeriodName: name },
        { StartDate: start, EndDate: end },
      );
      add(
        'LedgerFiscalPeriods',
        { LedgerName: of(ledger, 'Name'), Calendar: calendar, YearName: year, PeriodName: name },
        { LegalEntityId: company, PeriodStatus: end <= wanted.closedUntil ? 'Closed' : 'Open' },
      );
    }
    for (const category of tables.all('SharedCategories')) {
      const values = {
        CategoryName: of(category, 'CategoryName'),
        TransactionType: of(category, 'TransactionType'),
        CategoryGroup: of(category, 'TransactionType'),
        ItemSalesTaxGroup: wanted.salesTax?.itemGroup ?? '',
        ActiveInJournals: 'Yes',
      };
      if (SHARED_CATEGORY_TYPES.some(([type]) => type === values.TransactionType)) {
        add('ProjectCategories', { ...own, Category: of(category, 'CategoryId') }, values);
      }
    }
    if (wanted.salesTax) {
      const { code, group, itemGroup, percent } = wanted.salesTax;
      add('TaxCodeValues', { ...own, TaxCodeId: code, FromDate: '1900-01-01' }, { Value: percent });
      add('TaxGroupDatas', { ...own, TaxGroupId: group, TaxCodeId: code }, {});
      add('TaxItemGroups', { ...own, TaxItemGroupCode: itemGroup, TaxCodeId: code }, {});
    }
  });
}

function months([from, to]: readonly [number, number]): { year: Value; name: Value; start: Value; end: Value }[] {
  const years = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return years.flatMap((year) =>
    MONTHS.map((name, at) => {
      const last = new Date(Date.UTC(year, at + 1, 0)).toISOString().slice(0, 10);
      return { year: String(year), name, start: `${last.slice(0, 8)}01`, end: last };
    }),
  );
}

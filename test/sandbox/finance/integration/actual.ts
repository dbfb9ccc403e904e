import { of } from '../business/tables';
import type { Value } from '../model/value';
import type { StoredRow } from '../store';
import { type CategoryType, categoryTypeOf } from './transaction-class';

const NO_DAY = '1900-01-01';
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** An actual in the staging table `ProjCDSActualsImport`, as the processes read it. */
export interface Actual {
  readonly row: StoredRow;
  readonly company: string;
  /** Where its project is. */
  readonly projectCompany: string;
  readonly importId: Value;
  readonly actualId: Value;
  readonly type: Value;
  /** Null where Finance does not know the classification. */
  readonly class: CategoryType | null;
  readonly transactionDate: Value;
  readonly accountingDate: Value;
  /** Day whose exchange rate counts. */
  readonly rateDate: Value;
  readonly resource: Value | null;
}

export function actualFrom(row: StoredRow): Actual {
  const accounting = firstDay(of(row, 'AccountingDate'), of(row, 'DocumentDate'), of(row, 'StartDate'));
  const company = of(row, 'dataAreaId');
  return {
    row,
    company,
    projectCompany: (of(row, 'ProjectDataAreaId') || company).toLowerCase(),
    importId: of(row, 'ActualsImportId'),
    actualId: of(row, 'ActualId'),
    type: of(row, 'TransactionType'),
    class: categoryTypeOf(of(row, 'TransactionClassification')),
    transactionDate: firstDay(of(row, 'DocumentDate'), of(row, 'StartDate'), accounting),
    accountingDate: accounting,
    // Which day's rate counts when the staging row names none is not documented; the accounting date is assumed.
    rateDate: firstDay(of(row, 'ExchangeRateDate'), accounting),
    resource: of(row, 'ResourceId') === NO_ID ? null : of(row, 'ResourceId'),
  };
}

function firstDay(...days: readonly Value[]): Value {
  return days.find((day) => day !== NO_DAY) ?? NO_DAY;
}

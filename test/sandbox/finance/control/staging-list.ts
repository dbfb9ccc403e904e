import { of, Tables } from '../business/tables';
import { type Place, placeOf } from '../integration/place';
import type { Value } from '../model/value';
import type { FinanceStore } from '../store';

/** An actual that reached Finance, and where it is: what the staging entity does not tell. */
export interface StagedActual extends Place {
  readonly company: string;
  readonly importId: Value;
  readonly actualId: Value;
  readonly record: Value;
  readonly type: Value;
  readonly project: Value;
  readonly amount: Value;
  readonly currency: Value;
}

/** Those in staging, then those in history, each in the order in which they came. @param company all where none is named */
export function stagedActuals(store: FinanceStore, company?: string): readonly StagedActual[] {
  const tables = new Tables(store);
  const having = company === undefined ? {} : { dataAreaId: company.toLowerCase() };
  const byRecord = (one: StagedActual, two: StagedActual): number => Number(BigInt(one.record) - BigInt(two.record));
  const staged = tables.all('ProjActualsImports', having).map((row) => stagedActual(row.values, row.recId, tables));
  const history = tables.all('ProjCDSActualsImportHistory', having).map((row) => ({
    ...stagedActual(row.values, of(row, 'SourceRecId'), tables),
    name: 'archived' as const,
  }));
  return [...staged.sort(byRecord), ...history.sort(byRecord)];
}

function stagedActual(values: Readonly<Record<string, Value>>, record: Value, tables: Tables): StagedActual {
  return {
    company: values['dataAreaId'] ?? '',
    importId: values['ActualsImportId'] ?? '',
    actualId: values['ActualId'] ?? '',
    record,
    type: values['TransactionType'] ?? '',
    project: values['ProjectId'] ?? '',
    amount: values['Amount'] ?? '0',
    currency: values['TransactionCurrencyId'] ?? '',
    ...placeOf(tables, record),
  };
}

import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';
import type { StoredRow } from '../store';

/**
 * When the cost of an expense or of a vendor invoice line is posted to its project, the export entities show it. How Finance finds the line
 * again is not documented; assumed: the actual's references, and for vendor invoices the id of the line that it carries.
 */
export function projectCostPosted(tables: Tables, actual: StoredRow): void {
  if (of(actual, 'TransactionType') !== 'Cost') return;
  const references = ['ExternalReference', 'ExternalOriginReference', 'VendInvoiceLineProjTransId']
    .map((name) => of(actual, name))
    .filter((reference) => reference !== '');
  for (const reference of new Set<Value>(references)) {
    const expense = tables.first('ProjExpensesExport', {
      ExpTransNumber: reference,
      ReferenceDataAreaId: of(actual, 'dataAreaId'),
    });
    if (expense) tables.change('ProjExpensesExport', expense, { ProjCostTransExists: '1' });
    const line = tables.first('ProjVendInvoiceLinesExportEntity', {
      ProjTransId: reference,
      ProjDataAreaId: of(actual, 'dataAreaId'),
    });
    if (line) tables.change('ProjVendInvoiceLinesExportEntity', line, { ProjItemTransExists: '1' });
  }
}

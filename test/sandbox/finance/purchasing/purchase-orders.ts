import { of, type Tables } from '../business/tables';
import type { Row, Value } from '../model/value';
import type { StoredRow } from '../store';

/**
 * Every subcontract has a purchase order, numbered by Finance, and every subcontract line a line of it. Confirming the subcontract confirms
 * the order; what changes afterwards is confirmed anew ("Subcontract purchase orders overview"; the last part is assumed).
 */
export function purchaseOrder(tables: Tables, before: Row | null, after: Row | null): void {
  const row = after ?? before;
  if (!row) return;
  const company = row['dataAreaId'] ?? '';
  const subcontract = row['ProjSubContractNumber'] ?? '';
  const there = orderOf(tables, company, subcontract);
  if (!after) {
    if (there) tables.remove('PurchaseOrders', there);
    return;
  }
  const order =
    there ??
    tables.add('PurchaseOrders', {
      dataAreaId: company,
      PurchaseOrderNumber: tables.number('PurchaseOrder', company, 'PO-'),
      SubContractNumber: subcontract,
    });
  const isCanceled = after['SubConStatus'] === 'Canceled';
  const isConfirmed = after['SubConStatus'] === 'Confirmed' || after['SubConStatus'] === 'Closed';
  const status = isCanceled ? 'Canceled' : 'Backorder';
  tables.change('PurchaseOrders', order, {
    OrderAccount: after['OrderAccount'] ?? '',
    DocumentState: isCanceled ? 'Canceled' : isConfirmed ? 'Confirmed' : 'Draft',
    PurchStatus: status,
    Confirmations: isConfirmed ? next(of(order, 'Confirmations')) : of(order, 'Confirmations'),
  });
  const header = tables.first('SubContractPurchaseOrderHeaders', {
    dataAreaId: company,
    ProjSubContractNumber: subcontract,
  });
  const told = { PurchaseOrderNumber: of(order, 'PurchaseOrderNumber'), PurchStatus: status };
  if (header) tables.change('SubContractPurchaseOrderHeaders', header, told);
  for (const line of tables.all('ProjSubContractPurchaseOrderLines', {
    dataAreaId: company,
    SubcontractNumber: subcontract,
  })) {
    tables.change('ProjSubContractPurchaseOrderLines', line, { PurchStatus: status });
  }
}

/** A line takes the number and the status of its order; a confirmed order is confirmed again. */
export function purchaseOrderLine(tables: Tables, before: Row | null, after: Row | null): void {
  const row = after ?? before;
  if (!row) return;
  const company = row['dataAreaId'] ?? '';
  const order = orderOf(tables, company, row['SubcontractNumber'] ?? '');
  if (!order) return;
  if (of(order, 'DocumentState') === 'Confirmed') {
    tables.change('PurchaseOrders', order, { Confirmations: next(of(order, 'Confirmations')) });
  }
  if (!after) return;
  const key = { dataAreaId: company, ProjSubContractLineNumber: after['ProjSubContractLineNumber'] ?? '' };
  const line = tables.first('ProjSubContractPurchaseOrderLines', key);
  const told = { PurchId: of(order, 'PurchaseOrderNumber'), PurchStatus: of(order, 'PurchStatus') };
  if (line) tables.change('ProjSubContractPurchaseOrderLines', line, told);
}

function orderOf(tables: Tables, company: string, subcontract: Value): StoredRow | undefined {
  return tables.first('PurchaseOrders', { dataAreaId: company, SubContractNumber: subcontract });
}

function next(count: Value): Value {
  return String(Number(count) + 1);
}

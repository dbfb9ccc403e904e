import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tables } from '../../sandbox/finance/business/tables';
import { type Books, CLASSES, openBooks } from './books';
import type { Reply } from './session';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
  await books.put('VendorsV2', {
    dataAreaId: 'usmf',
    VendorAccountNumber: 'V1',
    VendorGroupId: '10',
    CurrencyCode: 'USD',
  });
  await books.put('ProjectTasks', { dataAreaId: 'usmf', ProjectId: 'P1', TaskId: 'T1', TaskName: 'Design' });
  const category = { dataAreaId: 'usmf', TransactionCategoryId: 'HOTEL', CostTxt: 'Hotel' };
  const { store } = books.session.finance;
  new Tables(store).add('ProjExpenseCategoriesExport', { ...category, CostType: 'Hotel' });
  new Tables(store).add('ProjExpenseCategoriesExport', { ...category, CostType: 'Old', IsInactive: 'Yes' });
});
afterEach(() => books.stop());

const post = (path: string, body: unknown): Promise<Reply> =>
  books.session.send('POST', `sandbox/${path}`, body, {}, '');
const read = async (path: string): Promise<Record<string, unknown>[]> =>
  (await books.session.send('GET', `data/${path}`)).json.value;

describe('an expense report', () => {
  const line = { category: 'Hotel', date: '2026-10-14', amount: '378', tax: '45.36', currency: 'USD', project: 'P1' };

  it('is posted to the integration account and shown to whoever reads the export, lines without a project too', async () => {
    const lines = [line, { ...line, project: '', amount: '10', tax: '0' }];
    const reply = await post('expense-reports', { company: 'usmf', lines });
    expect([reply.status, reply.json]).toEqual([200, { voucher: 'EXPV-000001', lines: ['EXR-000001', 'EXR-000002'] }]);
    expect(await read("ProjExpensesExport?$filter=ProjId ne ''")).toMatchObject([
      {
        ExpTransNumber: 'EXR-000001',
        NetAmount: 378,
        TaxAmount: 45.36,
        Amount: 423.36,
        TransactionCategoryId: 'HOTEL',
        ProjCostTransExists: 0,
      },
    ]);
    expect(await read('ProjExpensesExport')).toHaveLength(2);
    const accounts = (await books.rows('VoucherTransactions')).map((row) => [row['MainAccount'], row['Amount']]);
    expect(accounts).toEqual([
      ['Expense integration account', '378'],
      ['Employee liability', '-378'],
      ['Sales tax receivable', '45.36'],
      ['Employee liability', '-45.36'],
      ['Expense', '10'],
      ['Employee liability', '-10'],
    ]);
  });

  it('gets its project cost when the actual comes back and is posted', async () => {
    await post('expense-reports', { company: 'usmf', lines: [line] });
    const more = { TransactionClassification: CLASSES.expense, TransactionCategoryId: 'HOTEL', Amount: 378 };
    await books.stage('back', { ...more, ExternalReference: 'EXR-000001' });
    await books.run('import-from-staging');
    await books.run('post-journals');
    expect(await read('ProjExpensesExport')).toMatchObject([{ ProjCostTransExists: 1 }]);
    const balance = (await books.rows('VoucherTransactions', { MainAccount: 'Expense integration account' })).map(
      (row) => row['Amount'],
    );
    expect(balance.sort()).toEqual(['-378', '378']);
  });

  it.each<[string, Record<string, string>, string]>([
    ['category', { category: 'Nothing' }, "Expense category 'Nothing' does not exist in company 'usmf'."],
    ['inactive category', { category: 'Old' }, "Expense category 'Old' is inactive."],
    ['project', { project: 'P9' }, "Project 'P9' does not exist in company 'usmf'."],
    ['task', { task: 'T9' }, "Activity 'T9' does not exist on project 'P1'."],
    ['period', { date: '2026-09-14' }, 'No open fiscal period was found for the specified accounting date 9/14/2026.'],
    [
      'rate',
      { currency: 'GBP' },
      'Exchange rate for the currency pair GBP to EUR could not be found for the date 10/14/2026.',
    ],
  ])('is refused as a whole for a wrong %s', async (_, wrong, message) => {
    const reply = await post('expense-reports', { company: 'usmf', lines: [line, { ...line, ...wrong }] });
    expect(reply.status).toBe(409);
    expect(reply.json.error.reasons).toContain(message);
    expect([await read('ProjExpensesExport'), await books.rows('VoucherTransactions')]).toEqual([[], []]);
  });
});

describe('a vendor invoice', () => {
  const line = { category: 'CONSULT', type: 'Hour', quantity: '62', unit: 'hr', price: '95.125', project: 'P1' };
  const invoice = {
    company: 'usmf',
    vendor: 'V1',
    number: 'WWC-1',
    date: '2026-11-04',
    currency: 'USD',
    lines: [line],
  };

  it('is exported with all its lines when one has a project', async () => {
    const lines = [line, { ...line, project: '' }];
    const reply = await post('vendor-invoices', { ...invoice, lines });
    expect(reply.json).toEqual({ voucher: 'VINV-000001', lines: ['PT-000001', 'PT-000002'], exported: true });
    expect(await read('VendInvoiceExportsV2')).toMatchObject([
      { VendorInvoiceNum: 'WWC-1', ProjVendInvoiceStatus: 'Draft' },
    ]);
    expect(await read('ProjVendInvoicesExport')).toHaveLength(1);
    expect(await read('ProjVendInvoiceLinesExportEntity')).toMatchObject([
      { ProjTransId: 'PT-000001', ProjId: 'P1', LineAmount: 5897.75, ProjItemTransExists: 0 },
      { ProjTransId: 'PT-000002', ProjId: '' },
    ]);
    const address = "data/VendInvoiceExportsV2(dataAreaId='usmf',InvoiceAccount='V1',VendorInvoiceNum='WWC-1')";
    expect((await books.session.send('PATCH', address, { ProjVendInvoiceStatus: 'Confirmed' })).status).toBe(204);
  });

  it('is not exported without a project, and not posted twice', async () => {
    const own = { ...invoice, lines: [{ ...line, project: '' }] };
    expect((await post('vendor-invoices', own)).json).toMatchObject({ exported: false });
    expect(await read('VendInvoiceExportsV2')).toEqual([]);
    const reply = await post('vendor-invoices', own);
    expect([reply.status, reply.json.error.message]).toEqual([
      409,
      'Invoice WWC-1 of vendor V1 has already been posted.',
    ]);
  });

  it('gets its project cost when the actual comes back and is posted', async () => {
    await post('vendor-invoices', invoice);
    await books.stage('back', { VendInvoiceLineProjTransId: 'PT-000001', ResourceId: undefined });
    await books.run('import-from-staging');
    await books.run('post-journals');
    expect(await read('ProjVendInvoiceLinesExportEntity')).toMatchObject([{ ProjItemTransExists: 1 }]);
  });

  it.each<[string, Record<string, unknown>, Record<string, string>, string]>([
    ['vendor', { vendor: 'V9' }, {}, "Vendor 'V9' does not exist in company 'usmf'."],
    ['unit', {}, { unit: 'TST' }, "Unit of measure 'TST' does not exist."],
    ['project', {}, { project: 'P9' }, "Project 'P9' does not exist in company 'usmf'."],
    ['category', {}, { category: 'NO' }, "Project category 'NO-1' of type Hour does not exist in company 'usmf'."],
    ['order', { purchaseOrder: 'PO-9' }, {}, "Purchase order 'PO-9' does not exist."],
    [
      'period',
      { date: '2026-09-04' },
      {},
      'No open fiscal period was found for the specified accounting date 9/4/2026.',
    ],
  ])('is refused for a wrong %s', async (_, head, wrong, message) => {
    const reply = await post('vendor-invoices', { ...invoice, ...head, lines: [{ ...line, ...wrong }] });
    expect(reply.status).toBe(409);
    expect(reply.json.error.reasons).toContain(message);
    expect(await books.rows('VoucherTransactions')).toEqual([]);
  });
});

describe('a subcontract', () => {
  const subcontract = { dataAreaId: 'usmf', ProjSubContractNumber: 'SC-1', OrderAccount: 'V1', SubConStatus: 'Draft' };
  const address = "data/SubContractPurchaseOrderHeaders(dataAreaId='usmf',ProjSubContractNumber='SC-1')";
  const orders = () => books.rows('PurchaseOrders');

  it('is a purchase order with its lines, confirmed with the subcontract', async () => {
    const made = await books.session.send('POST', 'data/SubContractPurchaseOrderHeaders', subcontract);
    expect(made.json).toMatchObject({ PurchaseOrderNumber: 'PO-000001', PurchStatus: 'Backorder' });
    const line = { dataAreaId: 'usmf', ProjSubContractLineNumber: 'SCL-1', SubcontractNumber: 'SC-1', PurchQty: 10 };
    const lineMade = await books.session.send('POST', 'data/ProjSubContractPurchaseOrderLines', line);
    expect(lineMade.json).toMatchObject({ PurchId: 'PO-000001', PurchStatus: 'Backorder' });
    expect(await orders()).toMatchObject([{ DocumentState: 'Draft', Confirmations: '0' }]);
    await books.session.send('PATCH', address, { SubConStatus: 'Confirmed' });
    expect(await orders()).toMatchObject([{ DocumentState: 'Confirmed', Confirmations: '1' }]);
    const lineAddress = "data/ProjSubContractPurchaseOrderLines(dataAreaId='usmf',ProjSubContractLineNumber='SCL-1')";
    await books.session.send('PATCH', lineAddress, { PurchQty: 12 });
    expect(await orders()).toMatchObject([{ DocumentState: 'Confirmed', Confirmations: '2' }]);
    await books.session.send('PATCH', address, { SubConStatus: 'Canceled' });
    expect(await orders()).toMatchObject([{ DocumentState: 'Canceled', PurchStatus: 'Canceled' }]);
    expect(await read('ProjSubContractPurchaseOrderLines')).toMatchObject([{ PurchStatus: 'Canceled' }]);
  });

  it('is invoiced only when confirmed', async () => {
    await books.session.send('POST', 'data/SubContractPurchaseOrderHeaders', subcontract);
    const line = { category: 'CONSULT', type: 'Hour', quantity: '1', unit: 'hr', price: '1', project: 'P1' };
    const head = { company: 'usmf', vendor: 'V1', number: 'W', date: '2026-11-04', currency: 'USD', lines: [line] };
    const invoice = { ...head, purchaseOrder: 'PO-000001' };
    expect((await post('vendor-invoices', invoice)).json.error.message).toBe(
      "Purchase order 'PO-000001' has not been confirmed.",
    );
    await books.session.send('PATCH', address, { SubConStatus: 'Confirmed' });
    expect((await post('vendor-invoices', invoice)).status).toBe(200);
    expect(await read('VendInvoiceExportsV2')).toMatchObject([{ SubcontractInvoice: 'Yes', PurchId: 'PO-000001' }]);
  });
});

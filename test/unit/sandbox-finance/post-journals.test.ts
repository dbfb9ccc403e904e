import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Books, CLASSES, openBooks } from './books';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.stop());

const on = (date: string): Record<string, unknown> => ({
  DocumentDate: `${date}T12:00:00Z`,
  AccountingDate: `${date}T12:00:00Z`,
});
const french = (more: Record<string, unknown>): Record<string, unknown> => ({
  dataAreaId: 'frrt',
  ProjectId: 'P2',
  TransactionCurrencyId: 'EUR',
  ...more,
});

describe('posting an integration journal', () => {
  // Computed by hand: 12 digits of the rate, amounts to the cent, halves away from zero.
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['dollars', { Amount: 800 }, { AccountingAmount: 800, ExchangeRate: 1 }],
    [
      'euros of October',
      { TransactionCurrencyId: 'EUR', Amount: 100.05 },
      { AccountingAmount: 116.17, ExchangeRate: 1.1611 },
    ],
    [
      'euros of November',
      { TransactionCurrencyId: 'EUR', Amount: 100.05, ...on('2026-11-02') },
      { AccountingAmount: 108.67, ExchangeRate: 1.0862 },
    ],
    [
      'the rate of another day',
      { TransactionCurrencyId: 'EUR', Amount: 100, ExchangeRateDate: '2026-11-02T12:00:00Z' },
      { AccountingAmount: 108.62, ExchangeRate: 1.0862 },
    ],
    [
      'a reciprocal rate',
      french({ TransactionCurrencyId: 'USD', Amount: 1200 }),
      { AccountingAmount: 1033.5, ExchangeRate: 0.861252260787 },
    ],
    ['a correction', { TransactionCurrencyId: 'EUR', Amount: -100.05, Quantity: -8 }, { AccountingAmount: -116.17 }],
    [
      'four decimals',
      { TransactionCurrencyId: 'EUR', Amount: 33.3333, UnitPrice: 4.166663 },
      { AccountingAmount: 38.7 },
    ],
    ['half a cent', { TransactionCurrencyId: 'EUR', Amount: 150 }, { AccountingAmount: 174.17 }],
    ['half a cent less', { TransactionCurrencyId: 'EUR', Amount: -150 }, { AccountingAmount: -174.17 }],
    [
      'a sale with tax',
      french({ TransactionType: 'Sales', Amount: 120.03 }),
      { AccountingAmount: 120.03, SalesTaxAmount: 24.01 },
    ],
    [
      'tax in another currency',
      french({ TransactionType: 'Sales', TransactionCurrencyId: 'USD', Amount: 1200 }),
      { AccountingAmount: 1033.5, SalesTaxAmount: 206.7 },
    ],
    ['no tax on a cost', french({ Amount: 120.03 }), { SalesTaxAmount: 0 }],
    ['the tax of an expense', french({ ...expense(), SalesTaxAmount: 12.8 }), { SalesTaxAmount: 12.8 }],
  ])('answers for %s', async (_, more, answer) => {
    await books.stage('one', more);
    await books.run('import-from-staging');
    await books.run('post-journals');
    const company = String(more['dataAreaId'] ?? 'usmf');
    expect(await books.staged('one', company)).toMatchObject({ VoucherNumber: 'PRJV-000001', ...answer });
    expect(await books.places(['one'])).toEqual({ one: 'posted' });
  });

  it('keeps decimals that a binary fraction loses', async () => {
    const more = { TransactionCurrencyId: 'EUR', Amount: '12345678901.123456', UnitPrice: '1', Quantity: '1' };
    const row = await books.stage('one');
    expect(row.status).toBe(201);
    await books.put('ProjActualsImports', { dataAreaId: 'usmf', ActualsImportId: row.json.ActualsImportId, ...more });
    await books.run('import-from-staging');
    await books.run('post-journals');
    // 12345678901.123456 * 1.1611
    expect((await books.rows('ProjActualsImports'))[0]).toMatchObject({ AccountingAmount: '14334567772.09' });
  });

  it.each<[string, Record<string, unknown>, readonly (readonly [string, string, string, string])[]]>([
    [
      'hours',
      {},
      [
        ['Cost', '800', '800', '689'],
        ['Payroll allocation', '-800', '-800', '-689'],
      ],
    ],
    [
      'expenses',
      expense(),
      [
        ['Cost', '800', '800', '689'],
        ['Expense integration account', '-800', '-800', '-689'],
      ],
    ],
    [
      'what a vendor invoiced',
      { MatchedVendorInvoice: 'INV-1' },
      [
        ['Cost', '800', '800', '689'],
        ['Procurement integration account', '-800', '-800', '-689'],
      ],
    ],
    [
      'what was worked for another company',
      { TransactionType: 'InterOrgSales', Amount: 900 },
      [
        ['WIP - sales value', '900', '900', '775.13'],
        ['Accrued revenue - sales value', '-900', '-900', '-775.13'],
      ],
    ],
    [
      'what it costs the lending company',
      { TransactionType: 'ResourcingUnitCost' },
      [
        ['Cost', '800', '800', '689'],
        ['Payroll allocation', '-800', '-800', '-689'],
      ],
    ],
    [
      'unbilled sales in euros',
      { TransactionType: 'Sales', TransactionCurrencyId: 'EUR', Amount: 100 },
      [
        ['WIP - sales value', '100', '116.11', '100'],
        ['Accrued revenue - sales value', '-100', '-116.11', '-100'],
      ],
    ],
  ])('writes a voucher that balances: %s', async (_, more, entries) => {
    await books.stage('one', more);
    await books.run('import-from-staging');
    await books.run('post-journals');
    const rows = await books.rows('VoucherTransactions', { Voucher: 'PRJV-000001' });
    expect(
      rows.map((row) => [row['MainAccount'], row['Amount'], row['AccountingAmount'], row['ReportingAmount']]),
    ).toEqual(entries);
  });

  it('leaves a sale in the subledger where revenue is not accrued', async () => {
    await books.put('ProjectParameters', { dataAreaId: 'usmf', AccrueRevenue: 'No' });
    await books.stage('one', { TransactionType: 'Sales' });
    await books.run('import-from-staging');
    await books.run('post-journals');
    expect(await books.rows('VoucherTransactions')).toEqual([]);
    expect(await books.staged('one')).toMatchObject({ VoucherNumber: 'PRJV-000001', AccountingAmount: 800 });
  });

  it('posts the lines without errors and sets the others aside until somebody has mended and said so', async () => {
    await books.stage('good');
    await books.stage('bad', on('2026-10-02'));
    await books.stage('november', on('2026-11-02'));
    await books.run('import-from-staging');
    await books.setPeriod('October', 'Closed');
    await books.stage('reopened', on('2026-11-03'));
    const reports = await books.run('post-journals', { company: 'usmf' });
    const message =
      'failed to post due to (No open fiscal period was found for the specified accounting date 10/2/2026.).';
    expect(reports).toMatchObject([
      {
        journal: 'PIJ-000001',
        posted: 0,
        errors: [{ voucher: 'PRJV-000001' }, { voucher: 'PRJV-000002' }],
        movedTo: null,
      },
      { journal: 'PIJ-000002', posted: 1, errors: [] },
    ]);
    expect(await books.places(['good', 'bad', 'november'])).toEqual({
      good: 'journalError',
      bad: 'journalError',
      november: 'posted',
    });
    expect(await books.message('bad')).toContain(message);
    await books.setPeriod('October', 'Open');
    expect(await books.run('post-journals')).toEqual([]);
    expect(await books.run('update-to-draft', { company: 'usmf' })).toEqual({ journals: 1 });
    await books.run('post-journals');
    expect(await books.staged('bad')).toMatchObject({ VoucherNumber: 'PRJV-000002' });
    expect(await books.message('bad')).toBe('');
  });

  it('moves the lines in error to a journal of their own', async () => {
    await books.put('ProjectParameters', { dataAreaId: 'usmf', IntegrationJournalPeriodUnit: 'All' });
    await books.stage('good');
    await books.stage('bad', on('2026-09-30'));
    await books.put('ExchangeRatesCDSEntity', {
      ExchangeRateTypeName: 'Default',
      FromCurrencyCode: 'EUR',
      ToCurrencyCode: 'USD',
      ValidFrom: '2026-09-01',
      ValidTo: '2026-09-30',
      Rate: '115',
    });
    await books.run('import-from-staging');
    expect(await books.run('post-journals')).toMatchObject([{ posted: 1, movedTo: 'PIJ-000002' }]);
    expect(await books.rows('IntegrationJournals')).toMatchObject([
      { JournalId: 'PIJ-000001', JournalStatus: 'Posted', OriginalJournalId: '' },
      { JournalId: 'PIJ-000002', JournalStatus: 'Error', OriginalJournalId: 'PIJ-000001' },
    ]);
    expect(await books.run('update-to-draft', { company: 'usmf', journal: 'PIJ-000001' })).toMatchObject({
      status: 409,
    });
  });

  it.each([
    ['Yes', ['October'], '2026-11-01', ''],
    [
      'Yes',
      ['October', 'November', 'December'],
      null,
      'No open fiscal period was found in or after the specified accounting date 10/14/2026.',
    ],
    ['No', ['October'], null, 'No open fiscal period was found for the specified accounting date 10/14/2026.'],
  ])(
    'moves the accounting date to an open period where the company wants it: %s, closed %s',
    async (may, closed, date, message) => {
      await books.put('ProjectParameters', { dataAreaId: 'usmf', IsAccountingDateUpdateAllowed: may });
      for (const month of closed) await books.setPeriod(month, 'Closed');
      await books.stage('one');
      await books.run('import-from-staging');
      await books.run('post-journals');
      expect(await books.message('one')).toContain(message);
      const posted = await books.rows('VoucherTransactions', { Voucher: 'PRJV-000001' });
      expect(posted[0]?.['AccountingDate'] ?? null).toBe(date);
    },
  );

  it.each([
    ['Project', 'PRO'],
    ['ProjectContract', 'CONTR'],
    ['Customer', 'CUST'],
    ['Search', 'PRO'],
  ])('takes the sales tax group from where the company says: %s', async (method, group) => {
    await books.put('ProjectParameters', { dataAreaId: 'usmf', TaxGroupMethod: method });
    await books.put('ProjectsV2', { dataAreaId: 'usmf', ProjectId: 'P1', SalesTaxGroupId: 'PRO' });
    await books.put('ProjectContractHeaders', {
      dataAreaId: 'usmf',
      ProjectContractId: 'CON-1',
      SalesTaxGroupCode: 'CONTR',
    });
    await books.put('CustomersV3', { dataAreaId: 'usmf', CustomerAccount: 'C1', SalesTaxGroup: 'CUST' });
    await books.stage('one', { TransactionType: 'Sales' });
    await books.run('import-from-staging');
    expect((await books.rows('IntegrationJournalLines'))[0]).toMatchObject({ SalesTaxGroup: group });
  });
});

function expense(): Record<string, unknown> {
  return { TransactionClassification: CLASSES.expense, TransactionCategoryId: 'HOTEL', ResourceId: undefined };
}

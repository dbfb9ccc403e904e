import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateRow } from '../../sandbox/finance/business/write';
import { HIDDEN_ENTITIES } from '../../sandbox/finance/model/entity';
import { type Books, CLASSES, id, openBooks } from './books';
import { NOW } from './session';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.stop());

const header = (more: Record<string, unknown> = {}) =>
  books.put('ProjInvoiceProposalV2', {
    dataAreaId: 'frrt',
    InvoiceProposalId: 'INV-1',
    ProjectContractId: 'CON-2',
    SalesCurrency: 'EUR',
    InvoiceDate: '2026-10-31',
    ...more,
  });
const sale = (name: string, more: Record<string, unknown> = {}) =>
  books.stage(name, {
    dataAreaId: 'frrt',
    ProjectId: 'P2',
    TransactionCurrencyId: 'EUR',
    TransactionType: 'Sales',
    Amount: 120.03,
    ...more,
  });
const billed = (name: string, more: Record<string, unknown> = {}) =>
  sale(name, { TransactionType: 'BilledSales', InvoiceProposalId: 'INV-1', ...more });
const post = async (): Promise<void> => {
  await books.run('import-from-staging');
  await books.run('post-journals');
};

const NOT_POSTED =
  'Project transaction has not been posted yet. Verify that you have posted all of the related integration journals and try again.';

describe('invoice proposals', () => {
  it('get lines once their unbilled sales are posted, and the answers when they are posted', async () => {
    await header();
    await sale('one');
    await billed('one billed');
    await books.connect('one', 'one billed');
    const [report] = await books.run('import-from-staging', { company: 'frrt' });
    expect(report).toMatchObject({ journalLines: 1, proposalLines: 0, refused: [{ message: NOT_POSTED }] });
    await post();
    await books.run('import-from-staging');
    expect(await books.places(['one', 'one billed'])).toEqual({ one: 'posted', 'one billed': 'inProposal' });
    expect(await books.run('post-invoice-proposals')).toEqual([
      { company: 'frrt', proposal: 'INV-1', invoice: 'PINV-000001', voucher: 'PRJI-000001', message: null },
    ]);
    expect(await books.staged('one billed', 'frrt')).toMatchObject({
      VoucherNumber: 'PRJI-000001',
      InvoiceId: 'PINV-000001',
      AccountingAmount: 120.03,
      ExchangeRate: 1,
      SalesTaxAmount: 24.01,
    });
    const entries = await books.rows('VoucherTransactions', { Voucher: 'PRJI-000001' });
    expect(entries.map((row) => [row['MainAccount'], row['Amount']])).toEqual([
      ['Customer balance', '120.03'],
      ['Invoiced revenue', '-120.03'],
      ['Customer balance', '24.01'],
      ['Sales tax payable', '-24.01'],
      ['Accrued revenue - sales value', '120.03'],
      ['WIP - sales value', '-120.03'],
    ]);
    const [line] = await books.rows('IntegrationJournalLines', { ActualId: id('one') });
    expect(line).toMatchObject({ TransactionStatus: 'Invoiced', LineStatus: 'Posted' });
    expect(await books.run('post-invoice-proposals')).toEqual([]);
  });

  it('that were posted take the same once more, and nothing else', async () => {
    await header();
    await sale('one');
    await books.connect('one', 'one billed');
    await post();
    await billed('one billed');
    await books.run('import-from-staging');
    await books.run('post-invoice-proposals');
    const { store } = books.session.finance;
    const [entity] = HIDDEN_ENTITIES.filter(({ set }) => set === 'ProjInvoiceProposalV2');
    const row = store.find(entity!, { dataAreaId: 'frrt', InvoiceProposalId: 'INV-1' })!;
    const context = { store, now: () => NOW, refuse: () => null };
    expect(updateRow(context, entity!, row, { SalesCurrency: 'EUR' }).values['Invoice']).toBe('PINV-000001');
    expect(() => updateRow(context, entity!, row, { SalesCurrency: 'USD' })).toThrow(
      "Invoice proposal 'INV-1' has already been posted.",
    );
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['no header', "Invoice proposal 'INV-1' does not exist.", async () => undefined],
    ['no connection', NOT_POSTED, header],
    [
      'a header that was posted',
      "Invoice proposal 'INV-1' has already been posted.",
      () => header({ Invoice: 'PINV-000009' }),
    ],
  ])('take no line: %s', async (_, message, prepare) => {
    await prepare();
    await sale('one');
    await post();
    await billed('one billed');
    await books.run('import-from-staging');
    expect(await books.places(['one billed'])).toEqual({ 'one billed': 'refused' });
    expect(await books.message('one billed')).toBe(message);
  });

  it('take all of their lines or none', async () => {
    await header();
    for (const name of ['one', 'two']) {
      await sale(name);
      await billed(`${name} billed`, name === 'two' ? { UnitOfMeasure: 'TST' } : {});
      await books.connect(name, `${name} billed`);
    }
    await post();
    const [report] = await books.run('import-from-staging', { company: 'frrt' });
    expect(report).toMatchObject({ proposalLines: 0, refused: [{ message: "Unit of measure 'TST' does not exist." }] });
    await books.put('UnitsOfMeasure', { UnitSymbol: 'TST' });
    expect(await books.run('import-from-staging', { company: 'frrt' })).toMatchObject([{ proposalLines: 2 }]);
  });

  it('know nothing of lines that have not arrived: a header that comes too early is invoiced without them', async () => {
    await header();
    for (const name of ['one', 'two']) {
      await sale(name);
      await books.connect(name, `${name} billed`);
    }
    await post();
    await billed('one billed');
    await books.run('import-from-staging');
    expect(await books.run('post-invoice-proposals')).toMatchObject([{ invoice: 'PINV-000001' }]);
    await billed('two billed');
    await books.run('import-from-staging');
    expect(await books.message('two billed')).toBe("Invoice proposal 'INV-1' has already been posted.");
  });

  it('bill an unbilled sale once', async () => {
    await header();
    await sale('one');
    await post();
    for (const name of ['billed', 'again']) await books.connect('one', name);
    await billed('billed');
    await books.run('import-from-staging');
    await billed('again');
    await books.run('import-from-staging');
    expect(await books.message('again')).toBe('Project transaction on voucher PRJV-000001 has already been invoiced.');
  });

  it.each([
    ['All', 'Customer C2 is on hold.'],
    ['Invoice', 'Customer C2 is on hold.'],
    ['Payment', null],
  ])('of a customer on hold (%s) are refused until the hold is lifted', async (hold, message) => {
    await header();
    await sale('one');
    await books.connect('one', 'one billed');
    await post();
    await billed('one billed');
    await books.run('import-from-staging');
    await books.put('CustomersV3', { dataAreaId: 'frrt', CustomerAccount: 'C2', OnHoldStatus: hold });
    expect(await books.run('post-invoice-proposals')).toMatchObject([{ message }]);
    expect(await books.places(['one billed'])).toEqual({ 'one billed': message === null ? 'posted' : 'proposalError' });
    await books.put('CustomersV3', { dataAreaId: 'frrt', CustomerAccount: 'C2', OnHoldStatus: 'No' });
    await books.run('post-invoice-proposals');
    expect([await books.places(['one billed']), await books.message('one billed')]).toEqual([
      { 'one billed': 'posted' },
      '',
    ]);
  });

  it('are not posted into a closed period', async () => {
    await header();
    await sale('one');
    await books.connect('one', 'one billed');
    await post();
    await billed('one billed');
    await books.run('import-from-staging');
    await books.setPeriod('October', 'Closed', 'frrt');
    const message = 'No open fiscal period was found for the specified accounting date 10/31/2026.';
    expect(await books.run('post-invoice-proposals')).toMatchObject([{ message, voucher: null }]);
  });

  it('bill milestones without an unbilled sale, once', async () => {
    const milestone = {
      dataAreaId: 'frrt',
      ContractLineMilestoneIdentifier: 'MS-1',
      ProjectContractId: 'CON-2',
      ProjectNumber: 'P2',
      ContractLineId: 'CL-1',
      CurrencyCode: 'EUR',
      Amount: 5000,
    };
    expect((await books.session.send('POST', 'data/ProjectContractLineMilestones', milestone)).status).toBe(201);
    await header();
    const more = { TransactionClassification: CLASSES.milestone, ContractLineId: 'CL-1', TransactionCategoryId: '' };
    const bill = (name: string) => billed(name, { ...more, ResourceId: undefined, Amount: 5000, Quantity: 1 });
    await bill('one');
    await books.run('import-from-staging');
    await books.run('post-invoice-proposals');
    expect(await books.staged('one', 'frrt')).toMatchObject({ VoucherNumber: 'PRJI-000001', SalesTaxAmount: 1000 });
    expect((await books.rows('OnAccountTransactions'))[0]).toMatchObject({ TransStatus: 'Invoiced' });
    const gone = await books.session.send(
      'DELETE',
      "data/ProjectContractLineMilestones(dataAreaId='frrt',ContractLineMilestoneIdentifier='MS-1')?cross-company=true",
    );
    expect(gone.status).toBe(400);
    await header({ InvoiceProposalId: 'INV-2' });
    await billed('two', { ...more, InvoiceProposalId: 'INV-2', Amount: 5000 });
    await books.run('import-from-staging');
    expect(await books.message('two')).toBe("On-account transaction of contract line 'CL-1' was not found.");
  });

  it('takes a credit of what has been invoiced', async () => {
    await header();
    await sale('one');
    for (const name of ['billed', 'credit']) await books.connect('one', name);
    await post();
    await billed('billed');
    await books.run('import-from-staging');
    await books.run('post-invoice-proposals');
    await header({ InvoiceProposalId: 'INV-2' });
    await billed('credit', { InvoiceProposalId: 'INV-2', Amount: -120.03, Quantity: -8 });
    await books.run('import-from-staging');
    await books.run('post-invoice-proposals');
    expect(await books.staged('credit', 'frrt')).toMatchObject({ AccountingAmount: -120.03, SalesTaxAmount: -24.01 });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Books, CLASSES, id, openBooks } from './books';
import { says } from './session';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.stop());

const EMPTY = { VoucherNumber: '', AccountingAmount: 0, ExchangeRate: 0, SalesTaxAmount: 0 };

describe('Import from staging', () => {
  it('makes a line of every actual that is in no journal yet, and of none a second time', async () => {
    await books.stage('cost');
    await books.stage('sale', { TransactionType: 'Sales', UnitPrice: 150, Amount: 1200 });
    expect(await books.places(['cost', 'sale'])).toEqual({ cost: 'staged', sale: 'staged' });
    expect(await books.run('import-from-staging', { company: 'USMF' })).toEqual([
      { company: 'usmf', journalLines: 2, proposalLines: 0, journals: ['PIJ-000001'], refused: [] },
    ]);
    expect(await books.staged('cost')).toMatchObject({ IsJournalized: 'Yes', ...EMPTY });
    await books.stage('late');
    expect(await books.run('import-from-staging')).toMatchObject([
      { company: 'frrt', journalLines: 0 },
      { company: 'usmf', journalLines: 1, journals: ['PIJ-000001'] },
    ]);
    const lines = await books.rows('IntegrationJournalLines');
    expect(lines.map((line) => [line['TransactionType'], line['Voucher'], line['Amount'], line['LineStatus']])).toEqual(
      [
        ['Cost', 'PRJV-000001', '800', 'Draft'],
        ['Sales', 'PRJV-000002', '1200', 'Draft'],
        ['Cost', 'PRJV-000003', '800', 'Draft'],
      ],
    );
    expect(lines[0]).toMatchObject({ Category: 'CONSULT-1', Worker: '000109', LineProperty: 'CHARGE' });
  });

  it('relates cost and sale only when their connection is there before', async () => {
    await books.connect('cost', 'sale');
    for (const name of ['cost', 'lone cost']) await books.stage(name);
    for (const name of ['sale', 'lone sale']) await books.stage(name, { TransactionType: 'Sales' });
    await books.run('import-from-staging');
    await books.connect('lone cost', 'lone sale');
    await books.run('import-from-staging');
    const related = (await books.rows('IntegrationJournalLines')).map((line) => [
      line['Voucher'],
      line['RelatedVoucher'],
    ]);
    expect(related).toEqual([
      ['PRJV-000001', 'PRJV-000003'],
      ['PRJV-000002', ''],
      ['PRJV-000003', 'PRJV-000001'],
      ['PRJV-000004', ''],
    ]);
  });

  it.each([
    ['Days', 3],
    ['Months', 2],
    ['Years', 1],
    ['All', 1],
  ])('puts actuals of one period into a journal: %s', async (unit, journals) => {
    await books.put('ProjectParameters', { dataAreaId: 'usmf', IntegrationJournalPeriodUnit: unit });
    for (const [at, date] of ['2026-10-14', '2026-10-15', '2026-11-02', '2026-10-14'].entries())
      await books.stage(`number ${at}`, { DocumentDate: `${date}T12:00:00Z` });
    const [, report] = await books.run('import-from-staging');
    expect(report.journals).toHaveLength(journals);
    expect(report.journalLines).toBe(4);
  });

  it('begins another journal when one is full', async () => {
    await books.put('ProjectParameters', { dataAreaId: 'usmf', IntegrationJournalLineLimit: '2' });
    for (const name of ['a', 'b', 'c']) await books.stage(name);
    expect((await books.run('import-from-staging', { company: 'usmf' }))[0].journals).toEqual([
      'PIJ-000001',
      'PIJ-000002',
    ]);
    await books.stage('d');
    expect((await books.run('import-from-staging', { company: 'usmf' }))[0].journals).toEqual(['PIJ-000002']);
  });

  const rate = (from: string, to: string, date: string) =>
    `Exchange rate for the currency pair ${from} to ${to} could not be found for the date ${date}.`;
  it.each<[string, Record<string, unknown>, string]>([
    ['a missing rate', { TransactionCurrencyId: 'GBP', ...on('2026-09-30') }, rate('GBP', 'USD', '9/30/2026')],
    ['a missing rate into the reporting currency', { TransactionCurrencyId: 'GBP' }, rate('GBP', 'EUR', '10/14/2026')],
    ['a currency', { TransactionCurrencyId: 'XXX' }, "Currency 'XXX' does not exist."],
    ['a project', { ProjectId: 'P9' }, "Project 'P9' does not exist in company 'usmf'."],
    ['no project', { ProjectId: '' }, "Field 'Project ID' must be filled in."],
    [
      'a category',
      { TransactionCategoryId: 'NONE' },
      "Project category 'NONE-1' of type Hour does not exist in company 'usmf'.",
    ],
    [
      'no category',
      { TransactionCategoryId: '' },
      'Project category defaults are not set up for transaction type Hour.',
    ],
    ['a resource', { ResourceId: id('nobody'), BookableResourceName: 'Nobody' }, "Resource 'Nobody' is not a worker."],
    ['a unit', { UnitOfMeasure: 'TST' }, "Unit of measure 'TST' does not exist."],
    ['a classification', { TransactionClassification: 7 }, 'Transaction classification 7 is not known.'],
    [
      'an intercompany relationship',
      { ResourcingCompany: 'FRRT' },
      `Unable to import actual {${id('bad').toUpperCase()}}. Intercompany relationship has to be set up between legal entity USMF and FRRT in Project Management and Accounting Parameters`,
    ],
  ])('leaves an actual where it is for %s, says why, and takes the others', async (_, more, message) => {
    await books.stage('good');
    await books.stage('bad', more);
    const [report] = await books.run('import-from-staging', { company: 'usmf' });
    expect(report).toMatchObject({ journalLines: 1, refused: [{ importId: id('bad'), message }] });
    expect(await books.places(['good', 'bad'])).toEqual({ good: 'inJournal', bad: 'refused' });
    expect(await books.message('bad')).toBe(message);
    expect(await books.staged('bad')).toMatchObject({ IsJournalized: 'No', ...EMPTY });
  });

  it('takes it by itself once mended', async () => {
    const category = { dataAreaId: 'usmf', Category: 'CONSULT-1' };
    await books.put('ProjectCategories', { ...category, ActiveInJournals: 'No' });
    await books.stage('late');
    await books.run('import-from-staging');
    expect(await books.message('late')).toBe("Project category 'CONSULT-1' is not active in journals.");
    await books.put('ProjectCategories', { ...category, ActiveInJournals: 'Yes' });
    await books.run('import-from-staging');
    expect([await books.places(['late']), await books.message('late')]).toEqual([{ late: 'inJournal' }, '']);
  });

  it('takes what another company works once the relationship is there', async () => {
    await books.stage('lent', { ResourcingCompany: 'frrt' });
    await books.put('ProjectIntercompany', { dataAreaId: 'frrt', BorrowingLegalEntity: 'usmf' });
    await books.run('import-from-staging');
    expect(await books.places(['lent'])).toEqual({ lent: 'inJournal' });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['hours', {}, 'CONSULT-1'],
    ['expenses', { TransactionClassification: CLASSES.expense, TransactionCategoryId: 'HOTEL' }, 'HOTEL-4'],
    ['materials', { TransactionClassification: CLASSES.material }, 'CONSULT-3'],
  ])('finds the project category of %s', async (_, more, category) => {
    await books.stage('one', more);
    await books.run('import-from-staging');
    expect((await books.rows('IntegrationJournalLines'))[0]).toMatchObject({ Category: category });
  });

  it('uses the default category for an actual without one', async () => {
    await books.put('ProjectParameters', { dataAreaId: 'usmf', EmplCategory: 'CONSULT-1' });
    await books.stage('one', { TransactionCategoryId: '' });
    await books.run('import-from-staging');
    expect((await books.rows('IntegrationJournalLines'))[0]).toMatchObject({ Category: 'CONSULT-1' });
  });

  it('posts what was written twice twice: that is the danger', async () => {
    await books.stage('one');
    await books.stage('one again', { ActualId: id('one') });
    expect(says(await books.stage('one'))).toContain('The record already exists.');
    await books.run('import-from-staging');
    await books.run('post-journals');
    await books.run('archive-staging');
    expect(await books.staged('one')).toBeNull();
    expect((await books.stage('one')).status).toBe(201);
    await books.run('import-from-staging');
    await books.run('post-journals');
    const posted = (await books.rows('IntegrationJournalLines', { ActualId: id('one'), LineStatus: 'Posted' })).length;
    expect(posted).toBe(3);
  });

  it('refuses a staging row whose billing type has no line property', async () => {
    await books.remove('ProjectLineProperties', { dataAreaId: 'usmf', LinePropertyId: 'NOTAVAIL' });
    const reply = await books.stage('one', { BillingType: 'NotAvailable' });
    expect(reply.status).toBe(400);
    expect(says(reply)).toContain(
      "Error: Line property Not available does not exist.; Warning: validateWrite failed on data source 'ProjCDSActualsImport (ProjCDSActualsImport)'",
    );
  });

  it('makes a deleted line again, and keeps the staging row that has one', async () => {
    await books.stage('one');
    await books.run('import-from-staging');
    const address = `data/ProjActualsImports(dataAreaId='usmf',ActualsImportId=${id('one')})`;
    expect((await books.session.send('DELETE', address)).status).toBe(400);
    await books.run('delete-journal-line', { company: 'usmf', line: '000001' });
    expect(await books.staged('one')).toMatchObject({ IsJournalized: 'No' });
    await books.run('import-from-staging');
    expect((await books.rows('IntegrationJournalLines'))[0]).toMatchObject({ Voucher: 'PRJV-000002' });
    await books.run('post-journals');
    expect(await books.run('delete-journal-line', { company: 'usmf', line: '000002' })).toMatchObject({
      status: 409,
      error: { message: 'Line 000002 has been posted.' },
    });
  });
});

function on(date: string): Record<string, unknown> {
  return { DocumentDate: `${date}T12:00:00Z`, AccountingDate: `${date}T12:00:00Z` };
}

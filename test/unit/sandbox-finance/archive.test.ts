import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Books, id, openBooks } from './books';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.stop());

describe('the archive job', () => {
  it('moves what is posted to history and leaves the rest', async () => {
    await books.stage('posted');
    await books.run('import-from-staging');
    await books.run('post-journals');
    await books.stage('in journal');
    await books.run('import-from-staging');
    await books.stage('refused', { ProjectId: 'P9' });
    await books.run('import-from-staging');
    await books.stage('staged');
    expect(await books.run('archive-staging')).toEqual({ actuals: 1, relationships: 0 });
    expect(await books.places(['posted', 'in journal', 'refused', 'staged'])).toEqual({
      posted: 'archived',
      'in journal': 'inJournal',
      refused: 'refused',
      staged: 'staged',
    });
    const read = await books.session.send('GET', 'data/ProjActualsImports?$select=ActualsImportId');
    expect(read.json.value).toHaveLength(3);
    expect(await books.staged('posted')).toBeNull();
    expect(await books.rows('ProjCDSActualsImportHistory')).toMatchObject([
      { ActualsImportId: id('posted'), VoucherNumber: 'PRJV-000001', ArchivedAt: '2026-11-25T09:00:00Z' },
    ]);
  });

  it.each([
    [30, 1],
    [50, 0],
  ])('takes only what is older, where told so: %i days', async (olderThanDays, actuals) => {
    await books.stage('posted');
    await books.run('import-from-staging');
    await books.run('post-journals');
    expect(await books.run('archive-staging', { olderThanDays })).toMatchObject({ actuals });
  });

  it('takes a relationship when both of its actuals are in history', async () => {
    await books.connect('cost', 'sale');
    await books.connect('sale', 'billed');
    await books.stage('cost');
    await books.run('import-from-staging');
    await books.run('post-journals');
    expect(await books.run('archive-staging')).toEqual({ actuals: 1, relationships: 0 });
    await books.stage('sale', { TransactionType: 'Sales' });
    await books.run('import-from-staging');
    await books.run('post-journals');
    expect(await books.run('archive-staging')).toEqual({ actuals: 1, relationships: 1 });
    expect(await books.rows('ProjCDSTransactionRelationshipImport')).toHaveLength(1);
    expect(await books.rows('ProjCDSTransactionRelationshipImportHistory')).toHaveLength(1);
  });
});

describe('the control address', () => {
  it('lists the processes', async () => {
    const { json } = await books.session.send('GET', 'sandbox/processes', undefined, {}, '');
    expect(json.map(({ name }: { name: string }) => name)).toEqual([
      'import-from-staging',
      'post-journals',
      'post-invoice-proposals',
      'archive-staging',
      'update-to-draft',
      'delete-journal-line',
    ]);
  });

  it.each<[string, string, unknown, string]>([
    ['POST', 'processes/nothing', {}, 'no process nothing'],
    ['POST', 'processes/post-journals', { day: 'x' }, 'post-journals has no parameter day'],
    ['POST', 'processes/archive-staging', { olderThanDays: 'ten' }, "'olderThanDays' must be a number of days."],
    ['POST', 'processes/update-to-draft', {}, "'company' is missing."],
    ['POST', 'processes/post-journals', [], 'not an object'],
    ['GET', 'tables/Nothing', undefined, 'no table Nothing'],
    ['PUT', 'tables/FiscalPeriods', { Nothing: 1 }, 'no field FiscalPeriods.Nothing'],
    [
      'PUT',
      'tables/ProjectParameters',
      { dataAreaId: 'usmf', AccrueRevenue: 'Perhaps' },
      "'Perhaps' is no value of ProjectParameters.AccrueRevenue",
    ],
    ['DELETE', 'tables/FiscalPeriods', { Calendar: 'x' }, 'no such row in FiscalPeriods'],
    ['POST', 'expense-reports', { company: 'usmf', lines: [{ amount: 1.5 }] }, "'amount' of a line must be a text."],
    ['POST', 'vendor-invoices', { company: 'usmf' }, "'vendor' is missing."],
  ])('says what is wrong: %s %s %j', async (method, path, body, message) => {
    const reply = await books.session.send(method, `sandbox/${path}`, body, {}, '');
    expect([reply.status, reply.json.error.message]).toEqual([400, message]);
  });
});

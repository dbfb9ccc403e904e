import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tables } from '../../sandbox/finance/business/tables';
import { type PlaceName, placeOf, standsAt } from '../../sandbox/finance/integration/place';
import { type Books, id, openBooks } from './books';
import type { Reply } from './session';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.stop());

const open = (path: string): Promise<Reply> => books.session.send('GET', path.slice(1), undefined, {}, '');
const press = (path: string, form: Record<string, string>, headers = {}): Promise<Reply> => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return books.session.send('POST', path.slice(1), new URLSearchParams(form).toString(), { ...type, ...headers }, '');
};
/** Text without markup, blanks folded. */
const words = ({ text }: Reply): string =>
  text
    .replace(/<head>.*?<\/head>|<nav.*?<\/nav>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');

/** Actuals in as many states as there are. */
async function everyState(): Promise<void> {
  await books.put('ProjInvoiceProposalV2', {
    dataAreaId: 'usmf',
    InvoiceProposalId: 'INV-1',
    ProjectContractId: 'CON-1',
    SalesCurrency: 'USD',
    InvoiceDate: '2026-10-31',
  });
  const november = { DocumentDate: '2026-11-03T12:00:00Z', AccountingDate: '2026-11-03T12:00:00Z' };
  await books.connect('posted', 'proposed');
  await books.stage('posted', { TransactionType: 'Sales', ...november });
  await books.stage('in error');
  await books.run('import-from-staging');
  await books.setPeriod('October', 'Closed');
  await books.run('post-journals');
  await books.stage('proposed', { TransactionType: 'BilledSales', InvoiceProposalId: 'INV-1' });
  await books.stage('in journal', november);
  await books.stage('refused', { ProjectId: 'P9' });
  await books.run('import-from-staging');
  await books.stage('staged');
}

const STATES: readonly (readonly [string, PlaceName])[] = [
  ['posted', 'posted'],
  ['in error', 'journalError'],
  ['proposed', 'inProposal'],
  ['in journal', 'inJournal'],
  ['refused', 'refused'],
  ['staged', 'staged'],
];

describe('where actuals are', () => {
  it('is the same for one and for many', async () => {
    await everyState();
    await books.run('post-invoice-proposals');
    const tables = new Tables(books.session.finance.store);
    const one = tables.all('ProjActualsImports').map((row) => [row.recId, placeOf(tables, row.recId).name]);
    const places = ['staged', 'refused', 'inJournal', 'journalError', 'inProposal', 'proposalError', 'posted'] as const;
    const many = places.flatMap((place) =>
      tables.all('ProjActualsImports', {}, [standsAt(place)]).map(({ recId }) => [recId, place]),
    );
    expect(many.sort()).toEqual(one.sort());
    expect(new Set(one.map(([, name]) => name))).toEqual(
      new Set(['posted', 'journalError', 'proposalError', 'inJournal', 'refused', 'staged']),
    );
  });
});

describe('the workspace', () => {
  it('counts and shows actuals by their state, with what Finance says', async () => {
    await everyState();
    const all = words(await open('/integration?cmp=usmf'));
    for (const [label, count] of [
      ['All in staging', 6],
      ['Staged', 1],
      ['Refused by import', 1],
      ['In journal', 1],
      ['Journal error', 1],
      ['In invoice proposal', 1],
      ['Posted', 1],
    ])
      expect(all).toContain(`${count} ${label}`);
    const refused = words(await open('/integration?cmp=usmf&state=refused'));
    expect(refused).toContain("Project 'P9' does not exist in company 'usmf'.");
    expect(refused).not.toContain('failed to post');
    expect(words(await open('/integration?cmp=frrt'))).toContain('No actual is here.');
  });

  it.each(STATES)('says on the page of an actual that is %s where it is', async (name, place) => {
    await everyState();
    const reply = await open(`/?cmp=usmf&mi=ProjCDSActualsImport&key=${id(name)}`);
    const expected: Partial<Record<PlaceName, string>> = {
      posted: 'Where it is Posted Staged record',
      journalError: 'Where it is Journal error',
      inProposal: 'In invoice proposal INV-1 Posted not yet',
      inJournal: 'In journal PIJ-000003 Posted not yet',
      refused: 'In journal refused 25 Nov 2026 09:00 Posted not yet',
      staged: 'In journal not yet Posted not yet',
    };
    expect(words(reply)).toContain(expected[place]);
  });

  it('runs the processes, of one company or of all', async () => {
    await books.stage('one');
    await books.stage('two', { dataAreaId: 'frrt', ProjectId: 'P2', TransactionCurrencyId: 'EUR' });
    const said = async (company: string, process: string) =>
      words(await press(`/integration?cmp=${company}`, { process }));
    expect(await said('usmf', 'import-from-staging')).toContain(
      '1 journal lines made, 0 proposal lines made, 0 refused.',
    );
    expect(await said('all', 'import-from-staging')).toContain('1 journal lines made');
    expect(await said('all', 'post-journals')).toContain('2 lines posted, 0 lines in error.');
    expect(await said('usmf', 'archive-staging')).toContain('2 actuals archived, 0 relationships archived.');
    const page = words(
      await open(
        `/?cmp=usmf&mi=ProjCDSActualsImportHistory&key=${id('one')},${(await books.rows('ProjCDSActualsImportHistory', { dataAreaId: 'usmf' }))[0]?.['SourceRecId']}`,
      ),
    );
    expect(page).toContain('Where it is Archived Staged');
  });

  it('sets a journal in error to draft', async () => {
    await everyState();
    const page = await open('/integration?cmp=usmf');
    expect(words(page)).toContain('Journals in error PIJ-000002 usmf Update to draft');
    await books.setPeriod('October', 'Open');
    const form = { process: 'update-to-draft', company: 'usmf', journal: 'PIJ-000002' };
    expect(words(await press('/integration?cmp=usmf', form))).toContain('1 journals in draft again.');
    const again = await press('/integration?cmp=usmf', form);
    expect([again.status, words(again)]).toEqual([409, expect.stringContaining('Journal PIJ-000002 is not in error.')]);
    expect((await press('/integration', form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press('/integration', { process: 'nothing' })).status).toBe(404);
  });

  it('shows the lines of a journal, and the voucher of a line', async () => {
    await books.stage('one', { Description: 'Design' });
    await books.run('import-from-staging');
    await books.run('post-journals');
    const journal = await open('/?cmp=usmf&mi=ProjCDSIntegrationJournal&key=PIJ-000001');
    expect(words(journal)).toContain('000001 PIJ-000001 PRJV-000001 Cost P1 CONSULT-1');
    const line = words(await open('/?cmp=usmf&mi=ProjCDSIntegrationJournalLine&key=000001'));
    expect(line).toContain('14 Oct 2026 Cost USD 800');
    expect(line).toContain('14 Oct 2026 Payroll allocation USD -800');
    expect(words(await open('/?cmp=usmf&mi=LedgerTransVoucher&q=PRJV-000001'))).toContain('2 rows');
  });
});

describe('set-up on the pages', () => {
  it('makes a rate that is missing, and refuses what Finance refuses', async () => {
    await books.stage('one', { TransactionCurrencyId: 'GBP' });
    await books.run('import-from-staging');
    const address = '/?cmp=usmf&mi=ExchangeRate&new=1';
    const form = (await open(address)).text;
    expect(form).toContain('name="FromCurrencyCode"');
    const rate = {
      ExchangeRateTypeName: 'Default',
      FromCurrencyCode: 'GBP',
      ToCurrencyCode: 'EUR',
      ValidFrom: '2026-10-01',
      Rate: '1.17',
    };
    const wrong = await press(address, { ...rate, ToCurrencyCode: 'XXX' });
    expect([wrong.status, words(wrong)]).toEqual([400, expect.stringContaining("The value 'XXX' in field")]);
    expect((await press(address, rate)).status).toBe(303);
    await books.run('import-from-staging');
    expect(await books.places(['one'])).toEqual({ one: 'inJournal' });
  });

  it('closes a period on its form', async () => {
    const address = '/?cmp=usmf&mi=LedgerFiscalCalendar&key=usmf,Fiscal,2026,October';
    const form = (await open(`${address}&edit=1`)).text;
    const etag = /name="@etag" value="([^"]*)"/
      .exec(form)?.[1]
      ?.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    expect((await press(address, { '@etag': etag ?? '', PeriodStatus: 'Closed' })).status).toBe(303);
    await books.stage('one');
    await books.run('import-from-staging');
    await books.run('post-journals');
    expect(await books.places(['one'])).toEqual({ one: 'journalError' });
  });
});

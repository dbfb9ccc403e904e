import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedFinance } from '../../sandbox/seed/index';
import { NOW, openSession, type Reply, type Session } from './session';

let session: Session;
beforeAll(async () => {
  session = await openSession({}, false);
  seedFinance(session.finance.store, () => NOW);
});
afterAll(() => session.stop());

const open = (path: string): Promise<Reply> => session.send('GET', path.slice(1), undefined, {}, '');
const save = (path: string, form: Record<string, string>, headers = {}): Promise<Reply> => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return session.send('POST', path.slice(1), new URLSearchParams(form).toString(), { ...type, ...headers }, '');
};
/** What a browser would send back if nothing were typed. */
async function formOf(path: string): Promise<Record<string, string>> {
  const { text } = await open(`${path}&edit=1`);
  const inputs = [...text.matchAll(/<input[^>]*?name="([^"]+)"[^>]*?>/gs)].filter(([tag]) => !tag.includes('disabled'));
  const values = inputs.map(([tag, name]) => [name, plain(/value="([^"]*)"/.exec(tag)?.[1] ?? '')]);
  const selects = [...text.matchAll(/<select id="f-(\w+)"[\s\S]*?<\/select>/g)].map(([all, name]) => [
    name,
    /<option value="([^"]*)" selected/.exec(all)?.[1],
  ]);
  const areas = [...text.matchAll(/<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g)].map(([, name, value]) => [
    name,
    plain(value ?? ''),
  ]);
  return Object.fromEntries([...values, ...selects, ...areas].filter(([name]) => !['mi', 'cmp'].includes(name ?? '')));
}
const plain = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

const LYON = '/?cmp=FRRT&mi=CustTableListPage&key=FR-C0031';

describe('pages', () => {
  it('counts what is in a company, and in all, of every entity', async () => {
    expect(counts((await open('/?cmp=frrt')).text).slice(0, 6)).toEqual([2, 15, 6, 7, 3, 8]);
    const all = counts((await open('/?cmp=all')).text);
    expect(all.slice(0, 6)).toEqual([2, 38, 14, 16, 6, 8]);
    expect(all).toHaveLength(60);
  });
  const counts = (text: string): number[] =>
    [...text.matchAll(/class="count">(\d+)</g)].map(([, count]) => Number(count));

  it.each([
    ['OMLegalEntity', 'Contoso France'],
    ['CustTableListPage', 'Fabrikam Lyon SAS'],
    ['custtablelistpage', 'Fabrikam Lyon SAS'],
    ['ProjProjectContractsListPage', 'Fabrikam Lyon ERP'],
    ['ProjProjectsListPage', 'ERP roll-out Lyon'],
    ['CustGroup', 'Public sector'],
    ['Currency', 'Pound Sterling'],
  ])('shows the list that mi=%s opens', async (page, words) => {
    const reply = await open(`/?cmp=FRRT&mi=${page}`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(reply.text).toContain(words);
    expect(reply.text).not.toContain('Adatum');
  });

  it('searches, and says so when nothing is found', async () => {
    const found = (await open('/?cmp=all&mi=CustTableListPage&q=LYON')).text;
    expect(found).toContain('FR-C0031');
    expect(found).not.toContain('FR-C0030');
    expect((await open('/?cmp=all&mi=CustTableListPage&q=%25')).text).toContain('No row matches');
  });

  it('shows one row with every field that says something', async () => {
    const { text } = await open('/?cmp=FRRT&mi=ProjProjectsListPage&key=PRJ-001042');
    for (const words of ['ERP roll-out Lyon', '9 Nov 2026', '30 Apr 2027', 'InProcess', 'CON-000517']) {
      expect(text).toContain(words);
    }
  });

  it('escapes what people entered', async () => {
    const { text } = await open('/?cmp=usmf&mi=CustTableListPage&key=US-C0018');
    expect(text).toContain('Says &#34;call before noon&#34;');
    expect((await open('/?cmp=%22%3E%3Cscript%3E&mi=CustTableListPage')).text).not.toContain('<script>');
  });

  it.each([
    ['/?cmp=usmf&mi=CustTableListPage&key=FR-C0031', 404],
    ['/?cmp=frrt&mi=Nothing', 200],
    ['/?cmp=frrt&mi=CustTableListPage&page=99', 200],
  ])('%s: %i', async (path, status) => {
    expect((await open(path)).status).toBe(status);
  });
});

describe('a form', () => {
  const stored = async (): Promise<Record<string, unknown>> =>
    (await session.send('GET', "data/CustomersV3(dataAreaId='frrt',CustomerAccount='FR-C0031')?cross-company=true"))
      .json;

  it('writes what was changed and nothing else', async () => {
    const before = await stored();
    const form = {
      ...(await formOf(LYON)),
      PrimaryContactPhone: '+33 4 72 10 20 99',
      OnHoldStatus: 'All',
      CreditLimit: '40,000.5',
    };
    const reply = await save(LYON, form);
    expect(reply.status).toBe(303);
    expect((await open(reply.headers.get('location') ?? '')).text).toContain('Saved.');
    expect(await stored()).toEqual({
      ...before,
      '@odata.etag': expect.not.stringMatching(before['@odata.etag'] as string),
      PrimaryContactPhone: '+33 4 72 10 20 99',
      OnHoldStatus: 'All',
      CreditLimit: 40000.5,
    });
  });

  it('writes nothing when nothing was changed', async () => {
    const before = await stored();
    expect((await save(LYON, await formOf(LYON))).status).toBe(303);
    expect(await stored()).toEqual(before);
  });

  it('shows what Finance has against it, and keeps what was typed', async () => {
    const form = { ...(await formOf(LYON)), CustomerGroupId: 'Local' };
    const reply = await save(LYON, form);
    expect(reply.status).toBe(400);
    expect(plain(reply.text)).toContain("The value 'Local' in field 'Customer group' is not found");
    expect(reply.text).not.toContain('validateField');
    expect(reply.text).toContain('value="Local"');
  });

  it('does not overwrite what changed meanwhile', async () => {
    const form = { ...(await formOf(LYON)), SalesMemo: 'mine' };
    await session.send('PATCH', "data/CustomersV3(dataAreaId='frrt',CustomerAccount='FR-C0031')?cross-company=true", {
      SalesMemo: 'theirs',
    });
    const reply = await save(LYON, form);
    expect([reply.status, (await stored())['SalesMemo']]).toEqual([400, 'theirs']);
  });

  it('says which value cannot be read', async () => {
    const reply = await save(LYON, { ...(await formOf(LYON)), CreditLimit: 'much' });
    expect(plain(reply.text)).toContain("'much' is not a value for Credit limit.");
  });

  it('empties a date', async () => {
    const path = '/?cmp=usmf&mi=ProjProjectsListPage&key=PRJ-001032';
    await save(path, { ...(await formOf(path)), ActualEndDate: '' });
    const row = await session.send('GET', "data/ProjectsV2(dataAreaId='usmf',ProjectId='PRJ-001032')");
    expect(row.json.ActualEndDate).toBe('1900-01-01T12:00:00Z');
  });

  it('does not write for another site', async () => {
    expect((await save(LYON, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});

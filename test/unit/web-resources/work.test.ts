import { describe, expect, it } from 'vitest';
import { ask } from '../../../controls/SyncStatus/data/requests';
import { AfterSave } from '../../../plugins-ts/web-resources/after-save';
import { openInFinance } from '../../../plugins-ts/web-resources/open-in-finance';
import { recordRef } from '../../../plugins-ts/web-resources/platform';
import { syncNow } from '../../../plugins-ts/web-resources/sync-now';
import { BUSY, FakePlatform, NO_RIGHT } from './fake-platform';

const RECORD = recordRef('msdyn_project', '{11111111-0000-4000-8000-00000000000A}');

describe('a guid of the client', () => {
  it('is spelled as in Tandem’s tables', () => {
    expect(RECORD).toEqual({ table: 'msdyn_project', id: '11111111-0000-4000-8000-00000000000a' });
  });
});

describe('after a save', () => {
  it('a request is filed and the control hears of it', async () => {
    const page = new FakePlatform();
    await new AfterSave(page).saved(RECORD);
    expect(page.created).toEqual([
      [
        'tandem_syncrequest',
        {
          tandem_name: 'check msdyn_project 11111111-0000-4000-8000-00000000000a',
          tandem_kind: 718_100_000,
          tandem_recordtable: 'msdyn_project',
          tandem_recordid: '11111111-0000-4000-8000-00000000000a',
          tandem_requeststate: 718_100_000,
        },
      ],
    ]);
    expect(page.hints).toEqual([['saved', RECORD]]);
  });

  it('it is the request that the control would file', async () => {
    const page = new FakePlatform();
    await new AfterSave(page).saved(RECORD);
    const own: unknown[] = [];
    const api = {
      createRecord: async (...row: unknown[]) => own.push(row),
      retrieveMultipleRecords: undefined as never,
    };
    await ask(api, RECORD, { kind: 'check', mapKey: null });
    expect(page.created).toEqual(own);
  });

  it('without the right nothing is asked again, and nobody is disturbed; the control still hears of it', async () => {
    const page = new FakePlatform();
    page.refuses = () => NO_RIGHT;
    const afterSave = new AfterSave(page);
    await afterSave.saved(RECORD);
    await afterSave.saved(RECORD);
    expect([page.created.length, page.hints.length, page.notices]).toEqual([1, 2, []]);
  });

  it('a request that fails otherwise is left to the feed, and the next save asks again', async () => {
    const page = new FakePlatform();
    page.refuses = () => BUSY;
    const afterSave = new AfterSave(page);
    await afterSave.saved(RECORD);
    await afterSave.saved(RECORD);
    expect([page.created.length, page.notices]).toEqual([2, []]);
  });
});

describe('sync now', () => {
  const records = Array.from({ length: 20 }, (_, at) => ({ table: 'account', id: String(at) }));

  it('asks for each record once and says so', async () => {
    const page = new FakePlatform();
    await syncNow(page, records);
    expect(page.created.map(([, row]) => row.tandem_recordid).sort()).toEqual(records.map(({ id }) => id).sort());
    expect(page.hints.length).toBe(20);
    expect(page.notices).toEqual([['info', 'SyncNow_Many 20']]);
  });

  it('speaks of one record as one', async () => {
    const page = new FakePlatform();
    await syncNow(page, [RECORD]);
    expect(page.notices).toEqual([['info', 'SyncNow_One 1']]);
    expect(page.hints).toEqual([['asked', RECORD]]);
  });

  it('counts what failed; the others are asked for', async () => {
    const page = new FakePlatform();
    page.refuses = ({ tandem_recordid }) => (Number(tandem_recordid) % 10 === 3 ? BUSY : null);
    await syncNow(page, records);
    expect(page.hints.length).toBe(18);
    expect(page.notices).toEqual([['error', `SyncNow_Failed 2 20 ${BUSY.message}`]]);
  });

  it('names the role that is missing', async () => {
    const page = new FakePlatform();
    page.refuses = () => NO_RIGHT;
    await syncNow(page, [RECORD]);
    expect(page.notices).toEqual([['error', 'SyncNow_NoRight']]);
  });
});

describe('open in Finance', () => {
  const row = {
    tandem_mapkey: 'projects-v2',
    tandem_company: 'frrt',
    tandem_financekey: '{"dataAreaId":"frrt","ProjectID":"PRJ/1 042"}',
    tandem_hash: 'd1:f1',
    tandem_HostId: {
      tandem_financeurl: 'https://finance.example/',
      tandem_maps: '{"projects-v2":{"page":"ProjProjectsListPage"}}',
    },
  };
  const opening = async (rows: FakePlatform['rows'], refuses?: unknown): Promise<FakePlatform> => {
    const page = new FakePlatform();
    page.rows = rows;
    if (refuses !== undefined) page.refuses = () => refuses;
    await openInFinance(page, RECORD);
    return page;
  };

  it('opens the list page in the record’s company, after one request', async () => {
    const page = await opening([row]);
    expect(page.opened).toEqual(['https://finance.example/?cmp=FRRT&mi=ProjProjectsListPage&key=PRJ%2F1%20042']);
    expect(page.queries).toEqual([['tandem_syncrecord', expect.stringContaining(`tandem_recordid eq '${RECORD.id}'`)]]);
  });

  it('takes the map that knows a page', async () => {
    const page = await opening([{ ...row, tandem_mapkey: 'other' }, row]);
    expect(page.opened.length).toBe(1);
  });

  it.each([
    ['it is not in Finance yet', [{ ...row, tandem_hash: null }], 'OpenInFinance_NotThere'],
    ['there is no sync record', [], 'OpenInFinance_NotThere'],
    ['no host has settled it', [{ ...row, tandem_HostId: null }], 'OpenInFinance_NoPage'],
    ['the map names no page', [{ ...row, tandem_mapkey: 'other' }], 'OpenInFinance_NoPage'],
    [
      'Finance’s address is no page',
      [{ ...row, tandem_HostId: { ...row.tandem_HostId, tandem_financeurl: 'javascript:alert(1)' } }],
      'OpenInFinance_NoPage',
    ],
  ])('says so when %s', async (_, rows, key) => {
    const page = await opening(rows);
    expect([page.opened, page.notices]).toEqual([[], [['info', key]]]);
  });

  it('says why it could not look', async () => {
    expect((await opening([], BUSY)).notices).toEqual([['error', `OpenInFinance_Failed ${BUSY.message}`]]);
    expect((await opening([], NO_RIGHT)).notices[0]?.[1]).toContain('OpenInFinance_NoRight');
  });
});

import { describe, expect, it } from 'vitest';
import { createDataverseSide, UNTRACKED_COMPARE } from '../../../plugins-ts/dataverse';
import { SideUnavailable, TokenExpired, type ChangePage } from '../../../plugins-ts/sync';
import { error, FakeClient, ok, ROOT, rows, type Answer, type Asked } from './fake-client';
import { guid, mapOf, readTable } from './tables';

const CONTACTS = mapOf('contact', ['Id'], [['msdyn_contactpersonid', 'Id', 'both']]);

const feed = (answer: (asked: Asked) => Answer, now: () => number = () => 0) => {
  const client = new FakeClient(answer);
  const side = createDataverseSide({ client, tables: readTable, now });
  const read = async (token: string | null): Promise<ChangePage[]> => {
    const pages: ChangePage[] = [];
    for await (const page of side.changes(CONTACTS, token)) pages.push(page);
    return pages;
  };
  return { client, read };
};

const contact = (n: number) => ({ contactid: guid(n).toUpperCase(), versionnumber: String(n) });
const DELETED = {
  '@odata.context': `${ROOT}$metadata#contacts/$deletedEntity`,
  id: guid(3).toUpperCase(),
  reason: 'deleted',
};

describe('change tracking', () => {
  it('reads the whole table, page by page, and takes the delta link without its host for a token', async () => {
    const next = `${ROOT}contacts?$skiptoken=2`;
    const { client, read } = feed(({ path }) =>
      path.includes('skiptoken')
        ? ok({ value: [contact(2)], '@odata.deltaLink': `${ROOT}contacts?$select=contactid&$deltatoken=9!x` })
        : ok({ value: [contact(1)], '@odata.nextLink': next }),
    );
    expect(await read(null)).toEqual([
      { changes: [{ id: guid(1), deleted: false, version: '1' }], token: null },
      {
        changes: [{ id: guid(2), deleted: false, version: '2' }],
        token: 'contacts?$select=contactid&$deltatoken=9!x',
      },
    ]);
    expect(client.asked[0]?.path).toBe('contacts?$select=contactid,versionnumber');
    expect(client.asked[0]?.headers.Prefer).toBe('odata.track-changes,odata.maxpagesize=5000');
  });

  it('goes on from a token: changed rows, then deleted ones with nothing but their id', async () => {
    const { client, read } = feed(() =>
      ok({ value: [contact(5), DELETED], '@odata.deltaLink': `${ROOT}contacts?$deltatoken=10` }),
    );
    expect(await read('contacts?$deltatoken=9')).toEqual([
      {
        changes: [
          { id: guid(5), deleted: false, version: '5' },
          { id: guid(3), deleted: true },
        ],
        token: 'contacts?$deltatoken=10',
      },
    ]);
    expect(client.asked[0]?.path).toBe('contacts?$deltatoken=9');
  });

  it('says so when the token is too old', async () => {
    const { read } = feed(() => error(400, '0x80044352'));
    await expect(read('contacts?$deltatoken=1')).rejects.toBeInstanceOf(TokenExpired);
  });

  it('takes any other refusal for a failure of the side', async () => {
    const { read } = feed(() => error(503));
    await expect(read('contacts?$deltatoken=1')).rejects.toBeInstanceOf(SideUnavailable);
  });
});

describe('a table that does not track changes', () => {
  const untracked = ({ path, headers }: Asked): Answer => {
    if (headers.Prefer?.includes('track-changes')) return error(400, '0x80072491');
    if (path.includes('$top=1')) return rows({ versionnumber: 7 });
    if (path.includes('versionnumber gt 7')) return rows(contact(8), contact(9));
    return rows(contact(1), contact(7));
  };

  it('is read as a whole, and followed by version from what was newest before that', async () => {
    const { client, read } = feed(untracked);
    const pages = await read(null);
    expect(pages.flatMap((page) => page.changes.map((change) => change.id))).toEqual([guid(1), guid(7)]);
    const token = pages.at(-1)?.token ?? '';
    expect(client.asked[1]?.path).toContain('$top=1');

    const later = await read(token);
    expect(later.flatMap((page) => page.changes)).toEqual([
      { id: guid(8), deleted: false, version: '8' },
      { id: guid(9), deleted: false, version: '9' },
    ]);
    expect(client.asked.at(-1)?.path).toContain('$orderby=versionnumber');
    expect(later.at(-1)?.token).toBe('untracked:9:0');
  });

  it('is compared again after a while, for its deletes', async () => {
    let time = 0;
    const { read } = feed(untracked, () => time);
    const token = (await read(null)).at(-1)?.token ?? '';
    time = UNTRACKED_COMPARE;
    await expect(read(token)).rejects.toBeInstanceOf(TokenExpired);
  });
});

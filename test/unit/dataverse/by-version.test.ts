import { describe, expect, it } from 'vitest';
import { createDataverseSide } from '../../../plugins-ts/dataverse';
import type { VersionedRow, VersionWindow } from '../../../plugins-ts/sync';
import { FakeClient, ok, type Asked } from './fake-client';
import { guid, mapOf, readTable } from './tables';

const CONTACTS = mapOf('contact', ['Id'], [['msdyn_contactpersonid', 'Id', 'both']]);
const ALL: VersionWindow = { after: null, since: null, until: null };

/** A table of so many contacts, asked for as the product asks. */
const contacts = (count: number) => {
  const client = new FakeClient(({ path }: Asked) => {
    const after = Number(/versionnumber gt (\d+)/.exec(decodeURIComponent(path))?.[1]);
    const top = Number(/\$top=(\d+)/.exec(path)?.[1]);
    const value = Array.from({ length: Math.min(top, count - after) }, (_, at) => {
      const n = after + at + 1;
      return { contactid: guid(n).toUpperCase(), versionnumber: String(n), modifiedon: '2026-11-25T08:00:00Z' };
    });
    return ok({ value });
  });
  const side = createDataverseSide({ client, tables: readTable, now: () => 0 });
  const read = async (window: VersionWindow): Promise<(readonly VersionedRow[])[]> => {
    const pages: (readonly VersionedRow[])[] = [];
    for await (const page of side.byVersion(CONTACTS, window)) pages.push(page);
    return pages;
  };
  return { client, read };
};

describe('rows by version', () => {
  it('come once each, page by page, each page asked for from behind the last row', async () => {
    const { client, read } = contacts(600);
    const pages = await read(ALL);
    expect(pages.map((page) => page.length)).toEqual([250, 250, 100]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(600);
    expect(client.asked.map(({ path }) => /gt (\d+)/.exec(decodeURIComponent(path))?.[1])).toEqual(['0', '250', '500']);
  });

  it('go on after any of them', async () => {
    const { read } = contacts(600);
    const [page] = await read({ ...ALL, after: '597' });
    expect(page?.map(({ version }) => version)).toEqual(['598', '599', '600']);
  });

  it('of a window are those that were changed in it', async () => {
    const { client, read } = contacts(0);
    await read({ after: '7', since: Date.UTC(2026, 10, 24), until: Date.UTC(2026, 10, 25, 8, 30) });
    expect(decodeURIComponent(client.asked[0]?.path ?? '')).toContain(
      '$filter=versionnumber gt 7 and modifiedon ge 2026-11-24T00:00:00Z and modifiedon lt 2026-11-25T08:30:00Z',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { SideUnavailable, syncRecordId, type SyncRecord } from '../../../plugins-ts/sync';
import { changed } from '../../../plugins-ts/sync/load';
import { linksOf } from '../../../plugins-ts/sync/links';
import { serveRequests } from '../../../plugins-ts/sync/requests';
import { COMPANIES, CUSTOMERS, PROJECTS } from '../../simulation/world/maps';
import { Bench, id } from './bench';

const serve = (bench: Bench): Promise<number> =>
  serveRequests(
    bench.engine,
    bench.running.map((running) => ({
      running,
      links: linksOf(running, { running: bench.running, paused: [], stopped: [] }),
    })),
    { report: () => undefined, trouble: (_, error) => Promise.reject(error as Error) },
  );

/** A customer whose credit both sides have changed. */
async function inConflict(): Promise<Bench> {
  const bench = new Bench();
  await bench.passOf(COMPANIES, [{ ...changed(bench.company), again: true, asked: true }]);
  bench.org.put('customer', id(1), { number: 'C1', company: bench.company, name: 'Northwind', credit: '20' });
  bench.finance.put('Customers', { dataAreaId: 'usmf', CustomerAccount: 'C1' }, { Name: 'Northwind', Credit: '30' });
  await bench.pass(CUSTOMERS, id(1));
  expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ status: 'conflict' });
  return bench;
}

const choice = { Credit: 'finance' } as const;
const asking = { kind: 'resolve', table: 'customer', recordId: id(1), mapKey: 'customers', choice } as const;

function setRecord(bench: Bench, change: Partial<SyncRecord>): void {
  const key = syncRecordId('customers', id(1));
  const stored = bench.books.records.get(key);
  if (stored) bench.books.put(bench.books.records, key, { ...stored.value, ...change }, stored.etag);
}

describe('a choice', () => {
  it('is done, and logged', async () => {
    const bench = await inConflict();
    bench.ask(asking);
    await serve(bench);
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ status: 'inSync' });
    expect(bench.org.table('customer').get(id(1))?.values.credit).toBe('30');
    expect(bench.books.log.at(-1)).toMatchObject({ kind: 'conflict', columns: ['Credit'], result: 'kept finance' });
    expect(bench.requests).toMatchObject([{ state: 'done', outcome: 'customers: received' }]);
  });

  it('waits while another host is at the record', async () => {
    const bench = await inConflict();
    setRecord(bench, { status: 'sending', claimedAt: bench.time.now });
    bench.ask(asking);
    await serve(bench);
    expect(bench.requests).toMatchObject([{ state: 'open', claimedBy: null }]);
    setRecord(bench, { status: 'conflict', claimedAt: null });
    await serve(bench);
    expect(bench.requests).toMatchObject([{ state: 'done' }]);
    expect(bench.org.table('customer').get(id(1))?.values.credit).toBe('30');
  });

  it('of another request for the same record is heard in the same pass', async () => {
    const bench = await inConflict();
    bench.ask({ kind: 'syncNow', table: 'customer', recordId: id(1) });
    bench.ask(asking);
    expect(await serve(bench)).toBe(2);
    expect(bench.requests.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ status: 'inSync' });
  });
});

describe('a request', () => {
  it('of a save does not wait: the feed has the change', async () => {
    const bench = await inConflict();
    setRecord(bench, { status: 'sending', claimedAt: bench.time.now });
    bench.ask({ kind: 'syncNow', table: 'customer', recordId: id(1) });
    await serve(bench);
    expect(bench.requests).toMatchObject([{ state: 'done', outcome: 'customers: busy' }]);
  });

  it('for a table that no running map has is closed', async () => {
    const bench = new Bench();
    bench.ask({ table: 'account' });
    await serve(bench);
    expect(bench.requests).toMatchObject([{ state: 'failed', outcome: 'No running map has this table.' }]);
  });

  it('is given back when a side is down', async () => {
    const bench = new Bench([PROJECTS]);
    bench.ask({ table: 'project' });
    Object.assign(bench.engine.dataverse, {
      rows: () => Promise.reject(new SideUnavailable('dataverse', 'down')),
    });
    await expect(serve(bench)).rejects.toThrow('down');
    expect(bench.requests).toMatchObject([{ state: 'open', claimedBy: null, claimedAt: null }]);
  });

  it('that its host left behind is taken up again', async () => {
    const bench = new Bench([PROJECTS]);
    bench.ask({ table: 'project', state: 'claimed', claimedBy: 'dead', claimedAt: bench.time.now });
    expect(await serve(bench)).toBe(0);
    bench.later(600_001);
    expect(await serve(bench)).toBe(1);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import {
  EVERYTHING,
  keyText,
  planReconcile,
  reconcileMap,
  reconcilePlace,
  reconcileRecords,
  RunPaused,
  SideUnavailable,
  type Difference,
  type ReconcileCounts,
  type ReconcileScope,
} from '../../../plugins-ts/sync';
import { CUSTOMERS, PROJECTS } from '../../simulation/world/maps';
import { Bench, id, once } from './bench';

const MINUTE = 60_000;
const ROWS = 11;

let bench: Bench;
/** In the order in which they were told. */
let told: Difference[];
beforeEach(() => {
  told = [];
});

interface Asked {
  readonly scope?: ReconcileScope;
  readonly resume?: boolean;
  readonly stopping?: () => boolean;
}

function compare({ scope = EVERYTHING, resume = false, stopping }: Asked = {}): Promise<ReconcileCounts> {
  const [map] = bench.maps;
  if (map === undefined) throw new Error('no map');
  bench.later(1);
  return reconcileMap(
    bench.engine,
    { map, companies: [] },
    {
      scope,
      resume,
      companies: ['usmf'],
      told: ({ differences }) => {
        told.push(...differences);
        return Promise.resolve();
      },
      ...(stopping === undefined ? {} : { stopping }),
    },
  );
}

const numbers = Array.from({ length: ROWS }, (_, at) => at + 1);
const project = (n: number, name = `Bridge ${n}`) =>
  bench.org.put('project', id(n), { number: `P${n}`, company: bench.company, name, group: 'g' });
const financeKey = (n: number) => ({ dataAreaId: 'usmf', ProjectId: `P${n}` });
const names = (): readonly string[] => told.map(({ name, kind }) => `${name} ${kind}`);

/** Projects on both sides; the second is different, and the fourth is gone from Finance, behind everybody's back. */
async function projects(): Promise<void> {
  bench = new Bench([PROJECTS]);
  for (const n of numbers) project(n);
  await bench.pass(PROJECTS, ...numbers.map(id));
  bench.finance.put('Projects', financeKey(2), { Name: 'Tunnel' });
  bench.finance.entity('Projects').delete(keyText(financeKey(4)));
}

/** Customers, which go both ways; the third is gone from Dataverse, behind everybody's back. */
async function customers(): Promise<void> {
  bench = new Bench([CUSTOMERS]);
  for (const n of numbers) {
    bench.org.put('customer', id(n), { number: `C${n}`, company: bench.company, name: `Customer ${n}` });
  }
  await bench.pass(CUSTOMERS, ...numbers.map(id));
  bench.org.remove('customer', id(3));
}

describe('a reconcile of all', () => {
  it('finds what differs, column by column, and says nothing of what is alike', async () => {
    await projects();
    const counts = await compare();
    expect(names()).toEqual(['Bridge 2 different', 'Bridge 4 onlyDataverse']);
    expect(told[0]?.columns).toEqual([{ column: 'Name', here: 'Bridge 2', finance: 'Tunnel' }]);
    expect(counts).toEqual({
      equal: ROWS - 2,
      explained: 0,
      unexplained: { different: 1, onlyDataverse: 1, onlyFinance: 0 },
      columns: { Name: 1 },
    });
  });

  it('writes nothing but its run', async () => {
    await projects();
    const before = [...bench.books.records.values()].map(({ etag }) => etag);
    const carried = bench.finance.carried.length;
    await compare();
    expect([...bench.books.records.values()].map(({ etag }) => etag)).toEqual(before);
    expect(bench.finance.carried.length).toBe(carried);
    expect([...bench.books.runs.values()]).toMatchObject([
      { kind: 'reconcile', state: 'completed', done: ROWS, errors: 2, written: 0 },
    ]);
    expect(await reconcilePlace(bench.engine, PROJECTS.definition.key)).toBeNull();
  });

  it('finds rows that only Finance has, known ones and strangers', async () => {
    await customers();
    bench.finance.put('Customers', { dataAreaId: 'usmf', CustomerAccount: 'C99' }, { Name: 'New' });
    const { unexplained, explained } = await compare();
    expect(names()).toEqual(['Customer 3 onlyFinance', 'usmf · C99 onlyFinance']);
    expect(told.map(({ recordId, isExplained }) => [recordId, isExplained])).toEqual([
      [id(3), false],
      // The next compare brings it.
      [null, true],
    ]);
    expect([unexplained.onlyFinance, explained]).toEqual([1, 1]);
  });

  it('a row of Finance whose Dataverse row nobody has dealt with is no stranger', async () => {
    await customers();
    bench.org.put('customer', id(50), { number: 'C50', company: bench.company, name: 'Fifty' });
    bench.finance.put('Customers', { dataAreaId: 'usmf', CustomerAccount: 'C50' }, { Name: 'Fifty' });
    await compare();
    expect(names()).toEqual(['Customer 3 onlyFinance']);
  });

  it('leaves rows that are changed meanwhile to the feeds, and does not run after them', async () => {
    await projects();
    bench.later(MINUTE);
    let pages = 0;
    const real = bench.engine.dataverse.rows.bind(bench.engine.dataverse);
    Object.defineProperty(bench.engine.dataverse, 'rows', {
      value: (...asked: Parameters<typeof real>) => {
        pages += 1;
        // Somebody is always at it.
        project(1, `Renamed ${pages}`);
        return real(...asked);
      },
    });
    const { equal, explained, unexplained } = await compare();
    expect(pages).toBeLessThan(ROWS);
    expect(equal + explained + unexplained.different + unexplained.onlyDataverse).toBe(ROWS);
  });

  it('never reads more rows at once than a batch', async () => {
    await customers();
    Object.assign(bench.engine, { options: { ...bench.engine.options, batchSize: 3, largestBatch: 3 } });
    const read: number[] = [];
    const real = bench.engine.dataverse.rows.bind(bench.engine.dataverse);
    Object.defineProperty(bench.engine.dataverse, 'rows', {
      value: (...asked: Parameters<typeof real>) => {
        read.push(asked[1].length);
        return real(...asked);
      },
    });
    await compare();
    expect(Math.max(...read)).toBeLessThanOrEqual(5);
  });
});

describe('a window', () => {
  it('is of rows that were changed in it', async () => {
    await projects();
    bench.later(MINUTE);
    const since = bench.engine.clock.now();
    project(2);
    await bench.pass(PROJECTS, id(2));
    bench.finance.put('Projects', financeKey(2), { Name: 'Tunnel' });
    bench.later(MINUTE);
    const counts = await compare({ scope: { ...EVERYTHING, since } });
    expect([names(), counts.equal]).toEqual([['Bridge 2 different'], 0]);
    told = [];
    await compare({ scope: { ...EVERYTHING, until: since } });
    expect(names()).toEqual(['Bridge 4 onlyDataverse']);
  });

  it('of another company has nothing', async () => {
    await projects();
    expect(await compare({ scope: { ...EVERYTHING, company: 'frrt' } })).toMatchObject({ equal: 0, explained: 0 });
    expect(told).toEqual([]);
  });

  it('of some records only compares these, and records nothing', async () => {
    await projects();
    const { equal, differences } = await reconcileRecords(bench.engine, { map: PROJECTS, companies: [] }, [
      id(1),
      id(2),
    ]);
    expect([equal, differences.map(({ recordId }) => recordId)]).toEqual([1, [id(2)]]);
    expect(bench.books.runs.size).toBe(0);
  });
});

describe('a reconcile that is broken off', () => {
  it.each([['projects', projects] as const, ['customers', customers] as const])(
    'and gone on with after every page finds of %s what one in one go finds',
    async (_, lay) => {
      await lay();
      const whole = await compare();
      const found = names();
      told = [];
      let counts: ReconcileCounts | null = null;
      let times = 0;
      for (; counts === null && times < 30; times += 1) {
        counts = await compare({ resume: times > 0, stopping: () => true }).catch((error: unknown) => {
          expect(error).toBeInstanceOf(RunPaused);
          expect([...bench.books.runs.values()].at(-1)).toMatchObject({ state: 'paused' });
          return null;
        });
      }
      expect(times).toBeGreaterThan(2);
      expect(counts).toEqual(whole);
      expect(names()).toEqual(found);
      expect([...bench.books.runs.values()].at(-1)).toMatchObject({ state: 'completed' });
    },
  );

  it('because a side does not answer goes on where it was, as the run that it was', async () => {
    await projects();
    let id = 0;
    Object.assign(bench.engine, { newId: () => `run ${(id += 1)}` });
    const real = bench.engine.finance.rows.bind(bench.engine.finance);
    let pages = 0;
    Object.defineProperty(bench.engine.finance, 'rows', {
      configurable: true,
      value: (...asked: Parameters<typeof real>) => {
        pages += 1;
        return pages === 2 ? Promise.reject(new SideUnavailable('finance', 'not now')) : real(...asked);
      },
    });
    await expect(compare()).rejects.toThrow('not now');
    expect(bench.books.runs.get('run 1')).toMatchObject({ state: 'failed', error: 'not now' });
    const before = pages;
    const counts = await compare({ resume: true });
    expect(bench.books.runs.size).toBe(1);
    expect(bench.books.runs.get('run 1')).toMatchObject({ state: 'completed', done: ROWS });
    expect(counts.equal).toBe(ROWS - 2);
    // The first page was not read again.
    expect(pages - before).toBe(2);
    expect(names()).toEqual(['Bridge 2 different', 'Bridge 4 onlyDataverse']);
  });

  it('keeps its scope', async () => {
    await projects();
    await planReconcile(bench.engine, PROJECTS.definition.key, { ...EVERYTHING, company: 'frrt' });
    expect(await compare({ resume: true })).toMatchObject({ equal: 0 });
  });

  it('is not gone on with while another host is at it', async () => {
    await projects();
    const other = { ...bench.engine, host: 'another' };
    once(bench.engine.finance, 'rows', (real) => async (map, keys) => {
      await expect(
        reconcileMap(
          other,
          { map: PROJECTS, companies: [] },
          { scope: EVERYTHING, resume: true, companies: [], told: () => Promise.resolve() },
        ),
      ).rejects.toThrow('another host compares this map');
      return real(map, keys);
    });
    expect((await compare()).equal).toBe(ROWS - 2);
  });
});

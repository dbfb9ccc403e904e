import { beforeEach, describe, expect, it } from 'vitest';
import { firstSync, RunPaused, SideUnavailable, type RunProgress, type RunRow } from '../../../plugins-ts/sync';
import type { CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import { PARTS, PROJECTS } from '../../simulation/world/maps';
import { Bench, id } from './bench';

const ROWS = 30;
const numbers = Array.from({ length: ROWS }, (_, at) => at + 1);

let bench: Bench;
let told: RunProgress[];
beforeEach(() => {
  told = [];
});

function world(map: CompiledMap): void {
  bench = new Bench([map]);
  let runs = 0;
  Object.assign(bench.engine, {
    newId: () => `run ${(runs += 1)}`,
    options: { ...bench.engine.options, batchSize: 4, largestBatch: 4 },
  });
}

const start = (map: CompiledMap, stopping: () => boolean = () => false) =>
  firstSync(
    bench.engine,
    { map, companies: [] },
    { companies: ['usmf'], all: bench.running, told: (progress) => told.push(progress), stopping },
  );

const runs = (): readonly RunRow[] => [...bench.books.runs.values()];
const statuses = (map: CompiledMap): readonly unknown[] => [
  ...new Set(numbers.map((n) => bench.record(map, id(n))?.status)),
];

/** Rows that were asked of Dataverse, one by one. */
function countRows(): { count: number } {
  const counter = { count: 0 };
  const real = bench.engine.dataverse.rows.bind(bench.engine.dataverse);
  Object.defineProperty(bench.engine.dataverse, 'rows', {
    configurable: true,
    value: (...asked: Parameters<typeof real>) => {
      counter.count += asked[1].length;
      return real(...asked);
    },
  });
  return counter;
}

describe('a map whose rows point to others of its own', () => {
  /** Laid down in an order in which every row comes before its parent. */
  const chain = (): void => {
    world(PARTS);
    for (const n of numbers) {
      const parent = n === ROWS ? {} : { parent: id(n + 1) };
      bench.org.put('part', id(n), { number: `T${n}`, company: bench.company, ...parent });
    }
  };

  it('ends complete: every row, with what it points to', async () => {
    chain();
    const { synced } = await start(PARTS);
    expect(statuses(PARTS)).toEqual(['inSync']);
    const there = [...bench.finance.entity('Parts').values()].map(({ row }) => [row.PartId, row.ParentId ?? null]);
    expect(new Map(there as [string, unknown][])).toEqual(
      new Map(numbers.map((n) => [`T${n}`, n === ROWS ? null : `T${n + 1}`])),
    );
    expect(synced.created).toBe(ROWS);
  });

  it('with no row read more than four times, however deep they go', async () => {
    chain();
    const read = countRows();
    await start(PARTS);
    // Adopt, parked, and taken up; a row that is looked at once more when its parent has just come.
    expect(read.count).toBeLessThanOrEqual(4 * ROWS);
  });

  it('of which two wait for each other leaves just these waiting, and says so', async () => {
    chain();
    bench.org.put('part', id(ROWS), { number: `T${ROWS}`, company: bench.company, parent: id(ROWS - 1) });
    await start(PARTS);
    expect(bench.record(PARTS, id(ROWS))).toMatchObject({ status: 'waiting', reason: { code: 'TDM4001' } });
    expect(bench.finance.entity('Parts').size).toBe(0);
  });
});

describe('a first sync', () => {
  const projects = (): void => {
    world(PROJECTS);
    for (const n of numbers) {
      bench.org.put('project', id(n), { number: `P${n}`, company: bench.company, name: `Bridge ${n}`, group: 'g' });
    }
    // Half of them are there already, as dual-write has brought them.
    for (const n of numbers.slice(0, ROWS / 2)) {
      bench.finance.put('Projects', { dataAreaId: 'usmf', ProjectId: `P${n}` }, { Name: `Bridge ${n}`, Group: 'g' });
    }
  };

  it('adopts, then brings over what is not there, each a run of its own', async () => {
    projects();
    const { adopted, synced } = await start(PROJECTS);
    expect([adopted.adopted, synced.created]).toEqual([ROWS / 2, ROWS / 2]);
    expect(runs()).toMatchObject([
      { id: 'run 1', kind: 'adopt', state: 'completed', written: 0 },
      { id: 'run 2', kind: 'initialSync', state: 'completed', written: ROWS / 2 },
    ]);
    expect(statuses(PROJECTS)).toEqual(['inSync']);
  });

  it('stopped again and again goes on, as the runs that it was, and does nothing twice', async () => {
    projects();
    const read = countRows();
    let times = 0;
    for (let ended = false; !ended && times < 60; times += 1) {
      let batches = 0;
      ended = await start(PROJECTS, () => (batches += 1) > times).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(RunPaused);
          expect(runs().at(-1)?.state).toBe('paused');
          return false;
        },
      );
    }
    expect(times).toBeGreaterThan(4);
    expect(statuses(PROJECTS)).toEqual(['inSync']);
    expect(runs().map(({ id: run, kind, state }) => [run, kind, state])).toEqual([
      ['run 1', 'adopt', 'completed'],
      ['run 2', 'initialSync', 'completed'],
    ]);
    expect(bench.finance.carried.filter(({ kind }) => kind === 'create')).toHaveLength(ROWS / 2);
    expect(runs().at(-1)?.written).toBe(ROWS / 2);
    expect(read.count).toBeLessThan(times * ROWS);
  });

  it('that failed goes on, and does not adopt again', async () => {
    projects();
    const real = bench.engine.finance.rows.bind(bench.engine.finance);
    let looks = 0;
    Object.defineProperty(bench.engine.finance, 'rows', {
      configurable: true,
      value: (...asked: Parameters<typeof real>) => {
        if (runs().at(-1)?.kind === 'initialSync') looks += 1;
        return looks === 2 ? Promise.reject(new SideUnavailable('finance', 'not now')) : real(...asked);
      },
    });
    await expect(start(PROJECTS)).rejects.toThrow('not now');
    expect(runs().at(-1)).toMatchObject({ id: 'run 2', state: 'failed', error: 'not now' });
    bench.later(1_000_000);
    await start(PROJECTS);
    expect(runs().map(({ id: run, state }) => [run, state])).toEqual([
      ['run 1', 'completed'],
      ['run 2', 'completed'],
    ]);
    expect(bench.finance.entity('Projects').size).toBe(ROWS);
  });

  it('of a map that was changed meanwhile begins again', async () => {
    projects();
    let batches = 0;
    await expect(start(PROJECTS, () => (batches += 1) > 9)).rejects.toBeInstanceOf(RunPaused);
    const before = runs().length;
    const french = { map: PROJECTS, companies: ['frrt', 'usmf'] };
    await firstSync(bench.engine, french, { companies: ['usmf'], all: [french], told: () => undefined });
    expect(
      runs()
        .slice(before)
        .map(({ kind }) => kind),
    ).toEqual(['adopt', 'initialSync']);
  });

  it('gives the feed back when it is paused: another host need not wait', async () => {
    projects();
    await expect(start(PROJECTS, () => true)).rejects.toBeInstanceOf(RunPaused);
    const holders = [...bench.books.checkpoints.values()].map(({ value }) => value.leaseHolder);
    expect(holders).toEqual([null, null]);
  });

  it('is not begun while another host is at it', async () => {
    projects();
    const other = { ...bench.engine, host: 'another' };
    let refused: unknown;
    await firstSync(
      bench.engine,
      { map: PROJECTS, companies: [] },
      {
        companies: ['usmf'],
        all: bench.running,
        told: () => {
          refused ??= firstSync(
            other,
            { map: PROJECTS, companies: [] },
            { companies: ['usmf'], all: bench.running, told: () => undefined },
          ).catch((error: unknown) => error);
        },
      },
    );
    expect(((await refused) as Error).message).toContain('another host is starting this map');
  });
});

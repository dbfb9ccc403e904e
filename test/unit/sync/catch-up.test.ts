import { beforeEach, describe, expect, it } from 'vitest';
import { CatchUp, type PassResult, type RunRow } from '../../../plugins-ts/sync';
import { Bench, id } from './bench';

let bench: Bench;
let catchUp: CatchUp;
beforeEach(() => {
  bench = new Bench();
  let runs = 0;
  Object.assign(bench.engine, { newId: () => `run ${(runs += 1)}` });
  catchUp = new CatchUp(bench.engine);
});

const rows = (...results: readonly PassResult[]) => new Map(results.map((result, at) => [id(at), result] as const));
const runs = (): readonly RunRow[] => [...bench.books.runs.values()];

describe('what a host has to catch up with', () => {
  it('is a run of each map that has any, and ends with the first turn', async () => {
    catchUp.runs(['projects', 'customers'], []);
    catchUp.rows('projects', rows('created', 'updated', 'error', 'unchanged'));
    catchUp.rows('projects', rows('waiting'));
    catchUp.rows('customers', rows('unchanged', 'busy'));
    await catchUp.turned();
    expect(runs()).toMatchObject([
      { kind: 'catchUp', mapKey: 'projects', state: 'completed', total: 4, done: 4, written: 2, errors: 1 },
    ]);
    // From then on it is daily work.
    catchUp.rows('projects', rows('created'));
    await catchUp.turned();
    expect(runs()).toHaveLength(1);
  });

  it('goes on while a side does not answer', async () => {
    catchUp.runs(['projects', 'customers'], []);
    catchUp.rows('projects', rows('created'));
    catchUp.rows('customers', rows('created'));
    catchUp.hindered('projects');
    await catchUp.turned();
    expect(runs().map(({ mapKey, state }) => [mapKey, state])).toEqual([
      ['projects', 'running'],
      ['customers', 'completed'],
    ]);
    catchUp.rows('projects', rows('created'));
    await catchUp.turned();
    expect(runs()[0]).toMatchObject({ state: 'completed', done: 2 });
  });

  it('is left to the next host when this one ends', async () => {
    catchUp.runs(['projects'], []);
    catchUp.rows('projects', rows('created'));
    catchUp.hindered();
    await catchUp.turned();
    await catchUp.ended();
    expect(runs()).toMatchObject([{ state: 'paused', done: 1 }]);
  });

  it('begins again for a map that goes on after a pause, and for no other', async () => {
    catchUp.runs(['projects'], []);
    await catchUp.turned();
    catchUp.runs(['projects', 'customers'], ['projects']);
    catchUp.rows('projects', rows('created'));
    catchUp.rows('customers', rows('created'));
    await catchUp.turned();
    expect(runs().map(({ mapKey }) => mapKey)).toEqual(['customers']);
  });

  it('keeps nobody from the work when its row cannot be written', async () => {
    Object.defineProperty(bench.engine.ledger, 'writeRun', { value: () => Promise.reject(new Error('no right')) });
    catchUp.runs(['projects'], []);
    catchUp.rows('projects', rows('created'));
    await expect(catchUp.turned()).resolves.toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { CODES, DEFAULT_OPTIONS, keyText } from '../../../plugins-ts/sync';
import { allowDeletes, deletesWithinADay, withDeletes } from '../../../plugins-ts/sync/brake';
import { changed, type Subject } from '../../../plugins-ts/sync/load';
import { PROJECTS } from '../../simulation/world/maps';
import { Bench, id, once } from './bench';

const HOUR = 3_600_000;
const LIMIT = 3;

describe('the count of a day', () => {
  it('forgets what is a day old, by the hour', () => {
    let counters = withDeletes({}, 0, 5);
    counters = withDeletes(counters, 10 * HOUR, 2);
    expect(deletesWithinADay(counters, 23 * HOUR)).toBe(7);
    expect(deletesWithinADay(counters, 24 * HOUR)).toBe(2);
    expect(withDeletes(counters, 24 * HOUR, 1)).toEqual({ 10: 2, 24: 1 });
  });
});

/** Projects that are in Finance, and gone from Dataverse. */
async function deleted(count: number): Promise<Bench> {
  const bench = new Bench([PROJECTS]);
  Object.assign(bench.engine, { options: { ...DEFAULT_OPTIONS, deletesADay: LIMIT } });
  const ids = Array.from({ length: count }, (_, at) => id(at + 1));
  ids.forEach((one, at) =>
    bench.org.put('project', one, { number: `P${at + 1}`, company: bench.company, name: `Bridge ${at + 1}` }),
  );
  await bench.pass(PROJECTS, ...ids);
  for (const one of ids) bench.org.remove('project', one);
  return bench;
}

const left = (bench: Bench): number => bench.finance.entity('Projects').size;
const gone = (n: number, more: Partial<Subject> = {}): Subject => ({ ...changed(id(n)), ...more });

describe('many deletes', () => {
  it('stop at the limit, in one batch and from batch to batch; nothing else does', async () => {
    const bench = await deleted(5);
    bench.org.put('project', id(9), { number: 'P9', company: bench.company, name: 'New' });
    await bench.pass(PROJECTS, id(1), id(2), id(9));
    await bench.pass(PROJECTS, id(3), id(4), id(5));
    expect(left(bench)).toBe(5 - LIMIT + 1);
    expect(bench.record(PROJECTS, id(9))).toMatchObject({ status: 'inSync' });
    for (const n of [4, 5]) {
      expect(bench.record(PROJECTS, id(n))).toMatchObject({
        status: 'waiting',
        reason: { code: CODES.DELETE_BRAKE, parameters: { count: LIMIT, limit: LIMIT } },
      });
    }
  });

  it('do not trickle through on the next days', async () => {
    const bench = await deleted(5);
    await bench.pass(PROJECTS, id(1), id(2), id(3), id(4), id(5));
    bench.later(30 * HOUR);
    await bench.passOf(PROJECTS, [gone(4, { again: true }), gone(5, { again: true })]);
    expect(left(bench)).toBe(2);
    expect(bench.record(PROJECTS, id(4))).toMatchObject({ status: 'waiting', reason: { code: CODES.DELETE_BRAKE } });
  });

  it('go on when a person says so, row by row', async () => {
    const bench = await deleted(5);
    await bench.pass(PROJECTS, id(1), id(2), id(3), id(4), id(5));
    await bench.passOf(PROJECTS, [gone(4, { again: true, asked: true })]);
    expect(bench.finance.entity('Projects').has(keyText({ dataAreaId: 'usmf', ProjectId: 'P4' }))).toBe(false);
    expect(left(bench)).toBe(1);
    expect(bench.record(PROJECTS, id(4))).toMatchObject({ status: 'notApplicable', reason: { code: CODES.DELETED } });
  });

  it('are let go again when the day is over', async () => {
    const bench = await deleted(3);
    await bench.pass(PROJECTS, id(1), id(2), id(3));
    bench.org.put('project', id(4), { number: 'P4', company: bench.company, name: 'Later' });
    await bench.pass(PROJECTS, id(4));
    bench.org.remove('project', id(4));
    bench.later(25 * HOUR);
    await bench.pass(PROJECTS, id(4));
    expect(left(bench)).toBe(0);
  });

  it('of a map with a limit of its own stop there', async () => {
    const bench = await deleted(3);
    const options = { ...DEFAULT_OPTIONS, deletesADay: LIMIT, deletesADayOf: { [PROJECTS.definition.key]: 1 } };
    Object.assign(bench.engine, { options });
    await bench.pass(PROJECTS, id(1), id(2), id(3));
    expect(left(bench)).toBe(2);
    expect(bench.record(PROJECTS, id(3))).toMatchObject({
      status: 'waiting',
      reason: { code: CODES.DELETE_BRAKE, parameters: { count: 1, limit: 1 } },
    });
  });

  it('of two hosts at once count together', async () => {
    const bench = await deleted(0);
    const ask = (wanted: number) => allowDeletes(bench.engine, 'projects', 'usmf', { wanted, asked: 0 });
    once(bench.engine.ledger, 'writeCheckpoint', (real) => async (checkpoint, etag) => {
      // The other host counts between this one's look and its word.
      expect((await ask(2)).count).toBe(2);
      return real(checkpoint, etag);
    });
    expect((await ask(2)).count).toBe(1);
  });
});

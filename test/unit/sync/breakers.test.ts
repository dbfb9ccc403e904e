import { beforeEach, describe, expect, it } from 'vitest';
import { outageIn, OUTAGE_OF_FINANCE, SideUnavailable, checkpointId, type Outage } from '../../../plugins-ts/sync';
import { Bench, id } from './bench';

let bench: Bench;
/** What Finance was asked, while it was down or not. */
let asked: string[];
let down = false;

beforeEach(() => {
  bench = new Bench();
  asked = [];
  down = false;
  const { finance } = bench.engine;
  for (const name of ['probe', 'rows', 'write'] as const) {
    const real = finance[name].bind(finance) as (...args: unknown[]) => Promise<unknown>;
    Object.defineProperty(finance, name, {
      value: (...args: unknown[]) => {
        asked.push(name);
        return down ? Promise.reject(new SideUnavailable('finance', 'The gateway gives no answer.')) : real(...args);
      },
    });
  }
  bench.org.put('project', id(1), { number: 'P1', company: bench.company, name: 'Bridge' });
});

const outage = (): Outage | null =>
  outageIn(bench.books.checkpoints.get(checkpointId(OUTAGE_OF_FINANCE))?.value.token ?? null);
const row = () => bench.finance.entity('Projects').size;

describe('a side that does not answer', () => {
  it('is written down with when it began, and by whom, and taken off when it answers', async () => {
    down = true;
    const host = bench.host();
    bench.later(1_000);
    await host.turn();
    const began = bench.engine.clock.now();
    expect(outage()).toMatchObject({ since: began, at: began, host: 'bench', message: 'The gateway gives no answer.' });
    bench.later(100_000);
    await host.turn();
    expect(outage()).toMatchObject({ since: began, at: began + 100_000, failures: 2 });
    down = false;
    bench.later(100_000);
    await host.turn();
    expect(outage()).toBeNull();
    expect(row()).toBe(1);
  });

  it('is asked one small question before work is tried again', async () => {
    down = true;
    const host = bench.host();
    await host.turn();
    bench.later(100_000);
    asked = [];
    await host.turn();
    expect(asked).toEqual(['probe']);
    bench.later(100_000);
    asked = [];
    down = false;
    await host.turn();
    expect(asked[0]).toBe('probe');
    expect(asked).toContain('write');
    // Closed again: nobody asks beforehand.
    bench.later(100_000);
    asked = [];
    await host.turn();
    expect(asked).not.toContain('probe');
  });

  it('is left alone by a host that was started again', async () => {
    down = true;
    await bench.host().turn();
    const until = outage()?.until ?? 0;
    expect(until).toBeGreaterThan(bench.engine.clock.now());
    asked = [];
    const again = bench.host();
    await again.turn();
    expect(asked).toEqual([]);
    expect(again.wait).toBeGreaterThan(0);
    // Its heart goes on.
    expect(bench.books.hosts.get('bench')?.lastSeen).toBe(bench.engine.clock.now());
    down = false;
    bench.later(until - bench.engine.clock.now());
    await again.turn();
    expect(row()).toBe(1);
    expect(outage()).toBeNull();
  });

  it('is asked more and more seldom, also from restart to restart', async () => {
    down = true;
    const waits: number[] = [];
    for (let start = 0; start < 5; start += 1) {
      await bench.host().turn();
      const { until = 0, at = 0 } = outage() ?? {};
      waits.push(until - at);
      bench.later(until - at);
    }
    expect(waits).toEqual([3_750, 7_500, 15_000, 30_000, 60_000]);
  });

  it('began when the first of several hosts met it', async () => {
    const one = bench.host();
    await one.turn();
    Object.assign(bench, { engine: { ...bench.engine, host: 'another' } });
    const another = bench.host();
    await another.turn();
    down = true;
    bench.later(60_000);
    const began = bench.engine.clock.now();
    bench.org.put('project', id(1), { number: 'P1', company: bench.company, name: 'Tunnel' });
    await one.turn();
    bench.later(100_000);
    await another.turn();
    expect(outage()).toMatchObject({ since: began, host: 'another' });
  });

  it('keeps nobody waiting for long whose clock says something else', async () => {
    down = true;
    await bench.host().turn();
    const at = bench.books.checkpoints.get(checkpointId(OUTAGE_OF_FINANCE));
    const told = { ...outage(), until: bench.engine.clock.now() + 24 * 3_600_000 };
    bench.books.put(
      bench.books.checkpoints,
      checkpointId(OUTAGE_OF_FINANCE),
      { ...(at?.value as never as object), token: JSON.stringify(told) } as never,
      at?.etag ?? null,
    );
    down = false;
    const host = bench.host();
    await host.turn();
    bench.later(300_000);
    await host.turn();
    expect(row()).toBe(1);
  });
});

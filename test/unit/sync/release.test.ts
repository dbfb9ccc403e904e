import { describe, expect, it } from 'vitest';
import { CODES } from '../../../plugins-ts/sync';
import { changed, type Subject } from '../../../plugins-ts/sync/load';
import { linksOf } from '../../../plugins-ts/sync/links';
import { pass } from '../../../plugins-ts/sync/pass';
import type { PassReport } from '../../../plugins-ts/sync/pass-report';
import { ACTUALS, CONNECTIONS } from '../../simulation/world/maps';
import { Bench, id, once } from './bench';

/** Actuals and what connects them; projects are no parents here. */
class Accounting extends Bench {
  constructor() {
    super([CONNECTIONS, ACTUALS]);
    this.org.put('project', id(90), { number: 'P1', company: this.company, name: 'Bridge' });
  }

  actual(n: number): void {
    this.org.put('actual', id(n), { importid: `I${n}`, company: this.company, project: id(90), amount: '1' });
  }

  connect(n: number, one: string | null, two: string | null, more: Record<string, boolean> = {}): void {
    this.org.put('connection', id(n), { connectionid: `C${n}`, one, two, ...more });
  }

  send(map: typeof ACTUALS, n: number, options: { stopped?: true; again?: true } = {}): Promise<PassReport> {
    const running = { map, companies: [], cutover: 0 };
    const others = this.running.filter((one) => one.map !== CONNECTIONS);
    const links = linksOf(
      running,
      options.stopped === true
        ? { running: others, paused: [], stopped: [CONNECTIONS.definition] }
        : { running: this.running, paused: [], stopped: [] },
    );
    const subject: Subject = { ...changed(id(n)), again: options.again === true };
    return pass(this.engine, running, links, [subject]);
  }

  /** In a package, and heard of. */
  async arrive(n: number): Promise<PassReport> {
    await this.send(CONNECTIONS, n);
    const name = this.record(CONNECTIONS, id(n))?.executionId ?? '';
    const running = { map: CONNECTIONS, companies: [], cutover: 0 };
    const links = linksOf(running, { running: this.running, paused: [], stopped: [] });
    const execution = { id: name, size: 1 };
    return pass(this.engine, running, links, [{ ...changed(id(n)), again: true, execution }]);
  }

  result = async (map: typeof ACTUALS, n: number, options = {}) =>
    (await this.send(map, n, { ...options, again: true })).results.get(id(n));
}

describe('a row that others go before', () => {
  it('is held until each of them has its receipt, and is woken by the last', async () => {
    const bench = new Accounting();
    bench.actual(1);
    bench.connect(11, id(1), null);
    bench.connect(12, null, id(1));
    expect(await bench.result(ACTUALS, 1)).toBe('waiting');
    expect(bench.record(ACTUALS, id(1))).toMatchObject({
      reason: { code: CODES.RELEASE_GROUP, parameters: { map: 'connections', table: 'connection', recordId: id(12) } },
    });
    expect((await bench.arrive(12)).woken).toEqual([{ mapKey: 'actuals', recordId: id(1) }]);
    expect(await bench.result(ACTUALS, 1)).toBe('waiting');
    expect((await bench.arrive(11)).woken).toEqual([{ mapKey: 'actuals', recordId: id(1) }]);
    expect(await bench.result(ACTUALS, 1)).toBe('created');
  });

  it('goes at once when nothing points to it', async () => {
    const bench = new Accounting();
    bench.actual(1);
    bench.connect(11, id(2), id(3));
    expect(await bench.result(ACTUALS, 1)).toBe('created');
  });

  it('does not wait for what is left out', async () => {
    const bench = new Accounting();
    bench.actual(1);
    bench.connect(11, id(1), null, { template: true });
    expect(await bench.result(ACTUALS, 1)).toBe('created');
  });

  it('waits for rows of a map that is stopped, and says which', async () => {
    const bench = new Accounting();
    bench.actual(1);
    bench.connect(11, id(1), null);
    expect(await bench.result(ACTUALS, 1, { stopped: true })).toBe('waiting');
    expect(bench.record(ACTUALS, id(1))?.reason).toMatchObject({ code: CODES.RELEASE_GROUP });
    expect(await bench.result(ACTUALS, 1)).toBe('waiting');
    await bench.arrive(11);
    expect(await bench.result(ACTUALS, 1)).toBe('created');
  });

  it('goes when the one that it waited for is gone', async () => {
    const bench = new Accounting();
    bench.actual(1);
    bench.connect(11, id(1), null);
    await bench.send(ACTUALS, 1);
    bench.org.remove('connection', id(11));
    expect(await bench.result(ACTUALS, 1)).toBe('created');
  });

  it('is not asked about again once it has its receipt', async () => {
    const bench = new Accounting();
    bench.actual(1);
    await bench.send(ACTUALS, 1);
    bench.connect(11, id(1), null);
    once(bench.engine.dataverse, 'pointing', () => () => Promise.reject(new Error('asked')));
    expect(await bench.result(ACTUALS, 1)).toBe('unchanged');
  });

  it('with ten thousand lines is asked about from its youngest, and looks on only where those are there', async () => {
    const bench = new Accounting();
    bench.actual(1);
    for (let n = 0; n < 10_000; n += 1) bench.connect(100_000 + n, id(1), null);
    let asked = 0;
    const { records } = bench.engine.ledger;
    Object.assign(bench.engine.ledger, {
      records: (mapKey: string, ids: readonly string[]) => {
        if (mapKey === 'connections') asked += ids.length;
        return records.call(bench.engine.ledger, mapKey, ids);
      },
    });
    await bench.send(ACTUALS, 1);
    expect(asked).toBe(1_000);
    expect(bench.record(ACTUALS, id(1))?.reason?.code).toBe(CODES.RELEASE_GROUP);
  });
});

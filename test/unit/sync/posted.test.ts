import { describe, expect, it } from 'vitest';
import type { CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import { CODES, Host, keyText, SideUnavailable, type FinanceSide } from '../../../plugins-ts/sync';
import { changed, type Subject } from '../../../plugins-ts/sync/load';
import { pass } from '../../../plugins-ts/sync/pass';
import type { PassReport } from '../../../plugins-ts/sync/pass-report';
import { PROJECTS } from '../../simulation/world/maps';
import { Bench, id, once } from './bench';

/** Projects as if each were posted: sent once, picked up by Finance, and archived some day. */
const POSTED: CompiledMap = {
  ...PROJECTS,
  definition: {
    ...PROJECTS.definition,
    policies: { conflict: 'dataverse', onDelete: 'never', insertOnce: true },
  },
};
const KEY = keyText({ dataAreaId: 'usmf', ProjectId: 'P1' });
/** Longer than a claim, and long enough for whatever was on its way to have arrived. */
const TAKEN_OVER = 12 * 60_000 + 1;

class PostingBench extends Bench {
  /** Creates that Finance has carried out. */
  posted = 0;

  constructor() {
    super([POSTED]);
    this.finance.onWritten = () => (this.posted += 1);
    this.org.put('project', id(1), { number: 'P1', company: this.company, name: 'Bridge' });
  }

  go(subjects: readonly Subject[] = [changed(id(1))], cutover: number | null = 0): Promise<PassReport> {
    return pass(this.engine, { map: POSTED, companies: [], cutover }, { parents: [], earlier: [] }, subjects);
  }

  get sent() {
    return this.record(POSTED, id(1));
  }
}

const again: Subject = { ...changed(id(1)), again: true };
const asked: Subject = { ...again, asked: true };

describe('a row that is sent once', () => {
  it('is claimed, sent, and has a receipt and a line in the log', async () => {
    const bench = new PostingBench();
    let claim: unknown = null;
    once(bench.engine.finance, 'write', (real) => (map, writes) => {
      claim = bench.sent;
      return real(map, writes);
    });
    expect((await bench.go()).results.get(id(1))).toBe('created');
    expect(claim).toMatchObject({ status: 'sending', financeKey: { ProjectId: 'P1' }, hash: null });
    expect(bench.sent).toMatchObject({ status: 'inSync', claimedAt: null });
    expect(bench.books.log).toMatchObject([{ kind: 'sent', recordId: id(1), result: 'inSync' }]);
  });

  it('is not looked for where nobody can have sent it', async () => {
    const bench = new PostingBench();
    bench.engine.finance.rows = () => Promise.reject(new Error('asked'));
    expect((await bench.go()).results.get(id(1))).toBe('created');
  });

  it('is not sent again when Finance has archived it, whoever asks', async () => {
    const bench = new PostingBench();
    await bench.go();
    bench.finance.entity('Projects').delete(KEY);
    for (const subject of [changed(id(1)), again, asked]) {
      bench.later(24 * 3_600_000);
      await bench.go([subject]);
      expect(bench.sent).toMatchObject({ status: 'inSync' });
    }
    expect(bench.posted).toBe(1);
  });

  it('is not sent again when it has changed', async () => {
    const bench = new PostingBench();
    await bench.go();
    bench.org.put('project', id(1), { number: 'P1', company: bench.company, name: 'Brigde' });
    await bench.go();
    expect(bench.sent).toMatchObject({ status: 'error', reason: { code: CODES.ALREADY_POSTED } });
    bench.org.put('project', id(1), { number: 'P1', company: bench.company, name: 'Bridge' });
    await bench.go();
    expect(bench.sent).toMatchObject({ status: 'inSync', reason: null });
    expect(bench.posted).toBe(1);
  });

  it('is not sent before the map has been handed over', async () => {
    const bench = new PostingBench();
    await bench.go([again], null);
    expect(bench.sent).toMatchObject({ status: 'notApplicable', reason: { code: CODES.BEFORE_CUTOVER } });
    expect(bench.posted).toBe(0);
  });
});

describe('an answer that is lost', () => {
  const lost = async (done: boolean): Promise<PostingBench> => {
    const bench = new PostingBench();
    once(bench.engine.finance as FinanceSide, 'write', (real) => async (map, writes) => {
      if (done) await real(map, writes);
      throw new SideUnavailable('finance', 'no answer');
    });
    await bench.go();
    expect(bench.sent).toMatchObject({ status: 'sending', reason: { code: CODES.TRANSIENT }, attempts: 1 });
    return bench;
  };

  it('leaves the claim until whatever was on its way has arrived; then it is looked for', async () => {
    const bench = await lost(true);
    bench.later(TAKEN_OVER - 2);
    expect(await bench.go([asked])).toMatchObject({ unsettled: [id(1)] });
    bench.later(1);
    await bench.go([again]);
    expect(bench.sent).toMatchObject({ status: 'inSync', claimedAt: null });
    expect(bench.posted).toBe(1);
    expect(bench.books.log).toMatchObject([{ kind: 'sent' }]);
  });

  it('is sent when it is not there', async () => {
    const bench = await lost(false);
    bench.later(TAKEN_OVER);
    await bench.go([again]);
    expect(bench.sent).toMatchObject({ status: 'inSync' });
    expect(bench.posted).toBe(1);
  });

  it('is a person’s business once Finance may have archived it', async () => {
    const bench = await lost(true);
    bench.finance.entity('Projects').delete(KEY);
    bench.later(bench.engine.options.archive / 4);
    await bench.go([again]);
    expect(bench.sent).toMatchObject({ status: 'error', reason: { code: CODES.RECEIPT_UNKNOWN } });
    expect(bench.posted).toBe(1);
    await bench.go([asked]);
    expect(bench.sent).toMatchObject({ status: 'inSync' });
    expect(bench.posted).toBe(2);
  });

  it('is found by a host by itself', async () => {
    const bench = await lost(true);
    const host = new Host(bench.engine, (event) => bench.told.push(event));
    host.useMaps({ running: [{ map: POSTED, companies: [], cutover: 0 }], others: [], companies: ['usmf'] });
    bench.later(bench.engine.options.claim + 1);
    await host.turn();
    expect(bench.sent).toMatchObject({ status: 'sending' });
    bench.later(bench.engine.options.transit);
    await host.turn();
    expect(bench.sent).toMatchObject({ status: 'inSync' });
    expect(bench.posted).toBe(1);
  });

  it('of one row in a batch keeps the others from being sent again', async () => {
    const bench = new PostingBench();
    bench.org.put('project', id(2), { number: 'P2', company: bench.company, name: 'Tunnel' });
    once(bench.engine.finance as FinanceSide, 'write', (real) => async (map, writes) => {
      const outcomes = await real(map, writes);
      return outcomes.map((outcome, at) =>
        at === 0 ? { kind: 'failed', says: 'No answer.', unknown: true } : outcome,
      );
    });
    await bench.go([changed(id(1)), changed(id(2))]);
    expect(bench.sent).toMatchObject({ status: 'sending' });
    expect(bench.record(POSTED, id(2))).toMatchObject({ status: 'inSync' });
    expect(bench.posted).toBe(2);
  });
});

describe('a refusal that says that nothing was done', () => {
  it('of the batch: tried again by itself, as soon as Finance wants to be asked', async () => {
    const bench = new PostingBench();
    once(
      bench.engine.finance as FinanceSide,
      'write',
      () => () => Promise.reject(new SideUnavailable('finance', 'busy', 7_000, { nothingDone: true })),
    );
    await bench.go();
    expect(bench.sent).toMatchObject({ status: 'pending', claimedAt: null });
    expect(bench.sent?.nextAttempt).toBeGreaterThanOrEqual(bench.time.now + 7_000);
    bench.later(60_000);
    await bench.go([again]);
    expect(bench.sent).toMatchObject({ status: 'inSync' });
    expect(bench.posted).toBe(1);
  });

  it('of the row, for good: an error, and a retry sends it', async () => {
    const bench = new PostingBench();
    bench.finance.refuses = () => 'The period is closed.';
    await bench.go();
    expect(bench.sent).toMatchObject({ status: 'error', financeSays: 'The period is closed.', claimedAt: null });
    bench.finance.refuses = () => null;
    await bench.go([asked]);
    expect(bench.sent).toMatchObject({ status: 'inSync' });
  });

  it('since the key exists: looked at, and taken for ours only where it is equal', async () => {
    const bench = new PostingBench();
    bench.finance.put('Projects', { dataAreaId: 'usmf', ProjectId: 'P1' }, { Name: 'Something else' });
    await bench.go();
    expect(bench.sent).toMatchObject({ status: 'error', reason: { code: CODES.KEY_TAKEN } });
    bench.finance.put('Projects', { dataAreaId: 'usmf', ProjectId: 'P1' }, { Name: 'Bridge' });
    await bench.go([asked]);
    expect(bench.sent).toMatchObject({ status: 'inSync' });
  });
});

it('a host that was away too long with its claim sends nothing any more', async () => {
  const bench = new PostingBench();
  once(bench.engine.ledger, 'log', (real) => (entries) => {
    bench.later(bench.engine.options.claim);
    return real(entries);
  });
  const report = await bench.go();
  // Planned again from nothing, with a new claim and the row looked for.
  expect(report.results.get(id(1))).toBe('created');
  expect(bench.posted).toBe(1);
});

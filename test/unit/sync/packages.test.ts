import { describe, expect, it } from 'vitest';
import { CODES, SideUnavailable, type PackageOutcome, type PackageSide } from '../../../plugins-ts/sync';
import { PACKAGES } from '../../../plugins-ts/sync/packages';
import { CONNECTIONS } from '../../simulation/world/maps';
import { Bench, id } from './bench';

type Asked = { readonly how: 'send' | 'resume'; readonly execution: string; readonly keys: unknown[]; size: number };

/** Connections, and a Finance that says of packages what a test wants. */
class Packaging extends Bench {
  readonly asked: (Asked & { overdue?: boolean })[] = [];
  answers: (PackageOutcome | Error)[] = [];
  readonly host1 = this.host({ running: [{ map: CONNECTIONS, companies: [], cutover: 0 }] });

  constructor() {
    super([CONNECTIONS]);
    const answer = (): Promise<PackageOutcome> => {
      const next = this.answers.shift() ?? UNDER_WAY;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    };
    const packages: PackageSide = {
      send: (_, { execution, writes, size }) => {
        this.asked.push({ how: 'send', execution, keys: writes.map(({ key }) => key.ConnectionId), size });
        return answer();
      },
      resume: (_, { execution, writes, size }, overdue) => {
        const keys = writes.map(({ key }) => key.ConnectionId);
        this.asked.push({ how: 'resume', execution, keys, size, overdue });
        return answer();
      },
    };
    Object.assign(this.engine.finance, { packages });
  }

  connect(...numbers: readonly number[]): void {
    for (const n of numbers) this.org.put('connection', id(n), { connectionid: `C${n}`, one: id(1), two: null });
  }

  async turn(later = 20_000): Promise<void> {
    await this.host1.turn();
    this.later(later);
  }

  said(n: number): string {
    const record = this.record(CONNECTIONS, id(n));
    return [record?.status, record?.reason?.code].filter(Boolean).join(' ');
  }
}

const UNDER_WAY: PackageOutcome = { kind: 'underWay', retryAfter: 5_000 };
const WRITTEN = { kind: 'written', row: null } as const;
const done = (...rows: Extract<PackageOutcome, { kind: 'done' }>['rows']): PackageOutcome => ({ kind: 'done', rows });

describe('rows that reach Finance in packages', () => {
  it('travel together, are claimed for it by name, and have their receipts when it is over', async () => {
    const bench = new Packaging();
    bench.connect(1, 2, 3);
    await bench.turn();
    expect(bench.asked).toMatchObject([{ how: 'send', keys: ['C1', 'C2', 'C3'], size: 3 }]);
    expect(bench.said(2)).toBe('sending');
    bench.answers = [done(WRITTEN, WRITTEN, WRITTEN)];
    await bench.turn();
    const [sent, heard] = bench.asked;
    expect(heard).toMatchObject({ how: 'resume', execution: sent?.execution, size: 3, overdue: false });
    expect([1, 2, 3].map((n) => bench.said(n))).toEqual(['inSync', 'inSync', 'inSync']);
    expect(bench.record(CONNECTIONS, id(1))).toMatchObject({ executionId: sent?.execution, claimedAt: null });
    expect(bench.books.log.filter(({ kind }) => kind === 'sent')).toHaveLength(3);
    await bench.turn();
    expect(bench.asked).toHaveLength(2);
  });

  it('are asked after by whoever comes next, and begun anew only when nothing can still arrive', async () => {
    const bench = new Packaging();
    bench.connect(1);
    bench.answers = [new SideUnavailable('finance', 'no answer')];
    await bench.turn();
    expect(bench.said(1)).toBe('sending');
    const next = bench.host({ running: [{ map: CONNECTIONS, companies: [], cutover: 0 }] });
    await next.turn();
    expect(bench.asked.at(-1)).toMatchObject({ how: 'resume', overdue: false });
    bench.later(720_000);
    await next.turn();
    expect(bench.asked.at(-1)).toMatchObject({ how: 'resume', overdue: true });
    expect(new Set(bench.asked.map(({ execution }) => execution)).size).toBe(1);
  });

  it('stay under way when the question after them is refused', async () => {
    const bench = new Packaging();
    bench.connect(1);
    bench.answers = [UNDER_WAY, new SideUnavailable('finance', 'too many requests', 1_000, { nothingDone: true })];
    await bench.turn();
    await bench.turn();
    expect(bench.asked.map(({ how }) => how)).toEqual(['send', 'resume']);
    expect(bench.said(1)).toBe('sending');
  });

  it('have errors of their own', async () => {
    const bench = new Packaging();
    bench.connect(1, 2, 3);
    const refused = { kind: 'refused', code: 'Import', says: 'Role is unknown.' } as const;
    bench.answers = [done(WRITTEN, refused, { kind: 'unclear', says: '1 of 3' })];
    await bench.turn();
    expect([1, 2, 3].map((n) => bench.said(n))).toEqual([
      'inSync',
      `error ${CODES.FINANCE_REFUSED}`,
      `error ${CODES.RECEIPT_UNKNOWN}`,
    ]);
    expect(bench.record(CONNECTIONS, id(2))).toMatchObject({ financeSays: 'Role is unknown.', executionId: null });
    // Nobody knows, and so nobody sends it again before a person says so.
    await bench.passOf(CONNECTIONS, [
      { recordId: id(3), keyHint: null, changedInFinance: true, again: true, asked: false, choices: {} },
    ]);
    expect(bench.asked).toHaveLength(1);
  });

  it('wait while another import is under way, which is no attempt', async () => {
    const bench = new Packaging();
    bench.connect(1);
    bench.answers = [{ kind: 'busy', retryAfter: 60_000 }];
    await bench.turn();
    expect(bench.record(CONNECTIONS, id(1))).toMatchObject({ status: 'pending', attempts: 0, executionId: null });
    await bench.turn(60_000);
    expect(bench.asked).toHaveLength(1);
    await bench.turn();
    expect(bench.asked).toHaveLength(2);
  });

  it('that Finance refuses as a whole become errors after five times', async () => {
    const bench = new Packaging();
    bench.connect(1);
    bench.answers = Array.from({ length: 9 }, () => ({ kind: 'notBegun', code: '400', says: 'Unknown field.' }));
    for (let n = 0; n < 9; n += 1) await bench.turn(3_600_000);
    expect(bench.said(1)).toBe(`error ${CODES.FINANCE_REFUSED}`);
    expect(bench.asked).toHaveLength(5);
  });

  it('go in one package at a time, whoever sends it', async () => {
    const bench = new Packaging();
    bench.connect(1);
    const { checkpoint, etag } = await bench.engine.ledger.checkpoint(PACKAGES);
    const until = bench.time.now + 60_000;
    await bench.engine.ledger.writeCheckpoint({ ...checkpoint, leaseHolder: 'other', leaseUntil: until }, etag);
    await bench.turn(61_000);
    expect(bench.asked).toEqual([]);
    expect(bench.said(1)).toBe('pending');
    await bench.turn();
    expect(bench.asked).toHaveLength(1);
  });

  it('that were changed while they were on their way say so', async () => {
    const bench = new Packaging();
    bench.connect(1);
    await bench.turn();
    bench.org.put('connection', id(1), { connectionid: 'C1', one: id(9), two: null });
    bench.answers = [done(WRITTEN)];
    await bench.turn();
    expect(bench.said(1)).toBe(`error ${CODES.ALREADY_POSTED}`);
  });
});

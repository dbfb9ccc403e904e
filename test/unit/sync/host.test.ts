import { describe, expect, it } from 'vitest';
import { checkpointId, CODES, keyText, SideUnavailable, syncRecordId } from '../../../plugins-ts/sync';
import { scopeOf } from '../../../plugins-ts/sync/engine';
import { changed } from '../../../plugins-ts/sync/load';
import { COMPANIES, CUSTOMERS, PROJECTS } from '../../simulation/world/maps';
import { Bench, id, once } from './bench';

/** Finance, or Dataverse, refuses one map's table for as long as it is told to. */
function refuse(bench: Bench, side: 'dataverse' | 'finance', mapKey: string): { end(): void } {
  const target = bench.engine[side];
  const { rows } = target;
  Object.assign(target, {
    rows: async (...args: Parameters<typeof rows>) => {
      if (args[0].definition.key === mapKey) throw new SideUnavailable(side, 'no right to this table');
      return (rows as (...all: unknown[]) => unknown).apply(target, args);
    },
  });
  return { end: () => Reflect.deleteProperty(target, 'rows') };
}

const addProject = (bench: Bench, n: number): string =>
  bench.org.put('project', id(n), { number: `P${n}`, company: bench.company, name: `Project ${n}` }).id;
const addCustomer = (bench: Bench, n: number): string =>
  bench.org.put('customer', id(n), { number: `C${n}`, company: bench.company, name: `Customer ${n}` }).id;

async function turns(bench: Bench, count: number, host = bench.host()): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await host.turn();
    bench.later(6_000);
  }
}

describe('a table that does not answer, of a side that does', () => {
  it.each(['dataverse', 'finance'] as const)('of %s: its map rests, and the others go on', async (side) => {
    const bench = new Bench();
    addCustomer(bench, 1);
    addProject(bench, 2);
    const refused = refuse(bench, side, 'customers');
    const host = bench.host();
    await turns(bench, 3, host);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
    expect(bench.told).toContainEqual(
      expect.objectContaining({ kind: 'unavailable', side, mapKey: 'customers', message: 'no right to this table' }),
    );
    expect(bench.books.hosts.get('bench')?.maps.customers?.caughtUpUntil).toBeNull();
    // The map rests longer and longer, and then goes on by itself.
    const seen = bench.told.filter(({ kind }) => kind === 'unavailable').length;
    bench.later(1_000);
    await host.turn();
    expect(seen).toBeLessThanOrEqual(3);
    refused.end();
    bench.later(80_000);
    await turns(bench, 2, host);
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ status: 'inSync' });
  });

  it('does not stand in the way of requests for others, and says so to whoever asked', async () => {
    const bench = new Bench();
    refuse(bench, 'dataverse', 'customers');
    bench.ask({ id: 'one', table: 'customer', recordId: addCustomer(bench, 1) });
    bench.ask({ id: 'two', table: 'project', recordId: addProject(bench, 2) });
    await turns(bench, 1);
    expect(bench.requests).toMatchObject([
      { id: 'one', state: 'failed', outcome: 'customers: no right to this table' },
      { id: 'two', state: 'done' },
    ]);
  });
});

describe('a bulk load', () => {
  it('lets what becomes due of other maps go between', async () => {
    const bench = new Bench();
    const host = bench.host();
    await turns(bench, 2, host);
    for (let n = 1; n <= 400; n += 1) addCustomer(bench, n);
    const written: string[] = [];
    bench.finance.onWritten = ({ entity }) => {
      written.push(entity);
      bench.later(200);
      // Somebody saves a project when the load is under way.
      if (written.length === 150) addProject(bench, 900);
    };
    await turns(bench, 1, host);
    expect(written.filter((entity) => entity === 'Customers')).toHaveLength(400);
    const [at, last] = [written.indexOf('Projects'), written.lastIndexOf('Customers')];
    expect(at).toBeGreaterThan(149);
    expect(last).toBeGreaterThan(at + 50);
  });

  it('of a parent comes before that of its children', async () => {
    const bench = new Bench();
    const host = bench.host();
    await turns(bench, 2, host);
    for (let n = 1; n <= 400; n += 1) {
      bench.org.put('project', id(1_000 + n), {
        number: `P${n}`,
        company: bench.company,
        name: `Project ${n}`,
        customer: addCustomer(bench, n),
      });
    }
    let waits = 0;
    bench.books.onSettled = ({ status }) => void (waits += status === 'waiting' ? 1 : 0);
    await turns(bench, 1, host);
    expect(bench.finance.entity('Projects').size).toBe(400);
    // The first slice of the children is looked at early; nothing else waits.
    expect(waits).toBeLessThanOrEqual(2 * bench.engine.options.batchSize);
  });

  it('is dropped where it stands when a side goes away, and taken up again', async () => {
    const bench = new Bench();
    const host = bench.host();
    await turns(bench, 2, host);
    for (let n = 1; n <= 400; n += 1) addCustomer(bench, n);
    let writes = 0;
    const { finance } = bench.engine;
    const { write, probe } = finance;
    const down = () => Promise.reject(new SideUnavailable('finance', 'down', 1_000));
    Object.assign(finance, {
      write: (...args: Parameters<typeof write>) => {
        writes += 1;
        return writes === 4 ? down() : write.apply(finance, args);
      },
      probe,
    });
    await turns(bench, 1, host);
    expect(bench.told.at(-1)).toMatchObject({ kind: 'unavailable', side: 'finance' });
    for (let turn = 0; turn < 60; turn += 1) await turns(bench, 1, host);
    expect(bench.finance.entity('Customers').size).toBe(400);
  });
});

describe('a side that answers nobody', () => {
  it('stops the turn, but not the heart', async () => {
    const bench = new Bench();
    addProject(bench, 2);
    const { finance } = bench.engine;
    const down = () => Promise.reject(new SideUnavailable('finance', 'down'));
    Object.assign(finance, { rows: down, write: down, probe: down });
    const host = bench.host();
    await turns(bench, 1, host);
    expect(bench.told).toMatchObject([{ kind: 'unavailable', side: 'finance' }]);
    expect(bench.told[0]).not.toHaveProperty('mapKey');
    const beat = bench.books.hosts.get('bench')?.lastSeen ?? 0;
    bench.later(host.wait);
    await host.turn();
    bench.later(10_000);
    await host.turn();
    expect(bench.books.hosts.get('bench')?.lastSeen).toBeGreaterThan(beat);
  });
});

describe('a wake', () => {
  /** A project that waits for its customer, who waits for a number. */
  async function waiting(): Promise<Bench> {
    const bench = new Bench();
    bench.org.put('customer', id(1), { number: null, company: bench.company, name: 'Northwind' });
    bench.org.put('project', id(2), { number: 'P2', company: bench.company, name: 'Bridge', customer: id(1) });
    await turns(bench, 2);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({
      status: 'waiting',
      waitingFor: syncRecordId('customers', id(1)),
    });
    bench.org.put('customer', id(1), { number: 'C1', company: bench.company, name: 'Northwind' });
    return bench;
  }

  it('comes in the same turn', async () => {
    const bench = await waiting();
    await bench.host().turn();
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
  });

  it('comes although the answer to the settle of the parent is lost', async () => {
    const bench = await waiting();
    const host = bench.host();
    const { ledger } = bench.engine;
    const { settle } = ledger;
    Object.assign(ledger, {
      settle: async (...args: Parameters<typeof settle>) => {
        const etags = await settle.apply(ledger, args);
        const [first] = args[0];
        if (first?.record.mapKey !== 'customers' || first.record.hash === null) return etags;
        Reflect.deleteProperty(ledger, 'settle');
        throw new SideUnavailable('dataverse', 'no answer');
      },
    });
    await turns(bench, 4, host);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
  });

  it('comes from a run that has nobody in front', async () => {
    const bench = await waiting();
    await bench.pass(CUSTOMERS, id(1));
    await turns(bench, 3);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
    // Once more ten minutes later, and then it is paid.
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ hasWaiters: true });
    bench.later(600_000);
    await turns(bench, 3);
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ hasWaiters: false, nextAttempt: null });
  });

  it('comes to a row that was parked after everybody was woken, by a host that died then', async () => {
    const bench = await waiting();
    const parked = bench.record(PROJECTS, id(2))!;
    await bench.pass(CUSTOMERS, id(1));
    await turns(bench, 3);
    const now = bench.record(PROJECTS, id(2))!;
    bench.books.put(bench.books.records, parked.id, parked, bench.books.records.get(now.id)!.etag);
    bench.later(600_000);
    await turns(bench, 3);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
  });

  it('is owed on by a waiter that somebody has just written', async () => {
    const bench = await waiting();
    await bench.pass(CUSTOMERS, id(1));
    once(bench.engine.ledger, 'settle', () => async (writes) => writes.map(() => null));
    const host = bench.host();
    await host.turn();
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ hasWaiters: true });
    bench.later(6_000);
    await turns(bench, 2, host);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
  });
});

describe('a feed that was not given back', () => {
  it('is read with doubt: what looks as it did is compared with Finance', async () => {
    const bench = new Bench();
    addProject(bench, 2);
    await turns(bench, 2);
    // The host before has written this to Finance and died; its author has taken it back.
    bench.finance.put('Projects', { dataAreaId: 'usmf', ProjectId: 'P2' }, { Name: 'Mistyped' });
    bench.org.put('project', id(2), { ...bench.org.table('project').get(id(2))?.values });
    bench.later(61_000);
    await bench.host().turn();
    const inFinance = bench.finance.entity('Projects').get(keyText({ dataAreaId: 'usmf', ProjectId: 'P2' }));
    expect(inFinance?.row.Name).toBe('Project 2');
  });

  it('and one that was given back is not', async () => {
    const bench = new Bench();
    addProject(bench, 2);
    const host = bench.host();
    await turns(bench, 2, host);
    await host.stop();
    bench.org.put('project', id(2), { ...bench.org.table('project').get(id(2))?.values });
    let read = 0;
    const { finance } = bench.engine;
    const { rows } = finance;
    Object.assign(finance, { rows: (...args: Parameters<typeof rows>) => ((read += 1), rows.apply(finance, args)) });
    await bench.host().turn();
    expect(read).toBe(0);
  });
});

describe('a transaction that commits late', () => {
  const late = (bench: Bench, n: number): (() => void) =>
    bench.org.beginLate('project', id(n), () => ({ number: `P${n}`, company: bench.company, name: 'Late' }));

  it('during the first compare is found by the second', async () => {
    const bench = new Bench();
    const commit = late(bench, 7);
    const host = bench.host();
    await turns(bench, 2, host);
    commit();
    await turns(bench, 5, host);
    expect(bench.record(PROJECTS, id(7))).toBeUndefined();
    bench.later(300_000);
    await turns(bench, 1, host);
    expect(bench.record(PROJECTS, id(7))).toMatchObject({ status: 'inSync' });
  });

  it('later is found from a mark that is older than it, once its time must be over', async () => {
    const bench = new Bench();
    const host = bench.host();
    // The compares are over, and marks are there.
    for (let n = 0; n < 4; n += 1) {
      await turns(bench, 1, host);
      bench.later(300_000);
    }
    const commit = late(bench, 7);
    addProject(bench, 8);
    await turns(bench, 2, host);
    expect(bench.record(PROJECTS, id(8))).toMatchObject({ status: 'inSync' });
    bench.later(280_000);
    await turns(bench, 1, host);
    commit();
    for (let n = 0; n < 3; n += 1) {
      bench.later(300_000);
      await turns(bench, 1, host);
    }
    expect(bench.record(PROJECTS, id(7))).toMatchObject({ status: 'inSync' });
  });
});

describe('a map from Finance', () => {
  it('whose host dies after it wrote, and whose change is taken back, ends as Finance has it', async () => {
    const bench = new Bench();
    await turns(bench, 2);
    const name = (): unknown => bench.org.table('company').get(bench.company)?.values.name;
    bench.finance.put('LegalEntities', { LegalEntityId: 'usmf' }, { Name: 'Contoso' });
    once(bench.engine.dataverse, 'write', (real) => async (map, writes) => {
      await real(map, writes);
      throw new SideUnavailable('dataverse', 'gone', 60_000);
    });
    bench.later(30_000);
    await turns(bench, 1);
    expect(name()).toBe('Contoso');
    bench.finance.put('LegalEntities', { LegalEntityId: 'usmf' }, { Name: 'usmf' });
    bench.later(130_000);
    await turns(bench, 2);
    expect(name()).toBe('usmf');
  });
});

describe('a record that somebody else has written meanwhile', () => {
  it('is theirs: the row is planned again', async () => {
    const bench = new Bench();
    addProject(bench, 2);
    const host = bench.host();
    await turns(bench, 1, host);
    // Before this host settles, another one has marked the record, or settled it from an older row.
    once(bench.engine.finance, 'write', (real) => async (map, writes) => {
      const outcomes = await real(map, writes);
      const stored = bench.books.records.get(syncRecordId('projects', id(2)));
      bench.books.put(bench.books.records, stored!.value.id, { ...stored!.value, hasWaiters: true }, stored!.etag);
      return outcomes;
    });
    bench.org.put('project', id(2), { ...bench.org.table('project').get(id(2))?.values, name: 'Renamed' });
    await turns(bench, 1, host);
    const version = bench.org.table('project').get(id(2))?.version;
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync', sourceVersion: String(version) });
  });
});

describe('a page with a row that another host is at', () => {
  it('stays: the token does not move, and nobody says that the map is caught up', async () => {
    const bench = new Bench();
    addCustomer(bench, 1);
    const host = bench.host();
    await turns(bench, 2, host);
    const at = checkpointId({ mapKey: 'customers', side: 'dataverse', company: null });
    const token = (): string | null | undefined => bench.books.checkpoints.get(at)?.value.token;
    const before = token();
    const record = bench.books.records.get(syncRecordId('customers', id(1)));
    const claimed = { ...record!.value, status: 'sending', claimedAt: bench.time.now } as const;
    bench.books.put(bench.books.records, claimed.id, claimed, record!.etag);
    const saved = bench.time.now;
    bench.org.put('customer', id(1), { ...bench.org.table('customer').get(id(1))?.values, phone: '7' });
    await turns(bench, 4, host);
    expect(token()).toBe(before);
    expect(caughtUp(bench)).toBeLessThan(saved);
    bench.later(120_000);
    await turns(bench, 2, host);
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ status: 'inSync' });
    expect(token()).not.toBe(before);
    bench.later(10_000);
    await turns(bench, 1, host);
    expect(caughtUp(bench)).toBeGreaterThan(saved);
  });
});

const caughtUp = (bench: Bench): number | null => bench.books.hosts.get('bench')?.maps.customers?.caughtUpUntil ?? null;

describe('a compare of Dataverse', () => {
  it('ends what is said of rows that are gone, errors too', async () => {
    const bench = new Bench();
    bench.finance.refuses = () => 'No.';
    addProject(bench, 2);
    const host = bench.host();
    await turns(bench, 2, host);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'error' });
    bench.org.remove('project', id(2));
    bench.org.expireTokens();
    await turns(bench, 1, host);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'notApplicable', reason: { code: CODES.DELETED } });
  });
});

describe('a compare of Finance', () => {
  it('that was left incomplete is not repeated every turn', async () => {
    const bench = new Bench();
    bench.finance.put('Customers', { dataAreaId: 'usmf', CustomerAccount: 'C1' }, { Name: 'Northwind' });
    let scans = 0;
    const { finance, ledger } = bench.engine;
    const { scan } = finance;
    Object.assign(finance, { scan: (...args: Parameters<typeof scan>) => ((scans += 1), scan.apply(finance, args)) });
    const { settle } = ledger;
    // Somebody else writes the records all the time.
    Object.assign(ledger, {
      settle: (...args: Parameters<typeof settle>) =>
        args[0][0]?.record.mapKey === 'customers'
          ? Promise.resolve(args[0].map(() => null))
          : settle.apply(ledger, args),
    });
    await turns(bench, 4);
    expect(scans).toBe(2); // one of companies, one of customers
  });

  it('says how far a map from Finance is caught up: as far as the company furthest behind', async () => {
    const bench = new Bench();
    const map = { ...CUSTOMERS, carries: { toFinance: false, toDataverse: true } };
    const host = bench.host({ running: [{ map, companies: [] }], companies: ['usmf', 'frrt'] });
    const behind = checkpointId({ mapKey: 'customers', side: 'finance', company: 'frrt' });
    const other = { leaseHolder: 'other', leaseUntil: bench.time.now + 3_600_000, token: null, olderTokens: [] };
    const counters = { scope: scopeOf({ map, companies: [] }) };
    const at = { mapKey: 'customers', side: 'finance', company: 'frrt', counters } as const;
    bench.books.put(bench.books.checkpoints, behind, { ...at, ...other, tokenAt: null }, null);
    await turns(bench, 3, host);
    expect(bench.books.hosts.get('bench')?.maps.customers?.caughtUpUntil).toBeNull();
    const etag = bench.books.checkpoints.get(behind)?.etag ?? null;
    const long = bench.time.now - 60_000;
    bench.books.put(bench.books.checkpoints, behind, { ...at, ...other, tokenAt: long }, etag);
    bench.later(30_000);
    await turns(bench, 3, host);
    expect(bench.books.hosts.get('bench')?.maps.customers?.caughtUpUntil).toBe(long);
  });

  it('finds a row that came back to Finance as it was', async () => {
    const bench = new Bench();
    addCustomer(bench, 1);
    const host = bench.host();
    await turns(bench, 2, host);
    const key = { dataAreaId: 'usmf', CustomerAccount: 'C1' };
    const was = bench.finance.entity('Customers').get(keyText(key));
    bench.finance.entity('Customers').delete(keyText(key));
    bench.later(30_000);
    await turns(bench, 1, host);
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ status: 'error', reason: { code: CODES.TARGET_MISSING } });
    bench.finance.put('Customers', key, was?.row ?? {});
    bench.later(30_000);
    await turns(bench, 1, host);
    expect(bench.record(CUSTOMERS, id(1))).toMatchObject({ status: 'inSync' });
  });

  it('is not misled by the record of a row that was deleted', async () => {
    const bench = new Bench();
    const host = bench.host();
    await bench.passOf(COMPANIES, [{ ...changed(bench.company), again: true, asked: true }]);
    addCustomer(bench, 1);
    await turns(bench, 1, host);
    bench.org.remove('customer', id(1));
    bench.org.put('customer', id(9), { number: 'C1', company: bench.company, name: 'Another' });
    await turns(bench, 2, host);
    expect(bench.record(CUSTOMERS, id(9))).toMatchObject({ status: 'inSync' });
    bench.finance.put('Customers', { dataAreaId: 'usmf', CustomerAccount: 'C1' }, { Phone: '7' });
    bench.later(30_000);
    await turns(bench, 1, host);
    expect(bench.org.table('customer').get(id(9))?.values.phone).toBe('7');
  });
});

describe('a company that is switched on', () => {
  it('is compared: what was left out comes, from both sides', async () => {
    const bench = new Bench();
    const off = (companies: readonly string[]) => ({
      running: bench.maps.map((map) => ({ map, companies })),
      companies: ['usmf'],
    });
    addCustomer(bench, 1);
    addProject(bench, 2);
    bench.finance.put('Customers', { dataAreaId: 'usmf', CustomerAccount: 'F1' }, { Name: 'Fabrikam' });
    const host = bench.host(off(['frrt']));
    await turns(bench, 2, host);
    expect(bench.record(PROJECTS, id(2))).toBeUndefined();
    host.useMaps({ others: [], ...off(['FRRT', 'USMF']) });
    await turns(bench, 2, host);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
    expect([...bench.org.table('customer').values()].map(({ values }) => values.number).sort()).toEqual(['C1', 'F1']);
    // Once: the next turn reads only what has changed.
    let reads = 0;
    const { dataverse } = bench.engine;
    const { rows } = dataverse;
    Object.assign(dataverse, {
      rows: (...args: Parameters<typeof rows>) => ((reads += 1), rows.apply(dataverse, args)),
    });
    await turns(bench, 1, host);
    reads = 0;
    await turns(bench, 1, host);
    expect(reads).toBe(0);
  });

  it('and one that is switched off says so of what was there', async () => {
    const bench = new Bench();
    addProject(bench, 2);
    const host = bench.host();
    await turns(bench, 2, host);
    const running = bench.maps.map((map) => ({ map, companies: ['frrt'] }));
    host.useMaps({ running, others: [], companies: ['usmf'] });
    await turns(bench, 1, host);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({
      status: 'notApplicable',
      reason: { code: CODES.COMPANY_OFF },
    });
  });
});

describe('a record that a child waits for', () => {
  it('says so when Finance, from which the map takes its rows, does not have it', async () => {
    const bench = new Bench();
    const nowhere = bench.org.put('company', id(99), { code: 'zzzz', name: 'Nowhere' }).id;
    bench.org.put('project', id(2), { number: 'P2', company: nowhere, name: 'Bridge' });
    await turns(bench, 4);
    expect(bench.record(COMPANIES, nowhere)).toMatchObject({
      status: 'notApplicable',
      reason: { code: CODES.NOT_IN_FINANCE },
    });
    bench.finance.put('LegalEntities', { LegalEntityId: 'zzzz' }, { Name: 'Nowhere' });
    bench.later(30_000);
    await turns(bench, 2);
    expect(bench.record(PROJECTS, id(2))).toMatchObject({ status: 'inSync' });
  });
});

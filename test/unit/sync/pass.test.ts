import { describe, expect, it } from 'vitest';
import { CODES, keyText, SideUnavailable, type DataverseSide, type FinanceSide } from '../../../plugins-ts/sync';
import { changed } from '../../../plugins-ts/sync/load';
import { COMPANIES, CUSTOMERS, PROJECTS } from '../../simulation/world/maps';
import { Bench, id, once } from './bench';

const KEY = { dataAreaId: 'usmf', ProjectId: 'P1' };
const CUSTOMER_KEY = { dataAreaId: 'usmf', CustomerAccount: 'C1' };

/** A project and a customer that are in step. */
async function inStep(): Promise<Bench> {
  const bench = new Bench();
  await bench.passOf(COMPANIES, [{ ...changed(bench.company), again: true, asked: true }]);
  bench.org.put('project', id(1), { number: 'P1', company: bench.company, name: 'Bridge' });
  bench.org.put('customer', id(2), { number: 'C1', company: bench.company, name: 'Northwind', phone: '1' });
  await bench.pass(PROJECTS, id(1));
  await bench.pass(CUSTOMERS, id(2));
  expect(bench.record(PROJECTS, id(1))?.status).toBe('inSync');
  expect(bench.record(CUSTOMERS, id(2))?.status).toBe('inSync');
  return bench;
}

const project = (bench: Bench) => bench.finance.entity('Projects').get(keyText(KEY))?.row;
const customer = (bench: Bench) => bench.finance.entity('Customers').get(keyText(CUSTOMER_KEY))?.row;
const edit = (bench: Bench, table: string, recordId: string, values: Record<string, string | null>) =>
  bench.org.put(table, recordId, { ...bench.org.table(table).get(recordId)?.values, ...values });

/** The write is done, and its answer never arrives; meanwhile something happens. */
const answerLost = (side: DataverseSide | FinanceSide, name: 'dataverse' | 'finance', meanwhile: () => void) =>
  once(side as FinanceSide, 'write', (real) => async (map, writes) => {
    await real(map, writes);
    meanwhile();
    throw new SideUnavailable(name, 'no answer');
  });

describe('a change that is taken back while the answer to its write is lost', () => {
  it('is taken back in Finance too', async () => {
    const bench = await inStep();
    edit(bench, 'project', id(1), { name: 'Brigde' });
    answerLost(bench.engine.finance, 'finance', () => edit(bench, 'project', id(1), { name: 'Bridge' }));
    // Two rows, so that the batch is sent again one by one.
    bench.org.put('project', id(3), { number: 'P3', company: bench.company, name: 'Tunnel' });
    await bench.pass(PROJECTS, id(1), id(3));
    expect(project(bench)).toMatchObject({ Name: 'Bridge' });
    expect(bench.record(PROJECTS, id(1))).toMatchObject({ status: 'inSync' });
  });

  it('is no change of Finance, where both sides may change it', async () => {
    const bench = await inStep();
    edit(bench, 'customer', id(2), { name: 'Nordwind' });
    answerLost(bench.engine.finance, 'finance', () => edit(bench, 'customer', id(2), { name: 'Northwind' }));
    await bench.pass(CUSTOMERS, id(2));
    expect(bench.record(CUSTOMERS, id(2))).toMatchObject({ status: 'pending', reason: { code: CODES.TRANSIENT } });
    await bench.passOf(CUSTOMERS, [{ ...changed(id(2)), again: true }]);
    expect(bench.org.table('customer').get(id(2))?.values.name).toBe('Northwind');
    expect(customer(bench)).toMatchObject({ Name: 'Northwind' });
  });
});

describe('a claim that was left behind', () => {
  /** The host dies before (or after) Finance was written to. */
  const left = async (done: boolean): Promise<Bench> => {
    const bench = await inStep();
    edit(bench, 'customer', id(2), { phone: '2' });
    once(bench.engine.finance, 'write', (real) => async (map, writes) => {
      if (done) await real(map, writes);
      throw new SideUnavailable('finance', 'gone', 60_000);
    });
    await expect(bench.pass(CUSTOMERS, id(2))).rejects.toThrow('gone');
    expect(bench.record(CUSTOMERS, id(2))).toMatchObject({ status: 'sending' });
    return bench;
  };

  it('keeps others away, and does not for ever', async () => {
    const bench = await left(false);
    expect(await bench.pass(CUSTOMERS, id(2))).toMatchObject({ unsettled: [id(2)] });
    bench.later(120_001);
    expect((await bench.pass(CUSTOMERS, id(2))).results.get(id(2))).toBe('updated');
  });

  it('leaves the base as good as it was when Finance has not been touched', async () => {
    const bench = await left(false);
    bench.later(120_001);
    await bench.pass(CUSTOMERS, id(2));
    // The column's policy would have kept Finance's value.
    expect(customer(bench)).toMatchObject({ Phone: '2' });
    expect(bench.books.log).toEqual([]);
  });

  it('leaves no base to trust when Finance has been touched', async () => {
    const bench = await left(true);
    bench.finance.put('Customers', CUSTOMER_KEY, { Phone: '3' });
    bench.later(120_001);
    await bench.pass(CUSTOMERS, id(2));
    expect(bench.books.log).toMatchObject([{ kind: 'conflict', columns: ['Phone'], result: 'kept finance' }]);
  });

  it('is not forgotten by a row that ends in an error first', async () => {
    const bench = await left(true);
    edit(bench, 'customer', id(2), { phone: '1', name: 'Refused' });
    bench.finance.refuses = () => 'No.';
    bench.later(120_001);
    await bench.pass(CUSTOMERS, id(2));
    expect(bench.record(CUSTOMERS, id(2))).toMatchObject({ status: 'error', claimedAt: null });
    bench.finance.refuses = () => null;
    await bench.passOf(CUSTOMERS, [{ ...changed(id(2)), again: true, asked: true }]);
    // Phone was taken back here, Finance still has what the dead host had sent: said, not taken for Finance's change.
    expect(bench.books.log.filter(({ kind }) => kind === 'conflict').map(({ columns }) => columns)).toContainEqual([
      'Phone',
    ]);
  });

  it('is found by a delete: what was perhaps made in Finance goes too', async () => {
    const bench = await inStep();
    bench.org.put('project', id(4), { number: 'P4', company: bench.company, name: 'Tower' });
    once(bench.engine.finance, 'write', (real) => async (map, writes) => {
      await real(map, writes);
      throw new SideUnavailable('finance', 'gone', 60_000);
    });
    await expect(bench.pass(PROJECTS, id(4))).rejects.toThrow('gone');
    bench.org.remove('project', id(4));
    bench.later(120_001);
    await bench.pass(PROJECTS, id(4));
    expect(bench.finance.entity('Projects').has(keyText({ ...KEY, ProjectId: 'P4' }))).toBe(false);
    expect(bench.record(PROJECTS, id(4))).toMatchObject({ status: 'notApplicable', reason: { code: CODES.DELETED } });
  });

  it('does not let a delete take what has become another row’s', async () => {
    const bench = await inStep();
    bench.org.put('project', id(4), { number: 'P4', company: bench.company, name: 'Tower' });
    once(bench.engine.finance, 'write', (real) => async (map, writes) => {
      await real(map, writes);
      return [{ kind: 'failed', says: 'No answer.', unknown: true }];
    });
    await bench.pass(PROJECTS, id(4));
    expect(bench.record(PROJECTS, id(4))).toMatchObject({ status: 'pending' });
    bench.org.remove('project', id(4));
    bench.org.put('project', id(5), { number: 'P4', company: bench.company, name: 'Other' });
    await bench.pass(PROJECTS, id(5));
    await bench.pass(PROJECTS, id(4));
    expect(bench.finance.entity('Projects').get(keyText({ ...KEY, ProjectId: 'P4' }))?.row).toMatchObject({
      Name: 'Other',
    });
    expect(bench.record(PROJECTS, id(4))).toMatchObject({ status: 'notApplicable', reason: { code: CODES.DELETED } });
  });

  it('is not used once it is old', async () => {
    const bench = await inStep();
    edit(bench, 'customer', id(2), { phone: '2' });
    const sent: number[] = [];
    once(bench.engine.ledger, 'settle', (real) => async (writes) => {
      const etags = await real(writes);
      bench.later(30_001);
      return etags;
    });
    once(bench.engine.finance, 'write', (real) => (map, writes) => {
      sent.push(bench.time.now - (bench.record(CUSTOMERS, id(2))?.claimedAt ?? 0));
      return real(map, writes);
    });
    await bench.pass(CUSTOMERS, id(2));
    expect(sent.every((age) => age < 30_000)).toBe(true);
    expect(customer(bench)).toMatchObject({ Phone: '2' });
  });
});

describe('a row of which Finance has its part, and Dataverse fails', () => {
  const halfDone = async (): Promise<Bench> => {
    const bench = await inStep();
    edit(bench, 'customer', id(2), { name: 'Fabrikam' });
    bench.finance.put('Customers', CUSTOMER_KEY, { Phone: '9' });
    once(bench.engine.dataverse, 'write', () => async () => [{ kind: 'failed', says: 'Deadlock.' }]);
    await bench.pass(CUSTOMERS, id(2));
    expect(bench.record(CUSTOMERS, id(2))).toMatchObject({ status: 'pending' });
    expect(customer(bench)).toMatchObject({ Name: 'Fabrikam', Phone: '9' });
    return bench;
  };
  const tryAgain = (bench: Bench) => bench.passOf(CUSTOMERS, [{ ...changed(id(2)), again: true }]);
  const here = (bench: Bench) => bench.org.table('customer').get(id(2))?.values;

  it('still owes Dataverse its part', async () => {
    const bench = await halfDone();
    await tryAgain(bench);
    expect(here(bench)).toMatchObject({ name: 'Fabrikam', phone: '9' });
    expect(customer(bench)).toMatchObject({ Name: 'Fabrikam', Phone: '9' });
    expect(bench.books.log).toEqual([]);
  });

  it('has agreed on what went: Finance may take it back', async () => {
    const bench = await halfDone();
    bench.finance.put('Customers', CUSTOMER_KEY, { Name: 'Northwind' });
    await tryAgain(bench);
    expect(here(bench)).toMatchObject({ name: 'Northwind', phone: '9' });
    expect(bench.books.log).toEqual([]);
  });
});

describe('a row that Finance fails at', () => {
  it('is agreed on as before: what Finance changes meanwhile is a change', async () => {
    const bench = await inStep();
    edit(bench, 'customer', id(2), { credit: '5' });
    once(bench.engine.finance, 'write', () => async () => [{ kind: 'failed', says: 'Deadlock.' }]);
    await bench.pass(CUSTOMERS, id(2));
    bench.finance.put('Customers', CUSTOMER_KEY, { Credit: '6' });
    await bench.passOf(CUSTOMERS, [{ ...changed(id(2)), again: true }]);
    expect(bench.record(CUSTOMERS, id(2))).toMatchObject({
      status: 'conflict',
      conflict: [{ column: 'Credit', here: '5', finance: '6' }],
    });
  });
});

describe('a conflict', () => {
  it('is told once, with its columns; a check that finds the same adds nothing', async () => {
    const bench = await inStep();
    edit(bench, 'customer', id(2), { credit: '5' });
    bench.finance.put('Customers', CUSTOMER_KEY, { Credit: '6' });
    await bench.pass(CUSTOMERS, id(2));
    const outcomes = bench.record(CUSTOMERS, id(2))?.outcomes ?? [];
    expect(outcomes[0]).toMatchObject({ status: 'conflict', columns: ['Credit'] });
    await bench.passOf(CUSTOMERS, [{ ...changed(id(2)), again: true, asked: true }]);
    expect(bench.record(CUSTOMERS, id(2))?.outcomes).toEqual(outcomes);
  });
});

describe('a row that was read in an older version than the record knows', () => {
  it('is read again', async () => {
    const bench = await inStep();
    const old = await bench.engine.dataverse.rows(PROJECTS, [id(1)]);
    edit(bench, 'project', id(1), { name: 'Renamed' });
    await bench.pass(PROJECTS, id(1));
    // A replica that lags behind.
    once(bench.engine.dataverse, 'rows', () => () => Promise.resolve(old));
    await bench.passOf(PROJECTS, [{ ...changed(id(1)), again: true }]);
    expect(project(bench)).toMatchObject({ Name: 'Renamed' });
    expect(bench.record(PROJECTS, id(1))?.outcomes.filter(({ action }) => action === 'updated')).toHaveLength(1);
  });
});

describe('a contradiction', () => {
  it('of Finance, which has a row and does not show it, becomes an error in words', async () => {
    const bench = await inStep();
    bench.finance.hidden.add(keyText({ ...KEY, ProjectId: 'P9' }));
    bench.org.put('project', id(9), { number: 'P9', company: bench.company, name: 'Hidden' });
    expect((await bench.pass(PROJECTS, id(9))).results.get(id(9))).toBe('error');
    expect(bench.record(PROJECTS, id(9))).toMatchObject({
      reason: { code: CODES.FINANCE_REFUSED, parameters: { code: 'exists' } },
      financeSays: expect.stringContaining('cannot be read') as string,
    });
    // The page is read again: it is not tried again.
    once(bench.engine.finance, 'write', () => () => Promise.reject(new Error('tried again')));
    expect((await bench.pass(PROJECTS, id(9))).results.get(id(9))).toBe('unchanged');
  });

  it('is said of a row that waited until then, too', async () => {
    const bench = await inStep();
    bench.finance.hidden.add(keyText({ ...KEY, ProjectId: 'P9' }));
    const customer = bench.org.put('customer', id(8), { number: 'C8', company: bench.company, name: 'Late' });
    bench.org.put('project', id(9), { number: 'P9', company: bench.company, name: 'Hidden', customer: customer.id });
    expect((await bench.pass(PROJECTS, id(9))).results.get(id(9))).toBe('waiting');
    await bench.pass(CUSTOMERS, id(8));
    await bench.passOf(PROJECTS, [{ ...changed(id(9)), again: true }]);
    expect(bench.record(PROJECTS, id(9))).toMatchObject({ status: 'error', reason: { code: CODES.FINANCE_REFUSED } });
  });

  it('of Dataverse, too', async () => {
    const bench = await inStep();
    bench.org.isTaken = (table) => table === 'customer';
    const key = { dataAreaId: 'usmf', CustomerAccount: 'X1' };
    bench.finance.put('Customers', key, { Name: 'Taken' });
    await bench.passOf(CUSTOMERS, [{ ...changed(id(9)), keyHint: key, changedInFinance: true }]);
    expect(bench.record(CUSTOMERS, id(9))).toMatchObject({
      status: 'error',
      reason: { code: CODES.DATAVERSE_REFUSED, parameters: { code: 'exists' } },
    });
  });

  it('of time is none: a row that changes all the time stays pending', async () => {
    const bench = await inStep();
    let n = 0;
    const { finance } = bench.engine;
    const { rows } = finance;
    Object.assign(finance, {
      rows: async (...args: Parameters<FinanceSide['rows']>) => {
        const found = await rows.apply(finance, args);
        bench.finance.put('Projects', KEY, { Name: `${(n += 1)}` });
        return found;
      },
    });
    edit(bench, 'project', id(1), { name: 'Mine' });
    await bench.pass(PROJECTS, id(1));
    expect(bench.record(PROJECTS, id(1))).toMatchObject({
      status: 'pending',
      reason: { code: CODES.KEEPS_CHANGING },
      attempts: 1,
    });
  });
});

describe('what a side sets itself', () => {
  it('is shown although it was not sent, and not blanked by the next change', async () => {
    const bench = await inStep();
    bench.finance.defaults = { Projects: { Group: 'GENERAL' } };
    bench.org.put('project', id(5), { number: 'P5', company: bench.company, name: 'Quay' });
    await bench.pass(PROJECTS, id(5));
    expect(bench.record(PROJECTS, id(5))).toMatchObject({
      status: 'inSync',
      reason: { code: CODES.ADJUSTED },
      adjusted: ['Group'],
    });
    edit(bench, 'project', id(5), { name: 'Quay wall' });
    await bench.pass(PROJECTS, id(5));
    const inFinance = bench.finance.entity('Projects').get(keyText({ ...KEY, ProjectId: 'P5' }))?.row;
    expect(inFinance).toMatchObject({ Name: 'Quay wall', Group: 'GENERAL' });
    expect(bench.record(PROJECTS, id(5))).toMatchObject({ adjusted: ['Group'] });
  });

  it('comes back where both may set it', async () => {
    const bench = await inStep();
    bench.finance.adjusts = (_, values) => ({ ...values, Name: String(values.Name).toUpperCase() });
    edit(bench, 'customer', id(2), { name: 'Fabrikam' });
    await bench.pass(CUSTOMERS, id(2));
    expect(bench.org.table('customer').get(id(2))?.values.name).toBe('FABRIKAM');
    expect(bench.record(CUSTOMERS, id(2))).toMatchObject({ status: 'inSync', adjusted: [] });
  });

  it('is left to differ where each side insists on its own', async () => {
    const bench = await inStep();
    bench.finance.adjusts = (_, values) => ({ ...values, Name: String(values.Name).toUpperCase() });
    bench.org.adjusts = (_, values) => ({ ...values, name: String(values.name).toLowerCase() });
    edit(bench, 'customer', id(2), { name: 'fabrikam' });
    await bench.pass(CUSTOMERS, id(2));
    expect(bench.record(CUSTOMERS, id(2))).toMatchObject({ status: 'inSync', adjusted: ['Name'] });
    const writes = [...bench.books.records.values()].map(({ etag }) => etag);
    await bench.pass(CUSTOMERS, id(2));
    await bench.host().turn();
    expect(customer(bench)).toMatchObject({ Name: 'FABRIKAM' });
    expect(bench.org.table('customer').get(id(2))?.values.name).toBe('fabrikam');
    expect([...bench.books.records.values()].map(({ etag }) => etag)).toEqual(writes);
  });

  it('and the key is one of its own: an error, and no second row', async () => {
    const bench = await inStep();
    bench.org.put('project', id(6), { number: 'P6', company: bench.company, name: 'Lock' });
    once(bench.engine.finance, 'write', () => async () => [
      { kind: 'written', row: bench.finance.put('Projects', { ...KEY, ProjectId: 'A-000001' }, { Name: 'Lock' }) },
    ]);
    await bench.pass(PROJECTS, id(6));
    expect(bench.record(PROJECTS, id(6))).toMatchObject({
      status: 'error',
      reason: { code: CODES.KEY_CHANGED, parameters: { before: 'usmf · A-000001', now: 'usmf · P6' } },
      financeKey: { ProjectId: 'A-000001' },
    });
  });
});

describe('one number for two', () => {
  it('in one batch: one has the Finance row, the other says so', async () => {
    const bench = await inStep();
    for (const n of [11, 12]) bench.org.put('project', id(n), { number: 'P11', company: bench.company, name: `${n}` });
    await bench.pass(PROJECTS, id(11), id(12));
    expect(bench.record(PROJECTS, id(11))?.status).toBe('inSync');
    expect(bench.record(PROJECTS, id(12))).toMatchObject({ status: 'error', reason: { code: CODES.KEY_AMBIGUOUS } });
  });

  it('in one batch of an adopt: one is adopted', async () => {
    const bench = await inStep();
    for (const n of [11, 12]) bench.org.put('project', id(n), { number: 'P11', company: bench.company, name: 'Both' });
    bench.finance.put('Projects', { ...KEY, ProjectId: 'P11' }, { Name: 'Both' });
    const report = await bench.passOf(PROJECTS, [changed(id(11)), changed(id(12))], 'adopt');
    expect([...report.results]).toEqual([
      [id(12), 'different'],
      [id(11), 'adopted'],
    ]);
    expect(bench.record(PROJECTS, id(12))).toBeUndefined();
  });

  it('on two hosts at the same moment: both are planned again, and one yields', async () => {
    const bench = await inStep();
    for (const n of [11, 12]) bench.org.put('project', id(n), { number: 'P11', company: bench.company, name: `${n}` });
    bench.finance.put('Projects', { ...KEY, ProjectId: 'P11' }, { Name: 'Old' });
    // The other host comes between this one's write and what it says about it.
    once(bench.engine.finance, 'write', (real) => async (map, writes) => {
      const outcomes = await real(map, writes);
      await bench.pass(PROJECTS, id(12));
      return outcomes;
    });
    await bench.pass(PROJECTS, id(11));
    expect(bench.record(PROJECTS, id(11))?.status).toBe('inSync');
    expect(bench.record(PROJECTS, id(12))).toMatchObject({
      status: 'error',
      reason: { code: CODES.KEY_AMBIGUOUS },
      hash: null,
    });
    const inFinance = bench.finance.entity('Projects').get(keyText({ ...KEY, ProjectId: 'P11' }))?.row;
    expect(inFinance).toMatchObject({ Name: '11' });
  });

  it('of which one is gone: what becomes of its Finance row comes first', async () => {
    const bench = await inStep();
    bench.org.remove('project', id(1));
    bench.org.put('project', id(14), { number: 'P1', company: bench.company, name: 'Another' });
    // As change tracking has it: the new row before the deleted one.
    await bench.pass(PROJECTS, id(14), id(1));
    expect(bench.record(PROJECTS, id(1))).toMatchObject({ status: 'notApplicable', reason: { code: CODES.DELETED } });
    expect(bench.record(PROJECTS, id(14))).toMatchObject({ status: 'inSync', outcomes: [{ action: 'created' }] });
    expect(project(bench)).toMatchObject({ Name: 'Another' });
  });

  it('that was deleted is free again', async () => {
    const bench = await inStep();
    bench.org.remove('customer', id(2));
    await bench.pass(CUSTOMERS, id(2));
    bench.org.put('customer', id(13), { number: 'C1', company: bench.company, name: 'Another' });
    await bench.pass(CUSTOMERS, id(13));
    expect(bench.record(CUSTOMERS, id(13))?.status).toBe('inSync');
    expect(customer(bench)).toMatchObject({ Name: 'Another' });
  });
});

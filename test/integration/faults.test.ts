import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownEntity } from '../sandbox/finance/model/entity';
import { seedId } from '../sandbox/seed';
import { arm, changeCustomer, customerThere, projectThere } from './world/people';
import { logLines, standing } from './world/records';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type TestHost, type World } from './world/world';

const ROLL_OUT = seedId('project', 'PRJ-001042');
const ADATUM = seedId('account', 'US-C0001');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

let world: World;
let host: TestHost;
beforeEach(async () => {
  world = await openWorld();
  host = await world.host('a host');
  await host.settle();
});
afterEach(() => world.close());

const rename = (name: string): Promise<unknown> =>
  world.dataverse('PATCH', `msdyn_projects(${ROLL_OUT})`, { msdyn_subject: name });
const nameThere = async (): Promise<unknown> => (await projectThere(world, 'frrt', 'PRJ-001042')).ProjectName;
const seen = (service: 'dataverse' | 'finance', status: number): number =>
  world.sandbox[service].faults.counted().recent.filter((request) => request.status === status).length;
const unavailable = (): readonly unknown[] => host.events.filter(({ kind }) => kind === 'unavailable');

/** Everything is as before, but for what a test has changed on both sides alike. */
async function allIsWell(): Promise<void> {
  world.time.pass(2 * MINUTE);
  await host.settle();
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
}

describe.each(['finance', 'dataverse'] as const)('%s', (service) => {
  it('throttles: its Retry-After is waited for, and the turn goes on', async () => {
    await rename('Throttled');
    world.sandbox[service].faults.resetCount();
    await arm(world, service, { kind: 'throttle', retryAfter: 7, times: 2 });
    const before = world.time.now();
    await host.turn();
    expect(seen(service, 429)).toBe(2);
    expect(world.time.now() - before).toBeGreaterThanOrEqual(35 * SECOND + 14 * SECOND);
    expect(unavailable()).toEqual([]);
    expect(await nameThere()).toBe('Throttled');
    await allIsWell();
  });

  it('asks for five minutes: it is left alone for so long, and nothing is lost', async () => {
    await rename('Left alone');
    await arm(world, service, { kind: 'throttle', retryAfter: 300, times: 1 });
    await host.turn();
    expect(unavailable()).toMatchObject([{ side: service, wait: 300 * SECOND }]);
    world.sandbox.dataverse.faults.resetCount();
    world.sandbox.finance.faults.resetCount();
    world.time.pass(200 * SECOND);
    await host.host.turn();
    if (service === 'dataverse') expect(world.sandbox.dataverse.faults.counted().count).toBe(0);
    expect(world.sandbox.finance.faults.counted().count).toBe(0);
    world.time.pass(101 * SECOND);
    await host.turn();
    expect(await nameThere()).toBe('Left alone');
    await allIsWell();
  });

  it('answers with a gateway’s page: said in a sentence, tried again, and no row is to blame', async () => {
    await rename('Behind a gateway');
    await arm(world, service, { kind: 'status', status: 503 });
    await host.turn();
    expect(unavailable()).toMatchObject([
      { side: service, message: expect.stringContaining('503 Service Unavailable') },
    ]);
    expect(JSON.stringify(unavailable())).not.toContain('<');
    expect(standing(world, ROLL_OUT)).toMatchObject({ status: 'inSync' });
    world.sandbox[service].faults.remove();
    world.time.pass(2 * MINUTE);
    await host.turn();
    expect(await nameThere()).toBe('Behind a gateway');
    await allIsWell();
  });

  it('is down and comes back: it is asked less and less, and then everything goes', async () => {
    await arm(world, service, { kind: 'down' });
    const waits: number[] = [];
    for (let failures = 0; failures < 4; failures += 1) {
      world.time.pass(2 * MINUTE);
      await host.turn();
      waits.push(Number((unavailable().at(-1) as { wait?: number }).wait));
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[3]).toBeGreaterThan(3 * waits[0]!);
    world.sandbox[service].faults.remove();
    await rename('Back again');
    await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactPhone: '+1 425 555 7001' });
    world.time.pass(2 * MINUTE);
    await host.turn();
    expect(host.host.wait).toBe(0);
    expect(await nameThere()).toBe('Back again');
    await allIsWell();
  });

  it('loses a request before it was heard: it is sent again', async () => {
    await rename('Cut off');
    await arm(world, service, { kind: 'cut', times: 3 });
    await host.turn();
    expect(await nameThere()).toBe('Cut off');
    await allIsWell();
  });
});

it('while Finance wants to be left alone the host says that it is there', async () => {
  const seenAt = (): number => {
    const [row] = world.sandbox.dataverse.organization.rows('tandem_host', { tandem_name: 'a host' });
    return Date.parse(String(row?.tandem_lastseen));
  };
  await arm(world, 'finance', { kind: 'throttle', retryAfter: 300, times: 1 });
  await host.turn();
  const before = seenAt();
  world.sandbox.finance.faults.resetCount();
  // Not for as long as Finance asked: the heart goes on.
  expect(host.host.wait).toBe(10 * SECOND);
  world.time.pass(host.host.wait);
  await host.host.turn();
  expect(seenAt()).toBeGreaterThan(before);
  expect(world.sandbox.finance.faults.counted().count).toBe(0);
});

describe('an answer that is lost after the write', () => {
  it('of a create in Finance: found there, and not made twice', async () => {
    const id = '0a00beef-0000-4000-8000-000000000031';
    await world.dataverse('POST', 'msdyn_projects', {
      msdyn_projectid: id,
      msdyn_projectnumber: 'PRJ-000831',
      msdyn_subject: 'Made once',
      'msdyn_OwningCompany@odata.bind': `/cdm_companies(${seedId('company', 'usmf')})`,
    });
    const count = (): number => world.sandbox.finance.store.count(knownEntity('ProjectsV2'), []);
    const before = count();
    await arm(world, 'finance', { kind: 'lost', body: '"ProjectId":"PRJ-000831"', times: 1 });
    await host.settle();
    expect(world.sandbox.finance.faults.list()).toEqual([]);
    expect(count()).toBe(before + 1);
    expect(standing(world, id)).toMatchObject({ status: 'inSync', financeKey: { ProjectId: 'PRJ-000831' } });
    await allIsWell();
  });

  it('of a create in Dataverse: there once', async () => {
    const accounts = (): number => world.sandbox.dataverse.organization.rows('account').length;
    const before = accounts();
    await world.finance('POST', 'CustomersV3', {
      dataAreaId: 'usmf',
      CustomerAccount: 'US-C0832',
      OrganizationName: 'Received once',
      CustomerGroupId: '10',
    });
    await arm(world, 'dataverse', {
      kind: 'lost',
      body: 'Received once[^]*accounts\\(|accounts\\([^]*Received once',
      times: 1,
    });
    await host.settle();
    expect(accounts()).toBe(before + 1);
    await allIsWell();
  });

  it('of a settle: the row is not written again for it', async () => {
    await rename('Settled twice');
    await arm(world, 'dataverse', { kind: 'lost', path: '\\$batch$', body: ROLL_OUT, times: 1 });
    await host.settle();
    const etag = (await projectThere(world, 'frrt', 'PRJ-001042'))['@odata.etag'];
    expect(world.sandbox.dataverse.faults.list()).toEqual([]);
    expect(standing(world, ROLL_OUT)).toMatchObject({ status: 'inSync', targetEtag: etag });
    await allIsWell();
  });
});

describe('a delta token that has expired', () => {
  /** Longer than the organisation keeps deletes. */
  const AWAY = 8 * DAY;

  it.each([
    ['because nobody ran for eight days', () => Promise.resolve(world.time.pass(AWAY))],
    ['because the server says so', () => arm(world, 'dataverse', { kind: 'expireTokens' })],
  ])('%s: all rows are compared, deletes included', async (_, expire) => {
    const gone = seedId('project', 'PRJ-001029');
    const made = '0a00beef-0000-4000-8000-000000000033';
    await rename('While nobody looked');
    await world.dataverse('DELETE', `msdyn_projects(${gone})`, undefined, 'admin');
    await world.dataverse('POST', 'msdyn_projects', {
      msdyn_projectid: made,
      msdyn_projectnumber: 'PRJ-000833',
      msdyn_subject: 'Made meanwhile',
      'msdyn_OwningCompany@odata.bind': `/cdm_companies(${seedId('company', 'usmf')})`,
    });
    await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactPhone: '+1 425 555 7002' });
    await expire();
    world.sandbox.dataverse.faults.resetCount();
    await host.settle();
    expect(seen('dataverse', 400)).toBeGreaterThan(0);
    expect(await nameThere()).toBe('While nobody looked');
    expect(standing(world, made)).toMatchObject({ status: 'inSync' });
    expect(standing(world, gone)).toMatchObject({ status: 'waiting', code: 'TDM4006' });
    expect(world.sandbox.dataverse.organization.row('account', ADATUM)?.telephone1).toBe('+1 425 555 7002');
    expect(compareSides(world)).toEqual({
      differences: [
        'projects-v2 City Power smart meters, phase 2: gone, waiting',
        'projects-v2 usmf/prj-001029: only in Finance',
      ],
      unsettled: UNSETTLED_AT_FIRST,
    });
  });
});

it('a transaction that shows its rows after others with higher versions is found all the same', async () => {
  const { counters } = world.sandbox.dataverse.organization;
  await arm(world, 'dataverse', {
    kind: 'lateCommit',
    method: 'PATCH',
    path: ROLL_OUT,
    milliseconds: 2 * MINUTE,
    times: 1,
  });
  const late = rename('Committed late');
  await until(() => counters.oldestOpen() !== undefined);
  await world.dataverse('PATCH', `msdyn_projects(${seedId('project', 'PRJ-001036')})`, { msdyn_subject: 'In time' });
  await host.turn();
  expect(await projectThere(world, 'frrt', 'PRJ-001036')).toMatchObject({ ProjectName: 'In time' });
  world.time.pass(2 * MINUTE);
  await late;
  await host.turn();
  // The token had gone past it: this is what the older tokens are kept for.
  expect(await nameThere()).toBe('ERP roll-out Lyon');
  for (let minutes = 0; minutes < 12; minutes += 4) {
    world.time.pass(4 * MINUTE);
    await host.turn();
  }
  expect(await nameThere()).toBe('Committed late');
  await allIsWell();
});

it('a clock of Dataverse that is wrong by minutes changes nothing', async () => {
  await arm(world, 'dataverse', { kind: 'skew', seconds: -420 });
  const other = await world.host('another host');
  await rename('Seven minutes behind');
  await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactPhone: '+1 425 555 7003' });
  world.time.pass(2 * MINUTE);
  await Promise.all([host.turn(), other.turn()]);
  world.sandbox.dataverse.faults.remove();
  expect(await nameThere()).toBe('Seven minutes behind');
  await allIsWell();
});

it('what a business rule refuses for a while is one row’s error; the others in its batch go', async () => {
  await arm(world, 'finance', {
    kind: 'refuse',
    path: 'CustomersV3',
    row: { CustomerAccount: 'US-C0003' },
    message: 'Voucher series is blocked.',
  });
  const bellows = seedId('account', 'US-C0003');
  await world.dataverse('PATCH', `accounts(${bellows})`, { fax: '+1 617 555 7004' });
  await world.dataverse('PATCH', `accounts(${ADATUM})`, { fax: '+1 425 555 7004' });
  await host.settle();
  expect(await customerThere(world, 'usmf', 'US-C0001')).toMatchObject({ PrimaryContactFax: '+1 425 555 7004' });
  expect(standing(world, bellows)).toMatchObject({ status: 'error', code: 'TDM3001' });
  expect(standing(world, bellows).financeSays).toContain('Voucher series is blocked.');
  expect(logLines(world)).toMatchObject([{ kind: 'error', name: 'Bellows College', code: 'TDM3001' }]);
  world.sandbox.finance.faults.remove();
  // A change of the row is as good as a retry.
  await world.dataverse('PATCH', `accounts(${bellows})`, { fax: '+1 617 555 7005' });
  await allIsWell();
});

/** Looks again after whatever else the process has to do, but not for ever. */
async function until(holds: () => boolean): Promise<void> {
  for (let looks = 0; looks < 10_000; looks += 1) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not come to that');
}

import { afterEach, beforeEach, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { changeCustomer, fileRequest, projectThere } from './world/people';
import { requestEnded } from './world/records';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type TestHost, type World } from './world/world';

/** Two hosts of one environment. */
const ROLL_OUT = seedId('project', 'PRJ-001042');
const LEASE = 60_000;

let world: World;
let one: TestHost;
let two: TestHost;
beforeEach(async () => {
  world = await openWorld();
  one = await world.host('one');
  two = await world.host('two');
  await one.settle();
});
afterEach(() => world.close());

const rename = (name: string): Promise<unknown> =>
  world.dataverse('PATCH', `msdyn_projects(${ROLL_OUT})`, { msdyn_subject: name });
const nameThere = async (): Promise<unknown> => (await projectThere(world, 'frrt', 'PRJ-001042')).ProjectName;
/** Requests of a host to change anything in Finance. */
const writesToFinance = (): number =>
  world.sandbox.finance.faults.counted().recent.filter(({ method }) => method !== 'GET').length;

it('the one without the leases does no work, and says that it is there', async () => {
  await rename('Done by one');
  world.sandbox.finance.faults.resetCount();
  expect(await two.turn()).toEqual([]);
  expect(world.sandbox.finance.faults.counted().count).toBe(0);
  expect(await one.turn()).toEqual(['updated']);
  expect(await nameThere()).toBe('Done by one');
  const hosts = world.sandbox.dataverse.organization.rows('tandem_host').map((row) => row.tandem_name);
  expect(hosts).toEqual(expect.arrayContaining(['one', 'two']));
});

it('one stops: the other goes on at once', async () => {
  await one.host.stop();
  await rename('Done by two');
  await two.host.turn();
  expect(await nameThere()).toBe('Done by two');
});

it('one is gone without a word: the other goes on when the leases have ended, and not before', async () => {
  await rename('Done by two');
  await two.host.turn();
  expect(await nameThere()).toBe('ERP roll-out Lyon');
  world.time.pass(LEASE + 1_000);
  await two.host.turn();
  expect(await nameThere()).toBe('Done by two');
});

it('one that was away too long does not take back what the other has', async () => {
  world.time.pass(LEASE + 1_000);
  await two.settle();
  await rename('Done by two');
  expect(await one.turn()).toEqual([]);
  expect(await nameThere()).toBe('ERP roll-out Lyon');
  expect(await two.turn()).toEqual(['updated']);
});

it('both take up requests, each request once', async () => {
  const requests: string[] = [];
  for (const number of ['PRJ-001023', 'PRJ-001024', 'PRJ-001025', 'PRJ-001026', 'PRJ-001027']) {
    const id = seedId('project', number);
    await world.dataverse('PATCH', `msdyn_projects(${id})`, { msdyn_subject: `Asked for ${number}` });
    requests.push(await fileRequest(world, 'syncNow', 'msdyn_project', id));
  }
  await Promise.all([one.turn(), two.turn()]);
  for (const request of requests) {
    expect(requestEnded(world, request)).toMatchObject({
      state: 'done',
      outcome: expect.stringMatching(/updated|unchanged/),
    });
  }
  await one.settle();
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
});

it('both at once on everything, leases or not: nothing is written twice, nothing is lost', async () => {
  await one.host.stop();
  await rename('Who was it?');
  await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactPhone: '+1 425 555 6001' });
  const made = '0a00beef-0000-4000-8000-000000000041';
  await world.dataverse('POST', 'msdyn_projects', {
    msdyn_projectid: made,
    msdyn_projectnumber: 'PRJ-000841',
    msdyn_subject: 'Made by whom?',
    'msdyn_OwningCompany@odata.bind': `/cdm_companies(${seedId('company', 'usmf')})`,
  });
  await fileRequest(world, 'syncNow', 'msdyn_project', made);
  world.sandbox.finance.faults.resetCount();
  await Promise.all([one.turn(), two.turn()]);
  expect(writesToFinance()).toBeGreaterThan(0);
  await Promise.all([one.settle(), two.settle()]);
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
  expect(await projectThere(world, 'usmf', 'PRJ-000841')).toMatchObject({ ProjectName: 'Made by whom?' });
});

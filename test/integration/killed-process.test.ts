import { afterEach, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { startTandem, type Ended } from './world/command';
import { changeCustomer } from './world/people';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type World } from './world/world';

/** The command line as a process, killed with SIGKILL while a service works on one of its writes. */

/** A request whose host has died counts as open again after ten minutes, and so does a row that it was sending. */
const LEFT_BEHIND = 13 * 60_000;
/** At least so many times. */
const KILLS = 30;
const SIDES = ['dataverse', 'finance'] as const;

let world: World;
let strike: () => void = () => undefined;
afterEach(() => world.close());

/** Opens a world in which a latency fault strikes instead of waiting. */
async function open(from: 'imported' | 'running'): Promise<void> {
  world = await openWorld({
    from,
    sleep: () => {
      strike();
      return Promise.resolve();
    },
  });
}

/**
 * Runs a command that is killed at the POST after the first n of one side, or comes to its end before. The service carries
 * that request out all the same.
 */
async function killedAfter(n: number, side: (typeof SIDES)[number], args: readonly string[]): Promise<Ended> {
  const { faults } = world.sandbox[side];
  const { id } = faults.add({ kind: 'latency', method: 'POST', after: n, times: 1 });
  const { child, ended } = startTandem(world, args, { user: args[0] === 'run' ? 'host' : 'admin' });
  strike = () => child.kill('SIGKILL');
  try {
    return await ended;
  } finally {
    faults.remove(id);
  }
}

const START = ['setup', '--start', 'legal-entities,customers-v3,project-contract-headers,projects-v2'];
const ACCEPT = ['--accept', 'TDM1219:OnHoldStatus,TDM1221:InvoiceAccount', '--accept-inferred'];

it('initial sync, killed again and again, goes on where it stood', { timeout: 240_000 }, async () => {
  await open('imported');
  let kills = 0;
  for (;;) {
    const ended = await killedAfter(kills >> 1, SIDES[kills % 2] ?? 'finance', [...START, ...ACCEPT]);
    if (ended.code !== null) {
      expect(ended).toMatchObject({ code: 1, stderr: '' });
      break;
    }
    kills += 1;
    world.time.pass(LEFT_BEHIND);
  }
  expect(kills).toBeGreaterThan(5);
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
});

it('a host, killed again and again while people work on both sides, loses nothing', { timeout: 240_000 }, async () => {
  await open('running');
  const usmf = `/cdm_companies(${seedId('company', 'usmf')})`;
  let kills = 0;
  let projects = 0;
  while (kills < KILLS) {
    projects += 1;
    await world.dataverse('PATCH', `msdyn_projects(${seedId('project', 'PRJ-001042')})`, {
      msdyn_subject: `Lyon, as of round ${projects}`,
    });
    await world.dataverse('POST', 'msdyn_projects', {
      msdyn_projectnumber: `PRJ-0009${String(projects).padStart(2, '0')}`,
      msdyn_subject: `Made in round ${projects}`,
      'msdyn_OwningCompany@odata.bind': usmf,
    });
    await world.dataverse('PATCH', `accounts(${seedId('account', 'US-C0001')})`, {
      fax: `+1 425 555 ${1000 + projects}`,
    });
    await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactPhone: `+1 425 555 ${2000 + projects}` });
    // One POST more each time, on the one side and on the other, until it comes to its end.
    for (let n = 0; ; n += 1) {
      const ended = await killedAfter(n, SIDES[n % 2] ?? 'finance', ['run', '--once', '--name', 'mortal']);
      world.time.pass(LEFT_BEHIND);
      if (ended.code !== null) {
        expect(ended.stderr).toBe('');
        break;
      }
      kills += 1;
    }
  }
  await (await world.host('mortal')).settle();
  const counts = world.sandbox.dataverse.organization.rows('msdyn_project').length;
  expect(counts).toBe(20 + projects);
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
});

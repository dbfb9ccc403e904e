import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** What a map would make of a record: read, and never written. */
let world: World;
let version: bigint;
beforeAll(async () => {
  world = await openWorld();
  await world.dataverse('PATCH', `msdyn_projects(${LYON})`, { msdyn_subject: 'Renamed for a look' });
  version = world.sandbox.dataverse.organization.counters.newestVersion();
  world.sandbox.finance.faults.resetCount();
});
afterAll(() => world.close());

const LYON = seedId('project', 'PRJ-001042');
const preview = (...args: string[]): Promise<Ended> => tandem(world, ['map', 'preview', ...args]);
const json = (ended: Ended): Record<string, unknown> => JSON.parse(ended.stdout) as Record<string, unknown>;

it('a record, field by field, beside what Finance has', async () => {
  const ended = await preview('projects-v2', '--record', LYON);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('ProjectsV2 frrt · PRJ-001042: is there.');
  expect(ended.stdout).toMatch(
    /^ProjectName +msdyn_subject +Renamed for a look +Renamed for a look +ERP roll-out Lyon +changes/m,
  );
  expect(ended.stdout).toMatch(/^ProjectId +msdyn_projectnumber +PRJ-001042 +PRJ-001042 +PRJ-001042 +same/m);
});

it('as JSON, by the map that is shipped', async () => {
  const { fields, ...about } = json(await preview('shipped:projects-v2', '--record', LYON.toUpperCase(), '--json'));
  expect(about).toMatchObject({
    map: 'projects-v2',
    recordId: LYON,
    passesFilter: true,
    isInFinance: true,
    missing: [],
  });
  expect(fields).toContainEqual(
    expect.objectContaining({
      field: 'ProjectName',
      sent: 'Renamed for a look',
      there: 'ERP roll-out Lyon',
      mark: 'changes',
    }),
  );
});

it('a value that cannot be carried, with what to do', async () => {
  const far = seedId('project', 'PRJ-001023');
  await world.dataverse('PATCH', `msdyn_projects(${far})`, { msdyn_finish: '2400-01-01T12:00:00Z' });
  version = world.sandbox.dataverse.organization.counters.newestVersion();
  const ended = await preview('projects-v2', '--record', far);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/^TDM13\d\d ProjectedEndDate: .*2400.*\n {2}\S/m);
});

it('how many rows the filters let through', async () => {
  const { organization } = world.sandbox.dataverse;
  const customers = organization.rows('account').filter((row) => row.customertypecode === 3).length;
  const ended = json(await preview('customers-v3', '--count', '--json'));
  expect(ended).toEqual({ map: 'customers-v3', dataverse: customers, finance: 40 });
});

it.each([
  [['projects-v2'], 'Nothing is asked for.'],
  [['projects-v2', '--record', '0a00beef-0000-4000-8000-00000000dead'], 'msdyn_project has no record'],
  [['shipped:wurst', '--count'], 'There is no shipped table map wurst.'],
])('%j is refused', async (args, words) => {
  expect(await preview(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});

it('and nothing has been written, on neither side', () => {
  expect(world.sandbox.dataverse.organization.counters.newestVersion()).toBe(version);
  const { recent } = world.sandbox.finance.faults.counted();
  expect(recent.length).toBeGreaterThan(0);
  expect(recent.filter(({ method, path }) => method !== 'GET' && !path.includes('$batch'))).toEqual([]);
});

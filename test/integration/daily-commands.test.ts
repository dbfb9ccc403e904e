import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { tandem, type Ended } from './world/command';
import { customerThere, projectThere } from './world/people';
import { standing } from './world/records';
import { openWorld, type World } from './world/world';

/** What an admin does of a day, at a terminal or in scripts. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const json = (ended: Ended): Record<string, unknown> => JSON.parse(ended.stdout) as Record<string, unknown>;
const once = (): Promise<Ended> => tandem(world, ['run', '--once', '--name', 'scheduled'], { user: 'host' });
const LYON = seedId('project', 'PRJ-001042');
const TREY = seedId('account', 'US-C0014');

describe('attention', () => {
  it('says what needs a person, by cause, and what to do', async () => {
    const ended = await tandem(world, ['attention']);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toMatch(/^TDM3001 projects-v2: 1 record, for up to \d+ \w+/m);
    expect(ended.stdout).toContain('  Mend what Finance names, then retry.\n');
    expect(ended.stdout).toContain('  · Adventure Works rebuild: “Customer US-C0012 is on hold.');
    expect(ended.stdout).toMatch(/^TDM5001 customers-v3: 1 record/m);
    // What waits for another record goes by itself.
    expect(ended.stdout).not.toContain('Northwind');
  });

  it('as JSON, of one map; and nothing where there is nothing', async () => {
    const ended = await tandem(world, ['attention', '--map', 'customers-v3', '--json']);
    expect(json(ended)).toMatchObject({
      causes: [{ code: 'TDM5001', mapKey: 'customers-v3', records: [{ name: 'Trey Research', table: 'account' }] }],
    });
    const nothing = await tandem(world, ['attention', '--map', 'legal-entities']);
    expect(nothing).toMatchObject({ code: 0, stdout: 'Nothing needs a person.\n' });
  });
});

describe('pause and resume', () => {
  it('keep what changes meanwhile', async () => {
    expect(await tandem(world, ['pause', 'projects-v2'])).toMatchObject({
      code: 0,
      stdout: 'Projects V2 (projects-v2) is paused.\n',
    });
    await world.dataverse('PATCH', `msdyn_projects(${LYON})`, { msdyn_subject: 'Renamed in the pause' });
    expect(await once()).toMatchObject({ code: 0 });
    expect(await projectThere(world, 'frrt', 'PRJ-001042')).toMatchObject({ ProjectName: 'ERP roll-out Lyon' });

    expect(json(await tandem(world, ['resume', '--json']))).toEqual({ running: ['projects-v2'], unchanged: 0 });
    expect(await once()).toMatchObject({ code: 0, stdout: expect.stringContaining('projects-v2: 1 updated') });
    expect(await projectThere(world, 'frrt', 'PRJ-001042')).toMatchObject({ ProjectName: 'Renamed in the pause' });
  });

  it('have nothing to do twice, and know their maps', async () => {
    expect(await tandem(world, ['resume'])).toMatchObject({
      code: 0,
      stdout: 'Nothing to do: no table map is paused.\n',
    });
    expect(await tandem(world, ['pause', 'wurst'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/There is no table map wurst[^]*TDM2111[^]*projects-v2/),
    });
  });
});

describe('resolve', () => {
  it.each([
    [['resolve', 'Nobody'], 'There is no record in conflict for Nobody.'],
    [['resolve', 'Trey', '--column', 'wurst=finance'], 'Trey Research has no conflict in wurst.'],
    [['resolve', 'Trey'], 'Trey Research: nothing is said of name.'],
    [['resolve', 'Trey', '--keep', 'mine'], '--keep mine is no side.'],
    [['resolve', 'Trey', '--column', 'name'], '--column name does not say which value to keep.'],
  ])('%j is refused', async (args, words) => {
    expect(await tandem(world, args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });

  it('brings the chosen value over', async () => {
    expect(await tandem(world, ['resolve', 'Trey Research', '--column', 'name=finance'])).toMatchObject({
      code: 0,
      stdout: 'Asked for Trey Research (customers-v3): name from Finance.\n',
    });
    await once();
    expect(standing(world, TREY)).toMatchObject({ status: 'inSync', conflict: [] });
    const { OrganizationName } = await customerThere(world, 'usmf', 'US-C0014');
    expect(world.sandbox.dataverse.organization.row('account', TREY)).toMatchObject({ name: OrganizationName });
  });
});

describe('runs', () => {
  it('are listed', async () => {
    const ended = await tandem(world, ['runs']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/ago +initialSync +projects-v2 +completed +\d+/);
    const listed = async (limit: string): Promise<readonly unknown[]> =>
      JSON.parse(
        (await tandem(world, ['runs', '--map', 'customers-v3', '--limit', limit, '--json'])).stdout,
      ) as unknown[];
    expect(await listed('1')).toMatchObject([{ mapKey: 'customers-v3', state: 'completed' }]);
    expect(await listed('20')).toContainEqual(expect.objectContaining({ kind: 'initialSync', host: 'setup' }));
  });

  it('not so many', async () => {
    expect(await tandem(world, ['runs', '--limit', 'all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--limit all is no number'),
    });
  });
});

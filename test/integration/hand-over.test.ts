import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { tandem, type Ended } from './world/command';
import { projectThere } from './world/people';
import { openWorld, type World } from './world/world';

/** A map belongs to dual-write or to Tandem, never to both; whichever way it came to run. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const run = (): Promise<Ended> => tandem(world, ['run', '--once', '--name', 'scheduled'], { user: 'host' });
const rename = (name: string): Promise<unknown> =>
  world.dataverse('PATCH', `msdyn_projects(${seedId('project', 'PRJ-001023')})`, { msdyn_subject: name });

const HANDED_BACK = '0a000000-0000-4000-8000-00000000d0a1';

/** Somebody starts the map of projects in dual-write, or stops it again. */
const dualWrite = (state: 'runs' | 'stopped'): void => {
  const { organization } = world.sandbox.dataverse;
  const [row] = organization.rows('msdyn_dualwriteruntimeconfig');
  organization.put('msdyn_dualwriteruntimeconfig', {
    ...row,
    msdyn_dualwriteruntimeconfigid: HANDED_BACK,
    msdyn_internalentityname: 'msdyn_project',
    msdyn_externalentityname: 'Projects V2',
    statecode: state === 'runs' ? 0 : 1,
  } as never);
};

it('a map that dual-write runs again is left to it, at every run, and the others go on', async () => {
  dualWrite('runs');
  await rename('For dual-write');
  const ended = await run();
  expect(ended).toMatchObject({ code: 1, stderr: '' });
  expect(ended.stdout).toMatch(/TDM1520.*projects-v2/);
  expect(ended.stdout).toContain('runs 3 table maps');
  expect(await projectThere(world, 'usmf', 'PRJ-001023')).not.toMatchObject({ ProjectName: 'For dual-write' });
});

it('and is taken up where it was once dual-write has stopped', async () => {
  dualWrite('stopped');
  expect(await run()).toMatchObject({ code: 0, stderr: '' });
  expect(await projectThere(world, 'usmf', 'PRJ-001023')).toMatchObject({ ProjectName: 'For dual-write' });
});

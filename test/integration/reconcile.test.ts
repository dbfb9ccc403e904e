import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { knownEntity } from '../sandbox/finance/model/entity';
import { seedId } from '../sandbox/seed';
import { startTandem, tandem, type Ended } from './world/command';
import { projectThere } from './world/people';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type World } from './world/world';

/** Do both sides agree? Asked of both sides, not of what Tandem remembers. */
let world: World;
let folder: string;
/** While a service works on a request that is to be late. */
let strike: () => unknown = () => undefined;

/** Choices of the runs’ table. */
const RECONCILE = 718_100_003;
const COMPLETED = 718_100_001;
beforeAll(async () => {
  world = await openWorld({
    sleep: () => {
      strike();
      return Promise.resolve();
    },
  });
  folder = mkdtempSync(join(tmpdir(), 'tandem-csv-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const json = (ended: Ended): Record<string, unknown> => JSON.parse(ended.stdout) as Record<string, unknown>;
const project = (company: string, number: string): string =>
  `ProjectsV2(dataAreaId='${company}',ProjectId='${number}')?cross-company=true`;
const host = (): Promise<Ended> => tandem(world, ['run', '--once', '--name', 'scheduled'], { user: 'host' });

it('nothing differs that is not known, and nothing was written to find out', async () => {
  const { organization } = world.sandbox.dataverse;
  const versions = () => organization.rows('tandem_syncrecord').map((row) => String(row.versionnumber));
  const before = versions();
  world.sandbox.finance.faults.resetCount();
  const ended = await tandem(world, ['reconcile']);
  expect(ended).toMatchObject({ stderr: '', code: 0 });
  expect(ended.stdout).toMatch(/^projects-v2 +18 +2 +0 +0 +0/m);
  expect(ended.stdout).toContain('Both sides agree, or it is known why not.');
  expect(versions()).toEqual(before);
  const { recent } = world.sandbox.finance.faults.counted();
  expect(recent.filter(({ method, path }) => method !== 'GET' && !path.includes('$batch'))).toEqual([]);
  expect(organization.rows('tandem_syncrun').at(-1)).toMatchObject({ tandem_errors: 0 });
});

it('what was changed, and what was deleted, in Finance behind everybody’s back', async () => {
  await world.finance('PATCH', project('usmf', 'PRJ-001023'), { ProjectName: 'Renamed, "quickly"' });
  const { store } = world.sandbox.finance;
  const entity = knownEntity('ProjectsV2');
  const row = store.find(entity, { dataAreaId: 'usmf', ProjectId: 'PRJ-001024' });
  if (row !== undefined) store.remove(entity, row);
  const file = join(folder, 'differences.csv');
  const ended = await tandem(world, ['reconcile', 'projects-v2', '--csv', file]);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/^projects-v2 +16 +2 +1 +1 +0/m);
  expect(ended.stdout).toMatch(/msdyn_subject: ".+" in Dataverse, "Renamed, \\"quickly\\"" in Finance/);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  expect(lines[0]).toBe('map,record,name,company,key,kind,column,dataverse,finance,status,code,known');
  expect(lines.filter((line) => line.endsWith(',no'))).toEqual([
    expect.stringMatching(/usmf\|PRJ-001023,different,msdyn_subject,.+,"Renamed, ""quickly""",inSync,,no$/),
    expect.stringMatching(/usmf\|PRJ-001024,onlyDataverse,,,,inSync,,no$/),
  ]);
});

it('of one company only', async () => {
  const french = json(await tandem(world, ['reconcile', 'projects-v2', '--company', 'frrt', '--json']));
  const american = json(await tandem(world, ['reconcile', 'projects-v2', '--company', 'USMF', '--json']));
  type Maps = { maps: { equal: number; differences: { isExplained: boolean }[] }[] };
  const unexplained = (report: unknown): number | undefined =>
    (report as Maps).maps[0]?.differences.filter(({ isExplained }) => !isExplained).length;
  expect([unexplained(french), unexplained(american)]).toEqual([0, 2]);
});

it('is repaired by the side that an admin names', async () => {
  const ended = await tandem(world, ['reconcile', '--repair', 'dataverse']);
  expect(ended.stdout).toContain('Repair asked for 2 rows.');
  expect(await host()).toMatchObject({ code: 0 });
  expect(await projectThere(world, 'usmf', 'PRJ-001023')).not.toMatchObject({ ProjectName: 'Renamed, "quickly"' });
  expect(await tandem(world, ['reconcile'])).toMatchObject({ code: 0 });
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
});

it('a change that nobody has looked at yet is known', async () => {
  await world.dataverse('PATCH', `msdyn_projects(${seedId('project', 'PRJ-001042')})`, { msdyn_subject: 'Just now' });
  const ended = await tandem(world, ['reconcile', 'projects-v2']);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toMatch(/^projects-v2 +17 +3 +0 +0 +0/m);
});

it('of a map that does not run is refused', async () => {
  expect(await tandem(world, ['reconcile', 'wurst'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no running table map wurst.'),
  });
});

it('of a window, and of one record', async () => {
  const project = seedId('project', 'PRJ-001042');
  const recent = json(await tandem(world, ['reconcile', 'projects-v2', '--since', '30m', '--json']));
  expect(recent.maps).toMatchObject([{ equal: 0, explained: 1 }]);
  const before = json(await tandem(world, ['reconcile', 'projects-v2', '--until', '30m', '--json']));
  expect(before.maps).toMatchObject([{ equal: 17, explained: 2 }]);
  const one = json(await tandem(world, ['reconcile', '--record', project, '--json']));
  const looked = (one.maps as { mapKey: string; explained: number }[]).filter(({ explained }) => explained > 0);
  expect(looked).toMatchObject([{ mapKey: 'projects-v2', differences: [{ recordId: project, isExplained: true }] }]);
  expect(await tandem(world, ['reconcile', '--record', 'PRJ-999999'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('TDM2112'),
  });
});

it('broken off by kill -9 goes on where it was; without anything to go on with, says so', async () => {
  const { faults } = world.sandbox.finance;
  const { id } = faults.add({ kind: 'latency', method: 'POST', after: 1, times: 1 });
  const { child, ended } = startTandem(world, ['reconcile']);
  strike = () => child.kill('SIGKILL');
  expect(await ended).toMatchObject({ code: null });
  faults.remove(id);
  const gone = json(await tandem(world, ['reconcile', '--resume', '--json']));
  expect((gone.maps as unknown[]).length).toBeGreaterThan(1);
  expect(gone.paused).toBe(false);
  const states = world.sandbox.dataverse.organization
    .rows('tandem_syncrun', { tandem_kind: RECONCILE })
    .map((row) => row.tandem_runstate);
  expect(new Set(states)).toEqual(new Set([COMPLETED]));
  expect(await tandem(world, ['reconcile', '--resume'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no reconcile to go on with.'),
  });
});

it('Ctrl+C pauses it', async () => {
  const { faults } = world.sandbox.finance;
  const { id } = faults.add({ kind: 'latency', method: 'POST', after: 1, times: 1 });
  const { child, ended } = startTandem(world, ['reconcile']);
  strike = () => child.kill('SIGINT');
  expect(await ended).toMatchObject({
    code: 1,
    stderr: '',
    stdout: expect.stringContaining('Paused: tandem reconcile --resume goes on from here.'),
  });
  faults.remove(id);
  expect(await tandem(world, ['reconcile', '--resume'])).toMatchObject({ code: 0, stderr: '' });
});

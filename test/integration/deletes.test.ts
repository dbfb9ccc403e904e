import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { tandem } from './world/command';
import { changeCustomer, customerPath, customerThere, fileRequest, projectThere } from './world/people';
import { logLines, requestEnded, standing } from './world/records';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type TestHost, type World } from './world/world';

let world: World;
let host: TestHost;
beforeEach(async () => {
  world = await openWorld();
  host = await world.host('a host');
  await host.settle();
});
afterEach(() => world.close());

const remove = (set: string, id: string): Promise<unknown> =>
  world.dataverse('DELETE', `${set}(${id})`, undefined, 'admin');

/** Both sides, but for what a test has made of the seed's rows. */
const withMore = (...unsettled: string[]): unknown => ({
  differences: [],
  unsettled: [...UNSETTLED_AT_FIRST, ...unsettled].sort(),
});

describe('a row deleted in Dataverse, where the map asks first', () => {
  const METERS = seedId('project', 'PRJ-001029');

  beforeEach(async () => {
    await remove('msdyn_projects', METERS);
    await host.settle();
  });

  it('waits, stays in Finance, and is not made again here', async () => {
    expect(standing(world, METERS)).toMatchObject({ status: 'waiting', code: 'TDM4006' });
    expect(await projectThere(world, 'usmf', 'PRJ-001029')).toMatchObject({ ProjectStage: 'InProcess' });
    expect(world.sandbox.dataverse.organization.has('msdyn_project', METERS)).toBe(false);
  });

  it('goes when a person says so, with a line in the log', async () => {
    await fileRequest(world, 'retry', 'msdyn_project', METERS);
    await host.settle();
    expect(standing(world, METERS)).toMatchObject({ status: 'notApplicable', code: 'TDM2004' });
    await expect(projectThere(world, 'usmf', 'PRJ-001029')).rejects.toThrow('404');
    expect(logLines(world)).toMatchObject([{ kind: 'delete', name: 'City Power smart meters, phase 2' }]);
    expect(compareSides(world)).toEqual(
      withMore('projects-v2 City Power smart meters, phase 2: gone, notApplicable TDM2004'),
    );
  });

  it('is not among those that are retried by map, for that is no word; by its code or id it is', async () => {
    const asked = async (...args: string[]): Promise<readonly string[]> => {
      const { stdout } = await tandem(world, ['retry', ...args, '--json']);
      return (JSON.parse(stdout) as { asked?: { recordId: string }[] }).asked?.map(({ recordId }) => recordId) ?? [];
    };
    expect(await asked('--map', 'projects-v2')).not.toContain(METERS);
    const attention = await tandem(world, ['attention', '--map', 'projects-v2']);
    expect(attention.stdout).toMatch(/^TDM4006 projects-v2: 1 record/m);
    expect(await asked('--code', 'TDM4006')).toEqual([METERS]);
    expect(await asked(METERS)).toEqual([METERS]);
  });

  it('is refused where Finance still needs the row, in Finance’s words', async () => {
    await world.finance('PATCH', "ProjectsV2(dataAreaId='usmf',ProjectId='PRJ-001028')?cross-company=true", {
      ParentProjectId: 'PRJ-001029',
    });
    await fileRequest(world, 'retry', 'msdyn_project', METERS);
    await host.settle();
    expect(standing(world, METERS)).toMatchObject({ status: 'error', code: 'TDM3001' });
    expect(standing(world, METERS).financeSays).toContain('cannot be deleted while dependent');
    expect(await projectThere(world, 'usmf', 'PRJ-001029')).toMatchObject({ ProjectId: 'PRJ-001029' });
  });
});

it('a customer deleted in Dataverse stays in Finance, does not come back, and what changes there changes nothing', async () => {
  const alpine = seedId('account', 'US-C0002');
  const accounts = world.sandbox.dataverse.organization.rows('account').length;
  await remove('accounts', alpine);
  await host.settle();
  await changeCustomer(world, 'usmf', 'US-C0002', { PrimaryContactPhone: '+1 303 555 9999' });
  await host.settle();
  expect(standing(world, alpine)).toMatchObject({ status: 'notApplicable', code: 'TDM2004' });
  expect(world.sandbox.dataverse.organization.rows('account')).toHaveLength(accounts - 1);
  expect(await customerThere(world, 'usmf', 'US-C0002')).toMatchObject({ PrimaryContactPhone: '+1 303 555 9999' });
});

describe('a customer deleted in Finance', () => {
  const ALPINE = seedId('account', 'US-C0002');

  beforeEach(async () => {
    await world.finance('DELETE', customerPath('usmf', 'US-C0002'));
    await host.settle();
  });

  it('is an error here, and an edit of other columns does not make it again', async () => {
    expect(standing(world, ALPINE)).toMatchObject({
      status: 'error',
      code: 'TDM4003',
      parameters: { side: 'finance' },
    });
    await world.dataverse('PATCH', `accounts(${ALPINE})`, { fax: '+1 303 555 0000' });
    await host.settle();
    expect(standing(world, ALPINE)).toMatchObject({ status: 'error', code: 'TDM4003' });
    await expect(customerThere(world, 'usmf', 'US-C0002')).rejects.toThrow('404');
  });

  it('is made again when a person asks', async () => {
    const request = await fileRequest(world, 'retry', 'account', ALPINE);
    await host.settle();
    expect(requestEnded(world, request)).toEqual({ state: 'done', outcome: 'customers-v3: created' });
    expect(await customerThere(world, 'usmf', 'US-C0002')).toMatchObject({ OrganizationName: 'Alpine Ski House' });
    expect(compareSides(world)).toEqual(withMore());
  });
});

it('a row that leaves the filter stays where it is, and follows again once it is back', async () => {
  const alpine = seedId('account', 'US-C0002');
  await world.dataverse('PATCH', `accounts(${alpine})`, { customertypecode: 1, fax: '+1 303 555 0001' });
  await host.settle();
  expect(standing(world, alpine)).toMatchObject({ status: 'notApplicable', code: 'TDM2001' });
  expect(await customerThere(world, 'usmf', 'US-C0002')).toMatchObject({ PrimaryContactFax: '' });

  await world.dataverse('PATCH', `accounts(${alpine})`, { customertypecode: 3 });
  await host.settle();
  expect(standing(world, alpine)).toMatchObject({ status: 'inSync' });
  expect(await customerThere(world, 'usmf', 'US-C0002')).toMatchObject({ PrimaryContactFax: '+1 303 555 0001' });
  expect(compareSides(world)).toEqual(withMore());
});

it('a key that changed is an error that names both; nothing is made under the new one; changed back, all is well', async () => {
  const meters = seedId('project', 'PRJ-001029');
  await world.dataverse('PATCH', `msdyn_projects(${meters})`, {
    msdyn_projectnumber: 'PRJ-9',
    msdyn_subject: 'Meters',
  });
  await host.settle();
  expect(standing(world, meters)).toMatchObject({
    status: 'error',
    code: 'TDM4004',
    parameters: { before: 'usmf · PRJ-001029', now: 'usmf · PRJ-9' },
  });
  await expect(projectThere(world, 'usmf', 'PRJ-9')).rejects.toThrow('404');
  expect(await projectThere(world, 'usmf', 'PRJ-001029')).toMatchObject({
    ProjectName: 'City Power smart meters, phase 2',
  });

  await world.dataverse('PATCH', `msdyn_projects(${meters})`, { msdyn_projectnumber: 'PRJ-001029' });
  await host.settle();
  expect(standing(world, meters)).toMatchObject({ status: 'inSync' });
  expect(await projectThere(world, 'usmf', 'PRJ-001029')).toMatchObject({ ProjectName: 'Meters' });
  expect(compareSides(world)).toEqual(withMore());
});

it('two rows with one key: the first has the row in Finance, the second says whose it is', async () => {
  const other = '0a00beef-0000-4000-8000-000000000021';
  await world.dataverse('POST', 'msdyn_projects', {
    msdyn_projectid: other,
    msdyn_projectnumber: 'PRJ-001042',
    msdyn_subject: 'An impostor',
    'msdyn_OwningCompany@odata.bind': `/cdm_companies(${seedId('company', 'frrt')})`,
  });
  await host.settle();
  expect(standing(world, other)).toMatchObject({
    status: 'error',
    code: 'TDM4007',
    parameters: { rows: seedId('project', 'PRJ-001042') },
  });
  expect(await projectThere(world, 'frrt', 'PRJ-001042')).toMatchObject({ ProjectName: 'ERP roll-out Lyon' });
});

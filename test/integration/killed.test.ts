import { afterEach, describe, expect, it } from 'vitest';
import { customerInFinance, PROJECT, projectsOfBothSides, standing, STATUS } from './world/both-sides';
import { mortal, openWorld, type World } from './world/world';

let world: World | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

/** Work for every map: a new project, a changed one, and a customer that was changed on both sides. */
async function edit(on: World, mark: string): Promise<void> {
  await on.dataverse('PATCH', `msdyn_projects(${PROJECT})`, { msdyn_subject: `Lyon ${mark}` });
  await on.dataverse('PATCH', 'accounts(0a0000a1-0000-4000-8000-000000000019)', { fax: `+1 ${mark}` });
  await on.finance('PATCH', "CustomersV3(dataAreaId='usmf',CustomerAccount='US-C0019')?cross-company=true", {
    PrimaryContactPhone: `+2 ${mark}`,
  });
  const like = await on.dataverse(
    'GET',
    `msdyn_projects(${PROJECT})?$select=_msdyn_owningcompany_value,_msdyn_customer_value`,
  );
  await on.dataverse('POST', 'msdyn_projects', {
    msdyn_subject: `New ${mark}`,
    msdyn_projectnumber: `NEW-${mark}`,
    'msdyn_OwningCompany@odata.bind': `/cdm_companies(${String(like._msdyn_owningcompany_value)})`,
    'msdyn_customer@odata.bind': `/accounts(${String(like._msdyn_customer_value)})`,
  });
}

/** Projects that stand in Dataverse and are not refused stand in Finance too, once each, under the same name. */
async function bothSidesAgree(on: World, mark: string): Promise<void> {
  const { dataverse, finance } = await projectsOfBothSides(on);
  expect(new Set(finance).size).toBe(finance.length);
  expect(finance).toContain(`frrt PRJ-001042 Lyon ${mark}`);
  expect(finance.filter((line) => line.includes(`NEW-${mark} `))).toHaveLength(1);
  const onlyHere = dataverse.filter((line) => !finance.includes(line));
  // The seed's own: one whose customer is on hold, one whose customer has no number.
  expect(onlyHere.map((line) => line.split(' ')[1])).toEqual(['PRJ-001041', 'PRJ-001040']);
  expect(await standing(on, PROJECT)).toMatchObject({ tandem_status: STATUS.inSync });
  expect(await customerInFinance(on, 'US-C0019', 'usmf')).toMatchObject({
    PrimaryContactPhone: `+2 ${mark}`,
    PrimaryContactFax: `+1 ${mark}`,
  });
  const account = await on.dataverse('GET', 'accounts(0a0000a1-0000-4000-8000-000000000019)?$select=telephone1,fax');
  expect(account).toMatchObject({ telephone1: `+2 ${mark}`, fax: `+1 ${mark}` });
}

/** Runs a host whose only way out dies at request n; ends when it has died or is done. */
async function runMortal(on: World, n: number, when: 'before' | 'after'): Promise<'died' | 'done'> {
  const way = mortal(n, when);
  const works = on.host('the host', way.fetch).then((made) => made.host.turn());
  return Promise.race([works.then(() => 'done' as const), way.died]);
}

/** Between two requests at which a host is killed. Each of the two ways begins elsewhere, so that they interleave. */
const STEP = 8;

describe.each([
  ['before', 1],
  ['after', 5],
] as const)('a host that is killed %s a request is answered', (when, first) => {
  it('at one request after another: nothing missing, nothing twice', { timeout: 240_000 }, async () => {
    world = await openWorld();
    await (await world.host('the host')).settle();
    let n: number = first;
    for (let alive = false; !alive; n += STEP) {
      const mark = `${when} ${n}`.replace(' ', '-');
      await edit(world, mark);
      alive = (await runMortal(world, n, when)) === 'done';
      // A claim that the dead host left behind is over two minutes later.
      world.sandbox.dataverse.faults.add({ kind: 'skew', seconds: 130 });
      world.sandbox.finance.faults.add({ kind: 'skew', seconds: 130 });
      await (await world.host('the host')).settle();
      await bothSidesAgree(world, mark);
    }
    expect(n).toBeGreaterThan(30);
  });
});

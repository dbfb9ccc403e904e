import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { changeCustomer, customerThere, fileRequest, projectThere } from './world/people';
import { logLines, requestEnded, standing } from './world/records';
import { compareSides } from './world/sides';
import { openWorld, type TestHost, type World } from './world/world';

let world: World;
let host: TestHost;

beforeAll(async () => {
  world = await openWorld();
  host = await world.host('a host');
});
afterAll(() => world.close());

const ROLL_OUT = seedId('project', 'PRJ-001042');

describe('from Dataverse to Finance', () => {
  it('a project that is saved arrives, on the day that its company has', async () => {
    await world.dataverse('PATCH', `msdyn_projects(${ROLL_OUT})`, {
      msdyn_finish: '2027-05-30T22:30:00Z',
      msdyn_subject: 'ERP roll-out Lyon, phase 2',
    });
    await host.turn();
    const there = await projectThere(world, 'frrt', 'PRJ-001042');
    expect(there).toMatchObject({
      // Half past midnight in Paris.
      ProjectedEndDate: '2027-05-31T12:00:00Z',
      ProjectName: 'ERP roll-out Lyon, phase 2',
    });
    const { hash, ...stands } = standing(world, ROLL_OUT);
    expect(stands).toMatchObject({
      status: 'inSync',
      code: null,
      financeKey: { dataAreaId: 'frrt', ProjectId: 'PRJ-001042' },
      targetEtag: there['@odata.etag'],
    });
    expect(hash).toMatch(/\S{20}/);
  });

  it('a change of what is not mapped writes nothing, not even what Tandem keeps for itself', async () => {
    const versions = (): unknown[] =>
      world.sandbox.dataverse.organization.rows('tandem_syncrecord').map((row) => row.versionnumber);
    await host.settle();
    const before = await projectThere(world, 'frrt', 'PRJ-001042');
    const records = versions();
    await world.dataverse('PATCH', `msdyn_projects(${ROLL_OUT})`, { msdyn_comments: 'nobody else’s business' });
    expect(await host.turn()).toEqual([]);
    expect(versions()).toEqual(records);
    expect((await projectThere(world, 'frrt', 'PRJ-001042'))['@odata.etag']).toBe(before['@odata.etag']);
  });
});

describe('what has to wait', () => {
  const NORTHWIND = seedId('account', 'Northwind Lyon');
  const CONTRACT = seedId('contract', 'CON-000518');
  const TRAINING = seedId('project', 'PRJ-001041');

  it('says for whom', () => {
    expect(standing(world, CONTRACT)).toMatchObject({
      status: 'waiting',
      code: 'TDM4001',
      parameters: { table: 'account', name: 'Northwind Lyon', recordId: NORTHWIND },
    });
    expect(standing(world, NORTHWIND)).toMatchObject({ status: 'waiting', code: 'TDM4002' });
  });

  it('goes by itself, through three maps in one turn, once the first is there', async () => {
    await world.dataverse('PATCH', `accounts(${NORTHWIND})`, { accountnumber: 'FR-C0099' });
    await host.turn();
    expect(await customerThere(world, 'frrt', 'FR-C0099')).toMatchObject({ OrganizationName: 'Northwind Lyon' });
    expect(await projectThere(world, 'frrt', 'PRJ-001041')).toMatchObject({
      ProjectContractId: 'CON-000518',
      CustomerAccountNumber: 'FR-C0099',
    });
    for (const id of [NORTHWIND, CONTRACT, TRAINING]) {
      expect(standing(world, id)).toMatchObject({ status: 'inSync', waitingForId: null });
    }
  });

  it('is woken when the parent settles long after: a project waits for a contract of another map', async () => {
    const contract = '0a00beef-0000-4000-8000-000000000012';
    const usmf = `/cdm_companies(${seedId('company', 'usmf')})`;
    const like = await world.dataverse('GET', `salesorders(${seedId('contract', 'CON-000505')})`);
    await world.dataverse('POST', 'salesorders', {
      salesorderid: contract,
      // Too long for Finance: the contract is refused, and what hangs on it waits.
      name: 'x'.repeat(100),
      msdyn_salesordernumber: 'CON-000812',
      msdyn_ordertype: 192_350_001,
      'msdyn_company@odata.bind': usmf,
      'customerid_account@odata.bind': `/accounts(${String(like._customerid_value)})`,
      'transactioncurrencyid@odata.bind': `/transactioncurrencies(${String(like._transactioncurrencyid_value)})`,
      'pricelevelid@odata.bind': `/pricelevels(${String(like._pricelevelid_value)})`,
    });
    const project = '0a00beef-0000-4000-8000-000000000013';
    await world.dataverse('POST', 'msdyn_projects', {
      msdyn_projectid: project,
      msdyn_projectnumber: 'PRJ-000813',
      msdyn_subject: 'Waits for its contract',
      'msdyn_OwningCompany@odata.bind': usmf,
      'msdyn_salesorderid@odata.bind': `/salesorders(${contract})`,
    });
    await host.settle();
    expect(standing(world, contract)).toMatchObject({ status: 'error' });
    expect(standing(world, project)).toMatchObject({ status: 'waiting', parameters: { recordId: contract } });

    await world.dataverse('PATCH', `salesorders(${contract})`, { name: 'Short enough' });
    await host.turn();
    expect(standing(world, contract)).toMatchObject({ status: 'inSync' });
    expect(standing(world, project)).toMatchObject({ status: 'inSync' });
    expect(await projectThere(world, 'usmf', 'PRJ-000813')).toMatchObject({ ProjectContractId: 'CON-000812' });
  });
});

describe('what Finance refuses', () => {
  const REBUILD = seedId('project', 'PRJ-001040');

  it('says so in Finance’s words, is not tried again by itself, and goes when a person asks', async () => {
    expect(standing(world, REBUILD)).toMatchObject({ status: 'error', code: 'TDM3001' });
    expect(standing(world, REBUILD).financeSays).toContain('Customer US-C0012 is on hold.');

    await changeCustomer(world, 'usmf', 'US-C0012', { OnHoldStatus: 'No' });
    await host.settle();
    expect(standing(world, REBUILD)).toMatchObject({ status: 'error', code: 'TDM3001' });

    const request = await fileRequest(world, 'retry', 'msdyn_project', REBUILD);
    await host.turn();
    expect(standing(world, REBUILD)).toMatchObject({ status: 'inSync', financeSays: null });
    expect(requestEnded(world, request)).toEqual({ state: 'done', outcome: 'projects-v2: created' });
    expect(await projectThere(world, 'usmf', 'PRJ-001040')).toMatchObject({ ProjectName: 'Adventure Works rebuild' });
  });

  it('a request about a table that no map has fails, and says why', async () => {
    const request = await fileRequest(world, 'syncNow', 'contact', '0a00beef-0000-4000-8000-000000000099');
    await host.turn();
    expect(requestEnded(world, request)).toEqual({ state: 'failed', outcome: 'No running map has this table.' });
  });
});

describe('customers, both ways', () => {
  const FABRIKAM = seedId('account', 'FR-C0031');
  const TREY = seedId('account', 'US-C0011');
  const here = (id = FABRIKAM): Promise<Record<string, unknown>> =>
    world.dataverse('GET', `accounts(${id})?$select=name,telephone1,fax,emailaddress1,websiteurl`);
  const changeHere = (values: Record<string, unknown>): Promise<unknown> =>
    world.dataverse('PATCH', `accounts(${FABRIKAM})`, values);
  const changeThere = (values: Record<string, unknown>): Promise<unknown> =>
    changeCustomer(world, 'frrt', 'FR-C0031', values);

  it('a phone number that changed in Finance arrives', async () => {
    await changeThere({ PrimaryContactPhone: '+33 4 72 00 00 01' });
    expect(await host.turn()).toContain('received');
    expect(await here()).toMatchObject({ telephone1: '+33 4 72 00 00 01' });
  });

  it('what came from Finance is not sent back as news', async () => {
    await host.settle();
    const before = (await customerThere(world, 'frrt', 'FR-C0031'))['@odata.etag'];
    await host.settle();
    expect((await customerThere(world, 'frrt', 'FR-C0031'))['@odata.etag']).toBe(before);
  });

  it('different columns of both sides both survive, and nobody is bothered', async () => {
    const lines = logLines(world).length;
    await changeThere({ PrimaryContactPhone: '+33 4 72 00 00 02' });
    await changeHere({ fax: '+33 4 72 00 00 99' });
    await host.settle();
    expect(await here()).toMatchObject({ telephone1: '+33 4 72 00 00 02', fax: '+33 4 72 00 00 99' });
    expect(await customerThere(world, 'frrt', 'FR-C0031')).toMatchObject({
      PrimaryContactPhone: '+33 4 72 00 00 02',
      PrimaryContactFax: '+33 4 72 00 00 99',
    });
    expect(logLines(world)).toHaveLength(lines);
  });

  it.each([
    ['Finance', 'PrimaryContactPhone', 'telephone1', '+33 4 72 00 00 03', '+33 4 72 00 00 77', 'kept finance'],
    ['Dataverse', 'PrimaryContactURL', 'websiteurl', 'https://a.example', 'https://b.example', 'kept dataverse'],
  ] as const)('the same column: where the map says %s, that counts, and the log says so', async (...one) => {
    const [winner, field, column, there, mine, result] = one;
    await changeThere({ [field]: there });
    await changeHere({ [column]: mine });
    await host.settle();
    const kept = winner === 'Finance' ? there : mine;
    expect(await here()).toMatchObject({ [column]: kept });
    expect(await customerThere(world, 'frrt', 'FR-C0031')).toMatchObject({ [field]: kept });
    expect(standing(world, FABRIKAM)).toMatchObject({ status: 'inSync' });
    expect(logLines(world).filter(({ columns }) => columns.includes(column))).toEqual([
      { kind: 'conflict', name: 'Fabrikam Lyon SAS', columns: [column], result, code: 'TDM5001' },
    ]);
  });

  it('a name that both changed is asked about; the other columns go; the choice of a person settles it', async () => {
    await changeThere({ OrganizationName: 'Fabrikam Lyon SA', PrimaryContactPhone: '+33 4 72 00 00 04' });
    await changeHere({ name: 'Fabrikam Lyon & Cie' });
    await host.settle();
    expect(standing(world, FABRIKAM)).toMatchObject({
      status: 'conflict',
      code: 'TDM5001',
      conflict: [{ column: 'name', here: 'Fabrikam Lyon & Cie', finance: 'Fabrikam Lyon SA' }],
    });
    expect(await here()).toMatchObject({ name: 'Fabrikam Lyon & Cie', telephone1: '+33 4 72 00 00 04' });
    expect(await customerThere(world, 'frrt', 'FR-C0031')).toMatchObject({ OrganizationName: 'Fabrikam Lyon SA' });

    await fileRequest(world, 'resolve', 'account', FABRIKAM, { name: 'dataverse' });
    await host.turn();
    expect(standing(world, FABRIKAM)).toMatchObject({ status: 'inSync', conflict: [] });
    expect(await customerThere(world, 'frrt', 'FR-C0031')).toMatchObject({ OrganizationName: 'Fabrikam Lyon & Cie' });
  });

  it('a choice for Finance’s name brings that one here', async () => {
    expect(standing(world, TREY)).toMatchObject({ status: 'conflict' });
    await fileRequest(world, 'resolve', 'account', TREY, { name: 'finance' });
    await host.turn();
    expect(await here(TREY)).toMatchObject({ name: 'Trey Research LLC' });
    expect(standing(world, TREY)).toMatchObject({ status: 'inSync' });
  });
});

it('in the end both sides are equal, by every map, and nobody is left waiting', async () => {
  await host.settle();
  expect(compareSides(world)).toEqual({ differences: [], unsettled: [] });
});

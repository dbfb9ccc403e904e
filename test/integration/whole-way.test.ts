import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { CONTRACT_WAITING, customerInFinance, PROJECT, projectInFinance, standing, STATUS } from './world/both-sides';
import { openWorld, type TestHost, type World } from './world/world';

let world: World;
let host: TestHost;

beforeAll(async () => {
  world = await openWorld();
  host = await world.host('a host');
  await host.settle();
});
afterAll(() => world.close());

describe('from Dataverse to Finance', () => {
  it('a project that is saved arrives, on the day that its company has', async () => {
    await world.dataverse('PATCH', `msdyn_projects(${PROJECT})`, {
      msdyn_finish: '2027-05-30T22:30:00Z',
      msdyn_subject: 'ERP roll-out Lyon "phase 2" / 50 % 🚀',
    });
    await host.settle();
    expect(await projectInFinance(world, 'PRJ-001042')).toMatchObject({
      // Half past midnight in Paris.
      ProjectedEndDate: '2027-05-31T12:00:00Z',
      ProjectName: 'ERP roll-out Lyon "phase 2" / 50 % 🚀',
    });
    expect(await standing(world, PROJECT)).toMatchObject({ tandem_status: STATUS.inSync, tandem_reasoncode: null });
  });

  it('a change of what is not mapped writes nothing', async () => {
    const before = await projectInFinance(world, 'PRJ-001042');
    await world.dataverse('PATCH', `msdyn_projects(${PROJECT})`, { msdyn_comments: 'nobody else’s business' });
    await host.settle();
    expect((await projectInFinance(world, 'PRJ-001042'))['@odata.etag']).toBe(before['@odata.etag']);
  });

  it('text that Finance refuses is that row’s error alone, and goes once it is shorter', async () => {
    const other = seedId('project', 'PRJ-001023');
    await world.dataverse('PATCH', `msdyn_projects(${PROJECT})`, { msdyn_subject: 'x'.repeat(200) });
    await world.dataverse('PATCH', `msdyn_projects(${other})`, { msdyn_subject: 'Adatum general ledger, again' });
    await host.settle();
    expect(await standing(world, PROJECT)).toMatchObject({ tandem_status: STATUS.error });
    expect(await projectInFinance(world, 'PRJ-001023', 'usmf')).toMatchObject({
      ProjectName: 'Adatum general ledger, again',
    });
    await world.dataverse('PATCH', `msdyn_projects(${PROJECT})`, { msdyn_subject: 'ERP roll-out Lyon' });
    await host.settle();
    expect(await standing(world, PROJECT)).toMatchObject({ tandem_status: STATUS.inSync });
  });
});

describe('what has to wait, and what is refused', () => {
  it('a contract waits for its customer, and goes by itself once the customer is there', async () => {
    expect(await standing(world, CONTRACT_WAITING)).toMatchObject({ tandem_status: STATUS.waiting });
    expect((await standing(world, CONTRACT_WAITING)).tandem_reasonparameters).toContain('Northwind Lyon');
    const { value } = (await world.dataverse(
      'GET',
      "accounts?$select=accountid&$filter=name eq 'Northwind Lyon'",
    )) as unknown as {
      value: { accountid: string }[];
    };
    await world.dataverse('PATCH', `accounts(${value[0]?.accountid})`, { accountnumber: 'FR-C0099' });
    await host.settle();
    expect(await customerInFinance(world, 'FR-C0099', 'frrt')).toMatchObject({ OrganizationName: 'Northwind Lyon' });
    expect(await standing(world, CONTRACT_WAITING)).toMatchObject({ tandem_status: STATUS.inSync });
    expect(await standing(world, seedId('project', 'PRJ-001041'))).toMatchObject({ tandem_status: STATUS.inSync });
  });

  it('a project that Finance refuses says so in Finance’s words, and Retry helps once the cause is mended', async () => {
    const refused = seedId('project', 'PRJ-001040');
    const before = await standing(world, refused);
    expect(before).toMatchObject({ tandem_status: STATUS.error, tandem_reasoncode: 'TDM3001' });
    expect(before.tandem_financesays).toContain('US-C0012 is on hold');
    await world.finance('PATCH', "CustomersV3(dataAreaId='usmf',CustomerAccount='US-C0012')?cross-company=true", {
      OnHoldStatus: 'No',
    });
    await host.settle();
    // Nobody has asked: a refused row is not tried again by itself.
    expect(await standing(world, refused)).toMatchObject({ tandem_status: STATUS.error });
    await world.dataverse('POST', 'tandem_syncrequests', {
      tandem_name: 'Retry',
      tandem_kind: 718_100_001,
      tandem_recordtable: 'msdyn_project',
      tandem_recordid: refused,
      tandem_requeststate: 718_100_000,
    });
    await host.settle();
    expect(await standing(world, refused)).toMatchObject({ tandem_status: STATUS.inSync });
    expect(await projectInFinance(world, 'PRJ-001040', 'usmf')).toMatchObject({ ProjectId: 'PRJ-001040' });
  });
});

describe('customers, both ways', () => {
  const FABRIKAM = seedId('account', 'FR-C0031');
  const here = (): Promise<Record<string, unknown>> =>
    world.dataverse('GET', `accounts(${FABRIKAM})?$select=name,telephone1,fax,emailaddress1,websiteurl`);
  const changeThere = (values: Record<string, unknown>): Promise<unknown> =>
    world.finance('PATCH', "CustomersV3(dataAreaId='frrt',CustomerAccount='FR-C0031')?cross-company=true", values);

  it('a phone number that changed in Finance arrives', async () => {
    await changeThere({ PrimaryContactPhone: '+33 4 72 00 00 01' });
    await host.settle();
    expect(await here()).toMatchObject({ telephone1: '+33 4 72 00 00 01' });
  });

  it('different columns of both sides both survive', async () => {
    await changeThere({ PrimaryContactPhone: '+33 4 72 00 00 02' });
    await world.dataverse('PATCH', `accounts(${FABRIKAM})`, { fax: '+33 4 72 00 00 99' });
    await host.settle();
    expect(await here()).toMatchObject({ telephone1: '+33 4 72 00 00 02', fax: '+33 4 72 00 00 99' });
    expect(await customerInFinance(world, 'FR-C0031', 'frrt')).toMatchObject({
      PrimaryContactPhone: '+33 4 72 00 00 02',
      PrimaryContactFax: '+33 4 72 00 00 99',
    });
  });

  it('the same column on both sides: the policy decides, and the log says so', async () => {
    await changeThere({ PrimaryContactPhone: '+33 4 72 00 00 03' });
    await world.dataverse('PATCH', `accounts(${FABRIKAM})`, { telephone1: '+33 4 72 00 00 77' });
    await host.settle();
    expect(await here()).toMatchObject({ telephone1: '+33 4 72 00 00 03' });
    const { value } = (await world.dataverse(
      'GET',
      `tandem_synclogs?$filter=tandem_recordid eq '${FABRIKAM}' and tandem_kind eq 718100000`,
      undefined,
      'admin',
    )) as unknown as { value: { tandem_columns: string; tandem_code: string }[] };
    expect(value).toMatchObject([{ tandem_code: 'TDM5001', tandem_columns: '["PrimaryContactPhone"]' }]);
  });

  it('a name that both sides changed is asked about, and settled as a person chose', async () => {
    await changeThere({ OrganizationName: 'Fabrikam Lyon SA' });
    await world.dataverse('PATCH', `accounts(${FABRIKAM})`, { name: 'Fabrikam Lyon & Cie' });
    await host.settle();
    expect(await standing(world, FABRIKAM)).toMatchObject({ tandem_status: STATUS.conflict });
    await world.dataverse('POST', 'tandem_syncrequests', {
      tandem_name: 'Resolve',
      tandem_kind: 718_100_002,
      tandem_recordtable: 'account',
      tandem_recordid: FABRIKAM,
      tandem_requeststate: 718_100_000,
      tandem_choice: JSON.stringify({ OrganizationName: 'dataverse' }),
    });
    await host.settle();
    expect(await standing(world, FABRIKAM)).toMatchObject({ tandem_status: STATUS.inSync });
    expect(await customerInFinance(world, 'FR-C0031', 'frrt')).toMatchObject({
      OrganizationName: 'Fabrikam Lyon & Cie',
    });
  });
});

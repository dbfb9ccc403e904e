import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { changeCustomer, customerPath, customerThere, projectThere } from './world/people';
import { standing } from './world/records';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type TestHost, type World } from './world/world';

/** Values that have broken other integrations, there and back. */
let world: World;
let host: TestHost;

beforeAll(async () => {
  world = await openWorld();
  host = await world.host('a host');
});
afterAll(() => world.close());

const TEXTS: readonly string[] = [
  `O'Brien "& Sons" / 50 % #1 + a=b?c;d,e(f)`,
  'Zoë Ångström, Łódź, Ελλάδα, 東京, עברית',
  '🚀👩‍👩‍👧 family',
  '  two blanks in front',
  '<b>&amp;</b> {{x}} ${y} \\n \\u0000 %00 %2F',
  'null',
  '007',
  '--batch_1\r\n--batch_1--',
];

const ADATUM = seedId('account', 'US-C0001');
const account = (id: string, columns: string): Promise<Record<string, unknown>> =>
  world.dataverse('GET', `accounts(${id})?$select=${columns}`);

describe('texts', () => {
  it.each(TEXTS)('%j goes to Finance and stands there as it was', async (text) => {
    await world.dataverse('PATCH', `accounts(${ADATUM})`, { description: text });
    await host.turn();
    expect(await customerThere(world, 'usmf', 'US-C0001')).toMatchObject({ SalesMemo: text });
    expect(standing(world, ADATUM)).toMatchObject({ status: 'inSync', adjusted: [] });
  });

  it.each(TEXTS)('%j comes from Finance and stands here as it was', async (text) => {
    await changeCustomer(world, 'usmf', 'US-C0001', { SalesMemo: `${text}.` });
    await host.turn();
    expect(await account(ADATUM, 'description')).toMatchObject({ description: `${text}.` });
  });

  it('of many lines, keep their lines', async () => {
    const text = 'one\ntwo\n\n\tfour';
    await world.dataverse('PATCH', `accounts(${ADATUM})`, { description: text });
    await host.turn();
    expect(await customerThere(world, 'usmf', 'US-C0001')).toMatchObject({ SalesMemo: text });
  });

  it('that lose their trailing blanks in Finance are the same text still', async () => {
    await world.dataverse('PATCH', `accounts(${ADATUM})`, { description: 'ends in blanks   ' });
    await host.settle();
    expect(await customerThere(world, 'usmf', 'US-C0001')).toMatchObject({ SalesMemo: 'ends in blanks' });
    expect(standing(world, ADATUM)).toMatchObject({ status: 'inSync', adjusted: [] });
    expect(await host.turn()).toEqual([]);
  });

  it.each([
    ['null', null],
    ['nothing', ''],
  ])('that are emptied here (%s) are empty there, and the other way round', async (_, empty) => {
    await world.dataverse('PATCH', `accounts(${ADATUM})`, { fax: '+1 425 555 0000' });
    await host.turn();
    await world.dataverse('PATCH', `accounts(${ADATUM})`, { fax: empty });
    await host.turn();
    expect(await customerThere(world, 'usmf', 'US-C0001')).toMatchObject({ PrimaryContactFax: '' });
    await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactFax: '+1 425 555 0001' });
    await host.turn();
    await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactFax: '' });
    await host.turn();
    expect(await account(ADATUM, 'fax')).toMatchObject({ fax: null });
  });
});

describe('keys', () => {
  it.each([`A'B/C&D`, 'Ü #1 %2F+?', '東京-1', '(x),y=1'])('%j names the same row in both systems', async (number) => {
    const { accountid: id } = await world.dataverse('POST', 'accounts', {
      name: `Customer ${number}`,
      accountnumber: number,
      customertypecode: 3,
      'msdyn_company@odata.bind': `/cdm_companies(${seedId('company', 'usmf')})`,
    });
    await host.settle();
    expect(await customerThere(world, 'usmf', number)).toMatchObject({ OrganizationName: `Customer ${number}` });
    await world.finance('PATCH', customerPath('usmf', number), { PrimaryContactPhone: '+1 555' });
    await host.settle();
    expect(await account(String(id), 'telephone1')).toMatchObject({ telephone1: '+1 555' });
    await world.dataverse('PATCH', `accounts(${String(id)})`, { fax: '+1 556' });
    await host.settle();
    expect(await customerThere(world, 'usmf', number)).toMatchObject({ PrimaryContactFax: '+1 556' });
    expect(standing(world, String(id))).toMatchObject({ status: 'inSync' });
  });
});

describe('limits', () => {
  const LONG = seedId('project', 'PRJ-001024');
  const LONGER = seedId('project', 'PRJ-001025');
  const OTHER = seedId('project', 'PRJ-001026');

  it('text as long as Finance takes goes; one character more is that row’s error, and the others go on', async () => {
    await world.dataverse('PATCH', `msdyn_projects(${LONG})`, { msdyn_subject: 'é'.repeat(60) });
    await world.dataverse('PATCH', `msdyn_projects(${LONGER})`, { msdyn_subject: 'é'.repeat(61) });
    await world.dataverse('PATCH', `msdyn_projects(${OTHER})`, { msdyn_subject: 'in between' });
    await host.settle();
    expect(await projectThere(world, 'usmf', 'PRJ-001024')).toMatchObject({ ProjectName: 'é'.repeat(60) });
    expect(await projectThere(world, 'usmf', 'PRJ-001026')).toMatchObject({ ProjectName: 'in between' });
    // Finance's metadata tells no lengths: it is Finance that says no.
    expect(standing(world, LONGER)).toMatchObject({ status: 'error', code: 'TDM3001' });
    expect(standing(world, LONGER).financeSays).toContain("'Project name' is too long: it takes 60 characters.");
    await world.dataverse('PATCH', `msdyn_projects(${LONGER})`, { msdyn_subject: 'é'.repeat(60) });
    await host.turn();
    expect(standing(world, LONGER)).toMatchObject({ status: 'inSync' });
  });

  it('text longer than Dataverse takes is an error that names column and lengths, and mends itself', async () => {
    const bellows = seedId('account', 'US-C0003');
    await changeCustomer(world, 'usmf', 'US-C0003', { PrimaryContactPhone: '5'.repeat(51) });
    await changeCustomer(world, 'usmf', 'US-C0004', { PrimaryContactPhone: '5'.repeat(50) });
    await host.settle();
    expect(standing(world, bellows)).toMatchObject({
      status: 'error',
      code: 'TDM1309',
      parameters: { column: 'telephone1', length: 51, maxLength: 50 },
    });
    expect(await account(seedId('account', 'US-C0004'), 'telephone1')).toMatchObject({ telephone1: '5'.repeat(50) });
    await changeCustomer(world, 'usmf', 'US-C0003', { PrimaryContactPhone: '5'.repeat(50) });
    await host.settle();
    expect(standing(world, bellows)).toMatchObject({ status: 'inSync' });
  });
});

describe('numbers', () => {
  it.each(['0', '0.01', '123456789.01', '-5.5', '99999999999.9999'])('%s goes and comes back', async (digits) => {
    await world.dataverse('PATCH', `accounts(${ADATUM})`, { creditlimit: Number(digits) });
    await host.turn();
    const there = await customerThere(world, 'usmf', 'US-C0001');
    expect(there).toMatchObject({ CreditLimit: Number(digits) });
    expect(standing(world, ADATUM)).toMatchObject({ status: 'inSync', adjusted: [] });
    await changeCustomer(world, 'usmf', 'US-C0001', { CreditLimit: Number(digits) + 1 });
    await host.turn();
    expect(Number((await account(ADATUM, 'creditlimit')).creditlimit)).toBeCloseTo(Number(digits) + 1, 4);
  });

  it('more decimals than Dataverse keeps are not rounded in silence', async () => {
    await changeCustomer(world, 'usmf', 'US-C0001', { CreditLimit: 1.123456 });
    await host.settle();
    expect(standing(world, ADATUM)).toMatchObject({ status: 'error', parameters: { column: 'creditlimit' } });
    await changeCustomer(world, 'usmf', 'US-C0001', { CreditLimit: 1.1234 });
    await host.settle();
    expect(standing(world, ADATUM)).toMatchObject({ status: 'inSync' });
  });
});

describe('days', () => {
  const US = { id: seedId('project', 'PRJ-001023'), company: 'usmf', number: 'PRJ-001023' };
  const FR = { id: seedId('project', 'PRJ-001042'), company: 'frrt', number: 'PRJ-001042' };

  it.each([
    ['a minute before midnight in Chicago', US, '2027-01-15T05:59:00Z', '2027-01-14'],
    ['midnight in Chicago', US, '2027-01-15T06:00:00Z', '2027-01-15'],
    ['the night the clock goes forward in Chicago', US, '2027-03-15T04:59:59Z', '2027-03-14'],
    ['the night it goes back', US, '2027-11-08T05:59:59Z', '2027-11-07'],
    ['half past midnight in Paris, in summer', FR, '2027-06-30T22:30:00Z', '2027-07-01'],
    ['half past midnight in Paris, in winter', FR, '2027-12-31T23:30:00Z', '2028-01-01'],
    ['a leap day', FR, '2028-02-29T11:00:00Z', '2028-02-29'],
    ['the last day that Finance knows', FR, '2154-12-31T11:00:00Z', '2154-12-31'],
  ])('%s', async (_, { id, company, number }, instant, day) => {
    await world.dataverse('PATCH', `msdyn_projects(${id})`, { msdyn_finish: instant });
    await host.turn();
    expect(await projectThere(world, company, number)).toMatchObject({ ProjectedEndDate: `${day}T12:00:00Z` });
    expect(standing(world, id)).toMatchObject({ status: 'inSync' });
  });

  it('no day is Finance’s 1900-01-01, and 1900-01-01 is no day', async () => {
    await world.dataverse('PATCH', `msdyn_projects(${FR.id})`, { msdyn_finish: null });
    await host.turn();
    expect(await projectThere(world, 'frrt', FR.number)).toMatchObject({ ProjectedEndDate: '1900-01-01T12:00:00Z' });
    await world.dataverse('PATCH', `msdyn_projects(${FR.id})`, { msdyn_finish: '1900-01-01T00:00:00Z' });
    await host.settle();
    expect(standing(world, FR.id)).toMatchObject({ status: 'inSync', code: null });
    await world.dataverse('PATCH', `msdyn_projects(${FR.id})`, { msdyn_finish: '2027-04-30T16:00:00Z' });
    await host.turn();
    expect(await projectThere(world, 'frrt', FR.number)).toMatchObject({ ProjectedEndDate: '2027-04-30T12:00:00Z' });
  });

  it('a day that Finance cannot hold is an error of that row', async () => {
    await world.dataverse('PATCH', `msdyn_projects(${FR.id})`, { msdyn_finish: '2400-01-01T12:00:00Z' });
    await host.turn();
    expect(standing(world, FR.id)).toMatchObject({ status: 'error', parameters: { column: 'msdyn_finish' } });
    await world.dataverse('PATCH', `msdyn_projects(${FR.id})`, { msdyn_finish: '2027-04-30T16:00:00Z' });
    await host.turn();
    expect(standing(world, FR.id)).toMatchObject({ status: 'inSync' });
  });
});

it('in the end both sides are equal, by every map', async () => {
  await world.dataverse('PATCH', `msdyn_projects(${seedId('project', 'PRJ-001025')})`, { msdyn_subject: 'short' });
  await host.settle();
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
});

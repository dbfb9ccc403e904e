import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { HostMaps } from '../../../plugins-ts/sync';
import { seedId } from '../../sandbox/seed';
import { knownEntity } from '../../sandbox/finance/model/entity';
import { BASE_CURRENCY } from '../../sandbox/dataverse/identifiers';
import { lossy, mortal, type Counted } from './mortal';
import { changeCustomer, fileRequest } from './people';
import { logLines } from './records';
import { compareSides, UNSETTLED_AT_FIRST } from './sides';
import { openWorld, type World } from './world';

/** What people do between two passes, for every map and both ways, and what has to come of it. */
const ADATUM = seedId('account', 'US-C0001');
const FABRIKAM = seedId('account', 'US-C0007');
const ROLL_OUT = seedId('project', 'PRJ-001042');
const REBUILD = seedId('project', 'PRJ-001040');
const NEW = {
  account: '0a00beef-0000-4000-8000-000000000001',
  contract: '0a00beef-0000-4000-8000-000000000002',
  project: '0a00beef-0000-4000-8000-000000000003',
} as const;

async function edit(world: World): Promise<void> {
  const { dataverse, finance } = world;
  const usmf = `/cdm_companies(${seedId('company', 'usmf')})`;
  await dataverse('PATCH', `msdyn_projects(${ROLL_OUT})`, { msdyn_subject: 'Lyon, phase 2' });
  // A customer that comes with a contract and a project.
  const account = `/accounts(${NEW.account})`;
  await dataverse('POST', 'accounts', {
    accountid: NEW.account,
    accountnumber: 'US-C0801',
    name: 'Wingtip Toys',
    customertypecode: 3,
    'msdyn_company@odata.bind': usmf,
  });
  await dataverse('POST', 'salesorders', {
    salesorderid: NEW.contract,
    msdyn_salesordernumber: 'CON-000801',
    name: 'Wingtip shelves',
    msdyn_ordertype: 192_350_001,
    'msdyn_company@odata.bind': usmf,
    'customerid_account@odata.bind': account,
    'transactioncurrencyid@odata.bind': `/transactioncurrencies(${BASE_CURRENCY})`,
    'pricelevelid@odata.bind': `/pricelevels(${seedId('price', 'USD')})`,
  });
  await dataverse('POST', 'msdyn_projects', {
    msdyn_projectid: NEW.project,
    msdyn_projectnumber: 'PRJ-000801',
    msdyn_subject: 'Wingtip shelves, Denver',
    'msdyn_OwningCompany@odata.bind': usmf,
    'msdyn_customer@odata.bind': account,
    'msdyn_salesorderid@odata.bind': `/salesorders(${NEW.contract})`,
  });
  // One customer changed here in one column and there in another; one in the same column, and Finance's word counts.
  await dataverse('PATCH', `accounts(${ADATUM})`, { fax: '+1 425 555 8801' });
  await changeCustomer(world, 'usmf', 'US-C0001', { PrimaryContactPhone: '+1 425 555 8802' });
  await dataverse('PATCH', `accounts(${FABRIKAM})`, { telephone1: '+1 206 555 8803' });
  await changeCustomer(world, 'usmf', 'US-C0007', { PrimaryContactPhone: '+1 206 555 8804' });
  await finance('POST', 'CustomersV3', {
    dataAreaId: 'frrt',
    CustomerAccount: 'FR-C0802',
    OrganizationName: 'Boulangerie du Rhône',
    CustomerGroupId: '10',
    SalesCurrencyCode: 'EUR',
  });
  await finance('PATCH', "LegalEntities('frrt')", { Name: 'Contoso France SAS' });
  // What was refused may go now, and a person says so.
  await changeCustomer(world, 'usmf', 'US-C0012', { OnHoldStatus: 'No' });
  await fileRequest(world, 'retry', 'msdyn_project', REBUILD);
}

/** What stays open when everything has been carried over: the request has settled one row. */
const UNSETTLED = UNSETTLED_AT_FIRST.filter((line) => !line.includes('Adventure Works rebuild'));

/** Nothing missing, nothing twice, nothing overwritten without a word. */
async function check(world: World, where: string): Promise<void> {
  const sides = compareSides(world);
  expect(sides, where).toEqual({ differences: [], unsettled: UNSETTLED });

  const { organization } = world.sandbox.dataverse;
  const { store } = world.sandbox.finance;
  const count = (set: string): number => store.count(knownEntity(set), []);
  expect(
    {
      accounts: organization.rows('account').length,
      contracts: organization.rows('salesorder').length,
      projects: organization.rows('msdyn_project').length,
      CustomersV3: count('CustomersV3'),
      ProjectContractHeaders: count('ProjectContractHeaders'),
      ProjectsV2: count('ProjectsV2'),
    },
    where,
  ).toEqual({
    accounts: 43,
    contracts: 16,
    projects: 21,
    CustomersV3: 42,
    ProjectContractHeaders: 15,
    ProjectsV2: 20,
  });

  expect(organization.row('account', ADATUM), where).toMatchObject({
    fax: '+1 425 555 8801',
    telephone1: '+1 425 555 8802',
  });
  expect(organization.row('account', FABRIKAM), where).toMatchObject({ telephone1: '+1 206 555 8804' });
  const log = logLines(world);
  const conflicts = log.filter(({ kind }) => kind === 'conflict');
  expect(conflicts, where).toContainEqual(expect.objectContaining({ columns: ['telephone1'], name: 'Fabrikam Inc.' }));
  // A base that could not be trusted makes more lines than there were conflicts, of the columns that people changed.
  const changed = [
    'Adatum Corporation fax',
    'Adatum Corporation telephone1',
    'Fabrikam Inc. telephone1',
    // Left empty, and filled by Finance: where the answer was lost, nobody knows any more that it was not a person.
    'Wingtip Toys transactioncurrencyid.isocurrencycode',
    'Wingtip Toys msdyn_partynumber',
    'Wingtip Toys msdyn_paymentterm.msdyn_name',
  ];
  for (const { name, columns } of conflicts) expect(changed, where).toContain(`${name} ${columns.join()}`);
  expect(
    log.filter(({ kind }) => kind !== 'conflict'),
    where,
  ).toEqual([]);

  const requests = organization.rows('tandem_syncrequest').map((row) => row.tandem_requeststate);
  expect(requests, where).toEqual([718_100_002]);
}

/** A request whose host has died counts as open again after ten minutes. */
const LEFT_BEHIND = 11 * 60_000;

/** Everything that people have done, with nothing of it carried over yet; and the maps, compiled once. */
export interface Edited {
  readonly folder: string;
  readonly maps: HostMaps;
  remove(): void;
}

export async function prepareEdited(): Promise<Edited> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-edited-'));
  const world = await openWorld({ dataDir: folder });
  try {
    await edit(world);
    const { maps } = await world.host('nobody');
    return {
      folder,
      maps,
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  } finally {
    await world.close();
  }
}

/**
 * A host carries out n requests (or writes) of its catch-up and is killed; a fresh one comes after it, and both sides are checked. Answers the last
 * request of the first, or null when it came to its end before.
 */
export async function killAfter(n: number, counted: Counted, from: Edited): Promise<string | null> {
  const { maps } = from;
  const world = await openWorld({ from });
  try {
    const way = mortal(n, counted);
    const works = world.host('first', { maps, fetch: way.fetch }).then((host) => host.turn());
    const last = await Promise.race([works.then(() => null), way.died]);
    world.time.pass(LEFT_BEHIND);
    // A host that was restarted takes its own lease back, another one waits until it has ended.
    const successor = await world.host(n % 2 === 0 ? 'first' : 'second', { maps });
    await successor.settle();
    await check(world, `killed after ${n} ${counted}, the last ${last ?? 'none'}`);
    return last;
  } finally {
    await world.close();
  }
}

/** A host loses the answer to the n-th write of its catch-up, and goes on. Answers the write, null when there was none. */
export async function loseAnswer(n: number, from: Edited): Promise<string | null> {
  const world = await openWorld({ from });
  try {
    const way = lossy(n);
    const host = await world.host('only', { maps: from.maps, fetch: way.fetch });
    await host.turn();
    const struck = way.struck();
    world.time.pass(LEFT_BEHIND);
    await host.settle();
    await check(world, `lost the answer to write ${n}, ${struck ?? 'none'}`);
    return struck;
  } finally {
    await world.close();
  }
}

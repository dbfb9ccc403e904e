import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { REAL_MAP } from '../unit/maps/dual-write/fixtures/forms';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** What a map would make of a record: read, and never written. */
let world: World;
let version: bigint;
let folder: string;
beforeAll(async () => {
  world = await openWorld();
  folder = mkdtempSync(join(tmpdir(), 'tandem-preview-'));
  await world.dataverse('PATCH', `msdyn_projects(${LYON})`, { msdyn_subject: 'Renamed for a look' });
  version = world.sandbox.dataverse.organization.counters.newestVersion();
  world.sandbox.finance.faults.resetCount();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

const LYON = seedId('project', 'PRJ-001042');
const preview = (...args: string[]): Promise<Ended> => tandem(world, ['map', 'preview', ...args]);
const saved = (name: string, row: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(row));
  return path;
};
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
  const { columns, ...about } = json(await preview('shipped:projects-v2', '--record', LYON.toUpperCase(), '--json'));
  expect(about).toMatchObject({
    map: 'projects-v2',
    recordId: LYON,
    passesFilter: true,
    direction: 'toFinance',
    supposed: false,
    target: 'there',
    missing: [],
  });
  expect(columns).toContainEqual(
    expect.objectContaining({
      field: 'ProjectName',
      written: 'Renamed for a look',
      target: 'ERP roll-out Lyon',
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

describe('the way to Dataverse', () => {
  const CUSTOMER = "CustomersV3(dataAreaId='usmf',CustomerAccount='US-C0012')?cross-company=true";

  it('of a row of Finance by its key, beside the row of Dataverse', async () => {
    const ended = await preview('customers-v3', '--key', 'dataAreaId=USMF,customeraccount=us-c0012');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(
      'CustomersV3 usmf · US-C0012\nThe filter lets it through.\nAdventure Works (account ',
    );
    expect(ended.stdout).toMatch(/^Dataverse +Finance +Value +Would be written +Here now/m);
    expect(ended.stdout).toMatch(/^name +OrganizationName +Adventure Works +Adventure Works +Adventure Works +same/m);
    expect(ended.stdout).toMatch(/^transactioncurrencyid\.isocurrencycode +SalesCurrencyCode +USD +USD +USD +same/m);
    expect(ended.stdout).toMatch(/Nothing has been written\.\n$/);
  });

  it('of the row of Finance that a record has', async () => {
    const { recordId } = json(
      await preview('customers-v3', '--key', 'dataAreaId=usmf,CustomerAccount=US-C0012', '--json'),
    );
    const back = json(
      await preview('customers-v3', '--record', String(recordId), '--direction', 'toDataverse', '--json'),
    );
    expect(back).toMatchObject({ direction: 'toDataverse', recordId, target: 'there', passesFilter: true });
  });

  it('of a row that Dataverse does not have', async () => {
    const row = await world.finance('GET', CUSTOMER);
    const file = saved('new.json', { ...row, CustomerAccount: 'US-C9999', OrganizationName: 'Nobody yet' });
    const { columns, ...about } = json(
      await preview('customers-v3', '--row', file, '--direction', 'toDataverse', '--against', '--json'),
    );
    expect(about).toMatchObject({ supposed: false, target: 'new', recordId: null });
    expect(columns).toContainEqual(expect.objectContaining({ column: 'name', written: 'Nobody yet', mark: 'new' }));
    expect(columns).toContainEqual(expect.objectContaining({ column: 'customertypecode', written: 3, mark: 'new' }));
  });
});

it('Microsoft’s own map, but for the column that only its author has', async () => {
  const file = join(folder, 'actuals.json');
  const stored = join(folder, 'msdyn_mapping.json');
  writeFileSync(stored, REAL_MAP);
  expect(await tandem(world, ['map', 'import', stored, '--out', file])).toMatchObject({ code: 0 });
  const [actual] = world.sandbox.dataverse.organization.rows('msdyn_actual');
  const ended = await preview(file, '--record', String(actual?.msdyn_actualid), '--json');
  expect(ended).toMatchObject({ code: 1, stderr: '' });
  const { columns, ...about } = json(ended) as { columns: Record<string, unknown>[] };
  expect(about).toMatchObject({ supposed: false, passesFilter: true });
  expect(columns).toContainEqual(
    expect.objectContaining({ field: 'TransactionType', source: 192350000, written: 'Cost', problem: null }),
  );
  expect(columns).toContainEqual(
    expect.objectContaining({ field: 'DocumentDate', written: expect.stringMatching(/T12:00:00Z$/) as string }),
  );
  expect(columns.filter(({ mark }) => mark === 'problem').map(({ field }) => field)).toEqual([
    'BOOKABLERESOURCEEMAIL',
    'BOOKABLERESOURCEEMAIL',
  ]);
});

describe('a saved row', () => {
  const NOWHERE = { TANDEM_DATAVERSE_URL: undefined, TANDEM_FINANCE_URL: undefined, TANDEM_TOKEN: undefined };
  const EXPAND =
    '$expand=msdyn_customer($select=accountnumber),msdyn_OwningCompany($select=cdm_companycode),msdyn_salesorderid($select=msdyn_salesordernumber)';

  it('needs no connection, and says the same as the record itself, as far as it can be told', async () => {
    const file = saved('project.json', await world.dataverse('GET', `msdyn_projects(${LYON})?${EXPAND}`));
    const args = ['map', 'preview', 'projects-v2', '--row', file, '--zones', 'frrt=Europe/Paris,usmf=America/Chicago'];
    const offline = await tandem(world, [...args, '--json'], { environment: NOWHERE });
    expect(offline).toMatchObject({ code: 0, stderr: '' });
    expect(json(offline)).toMatchObject({ supposed: true, target: 'notLookedAt', recordId: LYON });
    const live = json(await preview('projects-v2', '--record', LYON, '--json'));
    const told = ({ columns }: Record<string, unknown>) =>
      (columns as Record<string, unknown>[]).map(({ field, source, written }) => ({ field, source, written }));
    expect(told(json(offline))).toEqual(told(live));
    const against = json(await preview('projects-v2', '--row', file, '--against', '--json'));
    expect({ ...against, name: live.name }).toEqual(live);
    const spoken = await tandem(world, args.slice(0, 5), { environment: NOWHERE });
    expect(spoken.stdout).toContain('Days are those of UTC');
    expect(spoken.stdout).toContain('Types are supposed from the map and the row.');
  });

  it('that is none, says where', async () => {
    const file = join(folder, 'half.json');
    writeFileSync(file, '{\n  "msdyn_subject": "ERP",');
    expect(
      await tandem(world, ['map', 'preview', 'projects-v2', '--row', file], { environment: NOWHERE }),
    ).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/half\.json holds no row, at line 2, column \d+.* TDM2123\n {2}\S/) as string,
    });
  });
});

it('how many rows the filters let through', async () => {
  const { organization } = world.sandbox.dataverse;
  const customers = organization.rows('account').filter((row) => row.customertypecode === 3).length;
  const ended = json(await preview('customers-v3', '--count', '--json'));
  expect(ended).toEqual({ map: 'customers-v3', dataverse: customers, finance: 40 });
});

it.each([
  [['projects-v2'], 'One thing is to be asked for.'],
  [['projects-v2', '--record', LYON, '--count'], 'One thing is to be asked for.'],
  [['projects-v2', '--record', 'PRJ-001042'], 'msdyn_project has no record PRJ-001042'],
  [['projects-v2', '--record', LYON, '--direction', 'toDataverse'], 'TDM2124'],
  [
    ['customers-v3', '--key', 'dataAreaId=usmf,CustomerAccount=nobody'],
    'CustomersV3 has no row usmf · nobody. TDM2112',
  ],
  [['customers-v3', '--key', 'dataAreaId=usmf,CustomerAcount=x'], 'Is CustomerAccount meant? TDM2125'],
  [['customers-v3', '--key', 'dataAreaId=usmf,CustomerAccount=x', '--direction', 'toFinance'], 'TDM2119'],
  [['customers-v3', '--row', '/nowhere/row.json'], 'TDM2113'],
  [['projects-v2', '--record', '0a00beef-0000-4000-8000-00000000dead'], 'msdyn_project has no record'],
  [['shipped:wurst', '--count'], 'There is no shipped table map wurst.'],
])('%j is refused', async (args, words) => {
  expect(await preview(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});

it('and nothing has been written, on neither side', () => {
  expect(world.sandbox.dataverse.organization.counters.newestVersion()).toBe(version);
  // Finance is only ever read, and not in batches either, which could hide a write.
  const { recent, batchOperations } = world.sandbox.finance.faults.counted();
  expect(recent.length).toBeGreaterThan(0);
  expect(recent.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(batchOperations).toBe(0);
});

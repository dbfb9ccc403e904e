import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** What changed between table maps, and who decides what two have changed: the command line as it ships, as a process. */
let world: World;
let folder: string;
beforeAll(async () => {
  world = await openWorld({ from: 'imported' });
  folder = mkdtempSync(join(tmpdir(), 'tandem-changes-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

interface MapJson {
  legs: { fieldMappings: { sourceField?: string; syncDirection: number }[] }[];
  tandem: { version: string };
}

const SHIPPED = resolve('plugins-ts/project-operations/maps/customers-v3.json');

/** The shipped customers map with one direction and a version of its own. */
function customers(field: string, syncDirection: number, version: string): string {
  const map = JSON.parse(readFileSync(SHIPPED, 'utf8')) as MapJson;
  const column = map.legs[0]?.fieldMappings.find(({ sourceField }) => sourceField === field);
  if (column === undefined) throw new Error(`no column ${field}`);
  column.syncDirection = syncDirection;
  map.tandem.version = version;
  return JSON.stringify(map);
}

const FIELD = 'OrganizationName';
const shippedDirection = (JSON.parse(readFileSync(SHIPPED, 'utf8')) as MapJson).legs[0]?.fieldMappings.find(
  ({ sourceField }) => sourceField === FIELD,
)?.syncDirection;
/** The two directions that the shipped map does not have. */
const [BEFORE = 1, MINE = 2] = [1, 2, 3].filter((one) => one !== shippedDirection);

const json = (ended: Ended): Record<string, unknown> => JSON.parse(ended.stdout) as Record<string, unknown>;

describe('tandem map diff', () => {
  it('the same map, however it is written: 0', async () => {
    const file = join(folder, 'same.json');
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(SHIPPED, 'utf8'))));
    expect(await tandem(world, ['map', 'diff', 'shipped:customers-v3', file])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Both say the same.'),
    });
  });

  it('one direction: 1, in a sentence under its column, and as JSON', async () => {
    const file = join(folder, 'direction.json');
    writeFileSync(file, customers(FIELD, MINE, '9.0.0.0'));
    const ended = await tandem(world, ['map', 'diff', 'shipped:customers-v3', file]);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toMatch(/\nOrganizationName\n {2}~ The direction of OrganizationName was .+ and is .+\.\n/);
    expect(ended.stdout).toContain('2 differences.');
    const asJson = await tandem(world, ['map', 'diff', 'shipped:customers-v3', file, '--json']);
    expect(json(asJson).differences).toContainEqual(
      expect.objectContaining({ kind: 'direction', change: 'changed', column: FIELD }),
    );
  });

  it('the environment as a side', async () => {
    const ended = await tandem(world, ['map', 'diff', 'environment:currencies', 'shipped:currencies']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['shipped:nowhere', 'shipped:currencies'], /no shipped table map nowhere\. TDM2111/],
    [['environment:nowhere', 'shipped:currencies'], /no table map nowhere in this environment\. TDM2111/],
    [['/nowhere/at/all.json', 'shipped:currencies'], /cannot be read: ENOENT/],
  ])('what is not there: %s', async (sides, words) => {
    expect(await tandem(world, ['map', 'diff', ...sides])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(words),
    });
  });

  it('what is no map', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{ "legs": [');
    expect(await tandem(world, ['map', 'diff', file, 'shipped:currencies'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is no table map: .+TDM2114/),
    });
  });
});

describe('tandem map upgrade', () => {
  const row = () => {
    const [found] = world.sandbox.dataverse.organization.rows('tandem_tablemap', { tandem_key: 'customers-v3' });
    if (found === undefined) throw new Error('no customers-v3');
    return found;
  };
  /** As an older version shipped it, with a change of the customer's in what the new version changes too. */
  const customise = (): void => {
    world.sandbox.dataverse.organization.put('tandem_tablemap', {
      ...row(),
      tandem_definition: customers(FIELD, BEFORE, '0.0.0.1'),
      tandem_overlay: customers(FIELD, MINE, '0.0.0.1'),
      tandem_conflicts: null,
    });
  };
  const directionOf = (text: unknown): unknown =>
    (JSON.parse(String(text)) as MapJson).legs[0]?.fieldMappings.find(({ sourceField }) => sourceField === FIELD)
      ?.syncDirection;

  it('shows what is open, and the old one goes on', async () => {
    customise();
    const before = row();
    const ended = await tandem(world, ['map', 'upgrade', 'customers-v3']);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toMatch(/^1 to decide; until then customers-v3 goes on as/);
    expect(ended.stdout).toMatch(/TDM1430 The direction of OrganizationName was .+ in the new version .+\./);
    expect(ended.stdout).toContain('--column OrganizationName');
    expect(row()).toMatchObject({
      tandem_definition: before.tandem_definition,
      tandem_overlay: before.tandem_overlay,
      tandem_conflicts: expect.stringContaining('TDM1430'),
    });
  });

  it('refuses a column of which nothing is open', async () => {
    const ended = await tandem(world, ['map', 'upgrade', 'customers-v3', '--take', 'mine', '--column', 'Nothing']);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/in Nothing awaits[^]*Open: Organiz/) });
    expect(await tandem(world, ['map', 'upgrade', 'customers-v3', '--column', FIELD])).toMatchObject({ code: 2 });
    expect(await tandem(world, ['map', 'upgrade', 'nowhere'])).toMatchObject({ code: 2 });
  });

  it('mine: the new version, with the own change kept', async () => {
    expect(await tandem(world, ['map', 'upgrade', 'customers-v3', '--take', 'mine', '--column', FIELD])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(row()).toMatchObject({ tandem_conflicts: null });
    expect(directionOf(row().tandem_definition)).toBe(shippedDirection);
    expect(directionOf(row().tandem_overlay)).toBe(MINE);
  });

  it('shipped: nothing of the own change is left', async () => {
    customise();
    expect(await tandem(world, ['map', 'upgrade', 'customers-v3'])).toMatchObject({ code: 1 });
    expect(await tandem(world, ['map', 'upgrade', 'customers-v3', '--take', 'shipped'])).toMatchObject({ code: 0 });
    expect(row()).toMatchObject({ tandem_conflicts: null, tandem_overlay: null });
    expect(directionOf(row().tandem_definition)).toBe(shippedDirection);
  });

  it('what would come out and has something to fix here does not take the place of what runs', async () => {
    const { organization } = world.sandbox.dataverse;
    const without = (text: string): string => {
      const map = JSON.parse(text) as MapJson;
      for (const leg of map.legs)
        leg.fieldMappings = leg.fieldMappings.filter((one) => one.sourceField !== 'SalesMemo');
      return JSON.stringify(map);
    };
    organization.put('tandem_tablemap', {
      ...row(),
      tandem_definition: without(customers('PrimaryContactPhone', BEFORE, '0.0.0.1')),
      tandem_version: '0.0.0.1',
      tandem_overlay: without(customers(FIELD, MINE, '0.0.0.1')),
      tandem_conflicts: null,
    });
    const before = row();
    // A column that the new version maps is not there in this environment.
    const table = organization.catalog.table('account') as unknown as { columns: { name: string }[] };
    const column = table.columns.find(({ name }) => name === 'description');
    table.columns = table.columns.filter((one) => one !== column);
    const ended = await tandem(world, ['setup', '--shipped']);
    const asked = await tandem(world, ['map', 'upgrade', 'customers-v3']);
    if (column !== undefined) table.columns.push(column);
    expect(ended.stdout).toContain('customers-v3 goes on as 0.0.0.1, for the new one has something to fix here:');
    expect(ended.stdout).toMatch(/to fix TDM1025 customers-v3 · SalesMemo/);
    expect(asked).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/TDM1025[^]*goes on as 0\.0\.0\.1/) as string,
    });
    expect(row()).toEqual(before);
  });
});

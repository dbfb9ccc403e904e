import { afterAll, beforeAll, expect, it } from 'vitest';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** What setup makes of the shipped maps, and of those that dual-write keeps in the environment. */
let unseeded: World;
let imported: World;
beforeAll(async () => {
  [unseeded, imported] = await Promise.all([openWorld({ from: 'imported' }), openWorld({ from: 'imported' })]);
  for (const row of rowsOf(unseeded)) await forget(unseeded, row.tandem_tablemapid);
});
afterAll(async () => {
  await Promise.all([unseeded.close(), imported.close()]);
});

interface Seeded {
  readonly key: string;
  readonly outcome: string;
  readonly version: string;
  readonly source: string | null;
}
const seededBy = (ended: Ended): readonly Seeded[] =>
  (JSON.parse(ended.stdout) as { readonly maps: readonly Seeded[] }).maps;

const forget = (world: World, id: unknown) =>
  world.dataverse('DELETE', `tandem_tablemaps(${String(id)})`, undefined, 'admin');

const rowsOf = (world: World) => world.sandbox.dataverse.organization.rows('tandem_tablemap');

it('the tenant’s own maps go before ours, and nothing runs', async () => {
  const ended = await tandem(unseeded, ['setup', '--json']);
  expect(ended).toMatchObject({ code: 0 });
  const seeded = seededBy(ended);
  expect(seeded).toHaveLength(32);
  expect(new Set(seeded.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
  const own = seeded.filter(({ source }) => source?.startsWith('dual-write'));
  expect(own.map(({ key, source }) => [key, source])).toEqual([
    ['legal-entities', 'dual-write 1.0.0.0'],
    ['customers-v3', 'dual-write 1.0.0.3'],
    ['project-contract-headers', 'dual-write 1.0.0.1'],
    ['projects-v2', 'dual-write 1.0.0.3'],
    // Of several versions the one that runs.
    ['project-tasks', 'dual-write 1.0.0.3'],
    ['project-operations-integration-actuals', 'dual-write 1.0.0.14'],
  ]);
  expect(new Set(rowsOf(unseeded).map((row) => row.tandem_state))).toEqual(new Set([718_100_000]));

  const tasks = rowsOf(unseeded).find((row) => row.tandem_key === 'project-tasks');
  expect(tasks).toMatchObject({ tandem_version: '1.0.0.3', tandem_source: 'dual-write 1.0.0.3' });
  expect(String(tasks?.tandem_overlay)).not.toContain('TaskOutlineLevel');
  expect(String(tasks?.tandem_definition)).toContain('TaskOutlineLevel');
});

it('an actual of the tenant’s map takes nothing from Finance either', () => {
  const actuals = rowsOf(unseeded).find((row) => row.tandem_key === 'project-operations-integration-actuals');
  expect(actuals).toMatchObject({ tandem_direction: 'toFinance' });
  const overlay = JSON.parse(String(actuals?.tandem_overlay)) as {
    readonly legs: readonly {
      readonly fieldMappings: readonly { sourceField: string; tandem?: { answer?: boolean } }[];
    }[];
  };
  const answers = overlay.legs[0]?.fieldMappings.filter(({ tandem: own }) => own?.answer === true);
  expect(answers?.map(({ sourceField }) => sourceField.toUpperCase()).sort()).toEqual([
    'ACCOUNTINGAMOUNT',
    'ACTUALSIMPORTID',
    'EXCHANGERATE',
    'SALESTAXAMOUNT',
    'VOUCHERNUMBER',
  ]);
});

it('a second time changes nothing', async () => {
  const before = rowsOf(unseeded);
  const seeded = seededBy(await tandem(unseeded, ['setup', '--json']));
  expect(new Set(seeded.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  expect(rowsOf(unseeded)).toEqual(before);
});

it('people are told where each map came from', async () => {
  const ended = await tandem(imported, ['setup']);
  expect(ended.stdout).toContain('Table maps: 32 as they were');
  const forgotten = ['project-tasks', 'project-operations-integration-actuals'];
  for (const row of rowsOf(imported)) {
    if (forgotten.includes(String(row.tandem_key))) await forget(imported, row.tandem_tablemapid);
  }
  const again = await tandem(imported, ['setup']);
  expect(again.stdout).toMatch(/Table maps: 2 new, 30 as they were/);
  expect(again.stdout).toMatch(/project-tasks +new +dual-write 1\.0\.0\.3/);
  // What dual-write has no word for, and the shipped map of the same pair says.
  expect(again.stdout).toMatch(
    /to know TDM1440 project-operations-integration-actuals · \d+ columns\n {2}Said by the shipped map: .*\bDOCUMENTDATE\b.*\bVOUCHERNUMBER\b/,
  );
});

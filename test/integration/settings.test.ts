import { afterAll, beforeAll, expect, it } from 'vitest';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** What an admin sets in `tandem_setting` is what hosts go by. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const run = (): Promise<Ended> => tandem(world, ['run', '--once', '--name', 'scheduled'], { user: 'host' });
const set = (name: string, value: string): Promise<unknown> =>
  world.dataverse('POST', 'tandem_settings', { tandem_name: name, tandem_value: value }, 'admin');

it('what is no such setting is said with a code, and does not keep the host from its work', async () => {
  await set('deletesADay', 'many');
  await set('deletesADay.wurst', '3');
  await set('requestPollSeconds', '2');
  const ended = await run();
  expect(ended.stderr).toBe('');
  expect(ended.stdout).toMatch(/TDM1508 environment\n.*deletesADay is "many", and goes from 0 to 1000000/);
  expect(ended.stdout).toMatch(/TDM1509 environment\n.*there is no such table map/);
  expect(ended.stdout).not.toContain('requestPollSeconds');
  expect(ended.stdout).toContain('runs 4 table maps');
});

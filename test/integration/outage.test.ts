import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { tandem, type Ended } from './world/command';
import { openWorld, type TestHost, type World } from './world/world';

/** Finance is down for hours. */
let world: World;
let host: TestHost;
beforeAll(async () => {
  world = await openWorld();
  host = await world.host('scheduled');
  await host.settle();
});
afterAll(() => world.close());

const status = (...args: string[]): Promise<Ended> => tandem(world, ['status', ...args]);

it('status says since when, whoever asks, while Finance answers nobody', async () => {
  const { id } = world.sandbox.finance.faults.add({ kind: 'down' });
  await world.dataverse('PATCH', `msdyn_projects(${seedId('project', 'PRJ-001023')})`, { msdyn_subject: 'Meanwhile' });
  await host.turn();
  world.time.pass(3_600_000);
  await host.turn();
  const ended = await status();
  expect(ended).toMatchObject({ code: 1, stderr: '' });
  expect(ended.stdout).toMatch(/Finance does not answer scheduled since 2026-11-25T\d\d:\d\d:\d\d\.\d{3}Z \(1 h 0\d\)/);
  const { down } = JSON.parse((await status('--json')).stdout) as { down: object[] };
  expect(down).toMatchObject([{ side: 'finance', host: 'scheduled' }]);
  world.sandbox.finance.faults.remove(id);
});

it('and says nothing any more when it is back', async () => {
  world.time.pass(600_000);
  await host.settle();
  expect(JSON.parse((await status('--json')).stdout)).toMatchObject({ down: [] });
  expect((await status()).stdout).not.toContain('does not answer');
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { tandem } from './world/command';
import { openWorld, type World } from './world/world';

/** A map that is started when others run already. */
let world: World;
beforeAll(async () => {
  world = await openWorld({ from: 'running' });
});
afterAll(() => world.close());

it('its rows wait for their parents in maps that ran before', async () => {
  const ended = await tandem(world, ['setup', '--start', 'project-funding-source', '--accept-inferred']);
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Project funding source: .*1 waiting/) });
  const waiting = world.sandbox.dataverse.organization
    .rows('tandem_syncrecord', { tandem_mapkey: 'project-funding-source' })
    .filter((row) => row.tandem_reasoncode !== null)
    .map((row) => [row.tandem_reasoncode, JSON.parse(String(row.tandem_reasonparameters)) as unknown]);
  expect(waiting).toEqual([
    [
      'TDM4001',
      expect.objectContaining({ map: 'project-contract-headers', recordId: seedId('contract', 'CON-000518') }),
    ],
  ]);
});

import { afterEach, expect, it } from 'vitest';
import { startTandem, tandem, type Ended } from './world/command';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type World } from './world/world';

/** Maps that start together, stopped by the person who started them. */
let world: World;
afterEach(() => world.close());

const START = ['setup', '--start', 'legal-entities,customers-v3,project-contract-headers,projects-v2'];
const ACCEPT = ['--accept', 'TDM1219:OnHoldStatus,TDM1221:InvoiceAccount', '--accept-inferred'];

/** The command, which is sent Ctrl+C while Finance works on its POST after the first n, or comes to its end before. */
async function stoppedAfter(n: number): Promise<Ended> {
  const { faults } = world.sandbox.finance;
  const { id } = faults.add({ kind: 'latency', method: 'POST', after: n, times: 1 });
  const { child, ended } = startTandem(world, [...START, ...ACCEPT]);
  strike = () => child.kill('SIGINT');
  try {
    return await ended;
  } finally {
    faults.remove(id);
  }
}
let strike: () => unknown = () => undefined;

const runs = (): readonly string[] =>
  world.sandbox.dataverse.organization
    .rows('tandem_syncrun')
    .map((row) => `${String(row.tandem_mapkey)} ${String(row.tandem_kind)} ${String(row.tandem_runstate)}`)
    .sort();

const [ADOPT, INITIAL_SYNC] = [718_100_000, 718_100_001];
const COMPLETED = 718_100_001;

it('pause on Ctrl+C, and go on by the same command, as the runs that they were', { timeout: 240_000 }, async () => {
  world = await openWorld({
    from: 'imported',
    sleep: () => {
      strike();
      return Promise.resolve();
    },
  });
  const stopped = await stoppedAfter(2);
  expect(stopped).toMatchObject({ code: 1, stderr: '' });
  expect(stopped.stdout).toMatch(/Paused: .+\. The same command again goes on from here\./);
  const again = await tandem(world, [...START, ...ACCEPT]);
  expect(again.stderr).toBe('');
  expect(again.stdout).not.toContain('Paused');
  // Each map was adopted once and synced once, however often it was stopped.
  const maps = ['customers-v3', 'legal-entities', 'project-contract-headers', 'projects-v2'];
  expect(runs()).toEqual(
    maps.flatMap((map) => [`${map} ${ADOPT} ${COMPLETED}`, `${map} ${INITIAL_SYNC} ${COMPLETED}`]),
  );
  expect(await tandem(world, ['run', '--once', '--name', 'after'], { user: 'host' })).toMatchObject({ stderr: '' });
  expect(compareSides(world)).toEqual({ differences: [], unsettled: UNSETTLED_AT_FIRST });
});

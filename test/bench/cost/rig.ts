import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../../package.json';
import type { Connected } from '../../../plugins-ts/cli/connect';
import { prepare } from '../../../plugins-ts/cli/host-maps';
import { Host, type Engine, type HostMaps } from '../../../plugins-ts/sync';
import { StillTime } from '../../integration/world/time';
import { startSandbox, type Sandbox } from '../../sandbox';
import { addressesOf, prepareFolder, signIn } from '../prepared';
import { Traffic } from './traffic';

/** A host over the sandbox whose every request is counted, and whose time somebody else moves. */
export interface Rig {
  readonly sandbox: Sandbox;
  readonly traffic: Traffic;
  readonly engine: Engine;
  readonly maps: HostMaps;
  /** Lets time pass, then lets the host do all there is to do. */
  turn(milliseconds: number): Promise<void>;
}

/** Milliseconds: every feed is due again, and a lease is renewed in time. */
export const ALL_DUE = 35_000;
const MOST_TURNS = 30;

/** Turns until nothing is written any more. @throws Error when that takes too many */
export async function settle(rig: Rig): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns += 1) {
    rig.traffic.take();
    await rig.turn(ALL_DUE);
    const isQuiet = rig.traffic.take().every(({ purpose }) => purpose !== 'write' && purpose !== 'claim or settle');
    if (isQuiet) return;
  }
  throw new Error(`not quiet after ${MOST_TURNS} turns`);
}

/**
 * These maps as they are stored, whether an admin has started them or not. What is posted once is sent whenever it was
 * made.
 */
export async function mapsNamed(connected: Connected, engine: Engine, keys: readonly string[]): Promise<HostMaps> {
  const stored = await engine.ledger.tableMaps();
  const { maps, refused } = await prepare(connected, stored, ({ map }) => keys.includes(map.key));
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  return { ...maps, running: maps.running.map((one) => ({ ...one, cutover: 0 })) };
}

/** Work on a rig of its own, with the host composed as the command line does it. Nothing is left behind. */
export async function onRig<T>(keys: readonly string[], work: (rig: Rig) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  await prepareFolder(dataDir, () => undefined);
  const time = new StillTime(Date.now());
  const sandbox = await startSandbox({ dataDir, app: false, clock: time.now, sleep: time.sleep });
  try {
    const traffic = new Traffic();
    const connected = await signIn(addressesOf(sandbox), 'host', {
      monotonic: time.now,
      sleep: time.skip,
      fetch: traffic.over((url, request) => fetch(url, request)),
    });
    const engine = connected.engine('bench', version);
    const maps = await mapsNamed(connected, engine, keys);
    const host = new Host(engine);
    host.useMaps(maps);
    const turn = async (milliseconds: number): Promise<void> => {
      time.pass(milliseconds);
      await host.turn();
    };
    return await work({ sandbox, traffic, engine, maps, turn });
  } finally {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

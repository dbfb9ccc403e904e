import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../../package.json';
import { FIRST_MAPS } from '../../../plugins-ts/project-operations';
import { runMap, type Engine, type HostMaps, type RunningMap } from '../../../plugins-ts/sync';
import { prepareFolder, signIn } from '../prepared';
import { serve } from '../share/served';
import { bareLoop } from './bare-loop';
import { plantTasks } from './plant';
import { mapsNamed } from './rig';
import { Traffic, type Call } from './traffic';

const TASKS = 'project-tasks';

/** One way of bringing all rows of a map over for the first time. */
export interface Way {
  readonly rows: number;
  readonly seconds: number;
  /** Seconds of them that this process computed. */
  readonly computing: number;
  readonly calls: readonly Call[];
}

export interface InitialSync {
  readonly rows: number;
  /** Milliseconds per request. */
  readonly latency: number;
  readonly engine: Way;
  readonly bare: Way;
}

/**
 * A first sync of so many tasks through the engine and through a loop without books, over HTTP: each against services
 * of its own in another process, whose every request waits.
 *
 * @param latency milliseconds per request
 */
export async function initialSync(rows: number, latency: number): Promise<InitialSync> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  try {
    const before = join(folder, 'before');
    await prepareFolder(before, ({ dataverse }) => void plantTasks(dataverse.organization, rows));
    const run = (name: string, work: (ready: Ready) => Promise<number>): Promise<Way> => {
      const own = join(folder, name);
      cpSync(before, own, { recursive: true });
      return over(own, latency, work);
    };
    const sizes: number[] = [];
    const engine = await run('engine', async ({ engine, tasks, maps }) => {
      let before = 0;
      const counts = await runMap(engine, 'initialSync', tasks, maps.running, [null], ({ done }) => {
        if (done > before) sizes.push(done - before);
        before = done;
      });
      return counts.created ?? 0;
    });
    const bare = await run('bare', ({ engine, tasks }) => bareLoop(engine, tasks.map, sizes));
    return { rows, latency, engine, bare };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ready {
  readonly engine: Engine;
  readonly tasks: RunningMap;
  readonly maps: HostMaps;
}

/** What tasks stand on is there before anything is measured. */
async function over(dataDir: string, latency: number, work: (ready: Ready) => Promise<number>): Promise<Way> {
  const served = await serve(dataDir, latency);
  try {
    const traffic = new Traffic();
    const connected = await signIn(served, 'host', { fetch: traffic.over((url, request) => fetch(url, request)) });
    const engine = connected.engine('bench', version);
    const maps = await mapsNamed(connected, engine, [...FIRST_MAPS, TASKS]);
    for (const one of maps.running) {
      const { key, finance } = one.map.definition;
      const companies = finance.companyField === undefined ? [null] : maps.companies;
      if (key !== TASKS) await runMap(engine, 'initialSync', one, maps.running, companies, () => undefined);
    }
    const tasks = maps.running.find(({ map }) => map.definition.key === TASKS);
    if (tasks === undefined) throw new Error(`no map ${TASKS}`);
    traffic.take();
    const began = performance.now();
    const before = process.cpuUsage();
    const rows = await work({ engine, tasks, maps });
    const { user, system } = process.cpuUsage(before);
    return {
      rows,
      seconds: (performance.now() - began) / 1_000,
      computing: (user + system) / 1_000_000,
      calls: traffic.take(),
    };
  } finally {
    await served.stop();
  }
}

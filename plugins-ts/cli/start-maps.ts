import type { ListrTask } from 'listr2';
import pc from 'picocolors';
import { setMapState } from '../dataverse';
import {
  firstSync,
  ParentNotComplete,
  RunPaused,
  startOrder,
  Starts,
  type Engine,
  type HostMaps,
  type RunCounts,
  type RunningMap,
  type RunProgress,
} from '../sync';
import type { Connected } from './connect';

export interface StartOptions {
  /** Company codes the started maps run in; empty: as they stand. */
  readonly companies: readonly string[];
  /** Asked after each batch: then the maps pause. */
  readonly stopping?: () => boolean;
}

export interface MapSummary {
  readonly map: string;
  readonly adopted: RunCounts;
  readonly synced: RunCounts;
}

/** What has become of maps that start together. */
export interface StartStory {
  readonly summaries: MapSummary[];
  /** Names of maps that somebody has stopped on their way; they go on when they are started again. */
  readonly paused: string[];
  readonly failures: unknown[];
}

/** Where the maps come from, and how the engine is reached. */
export interface Starting {
  readonly connected: Connected;
  readonly engine: Engine;
  /** Those that run, and those that are to start, in dependency order. */
  readonly maps: HostMaps;
}

/**
 * A task for each map: side by side as far as the maps let them, each as soon as those that it waits for are complete. A
 * map that fails leaves those that wait for it as they were; the others go on. No task throws: the story has it all.
 */
export function startTasks(
  starting: Starting,
  chosen: readonly RunningMap[],
  options: StartOptions,
  story: StartStory,
): ListrTask[] {
  const starts = new Starts(startOrder(chosen), starting.engine.options.mapsAtOnce);
  return chosen.map((running) => ({
    title: running.map.definition.name,
    task: async (_, task) => {
      const { key, name } = running.map.definition;
      try {
        await starts.start(key, () => startMap(starting, running, options, story, (text) => (task.title = text)));
      } catch (error) {
        if (error instanceof RunPaused) {
          story.paused.push(name);
          task.title = `${name}: paused`;
        } else if (error instanceof ParentNotComplete) {
          story.paused.push(name);
          task.title = `${name}: waits for ${error.parent}`;
        } else {
          story.failures.push(error);
          task.title = `${name}: ${pc.red((error as Error).message)}`;
        }
      }
    },
  }));
}

/** Match what is on both sides, bring over what is not, and let hosts go on from there. */
async function startMap(
  { connected, engine, maps }: Starting,
  running: RunningMap,
  options: StartOptions,
  story: StartStory,
  told: (text: string) => void,
): Promise<void> {
  const { key, name, finance } = running.map.definition;
  if (options.stopping?.() === true) throw new RunPaused(`${name}: not begun`);
  const stored = (await engine.ledger.tableMaps()).find(({ map }) => map.key === key);
  if (stored?.state === 'running') {
    told(`${name}: runs already`);
    return;
  }
  const companies = options.companies.length > 0 ? options.companies : running.companies;
  const inCompanies =
    finance.companyField === undefined
      ? [null]
      : maps.companies.filter((company) => companies.length === 0 || companies.includes(company));
  // From here on the rows that are posted once are ours to send; what was made before is whoever's it was. Written down
  // before anything is sent: should this be broken off, what is made meanwhile is ours all the same.
  const { insertOnce } = running.map.definition.policies;
  const cutover = stored?.cutover ?? (insertOnce ? engine.clock.now() : null);
  const change = {
    ...(options.companies.length > 0 ? { companies } : {}),
    ...(cutover === null ? {} : { cutover }),
  };
  if (cutover !== null && stored?.cutover == null) {
    await setMapState(connected.dataverse, key, stored?.state ?? 'stopped', change);
  }
  const { adopted, synced } = await firstSync(
    engine,
    { ...running, companies, cutover },
    {
      companies: inCompanies,
      all: maps.running,
      told: progressOf(engine, name, told),
      ...(options.stopping === undefined ? {} : { stopping: options.stopping }),
    },
  );
  await setMapState(connected.dataverse, key, 'running', change);
  story.summaries.push({ map: key, adopted, synced });
  told(`${name}: ${countsOf(adopted, synced)}`);
}

const KINDS: Readonly<Record<RunProgress['kind'], string>> = {
  adopt: 'adopt',
  initialSync: 'initial sync',
};

function progressOf(engine: Engine, name: string, told: (text: string) => void): (progress: RunProgress) => void {
  const began = engine.clock.monotonic();
  return ({ kind, done, counts }) => {
    const seconds = Math.max(1, engine.clock.monotonic() - began) / 1000;
    const errors = (counts.error ?? 0) + (counts.conflict ?? 0);
    told(
      `${name}: ${KINDS[kind]}, ${done} rows, ${Math.round(done / seconds)} a second${errors > 0 ? `, ${pc.red(`${errors} in error`)}` : ''}`,
    );
  };
}

function countsOf(adopted: RunCounts, synced: RunCounts): string {
  const both = {
    ...synced,
    adopted: (adopted.adopted ?? 0) + (synced.adopted ?? 0),
  };
  const words = Object.entries(both).filter(([result, count]) => count > 0 && result !== 'unchanged');
  return words.length === 0 ? 'nothing to do' : words.map(([result, count]) => `${count} ${result}`).join(', ');
}

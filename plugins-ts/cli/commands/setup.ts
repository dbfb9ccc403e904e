import { randomUUID } from 'node:crypto';
import { Listr } from 'listr2';
import pc from 'picocolors';
import {
  importSolution,
  installedSolution,
  pinSetting,
  readTableMaps,
  seedTableMaps,
  writeSetting,
  type AcceptedFinding,
  type MapSeed,
  type SeededMap,
} from '../../dataverse';
import { compareVersions, type Finding } from '../../maps';
import { FIRST_MAPS, SHIPPED_MAPS } from '../../project-operations';
import type { Engine, HostMaps, RunningMap } from '../../sync';
import type { Acceptance } from '../acceptance';
import { checkBeforeStart } from '../before-start';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import { checkedAgainst, ZONES } from '../host-maps';
import type { Output } from '../output';
import { ownMaps, type OwnMaps } from '../own-maps';
import { checkPlace, isPinned, PINNED, SOLUTION_VERSION } from '../place';
import { startTasks, type StartStory } from '../start-maps';
import { waitForKeys } from '../wait-for-keys';

export const SOLUTION = 'Tandem';

export interface SetupOptions {
  /** The packed managed solution; absent: it must be there already. */
  readonly solution: Uint8Array | null;
  /** Import even where this version is installed. */
  readonly reimport: boolean;
  /** This environment or this Finance takes the place of the one that was set up. */
  readonly repin: boolean;
  /** Maps that are not there yet come from Tandem, even where dual-write has the tenant's own. */
  readonly shipped: boolean;
  /** Adopt, sync and start these maps; null: none; empty: those that every installation starts with. */
  readonly start: readonly string[] | null;
  /** What of the warnings and unverified columns of the maps that start is meant. */
  readonly accept: readonly Acceptance[];
  /** Company codes the started maps run in; empty: all. */
  readonly companies: readonly string[];
  /** IANA time zone by company code: whose calendar a moment's day is read from. Null: as they stand. */
  readonly zones: Readonly<Record<string, string>> | null;
  readonly version: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly terminal: boolean;
  /** Asked while maps start: then they pause, and can go on. */
  readonly stopping?: () => boolean;
}

interface Story {
  connected: Connected;
  engine: Engine;
  seeded: readonly SeededMap[];
  own: OwnMaps | null;
  maps: HostMaps | null;
  accepted: readonly AcceptedFinding[];
  readonly started: StartStory;
}

/**
 * From an empty environment to running table maps, in steps that may be repeated: what is done already is left alone.
 * No business row is written before the last step.
 *
 * @param connect signs in again: after an import there are settings that were not there before
 */
export async function setup(
  connect: () => Promise<Connected>,
  engineOf: (connected: Connected) => Engine,
  output: Output,
  options: SetupOptions,
): Promise<ExitCode> {
  const connected = await connect();
  // Nothing of a copy is touched, its solution neither, until somebody says that it is meant.
  if (!options.repin && isPinned(connected)) checkPlace(connected);
  const story: Story = {
    connected,
    engine: engineOf(connected),
    seeded: [],
    own: null,
    maps: null,
    accepted: [],
    started: { summaries: [], paused: [], failures: [] },
  };
  const steps = new Listr<Story, 'default' | 'simple' | 'silent'>(
    [
      {
        title: 'Solution',
        task: async (now, task) => {
          task.title = await solution(now, options, (progress) => (task.output = progress));
          now.connected = await connect();
          now.engine = engineOf(now.connected);
        },
      },
      {
        title: 'Environments belong together',
        task: async (now, task) => {
          await pin(now.connected, options.repin);
          if (options.zones !== null) await writeSetting(now.connected.dataverse, ZONES, JSON.stringify(options.zones));
          now.connected = await connect();
          now.engine = engineOf(now.connected);
          checkPlace(now.connected);
          task.title = `${now.connected.connection.dataverse} belongs to ${now.connected.connection.finance}`;
        },
      },
      {
        title: 'Keys of Tandem’s tables',
        task: async (now) => waitForKeys(now.connected.dataverse, options.sleep),
      },
      {
        title: 'Table maps',
        task: async (now, task) => {
          await seed(now, options, (text) => (task.output = text));
          task.title = `Table maps: ${seedingOf(now.seeded)}`;
        },
      },
      {
        title: 'Maps against both sides',
        enabled: () => options.start !== null,
        task: async (now, task) => {
          const { maps, accepted } = await checkBeforeStart(
            now.connected,
            await now.engine.ledger.tableMaps(),
            { ...options, maps: [...keysToStart(options)] },
            output,
          );
          now.maps = maps;
          now.accepted = accepted;
          const known = accepted.length > 0 ? `, with ${accepted.length} findings accepted` : '';
          task.title = `Maps against both sides: ${chosenOf(maps, options).length} may start${known}`;
        },
      },
      {
        title: 'Adopt and initial sync',
        enabled: () => options.start !== null,
        task: (now, task) =>
          task.newListr(
            now.maps === null
              ? []
              : startTasks({ ...now, maps: now.maps }, chosenOf(now.maps, options), options, now.started),
            {
              concurrent: true,
            },
          ),
      },
    ],
    {
      renderer: output.json ? 'silent' : options.terminal ? 'default' : 'simple',
      ctx: story,
      // Ctrl+C is heard by the command: it pauses, and nothing is torn off.
      registerSignalListeners: false,
    },
  );
  await steps.run();
  // Every map has come to an end by now: what is complete runs, whatever became of the others.
  if (story.started.failures.length > 0) throw story.started.failures[0];
  return conclude(story, output, options);
}

async function solution(story: Story, options: SetupOptions, told: (text: string) => void): Promise<string> {
  const { dataverse } = story.connected;
  const installed = await installedSolution(dataverse, SOLUTION);
  if (options.solution !== null && (installed === null || options.reimport || isOlder(installed.version, options))) {
    await importSolution(dataverse, options.solution, {
      importJobId: randomUUID(),
      sleep: options.sleep,
      monotonic: story.engine.clock.monotonic,
      every: 1_000,
      told: (progress) => told(progress === null ? 'importing' : `importing, ${Math.round(progress)} %`),
    });
    const now = (await installedSolution(dataverse, SOLUTION))?.version ?? options.version;
    await writeSetting(dataverse, SOLUTION_VERSION, now);
    return `Solution Tandem ${now} imported`;
  }
  if (installed === null) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.SOLUTION_MISSING,
      'The Tandem solution is not installed in this environment.',
      'Import it: tandem setup --solution Tandem_managed.zip.',
    );
  }
  await writeSetting(dataverse, SOLUTION_VERSION, installed.version);
  return `Solution Tandem ${installed.version} is installed`;
}

const isOlder = (installed: string, { version }: SetupOptions): boolean => compareVersions(installed, version) < 0;

async function pin(connected: Connected, again: boolean): Promise<void> {
  const { dataverse, organizationId, connection } = connected;
  const set = again ? writeSetting : pinSetting;
  await set(dataverse, PINNED.organization, organizationId);
  await set(dataverse, PINNED.finance, connection.finance);
}

async function seed(story: Story, options: SetupOptions, told: (text: string) => void): Promise<void> {
  const { dataverse } = story.connected;
  const stored = await readTableMaps(dataverse);
  // A tenant's own map is taken when ours would be laid down for the first time, and not asked for again.
  const isNew = !options.shipped && SHIPPED_MAPS.some(({ key }) => !stored.some((row) => row.key === key));
  if (isNew) told('looking for maps of dual-write');
  const own = isNew ? await ownMaps(story.connected) : null;
  story.own = own;
  const seeds = SHIPPED_MAPS.map((shipped): MapSeed => {
    const theirs = own?.maps.get(shipped.key);
    return theirs === undefined ? { shipped } : { shipped, own: theirs };
  });
  const setUpBy = story.connected.settings[SOLUTION_VERSION];
  story.seeded = await seedTableMaps(dataverse, seeds, {
    older: setUpBy !== undefined && compareVersions(options.version, setUpBy) < 0,
    check: checkedAgainst(story.connected),
    told: (done, all) => told(`${done} of ${all} written`),
  });
}

function seedingOf(seeded: readonly SeededMap[]): string {
  const count = (outcome: SeededMap['outcome']): number => seeded.filter((one) => one.outcome === outcome).length;
  const parts = [
    [count('created'), 'new'],
    [count('upgraded'), 'upgraded'],
    [count('merged'), 'upgraded with their own changes'],
    [count('conflict'), 'waiting for a decision'],
    [count('toFix'), 'left as they are, for the new one has something to fix'],
    [count('overlaid'), 'changed here and left as they are'],
    [count('newerThere'), 'newer there than this command line'],
    [count('unchanged'), 'as they were'],
  ] as const;
  return parts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : [])).join(', ');
}

/** What the shipped maps say of columns of the tenant's own maps that this run has laid down. */
const saidOf = ({ seeded, own }: Story): readonly Finding[] =>
  (own?.said ?? []).filter(({ map }) =>
    seeded.some(({ key, outcome, source }) => key === map && outcome === 'created' && source?.startsWith('dual-write')),
  );

/** It stands in no file, but in the answer of the service. */
const withoutFile = ({ file: _file, at: _at, ...found }: Finding): Finding => found;

/** Where each map that this run has written came from, what was not taken of dual-write's, and what needs a decision. */
function tellSeeding(story: Story, output: Output): void {
  const { seeded, own } = story;
  const written = seeded.filter(({ source }) => source !== null);
  if (written.length > 0) {
    output.table(
      ['Table map', '', 'From'],
      written.map(({ key, outcome, source }) => [key, outcome === 'created' ? 'new' : outcome, source ?? '']),
    );
  }
  printFindings(output, saidOf(story).map(withoutFile));
  if (own?.unreadable != null) {
    output.line(`${pc.yellow('The maps of dual-write could not be read')}, so ours were taken: ${own.unreadable}`);
  }
  if (own !== null && own.refused.length > 0) {
    output.line(`${pc.yellow('Maps of dual-write that could not be taken')}; ours took their place:`);
    printFindings(output, own.refused);
  }
  for (const { key, version, findings } of seeded) {
    if (findings.length === 0) continue;
    output.line(`${pc.yellow(`${key} goes on as ${version}`)}, for the new one has something to fix here:`);
    printFindings(output, findings);
  }
  for (const { key, version, conflicts } of seeded) {
    if (conflicts.length === 0) continue;
    output.line(`${pc.yellow(`${key} needs a decision`)}: it goes on as ${version}, for both changed:`);
    for (const { message, remedy } of conflicts) {
      output.line(`  ${message}`);
      output.line(`  ${pc.dim(remedy)}`);
    }
  }
}

const keysToStart = ({ start }: SetupOptions): ReadonlySet<string> => new Set(start?.length ? start : FIRST_MAPS);

function chosenOf(maps: HostMaps | null, options: SetupOptions): readonly RunningMap[] {
  const chosen = keysToStart(options);
  return (maps?.running ?? []).filter(({ map }) => chosen.has(map.definition.key));
}

function conclude(story: Story, output: Output, options: SetupOptions): ExitCode {
  const errors = story.started.summaries.reduce(
    (sum, one) => sum + (one.synced.error ?? 0) + (one.synced.conflict ?? 0),
    0,
  );
  output.answer({
    dataverse: story.connected.connection.dataverse,
    finance: story.connected.connection.finance,
    maps: story.seeded,
    notTaken: story.own?.refused ?? [],
    saidByShipped: saidOf(story),
    started: story.started.summaries,
    paused: story.started.paused,
    accepted: story.accepted,
  });
  tellSeeding(story, output);
  if (options.start === null) output.line('Set up. Nothing runs yet: tandem setup --start starts the table maps.');
  else if (story.started.paused.length > 0) {
    output.line(`Paused: ${story.started.paused.join(', ')}. The same command again goes on from here.`);
  } else if (errors > 0) output.line(`${pc.yellow(`${errors} rows need a person`)}: tandem status lists them.`);
  return errors > 0 || story.started.paused.length > 0 ? EXIT.needsPerson : EXIT.done;
}

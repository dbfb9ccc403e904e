import { Listr } from 'listr2';
import { findSyncRecords } from '../../dataverse';
import {
  planReconcile,
  reconcileMap,
  reconcilePlace,
  reconcileRecords,
  RunPaused,
  type Difference,
  type Engine,
  type RecordId,
  type ReconcileCounts,
  type ReconcileScope,
  type RunningMap,
} from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import { prepare } from '../host-maps';
import type { Output } from '../output';
import { csvOf } from '../reconcile/csv';
import { askForRepair, repairOf, type Repair } from '../reconcile/repair';
import { progressOf, ReconcileReport } from '../reconcile/report';
import { unknownMap } from '../unknown-map';

export interface ReconcileOptions {
  /** Keys of table maps; empty: all that run, or that are to be gone on with. */
  readonly maps: readonly string[];
  readonly scope: ReconcileScope;
  /** Only this record: its id, its name or the beginning of it. */
  readonly record: string | null;
  /** Goes on with what was paused or broken off. */
  readonly resume: boolean;
  /** Whose values count for what is not explained; null: report only. */
  readonly repair: Repair['side'] | null;
  /** Gets every difference as comma-separated values, as they are found. */
  readonly writeCsv: ((text: string) => void) | null;
  readonly stopping: () => boolean;
  readonly terminal: boolean;
}

interface Repaired {
  asked: number;
  /** Rows that are posted once, for which a person's word is needed row by row. */
  left: number;
}

/**
 * Compares both sides row by row and column by column, and says what differs and whether that is known. Repairs by
 * requests, which a host carries out as it does a person's.
 *
 * @throws Failure when a map is not there or does not run, or there is nothing to go on with
 */
export async function reconcile(
  connected: Connected,
  engine: Engine,
  options: ReconcileOptions,
  output: Output,
): Promise<ExitCode> {
  const { running, companies } = await mapsFor(connected, engine, options, output);
  const report = new ReconcileReport(running.map(({ map }) => map.definition.key));
  const repaired: Repaired = { asked: 0, left: 0 };
  const take = async (one: RunningMap, differences: readonly Difference[], counts: ReconcileCounts): Promise<void> => {
    options.writeCsv?.(csvOf(differences));
    if (options.repair !== null) {
      const repair = { side: options.repair, byName: options.record !== null };
      await repairAll(connected, one, differences, repair, repaired);
    }
    report.take(one.map.definition.key, differences, counts);
  };
  const paused =
    options.record === null
      ? await compareMaps(engine, running, companies, options, output, take)
      : await compareRecord(connected, engine, running, options.record, take);

  output.answer({
    asOf: new Date(engine.clock.now()).toISOString(),
    maps: report.forScripts,
    repairing: repaired.asked,
    leftToPerson: repaired.left,
    paused,
  });
  report.tell(output);
  tellRepair(repaired, options, output);
  if (paused) output.line('Paused: tandem reconcile --resume goes on from here.');
  return paused || report.unexplained > 0 ? EXIT.needsPerson : EXIT.done;
}

async function mapsFor(
  connected: Connected,
  engine: Engine,
  { maps: wanted, resume }: ReconcileOptions,
  output: Output,
): Promise<{ readonly running: readonly RunningMap[]; readonly companies: readonly string[] }> {
  const stored = await engine.ledger.tableMaps();
  const runs = stored.filter(({ state }) => state !== 'stopped').map(({ map }) => map.key);
  if (runs.length === 0) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.MAP_UNKNOWN,
      'No table map is running.',
      'Start some: tandem setup --start.',
    );
  }
  const strangers = wanted.filter((key) => !runs.includes(key));
  if (strangers.length > 0) throw unknownMap(strangers, runs, 'running');
  const asked = wanted.length === 0 ? runs : wanted;
  const chosen = resume ? await leftOff(engine, asked) : asked;
  const { maps, refused } = await prepare(connected, stored, ({ map }) => chosen.includes(map.key));
  for (const { findings } of refused) printFindings(output, findings);
  return maps;
}

/** @throws Failure when there is none */
async function leftOff(engine: Engine, keys: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const key of keys) if ((await reconcilePlace(engine, key)) !== null) left.push(key);
  if (left.length > 0) return left;
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.CALL_WRONG,
    'There is no reconcile to go on with.',
    'Run tandem reconcile without --resume.',
  );
}

type Take = (one: RunningMap, differences: readonly Difference[], counts: ReconcileCounts) => Promise<void>;

/** One map after the other. True when somebody asked it to stop. */
async function compareMaps(
  engine: Engine,
  running: readonly RunningMap[],
  companies: readonly string[],
  { scope, resume, stopping, terminal }: ReconcileOptions,
  output: Output,
  take: Take,
): Promise<boolean> {
  // Should this be broken off, `--resume` knows of all of them.
  if (!resume) for (const { map } of running) await planReconcile(engine, map.definition.key, scope);
  let paused = false;
  const tasks = running.map((one) => {
    const { name } = one.map.definition;
    return {
      title: name,
      task: async (_: unknown, task: { title?: string }) => {
        if (paused || stopping()) {
          paused = true;
          task.title = `${name}: not yet`;
          return;
        }
        try {
          const counts = await reconcileMap(engine, one, {
            scope,
            // Of a fresh one there is a place too: it was laid down above.
            resume: true,
            companies,
            stopping,
            told: async ({ differences }, soFar) => {
              await take(one, differences, soFar);
              task.title = `${name}: ${progressOf(soFar)}`;
            },
          });
          await take(one, [], counts);
          task.title = `${name}: ${progressOf(counts)}`;
        } catch (error) {
          if (!(error instanceof RunPaused)) throw error;
          paused = true;
        }
      },
    };
  });
  const renderer = output.json ? 'silent' : terminal ? 'default' : 'simple';
  await new Listr<unknown, 'default' | 'simple' | 'silent'>(tasks, {
    renderer,
    concurrent: false,
    // Ctrl+C is heard by the command: it pauses, and nothing is torn off.
    registerSignalListeners: false,
  }).run();
  return paused;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws Failure when no map has such a record */
async function compareRecord(
  { dataverse }: Connected,
  engine: Engine,
  running: readonly RunningMap[],
  wanted: string,
  take: Take,
): Promise<false> {
  const known = (await findSyncRecords(dataverse, wanted)).map(({ record }) => record);
  let rows = 0;
  for (const one of running) {
    const { key } = one.map.definition;
    const named = known.filter(({ mapKey }) => mapKey === key).map(({ recordId }) => recordId);
    // A record that nobody has dealt with yet is known by its id only.
    const ids: readonly RecordId[] = named.length === 0 && GUID.test(wanted) ? [wanted.toLowerCase()] : named;
    if (ids.length === 0) continue;
    const { differences, equal, counts } = await reconcileRecords(engine, one, ids);
    rows += equal + differences.length;
    await take(one, differences, counts);
  }
  if (rows > 0) return false;
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.RECORD_UNKNOWN,
    `No table map that runs has a record ${wanted}.`,
    'Give the id of the record or the beginning of its name, and the map where several have it.',
  );
}

async function repairAll(
  { dataverse }: Connected,
  one: RunningMap,
  differences: readonly Difference[],
  repair: Repair,
  repaired: Repaired,
): Promise<void> {
  for (const difference of differences) {
    const verdict = repairOf(difference, one, repair);
    if (verdict === 'postedOnce') repaired.left += 1;
    if (verdict !== 'ask') continue;
    await askForRepair(dataverse, difference, one, repair.side);
    repaired.asked += 1;
  }
}

const rowsOf = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

function tellRepair({ asked, left }: Repaired, { repair }: ReconcileOptions, output: Output): void {
  if (repair === null) return;
  output.line(`Repair asked for ${rowsOf(asked)}.`);
  if (left === 0) return;
  output.line(
    `${rowsOf(left)} of maps that post once ${left === 1 ? 'was' : 'were'} left as they are: look at each, then name it: tandem reconcile --record ID --repair ${repair}.`,
  );
}

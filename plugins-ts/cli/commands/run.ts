import pc from 'picocolors';
import type { Finding } from '../../maps';
import {
  CatchUp,
  DEFAULT_OPTIONS,
  engineSettings,
  Host,
  type Engine,
  type HostEvent,
  type StoredTableMap,
} from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import { leftToDualWrite, runByDualWrite } from '../hand-over';
import { prepare, signature } from '../host-maps';
import type { Output } from '../output';
import { checkPlace } from '../place';

export interface RunOptions {
  /** Until there is nothing more to do, then end. */
  readonly once: boolean;
  /** Milliseconds; resolves early when the command is asked to stop. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly stopping: () => boolean;
}

/** Milliseconds between two looks at the table maps and the settings: an admin has started, paused or changed one. */
const LOOK_AT_MAPS = 15_000;
/** Milliseconds between two looks at what dual-write runs. */
const LOOK_AT_DUAL_WRITE = 60_000;
/** Milliseconds between the ends and beginnings of turns: requests are looked for once a second. */
const REST = 1_000;
/** Turns of `--once` that may go by with something still being done, before it is left to the next run. */
const MOST_TURNS = 50;

/**
 * Keeps both sides in step until it is asked to stop. What a host does not finish, the next one does.
 * @throws Failure when there is nothing to run
 */
export async function run(
  connected: Connected,
  engine: Engine,
  output: Output,
  options: RunOptions,
): Promise<ExitCode> {
  const counts = new Map<string, number>();
  let busy = false;
  const catchUp = new CatchUp(engine);
  const host = new Host(engine, (event) => {
    if (event.kind === 'rows') catchUp.rows(event.mapKey, event.results);
    else catchUp.hindered(event.mapKey);
    if (event.kind === 'rows' && !countRows(counts, event)) return;
    busy = true;
    tell(output, engine, event);
  });
  let maps = await loadMaps(connected, engine, host, output, null);
  catchUp.runs(maps.keys, []);
  if (maps.running === 0 && options.once && maps.dualWrite.findings.length > 0) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.MAP_TO_FIX,
      'Dual-write runs every table map that would run here.',
      'Stop them there first: a map belongs to one of the two.',
    );
  }
  if (maps.running === 0 && options.once) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.NOT_SET_UP,
      'No table map is running.',
      'Start some: tandem setup --start.',
    );
  }
  output.line(`${pc.bold(engine.host)} runs ${maps.running} table maps${options.once ? ' once' : ''}.`);
  let lookedAt = engine.clock.monotonic();
  for (let turn = 1; !options.stopping(); turn += 1) {
    if (engine.clock.monotonic() - lookedAt > LOOK_AT_MAPS) {
      lookedAt = engine.clock.monotonic();
      const before = maps.keys;
      maps = await lookAgain(connected, engine, host, output, maps).catch((error: unknown) => {
        // It is not the place that it was, for instance.
        if (error instanceof Failure) throw error;
        tell(output, engine, { kind: 'unavailable', side: 'dataverse', message: (error as Error).message, wait: REST });
        return maps;
      });
      catchUp.runs(maps.keys, before);
    }
    busy = false;
    await host.turn();
    await catchUp.turned();
    if (options.once && ((!busy && host.wait === 0) || turn >= MOST_TURNS)) break;
    await options.sleep(options.once ? 0 : Math.max(REST, host.wait));
  }
  // A courtesy to the next host; without it the leases end by themselves.
  await host.stop().catch(() => undefined);
  await catchUp.ended();
  output.answer({ host: engine.host, results: Object.fromEntries(counts) });
  output.line(summary(counts));
  const people = (counts.get('error') ?? 0) + (counts.get('conflict') ?? 0) + maps.dualWrite.findings.length;
  return people > 0 ? EXIT.needsPerson : EXIT.done;
}

interface Loaded {
  /** Of the maps that were taken up. */
  readonly signature: string;
  /** Findings of the settings, as they were told last. */
  readonly settings: string;
  /** Maps that are left alone because dual-write runs them, and when that was looked at, on this host's own clock. */
  readonly dualWrite: { readonly findings: readonly Finding[]; readonly at: number; readonly of: string };
  readonly running: number;
  /** Of the maps that run. */
  readonly keys: readonly string[];
}

/** @throws Failure when the environment has been given to another Finance meanwhile */
async function lookAgain(
  connected: Connected,
  engine: Engine,
  host: Host,
  output: Output,
  before: Loaded,
): Promise<Loaded> {
  await connected.readSettingsAgain();
  checkPlace(connected);
  return loadMaps(connected, engine, host, output, before);
}

async function loadMaps(
  connected: Connected,
  engine: Engine,
  host: Host,
  output: Output,
  before: Loaded | null,
): Promise<Loaded> {
  const stored: readonly StoredTableMap[] = await engine.ledger.tableMaps();
  const keys = stored.map(({ map }) => map.key);
  const { findings } = engineSettings(connected.settings, DEFAULT_OPTIONS, keys);
  const settings = JSON.stringify(findings);
  if (settings !== (before?.settings ?? '[]')) printFindings(output, findings);
  const dualWrite = await lookAtDualWrite(connected, engine, stored, before);
  if (keysOf(dualWrite.findings) !== keysOf(before?.dualWrite.findings ?? []))
    printFindings(output, dualWrite.findings);
  const ours = leftToDualWrite(stored, dualWrite.findings);
  const now = signature(ours, connected.settings);
  const wanted = ours.filter(({ state }) => state === 'running').length;
  if (now === before?.signature) return { ...before, signature: now, settings, dualWrite, running: wanted };
  const { maps, refused } = await prepare(connected, ours);
  for (const { findings: toFix } of refused) printFindings(output, toFix);
  host.useMaps(maps);
  if (before !== null) output.line(`Table maps have changed: ${maps.running.length} run now.`);
  const running = maps.running.map(({ map }) => map.definition.key);
  return { signature: now, settings, dualWrite, running: running.length, keys: running };
}

async function lookAtDualWrite(
  connected: Connected,
  engine: Engine,
  stored: readonly StoredTableMap[],
  before: Loaded | null,
): Promise<Loaded['dualWrite']> {
  const at = engine.clock.monotonic();
  const of = stored.flatMap(({ map, state }) => (state === 'running' ? map.key : [])).join();
  const last = before?.dualWrite;
  // A map that goes on after a pause may have been given back to dual-write meanwhile.
  if (last !== undefined && last.of === of && at - last.at < LOOK_AT_DUAL_WRITE) return last;
  return { findings: await runByDualWrite(connected, stored), at, of };
}

const keysOf = (findings: readonly Finding[]): string => findings.map(({ map }) => map).join();

/** False when no row of the batch came to anything new. */
function countRows(counts: Map<string, number>, event: Extract<HostEvent, { kind: 'rows' }>): boolean {
  let news = false;
  for (const result of event.results.values()) {
    if (result === 'unchanged' || result === 'busy') continue;
    news = true;
    counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  return news;
}

function tell(output: Output, engine: Engine, event: HostEvent): void {
  const at = new Date(engine.clock.now()).toISOString();
  const time = pc.dim(at.slice(11, 19));
  switch (event.kind) {
    case 'rows': {
      const counts = new Map<string, number>();
      for (const result of event.results.values()) {
        if (result !== 'unchanged') counts.set(result, (counts.get(result) ?? 0) + 1);
      }
      output.event({ at, map: event.mapKey, results: Object.fromEntries(counts) });
      output.line(`${time} ${event.mapKey}: ${summary(counts)}`);
      return;
    }
    case 'unavailable':
      output.event({ at, unavailable: event.side, message: event.message, wait: event.wait });
      output.line(
        `${time} ${pc.yellow(`${event.side} does not answer${event.mapKey === undefined ? '' : ` for ${event.mapKey}`}`)}: ${event.message} Next try in ${Math.ceil(event.wait / 1000)} s; nothing is lost.`,
      );
      return;
    case 'leaseLost':
      output.event({ at, map: event.mapKey, leaseLost: true });
      output.line(`${time} ${event.mapKey}: another host has taken it over`);
  }
}

const summary = (counts: ReadonlyMap<string, number>): string =>
  counts.size === 0 ? 'Nothing to do.' : [...counts].map(([result, count]) => `${count} ${result}`).join(', ');

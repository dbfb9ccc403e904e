import { v5 } from 'uuid';
import { checkAccounts, checkPosted, Watch } from './accounts';
import { checkCaughtUp, checkPromises, checkWakes } from './promises';
import { Admins } from './world/admins';
import { Chronicle } from './world/chronicle';
import { SLOWEST, Weather } from './world/faults';
import { FinanceBooks } from './world/finance';
import { Hosts, PRODUCTION } from './world/hosts';
import { Books } from './world/ledger';
import { Organization } from './world/organization';
import { People } from './world/people';
import { Random, type Script } from './world/random';
import { Scheduler } from './world/scheduler';
import { setHabits } from './world/habits';
import { Troubles } from './world/troubles';
import type { World } from './world/world';

export interface HistoryReport {
  readonly seed: number;
  readonly steps: number;
  /** What went wrong; empty when every promise held. */
  readonly broken: readonly string[];
  /** How often what happened. */
  readonly seen: Readonly<Record<string, number>>;
  /** What chance said, and where it said yes. */
  readonly script: Script;
  readonly hits: readonly (readonly [step: number, at: number])[];
  /** What happened, line by line, where it was asked for. */
  readonly lines: readonly string[];
}

export interface HistoryOptions {
  /** Tells the history by a script instead of the seed's own chance. */
  readonly script?: Script;
  readonly isTold?: boolean;
}

/** Of a host each: its first turn, and a bit of the next. */
const STEPS_OF_PEACE = 250;
const STEPS_OF_TROUBLE = 1_600;
const STEPS_TO_QUIET = 60_000;
/** Virtual time: longer than any back-off or claim of a history. */
const QUIET = 6 * 3_600_000;
/** Virtual time after which nobody waits for a row that has arrived; a waiting row looks by itself after half an hour. */
const WOKEN = 25 * 60_000;
/** Virtual time in which, when all is quiet, nothing is written any more. */
const IDLE = 3_600_000;

/** Milliseconds within which somebody notices his own mistake: about as long as a host that died is not missed. */
const SECOND_THOUGHTS = 90_000;

/**
 * One history: people, two hosts and every fault we have, interleaved by the seed; then calm, until nothing is due; then
 * the promises are checked against both sides.
 */
export async function runHistory(seed: number, options: HistoryOptions = {}): Promise<HistoryReport> {
  const random = new Random(seed, options.script ?? null);
  const scheduler = new Scheduler(random);
  const now = (): number => scheduler.now;
  const chronicle = new Chronicle(now, options.isTold === true);
  const weather = new Weather();
  const org = new Organization(now);
  const finance = new FinanceBooks();
  const books = new Books();
  let ids = 0;
  const newId = (): string => v5(`${(ids += 1)}`, v5.URL);
  const soon = (act: () => void): void => void scheduler.step('people', random.below(SECOND_THOUGHTS)).then(act);
  const people = new People(random, org, finance, books, newId, now, soon, chronicle);
  const isAboutPosting = random.chance(0.3);
  people.seed();
  scheduler.now += 3_600_000;
  const cutover = scheduler.now;
  setHabits({ random, org, finance, now, chronicle });
  const admins = new Admins(random, chronicle, now, cutover, isAboutPosting);
  const areSkewed = random.chance(0.4);
  const deletesADay = random.pick([1, 1, 3]);
  const place = { organizationId: PRODUCTION, org, books };
  const hosts = new Hosts(
    scheduler,
    random,
    weather,
    finance,
    place,
    chronicle,
    newId,
    deletesADay,
    areSkewed,
    admins.maps,
  );
  const world: World = { org, finance, books, people, hosts, admins, chronicle, now, cutover, deletesADay };
  const watch = new Watch(world);
  const troubles = new Troubles(world, scheduler, random, weather, isAboutPosting);
  books.onHeartbeat = (host) => {
    // A beat that was on its way when maps were changed speaks of the others.
    if (scheduler.now - admins.changedAt > 2 * SLOWEST) watch.say(checkCaughtUp(world, host, admins.maps));
  };
  const broken = (): readonly string[] => [...hosts.broken, ...watch.broken];

  hosts.start('one');
  if (random.chance(0.7)) hosts.start('two');
  let steps = 0;
  // Half of the histories begin where all is in step already.
  weather.isCalm = random.chance(0.5);
  for (; weather.isCalm && steps < STEPS_OF_PEACE; steps += 1) await scheduler.advance();
  weather.isCalm = false;
  const trouble = options.script === undefined ? STEPS_OF_TROUBLE : options.script.length - 1;
  for (let n = 0; n < trouble && broken().length === 0; n += 1) {
    steps += 1;
    random.nextStep();
    await scheduler.advance();
    troubles.strike();
  }

  // Calm: no faults, no people, but for transactions that are still open.
  random.calm();
  troubles.end();
  // Hosts that have just been started come as far as their first step, or the clock would leave them behind.
  await scheduler.drained();
  const until = async (end: number): Promise<void> => {
    for (; scheduler.now < end && steps < STEPS_TO_QUIET && broken().length === 0; steps += 1) {
      await scheduler.advance();
      // When all is calm the hosts look less and less often, so that hours pass in few steps.
      const longest = scheduler.now < calmAt + WOKEN ? 240_000 : 1_800_000;
      hosts.pause = Math.min(longest, (scheduler.now - calmAt) / 2 + 2_000);
    }
  };
  const calmAt = scheduler.now;
  chronicle.tell('—', () => 'calm');
  await until(calmAt + WOKEN);
  watch.say(checkWakes(world));
  await until(calmAt + QUIET);
  watch.beginIdle();
  await until(calmAt + QUIET + IDLE);
  watch.endIdle();

  const wrong = broken();
  return {
    seed,
    steps,
    broken: wrong.length > 0 ? wrong : [...checkPromises(world), ...checkPosted(world), ...checkAccounts(world)],
    seen: Object.fromEntries(chronicle.counts),
    script: random.said,
    hits: random.hits,
    lines: chronicle.lines,
  };
}

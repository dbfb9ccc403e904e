import { v5 } from 'uuid';
import {
  DEFAULT_OPTIONS,
  FeedTaken,
  Host,
  LeaseLost,
  runMap,
  SideUnavailable,
  type Engine,
  type HostMaps,
} from '../../plugins-ts/sync';
import { checkCaughtUp, checkPromises, checkWakes, SKEW } from './promises';
import { SimulatedDataverse } from './world/dataverse';
import { CALM, SLOWEST, Wire, type FaultRates } from './world/faults';
import { FinanceBooks, SimulatedFinance } from './world/finance';
import { Books, SimulatedLedger } from './world/ledger';
import { ALL_MAPS, LOOKUPS } from './world/maps';
import { Organization } from './world/organization';
import { People } from './world/people';
import { Random } from './world/random';
import { Scheduler } from './world/scheduler';

export interface HistoryReport {
  readonly seed: number;
  readonly steps: number;
  /** What went wrong; empty when every promise held. */
  readonly broken: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
}

/** All maps, in these companies; none named: in all. */
const mapsIn = (companies: readonly string[]): HostMaps => ({
  running: ALL_MAPS.map((map) => ({ map, companies })),
  others: [],
  companies: ['usmf', 'frrt', 'dkmf'],
});

/** What an admin runs before a map starts; a side that does not answer just means: later. */
async function adopt(engine: Engine, maps: HostMaps): Promise<void> {
  for (const running of maps.running) {
    const chosen = maps.companies.filter((code) => running.companies.length === 0 || running.companies.includes(code));
    const companies = running.map.definition.finance.companyField === undefined ? [null] : chosen;
    try {
      await runMap(engine, 'adopt', running, maps.running, companies, () => undefined);
    } catch (error) {
      if (![SideUnavailable, LeaseLost, FeedTaken].some((kind) => error instanceof kind)) throw error;
    }
  }
}

const STEPS_OF_TROUBLE = 900;
const STEPS_TO_QUIET = 60_000;
/** Virtual time: longer than any back-off or claim of a history. */
const QUIET = 6 * 3_600_000;
/** Virtual time after which nobody waits for a row that has arrived; a waiting row looks by itself after half an hour. */
const WOKEN = 25 * 60_000;

/** Milliseconds within which somebody notices his own mistake: about as long as a host that died is not missed. */
const SECOND_THOUGHTS = 90_000;

/**
 * One history: people, two hosts and every fault we have, interleaved by the seed; then calm, until nothing is due; then
 * the promises are checked against both sides.
 */
export async function runHistory(seed: number): Promise<HistoryReport> {
  const random = new Random(seed);
  const scheduler = new Scheduler(random);
  const org = new Organization(() => scheduler.now);
  const finance = new FinanceBooks();
  const books = new Books();
  let ids = 0;
  const newId = (): string => v5(`${(ids += 1)}`, v5.URL);
  const soon = (act: () => void): void => void scheduler.step('people', random.below(SECOND_THOUGHTS)).then(act);
  const people = new People(random, org, finance, books, newId, () => scheduler.now, soon);
  people.seed();
  const refusedUntil = scheduler.now + random.below(3_600_000);
  finance.refuses = (entity, _key, values) =>
    entity === 'Projects' && String(values.Name).endsWith('7') && scheduler.now < refusedUntil
      ? 'Infolog: Error: the project is on hold.'
      : null;
  finance.defaults = { Projects: { Group: 'GENERAL' } };
  // Both sides have habits about exclamation marks, and not the same.
  const shouts = random.chance(0.3);
  finance.adjusts = (entity, values) => {
    const isShouted =
      String(values.Name).endsWith('3') && (entity === 'Projects' || (shouts && entity === 'Customers'));
    return isShouted ? { ...values, Name: `${String(values.Name)}!` } : values;
  };
  org.adjusts = (table, values) =>
    table === 'customer' && /[13]3!$/.test(String(values.name))
      ? { ...values, name: String(values.name).slice(0, -1) }
      : values;
  org.isTaken = (table, values) => table === 'customer' && String(values.number).startsWith('X');

  const meddling = random.pick([0, 0.05, 0.3]);
  org.onRead = (table, rows) => {
    if (rows.length > 0 && random.chance(meddling)) people.meddleHere(table, random.pick(rows));
  };
  finance.onRead = (entity, rows) => {
    if (entity === 'Customers' && rows.length > 0 && random.chance(meddling)) people.meddleThere(random.pick(rows));
  };

  const rates: FaultRates = {
    requestLost: random.pick([0, 0.02, 0.1]),
    answerLost: random.pick([0, 0.02, 0.1]),
    throttled: random.pick([0, 0.05]),
    slow: random.pick([0, 0.01, 0.05]),
    rowFailed: random.pick([0, 0, 0.05]),
  };
  const faults: Record<string, number> = {};
  const count = (fault: string): void => void (faults[fault] = (faults[fault] ?? 0) + 1);
  const wires: Wire[] = [];
  const live: string[] = [];
  const hosts: Host[] = [];
  // An admin begins with one company, and switches the others on.
  let switchedAt = 0;
  let maps = mapsIn(random.chance(0.3) ? ['usmf'] : []);
  const switchOnAll = (): void => {
    if (maps.running[0]?.companies.length === 0) return;
    maps = mapsIn([]);
    switchedAt = scheduler.now;
    for (const host of hosts) host.useMaps(maps);
  };
  let stopped = false;
  let woken = false;
  // When all is calm the hosts look less often, so that hours pass in few steps.
  const pause = (): number => (woken ? 600_000 : stopped ? 60_000 : 1_000);

  const startHost = (name: string): void => {
    const actor = `${name} ${(ids += 1)}`;
    live.push(actor);
    const wire = (side: 'dataverse' | 'finance'): Wire => {
      const made = new Wire(scheduler, random, actor, side);
      if (!stopped) made.rates = rates;
      wires.push(made);
      return made;
    };
    const dataverse = wire('dataverse');
    const skew = random.below(SKEW) - SKEW / 2;
    const engine: Engine = {
      host: name,
      version: '0.1.0',
      dataverse: new SimulatedDataverse(org, dataverse, LOOKUPS),
      finance: new SimulatedFinance(finance, wire('finance')),
      ledger: new SimulatedLedger(books, dataverse, () => scheduler.now),
      clock: { now: () => scheduler.now + skew, monotonic: () => scheduler.now },
      random: () => random.next(),
      newId,
      options: { ...DEFAULT_OPTIONS, batchSize: 1 + random.below(8), feedPoll: random.pick([1_000, 5_000]) },
    };
    const host = new Host(engine);
    host.useMaps(maps);
    hosts.push(host);
    const adopts = random.chance(0.3);
    const run = async (): Promise<void> => {
      if (adopts) await adopt(engine, maps);
      for (;;) {
        await host.turn();
        await scheduler.step(actor, pause() + host.wait);
      }
    };
    void run().catch((error: unknown) => {
      broken.push(`host ${name} fell over: ${(error as Error).stack ?? String(error)}`);
    });
  };
  const kill = (victim: string): void => {
    live.splice(live.indexOf(victim), 1);
    scheduler.kill(victim);
    count('killed');
    // Somebody starts it again, at once or when it is missed.
    const start = (): void => startHost(victim.split(' ')[0] ?? 'one');
    if (random.chance(0.5)) start();
    else void scheduler.step('somebody', random.below(SECOND_THOUGHTS)).then(start);
  };
  finance.onWritten = (entity, actor) => {
    if (stopped || !random.chance(meddling)) return;
    if (random.chance(0.3)) kill(actor);
    people.regret(entity);
  };

  const broken: string[] = [];
  books.onHeartbeat = (host) => {
    // A beat that was on its way when companies were switched on speaks of the others.
    if (scheduler.now - switchedAt > 2 * SLOWEST)
      broken.push(...checkCaughtUp({ org, finance, books, people }, host, maps));
  };

  startHost('one');
  if (random.chance(0.7)) startHost('two');
  let steps = 0;
  for (; steps < STEPS_OF_TROUBLE && broken.length === 0; steps += 1) {
    await scheduler.advance();
    if (random.chance(0.03)) people.act();
    if (random.chance(0.004)) {
      const commit = people.beginLateEdit();
      if (commit) {
        count('lateCommit');
        void scheduler.step('people', random.below(240_000)).then(commit);
      }
    }
    if (random.chance(0.004) && live.length > 0) kill(random.pick(live));
    if (random.chance(0.003)) switchOnAll();
    if (random.chance(0.002)) {
      org.expireTokens();
      count('tokenExpired');
    }
    if (random.chance(0.002)) {
      for (const wire of wires) wire.downUntil = scheduler.now + random.below(1_800_000);
      count('down');
    }
  }

  // Calm: no faults, no people, but for transactions that are still open.
  stopped = true;
  switchOnAll();
  org.onRead = () => undefined;
  finance.onRead = () => undefined;
  for (const wire of wires) {
    wire.rates = CALM;
    wire.downUntil = 0;
  }
  const world = { org, finance, books, people };
  const until = async (end: number): Promise<void> => {
    for (; scheduler.now < end && steps < STEPS_TO_QUIET && broken.length === 0; steps += 1) await scheduler.advance();
  };
  const calmAt = scheduler.now;
  await until(calmAt + WOKEN);
  broken.push(...checkWakes(world));
  woken = true;
  await until(calmAt + QUIET);

  for (const wire of wires) for (const [fault, times] of wire.seen) faults[fault] = (faults[fault] ?? 0) + times;
  return { seed, steps, faults, broken: broken.length > 0 ? broken : checkPromises(world) };
}

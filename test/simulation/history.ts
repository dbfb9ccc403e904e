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
import { checkPromises } from './promises';
import { SimulatedDataverse } from './world/dataverse';
import { CALM, Wire, type FaultRates } from './world/faults';
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

const MAPS: HostMaps = {
  running: ALL_MAPS.map((map) => ({ map, companies: [] })),
  others: [],
  companies: ['usmf', 'frrt'],
};

/** What an admin runs before a map starts; a side that does not answer just means: later. */
async function adopt(engine: Engine): Promise<void> {
  for (const running of MAPS.running) {
    const companies = running.map.definition.finance.companyField === undefined ? [null] : MAPS.companies;
    try {
      await runMap(engine, 'adopt', running, MAPS.running, companies, () => undefined);
    } catch (error) {
      if (![SideUnavailable, LeaseLost, FeedTaken].some((kind) => error instanceof kind)) throw error;
    }
  }
}

const STEPS_OF_TROUBLE = 900;
const STEPS_TO_QUIET = 60_000;
/** Virtual time: longer than any back-off, claim or lost wake of a history. */
const QUIET = 26 * 3_600_000;

/**
 * One history: people, two hosts and every fault we have, interleaved by the seed; then calm, until nothing is due; then
 * the promises are checked against both sides.
 */
export async function runHistory(seed: number): Promise<HistoryReport> {
  const random = new Random(seed);
  const scheduler = new Scheduler(random);
  const org = new Organization();
  const finance = new FinanceBooks();
  const books = new Books();
  let ids = 0;
  const newId = (): string => v5(`${(ids += 1)}`, v5.URL);
  const people = new People(random, org, finance, books, newId, () => scheduler.now);
  people.seed();
  const refusedUntil = scheduler.now + random.below(3_600_000);
  finance.refuses = (entity, _key, values) =>
    entity === 'Projects' && String(values.Name).endsWith('7') && scheduler.now < refusedUntil
      ? 'Infolog: Error: the project is on hold.'
      : null;
  finance.adjusts = (entity, values) =>
    entity === 'Projects' && String(values.Name).endsWith('3')
      ? { ...values, Name: `${String(values.Name)}!` }
      : values;

  const rates: FaultRates = {
    requestLost: random.pick([0, 0.02, 0.1]),
    answerLost: random.pick([0, 0.02, 0.1]),
    throttled: random.pick([0, 0.05]),
    slow: random.pick([0, 0.01, 0.05]),
  };
  const faults: Record<string, number> = {};
  const count = (fault: string): void => void (faults[fault] = (faults[fault] ?? 0) + 1);
  const wires: Wire[] = [];
  const live: string[] = [];
  let stopped = false;

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
    const skew = random.below(5_000) - 2_500;
    const engine: Engine = {
      host: name,
      version: '0.1.0',
      dataverse: new SimulatedDataverse(org, dataverse, LOOKUPS),
      finance: new SimulatedFinance(finance, wire('finance')),
      ledger: new SimulatedLedger(books, dataverse),
      clock: { now: () => scheduler.now + skew, monotonic: () => scheduler.now },
      random: () => random.next(),
      newId,
      options: { ...DEFAULT_OPTIONS, batchSize: 1 + random.below(8), feedPoll: random.pick([1_000, 5_000]) },
    };
    const host = new Host(engine);
    host.useMaps(MAPS);
    const adopts = random.chance(0.3);
    const run = async (): Promise<void> => {
      if (adopts) await adopt(engine);
      for (;;) {
        await host.turn();
        // When all is calm the hosts look every ten minutes, so that a day passes in few steps.
        await scheduler.step(actor, (stopped ? 600_000 : 1_000) + host.wait);
      }
    };
    void run().catch((error: unknown) => {
      broken.push(`host ${name} fell over: ${(error as Error).stack ?? String(error)}`);
    });
  };
  const broken: string[] = [];

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
    if (random.chance(0.004) && live.length > 0) {
      const victim = live.splice(random.below(live.length), 1)[0] ?? '';
      scheduler.kill(victim);
      count('killed');
      startHost(victim.split(' ')[0] ?? 'one');
    }
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
  for (const wire of wires) {
    wire.rates = CALM;
    wire.downUntil = 0;
  }
  const quietAt = scheduler.now + QUIET;
  for (; scheduler.now < quietAt && steps < STEPS_TO_QUIET && broken.length === 0; steps += 1)
    await scheduler.advance();

  for (const wire of wires) for (const [fault, times] of wire.seen) faults[fault] = (faults[fault] ?? 0) + times;
  return { seed, steps, faults, broken: [...broken, ...checkPromises({ org, finance, books, people })] };
}

import {
  DEFAULT_OPTIONS,
  FeedTaken,
  Host,
  LeaseLost,
  runMap,
  SideUnavailable,
  type Engine,
  type HostMaps,
} from '../../../plugins-ts/sync';
import { checkPlace, PINNED } from '../../../plugins-ts/cli/place';
import type { Connected } from '../../../plugins-ts/cli/connect';
import type { Chronicle } from './chronicle';
import { SimulatedDataverse } from './dataverse';
import { Wire, type Weather } from './faults';
import { SimulatedFinance, type FinanceBooks } from './finance';
import { SimulatedLedger, type Books } from './ledger';
import { LOOKUPS } from './maps';
import type { Organization } from './organization';
import type { Random } from './random';
import type { Scheduler } from './scheduler';

/** One process: it dies and another one with its name takes its place. */
interface Running {
  readonly actor: string;
  readonly name: string;
  readonly host: Host;
  maps: HostMaps;
  /** The maps that it had when its turn began, and those that it has been given since. */
  turns: HostMaps[];
  /** When it was told of its maps. */
  since: number;
}

/** Where hosts work: one environment and the Finance that its settings name. */
export interface Place {
  readonly organizationId: string;
  readonly org: Organization;
  readonly books: Books;
}

export const PRODUCTION = 'production';

/** After how long Finance archives; and small batches, for more happens between them. */
export const OPTIONS = { ...DEFAULT_OPTIONS, archive: 8 * 3_600_000, largestBatch: 1 };

/** Milliseconds until a host that died is missed. */
const MISSED = 90_000;
/** Hosts' clocks are wrong by up to half of this; a few by more. */
export const SKEW = 5_000;
const BADLY_SKEWED = 240_000;

const keysOf = ({ running }: HostMaps): string[] => running.map(({ map }) => map.definition.key);

/** The hosts of a history: started, killed, frozen, told of other maps. */
export class Hosts {
  readonly #live: Running[] = [];
  readonly broken: string[] = [];
  /** How wrong the clock of a host has ever been, by its name. */
  readonly skews = new Map<string, number>();
  maps: HostMaps;
  /** Milliseconds between two turns. */
  pause = 1_000;
  isCalm = false;
  #started = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly weather: Weather,
    private readonly finance: FinanceBooks,
    private readonly production: Place,
    private readonly chronicle: Chronicle,
    private readonly newId: () => string,
    private readonly deletesADay: number,
    /** Some clocks are minutes wrong. */
    readonly areSkewed: boolean,
    maps: HostMaps,
  ) {
    this.maps = maps;
  }

  get size(): number {
    return this.#live.length;
  }

  /** @param maps what the host runs; the others are told of new ones */
  start(name: string, place: Place = this.production, maps: HostMaps = this.maps): void {
    if (!this.#isAllowed(place)) return;
    const actor = `${name}.${(this.#started += 1)}`;
    const engine = this.#engine(actor, name, place);
    const host = new Host(engine);
    host.useMaps(maps);
    const running: Running = { actor, name, host, maps, turns: [maps], since: this.scheduler.now };
    this.#live.push(running);
    this.chronicle.tell(actor, () => `starts with batches of ${engine.options.batchSize}`);
    const adopts = this.random.chance(0.5);
    void this.#work(running, engine, adopts ? maps : null).catch((error: unknown) => {
      this.broken.push(`host ${name} fell over: ${(error as Error).stack ?? String(error)}`);
    });
  }

  /** What a host asks before it does anything: is this the environment that was set up? */
  #isAllowed({ organizationId }: Place): boolean {
    const settings = { [PINNED.organization]: PRODUCTION, [PINNED.finance]: 'finance' };
    const connection = { dataverse: organizationId, finance: 'finance' };
    try {
      checkPlace({ settings, organizationId, connection } as unknown as Connected);
      return true;
    } catch {
      return false;
    }
  }

  async #work(running: Running, engine: Engine, adopting: HostMaps | null): Promise<void> {
    if (adopting !== null) await adopt(engine, adopting);
    for (;;) {
      running.turns = [running.maps];
      await running.host.turn();
      await this.scheduler.step(running.actor, this.pause + running.host.wait);
    }
  }

  #engine(actor: string, name: string, { org, books }: Place): Engine {
    const wire = (side: 'dataverse' | 'finance'): Wire =>
      new Wire(this.scheduler, this.random, actor, side, this.weather, this.chronicle);
    const dataverse = wire('dataverse');
    const skew = this.#skew(name);
    const now = (): number => this.scheduler.now;
    return {
      host: name,
      version: '0.1.0',
      dataverse: new SimulatedDataverse(org, dataverse, LOOKUPS),
      finance: new SimulatedFinance(this.finance, wire('finance'), now, () => this.random.below(4 * 60_000)),
      ledger: new SimulatedLedger(books, dataverse, now),
      clock: { now: () => this.scheduler.now + skew, monotonic: now },
      random: () => this.random.next(),
      newId: this.newId,
      options: {
        ...OPTIONS,
        deletesADay: this.deletesADay,
        batchSize: 1 + this.random.below(8),
        feedPoll: this.random.pick([1_000, 5_000]),
      },
    };
  }

  #skew(name: string): number {
    const isBad = this.areSkewed && this.random.chance(0.25);
    if (isBad) this.chronicle.count('clockSkewed');
    const spread = isBad ? BADLY_SKEWED : SKEW;
    const skew = this.random.below(spread) - spread / 2;
    this.skews.set(name, Math.max(Math.abs(skew), this.skews.get(name) ?? 0));
    return skew;
  }

  /** Has every host of this name had the present maps for so long? */
  isCurrent(name: string, since: number): boolean {
    const named = this.#live.filter((one) => one.name === name);
    return named.every((one) => one.maps === this.maps && this.scheduler.now - one.since > since);
  }

  /** Is nobody at work any more with the maps from before? */
  get haveAllHeard(): boolean {
    return this.#live.every((one) => one.turns.every((maps) => maps === this.maps));
  }

  anybody(): string | null {
    return this.#live.length === 0 ? null : this.random.pick(this.#live).actor;
  }

  /** It is started again at once, or when somebody misses it. */
  kill(actor: string, missedAfter = MISSED): void {
    const at = this.#live.findIndex((one) => one.actor === actor);
    const [victim] = at < 0 ? [] : this.#live.splice(at, 1);
    if (victim === undefined) return;
    this.scheduler.kill(actor);
    this.chronicle.count('killed');
    this.chronicle.tell(actor, () => 'dies');
    if (this.random.chance(0.5)) this.start(victim.name);
    else this.#startLater([victim.name], this.random.below(missedAfter));
  }

  /** Names of hosts that nobody has started again yet. */
  readonly #missing: string[] = [];

  #startLater(names: readonly string[], after: number): void {
    this.#missing.push(...names);
    void this.scheduler.step('somebody', after).then(() => names.forEach((name) => this.#startAgain(name)));
  }

  #startAgain(name: string): void {
    const at = this.#missing.indexOf(name);
    if (at < 0) return;
    this.#missing.splice(at, 1);
    this.start(name);
  }

  /** Whoever is missing is started, and nobody dies any more. */
  startAll(): void {
    for (const name of [...this.#missing]) this.#startAgain(name);
  }

  /** All hosts are stopped, and started again with other maps. */
  restart(maps: HostMaps): void {
    this.maps = maps;
    for (const { actor, name } of this.#live.splice(0)) {
      this.scheduler.kill(actor);
      this.start(name);
    }
  }

  /** Nobody runs for hours. */
  outage(hours: number): void {
    const names = this.#live.map(({ name }) => name);
    for (const { actor } of this.#live.splice(0)) this.scheduler.kill(actor);
    this.chronicle.count('outage');
    this.chronicle.tell('hosts', () => `all die; the next one starts ${hours.toFixed(1)} hours later`);
    this.#startLater(names, hours * 3_600_000);
  }

  freeze(actor: string, duration: number): void {
    this.scheduler.freeze(actor, duration);
    this.chronicle.count('frozen');
    this.chronicle.tell(actor, () => `is frozen for ${Math.round(duration / 1000)} s`);
  }

  /** Hosts hear of it one after the other; some do not for a long time. */
  useMaps(maps: HostMaps): void {
    this.maps = maps;
    for (const one of this.#live) {
      if (!this.isCalm && this.random.chance(0.15)) {
        this.chronicle.count('oldHost');
        this.chronicle.tell(one.actor, () => 'does not hear of it');
        continue;
      }
      void this.scheduler.step(one.actor, this.isCalm ? 0 : this.random.below(30_000)).then(() => {
        one.host.useMaps(this.maps);
        one.maps = this.maps;
        one.turns.push(this.maps);
        one.since = this.scheduler.now;
      });
    }
  }

  mayWrite(actor: string, mapKey: string): boolean {
    const one = this.#live.find((running) => running.actor === actor);
    return one === undefined || one.turns.some((maps) => keysOf(maps).includes(mapKey));
  }
}

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

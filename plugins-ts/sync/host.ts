import type { TableMap } from '../maps/table-map';
import { Breakers } from './breakers';
import { Circuit } from './circuit';
import { claimLasts } from './claims';
import { followDataverse, type CaughtUp } from './dataverse-feed';
import { scopeOf, type Engine, type RunningMap } from './engine';
import { compareFinance } from './finance-feed';
import { checkpointId } from './identity';
import { acquire, keep, LeaseLost, release, type Held } from './lease';
import type { CheckpointKey, HostedMap, HostRow, MapState } from './ledger';
import { changed, type Subject } from './load';
import { linksOf } from './links';
import { isPackaged, PACKAGE_ROWS, type ExecutionId } from './package-side';
import { pass } from './pass';
import type { PassReport, PassResult } from './pass-report';
import type { Instant, RecordId, SyncRecord } from './record';
import { serveRequests, type Served } from './requests';
import { SideUnavailable } from './sides';
import { Sliced } from './slices';
import { owesWake, payWakes } from './wakes';
import { passAll, type Walk } from './walk';

/** The maps of an environment as a host sees them: compiled where they run, by state where they do not. */
export interface HostMaps {
  /** In dependency order. */
  readonly running: readonly RunningMap[];
  readonly others: readonly { readonly definition: TableMap; readonly state: MapState }[];
  /** Companies that exist in Finance, in lower case. */
  readonly companies: readonly string[];
}

export type HostEvent =
  | { readonly kind: 'rows'; readonly mapKey: string; readonly results: ReadonlyMap<RecordId, PassResult> }
  | {
      readonly kind: 'unavailable';
      readonly side: 'dataverse' | 'finance';
      /** Absent: the side answers nobody. Else it only does not answer for this map. */
      readonly mapKey?: string;
      readonly message: string;
      readonly wait: number;
    }
  | { readonly kind: 'leaseLost'; readonly mapKey: string };

const FRONT_LIMIT = 100;

/** Milliseconds after which a package is asked after again: an import takes minutes. */
const PACKAGE_POLL = 15_000;

/** Of a map with much to do, before others get their turn. */
const BATCHES_OF_A_SLICE = 2;

/** Of the time between two compares, one of this many parts is spent comparing: large entities are compared less often. */
const COMPARE_SHARE = 10;

/**
 * A host: one turn after another, each doing all there is to do, the most urgent first. It owns no timer and no loop;
 * whoever runs it decides when the next turn comes (`wait` says how long nothing is due).
 */
export class Host {
  readonly #caughtUp = new Map<string, Instant>();
  readonly #front = new Map<string, Set<RecordId>>();
  /** By feed, on this host's own clock: when to compare again. */
  readonly #compareAgain = new Map<string, number>();
  readonly #comparedUntil = new Map<string, Instant>();
  /** Maps for which a side has failed that answers otherwise. */
  readonly #rests = new Map<string, Circuit>();
  readonly #followedAt = new Map<string, number>();
  readonly #held = new Map<string, Held>();
  readonly #breakers: Breakers;
  #maps: HostMaps = { running: [], others: [], companies: [] };
  #served: readonly Served[] = [];
  #beatAt = Number.NEGATIVE_INFINITY;
  #polledAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly engine: Engine,
    private readonly told: (event: HostEvent) => void = () => undefined,
  ) {
    this.#breakers = new Breakers(engine);
  }

  /** Which maps to run from now on. */
  useMaps(maps: HostMaps): void {
    this.#forgetOtherScopes(maps);
    this.#maps = maps;
    const inState = (wanted: MapState): readonly TableMap[] =>
      maps.others.filter(({ state }) => state === wanted).map(({ definition }) => definition);
    const around = { running: maps.running, paused: inState('paused'), stopped: inState('stopped') };
    this.#served = maps.running.map((running) => ({ running, links: linksOf(running, around) }));
  }

  /** What was caught up under another scope is not any more: rows that were left out have to be looked at. */
  #forgetOtherScopes({ running, companies }: HostMaps): void {
    for (const one of running) {
      const { key } = one.map.definition;
      const before = this.#maps.running.find(({ map }) => map.definition.key === key);
      if (before !== undefined && scopeOf(before) === scopeOf(one)) continue;
      this.#caughtUp.delete(key);
      for (const company of [null, ...companies]) {
        const feed = checkpointId({ mapKey: key, side: 'finance', company });
        this.#comparedUntil.delete(feed);
        this.#compareAgain.delete(feed);
      }
    }
  }

  /** Milliseconds for which nothing is due: a side that is down wants to be left alone, but the heart goes on. */
  get wait(): number {
    return Math.max(
      this.#breakers.waitOf('dataverse'),
      Math.min(this.#breakers.waitOf('finance'), this.engine.options.heartbeat),
    );
  }

  /** Requests, then what is due or has been woken, then the feeds of each map in dependency order. */
  async turn(): Promise<void> {
    try {
      if (!(await this.#breakers.lets('dataverse'))) return;
      // While Finance is down the host is still there, and forms may say so.
      await this.#beat();
      if (!(await this.#breakers.lets('finance'))) return;
      await this.#requests();
      await this.#workOnMaps();
      await this.#woken();
      await this.#breakers.answered();
      await this.#beat();
    } catch (error) {
      if (!(error instanceof SideUnavailable)) throw error;
      const wait = await this.#breakers.failed(error);
      this.told({ kind: 'unavailable', side: error.side, message: error.message, wait });
    }
  }

  /** Gives back what this host holds, so that the next one can go on at once. @throws SideUnavailable */
  async stop(): Promise<void> {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const one of held) await release(this.engine, one);
  }

  /**
   * Small changes before bulk: each map that is due gets its first slice, in dependency order. What has more to do goes on
   * by slices, parents before children, and whatever becomes due meanwhile goes between.
   */
  async #workOnMaps(): Promise<void> {
    const bulk = new Map<string, Sliced>();
    try {
      do {
        for (const served of this.#served) {
          const { key } = served.running.map.definition;
          if (bulk.has(key)) continue;
          const work = new Sliced((pause) => this.#turnOf(served, pause));
          if (!(await work.go())) bulk.set(key, work);
        }
        const [first] = bulk;
        if (first !== undefined && (await first[1].go())) bulk.delete(first[0]);
      } while (bulk.size > 0);
    } finally {
      for (const work of bulk.values()) await work.drop();
    }
  }

  async #turnOf(served: Served, pause: () => Promise<void>): Promise<void> {
    const walk = this.#walk(served, pause);
    const { definition, carries } = served.running.map;
    await this.#unlessResting(definition.key, async () => {
      try {
        if (this.#isFeedDue(definition.key)) {
          if (isPackaged(served.running.map)) await this.#askAfterPackages(walk);
          await this.#due(walk);
          if (carries.toFinance) await this.#follow(walk);
        }
        if (carries.toDataverse) await this.#compare(walk);
      } catch (error) {
        if (!(error instanceof LeaseLost)) throw error;
        this.told({ kind: 'leaseLost', mapKey: definition.key });
      }
    });
  }

  // ── A map whose tables do not answer ───────────────────────────────────────────────────────────────────────────────

  #circuit(): Circuit {
    return new Circuit(this.engine.clock, this.engine.random);
  }

  async #unlessResting(mapKey: string, work: () => Promise<void>): Promise<void> {
    const rest = this.#rests.get(mapKey);
    if (rest?.lets === false) return;
    try {
      await work();
      rest?.answered();
    } catch (error) {
      await this.#rest(mapKey, error);
    }
  }

  /**
   * A side that answers, only not for this map (no right to its table, a table that is gone), is not down: the map rests
   * for a while, and the others go on.
   *
   * @throws SideUnavailable when the side answers nobody, or asked to be left alone
   */
  async #rest(mapKey: string, error: unknown): Promise<void> {
    if (!(error instanceof SideUnavailable) || error.retryAfter !== undefined) throw error;
    await this.engine[error.side].probe();
    const rest = this.#rests.get(mapKey) ?? this.#circuit();
    this.#rests.set(mapKey, rest);
    rest.failed(error);
    this.told({ kind: 'unavailable', side: error.side, mapKey, message: error.message, wait: rest.wait });
  }

  #walk({ running, links }: Served, pause: () => Promise<void> = () => Promise.resolve()): Walk {
    let batches = 0;
    const told = async (report: PassReport): Promise<void> => {
      this.#tell(running.map.definition.key, report);
      // A bulk load must not keep a form waiting.
      await this.#requests();
      await this.#beat();
      batches += 1;
      if (batches % BATCHES_OF_A_SLICE === 0) await pause();
    };
    return { running, links, mode: 'sync', told };
  }

  #tell(mapKey: string, { results, woken }: PassReport): void {
    this.told({ kind: 'rows', mapKey, results });
    this.#bringToFront(woken);
  }

  #bringToFront(woken: PassReport['woken']): void {
    for (const { mapKey, recordId } of woken) {
      const waiting = this.#front.get(mapKey) ?? new Set();
      this.#front.set(mapKey, waiting.add(recordId));
    }
  }

  // ── What is due ────────────────────────────────────────────────────────────────────────────────────────────────────

  #serving = false;

  async #requests(): Promise<void> {
    const now = this.engine.clock.monotonic();
    if (this.#serving || now - this.#polledAt < this.engine.options.requestPoll) return;
    this.#polledAt = now;
    this.#serving = true;
    try {
      await serveRequests(this.engine, this.#served, {
        report: (mapKey, report) => this.#tell(mapKey, report),
        trouble: (mapKey, error) => this.#rest(mapKey, error),
      });
    } finally {
      this.#serving = false;
    }
  }

  async #due(walk: Walk): Promise<void> {
    const mapKey = walk.running.map.definition.key;
    const now = this.engine.clock.now();
    const claimedBefore = now - claimLasts(this.engine, walk.running.map);
    const due = await this.engine.ledger.due(
      mapKey,
      now,
      claimedBefore,
      isPackaged(walk.running.map) ? PACKAGE_ROWS : FRONT_LIMIT,
    );
    await payWakes(
      this.engine,
      due.filter((one) => owesWake(one, now)),
    );
    const own = due.filter(({ record }) => isDue(record, now, claimedBefore));
    const subjects = own.map(({ record }): Subject => ({
      ...changed(record.recordId),
      keyHint: record.financeKey,
      again: true,
    }));
    await passAll(this.engine, walk, subjects);
  }

  /** By map and the name of a package, on this host's own clock: when it was asked after. */
  readonly #askedAfter = new Map<string, ReadonlyMap<ExecutionId, number>>();

  /** What has become of packages that were sent, by this host or by another that may have died since. */
  async #askAfterPackages(walk: Walk): Promise<void> {
    const { key } = walk.running.map.definition;
    const now = this.engine.clock.monotonic();
    const before = this.#askedAfter.get(key);
    const asked = new Map<ExecutionId, number>();
    this.#askedAfter.set(key, asked);
    for (const id of await this.engine.ledger.executions(key)) {
      const last = before?.get(id) ?? Number.NEGATIVE_INFINITY;
      const isDue = now - last >= PACKAGE_POLL;
      asked.set(id, isDue ? now : last);
      if (isDue) await this.#askAfter(walk, id);
    }
  }

  async #askAfter(walk: Walk, id: ExecutionId): Promise<void> {
    const claimed = await this.engine.ledger.claimedFor(walk.running.map.definition.key, id);
    const left = claimed.filter(({ record }) => record.status === 'sending');
    const execution = { id, size: claimed.length };
    const subjects = left.map(({ record }): Subject => ({ ...changed(record.recordId), again: true, execution }));
    await walk.told(await pass(this.engine, walk.running, walk.links, subjects, walk.mode));
  }

  /** Rows whose parents arrived in this turn. Only the quick way: what fails here is still owed a wake. */
  async #woken(): Promise<void> {
    for (const served of this.#served) {
      const mapKey = served.running.map.definition.key;
      const waiting = [...(this.#front.get(mapKey) ?? [])];
      this.#front.delete(mapKey);
      const subjects = waiting.map((recordId): Subject => ({ ...changed(recordId), again: true }));
      await this.#unlessResting(mapKey, async () => void (await passAll(this.engine, this.#walk(served), subjects)));
    }
  }

  /** Forms are served through requests at once; the feeds are the proof, and cost two requests per map each time. */
  #isFeedDue(mapKey: string): boolean {
    const now = this.engine.clock.monotonic();
    const last = this.#followedAt.get(mapKey) ?? Number.NEGATIVE_INFINITY;
    if (now - last < this.engine.options.feedPoll) return false;
    this.#followedAt.set(mapKey, now);
    return true;
  }

  // ── Feeds ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #follow(walk: Walk): Promise<void> {
    const mapKey = walk.running.map.definition.key;
    const at: CheckpointKey = { mapKey, side: 'dataverse', company: null };
    const caughtUp = await this.#holding(at, (held) => followDataverse(this.engine, walk, held));
    if (caughtUp) this.#note(walk.running, caughtUp);
  }

  async #compare(walk: Walk): Promise<void> {
    const { map, companies } = walk.running;
    const mapKey = map.definition.key;
    const feeds = this.#companiesOf(map.definition.finance.companyField !== undefined, companies).map(
      (company): CheckpointKey => ({ mapKey, side: 'finance', company }),
    );
    for (const at of feeds) await this.#compareOne(walk, at);
    if (map.carries.toFinance) return;
    // The map is caught up as far as the company that is furthest behind.
    const until = feeds.map((at) => this.#comparedUntil.get(checkpointId(at)) ?? null);
    this.#note(walk.running, until.includes(null) ? null : Math.min(...until.flatMap((one) => one ?? [])));
  }

  async #compareOne(walk: Walk, at: CheckpointKey): Promise<void> {
    const feed = checkpointId(at);
    const started = this.engine.clock.monotonic();
    if (started < (this.#compareAgain.get(feed) ?? Number.NEGATIVE_INFINITY)) return;
    const caughtUp = await this.#holding(at, (held) => compareFinance(this.engine, walk, at.company, held));
    const took = this.engine.clock.monotonic() - started;
    this.#compareAgain.set(feed, started + Math.max(this.engine.options.financeCompare, took * COMPARE_SHARE));
    if (walk.running.map.carries.toFinance) return;
    // Another host may have this company.
    const until = caughtUp ?? (await this.#comparedByOthers(walk.running, at));
    if (until !== null) this.#comparedUntil.set(feed, until);
  }

  async #comparedByOthers(running: RunningMap, at: CheckpointKey): Promise<CaughtUp> {
    const { checkpoint } = await this.engine.ledger.checkpoint(at);
    return checkpoint.counters.scope === scopeOf(running) ? checkpoint.tokenAt : null;
  }

  /**
   * Works on a feed while this host has its lease, which is kept from turn to turn and renewed when half over.
   * Null when another host has it, or when a row was left without an outcome.
   */
  async #holding(
    at: CheckpointKey,
    work: (held: Held) => Promise<{ held: Held; caughtUp: CaughtUp }>,
  ): Promise<CaughtUp> {
    const feed = checkpointId(at);
    const before = this.#held.get(feed);
    this.#held.delete(feed);
    const valid = before !== undefined && this.engine.clock.monotonic() < before.until;
    const held = valid ? await keep(this.engine, before) : await acquire(this.engine, at);
    if (held === null) return null;
    const after = await work(held);
    this.#held.set(feed, after.held);
    return after.caughtUp;
  }

  #companiesOf(perCompany: boolean, chosen: readonly string[]): readonly (string | null)[] {
    if (!perCompany) return [null];
    const codes = new Set(chosen.map((company) => company.toLowerCase()));
    return this.#maps.companies.filter((company) => codes.size === 0 || codes.has(company));
  }

  /** A walk that began before the maps changed says nothing about them as they are now. */
  #note(running: RunningMap, caughtUp: CaughtUp): void {
    if (caughtUp !== null && this.#maps.running.includes(running)) {
      this.#caughtUp.set(running.map.definition.key, caughtUp);
    }
  }

  // ── Heartbeat ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async #beat(): Promise<void> {
    const now = this.engine.clock.monotonic();
    if (now - this.#beatAt < this.engine.options.heartbeat) return;
    this.#beatAt = now;
    await this.engine.ledger.heartbeat(this.#row());
  }

  #row(): HostRow {
    const states = [
      ...this.#maps.running.map(({ map }) => ({ definition: map.definition, state: 'running' as const })),
      ...this.#maps.others,
    ];
    return {
      name: this.engine.host,
      version: this.engine.version,
      lastSeen: this.engine.clock.now(),
      maps: Object.fromEntries(
        states.map(({ definition, state }) => [definition.key, this.#hosted(definition, state)]),
      ),
    };
  }

  #hosted(definition: TableMap, state: MapState): HostedMap {
    const { key, name, names, dataverse, finance } = definition;
    return {
      state,
      caughtUpUntil: this.#caughtUp.get(key) ?? null,
      table: dataverse.table,
      name,
      ...(names === undefined ? {} : { names }),
      ...(finance.page === undefined ? {} : { page: finance.page }),
    };
  }
}

/** Due for itself, rather than for whoever waits for it. */
function isDue({ status, nextAttempt, claimedAt }: SyncRecord, now: Instant, claimedBefore: Instant): boolean {
  if (status === 'sending') return claimedAt === null || claimedAt <= claimedBefore;
  return (status === 'pending' || status === 'waiting') && nextAttempt !== null && nextAttempt <= now;
}

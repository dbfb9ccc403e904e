import type { TableMap } from '../maps/table-map';
import { Circuit } from './circuit';
import { followDataverse, type CaughtUp } from './dataverse-feed';
import type { Engine, RunningMap } from './engine';
import { compareFinance } from './finance-feed';
import { checkpointId } from './identity';
import { acquire, keep, LeaseLost, release, type Held } from './lease';
import type { CheckpointKey, HostedMap, HostRow, MapState } from './ledger';
import { changed, type Subject } from './load';
import { parentLinks } from './parents';
import type { PassReport, PassResult } from './pass-report';
import type { Instant, RecordId } from './record';
import { serveRequests, type Served } from './requests';
import { SideUnavailable } from './sides';
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
      readonly message: string;
      readonly wait: number;
    }
  | { readonly kind: 'leaseLost'; readonly mapKey: string };

const FRONT_LIMIT = 100;

/**
 * A host: one turn after another, each doing all there is to do, the most urgent first. It owns no timer and no loop;
 * whoever runs it decides when the next turn comes (`wait` says how long nothing is due).
 */
export class Host {
  readonly #caughtUp = new Map<string, Instant>();
  readonly #front = new Map<string, Set<RecordId>>();
  readonly #comparedAt = new Map<string, number>();
  readonly #followedAt = new Map<string, number>();
  readonly #held = new Map<string, Held>();
  readonly #circuits: Readonly<Record<'dataverse' | 'finance', Circuit>>;
  #maps: HostMaps = { running: [], others: [], companies: [] };
  #served: readonly Served[] = [];
  #beatAt = Number.NEGATIVE_INFINITY;
  #polledAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly engine: Engine,
    private readonly told: (event: HostEvent) => void = () => undefined,
  ) {
    const circuit = (): Circuit => new Circuit(engine.clock, engine.random);
    this.#circuits = { dataverse: circuit(), finance: circuit() };
  }

  /** Which maps to run from now on. */
  useMaps(maps: HostMaps): void {
    this.#maps = maps;
    const compiled = maps.running.map((running) => running.map);
    this.#served = maps.running.map((running) => ({ running, links: parentLinks(running.map, compiled) }));
  }

  /** Milliseconds for which nothing is due: a side that is down wants to be left alone, but the heart goes on. */
  get wait(): number {
    return Math.max(
      this.#circuits.dataverse.wait,
      Math.min(this.#circuits.finance.wait, this.engine.options.heartbeat),
    );
  }

  /** Requests, then what is due or has been woken, then the feeds of each map in dependency order. */
  async turn(): Promise<void> {
    if (!this.#circuits.dataverse.lets) return;
    try {
      // While Finance is down the host is still there, and forms may say so.
      await this.#beat();
      if (!this.#circuits.finance.lets) return;
      await this.#requests();
      for (const served of this.#served) await this.#turnOf(served);
      await this.#woken();
      this.#circuits.dataverse.answered();
      this.#circuits.finance.answered();
      await this.#beat();
    } catch (error) {
      if (!(error instanceof SideUnavailable)) throw error;
      const circuit = this.#circuits[error.side];
      circuit.failed(error);
      this.told({ kind: 'unavailable', side: error.side, message: error.message, wait: circuit.wait });
    }
  }

  /** Gives back what this host holds, so that the next one can go on at once. @throws SideUnavailable */
  async stop(): Promise<void> {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const one of held) await release(this.engine, one);
  }

  async #turnOf(served: Served): Promise<void> {
    const walk = this.#walk(served);
    try {
      if (this.#isFeedDue(served.running.map.definition.key)) {
        await this.#due(walk);
        if (served.running.map.carries.toFinance) await this.#follow(walk);
      }
      if (served.running.map.carries.toDataverse) await this.#compare(walk);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      this.told({ kind: 'leaseLost', mapKey: served.running.map.definition.key });
    }
  }

  #walk({ running, links }: Served): Walk {
    return { running, links, mode: 'sync', told: (report) => this.#report(running, report) };
  }

  async #report(running: RunningMap, report: PassReport): Promise<void> {
    this.told({ kind: 'rows', mapKey: running.map.definition.key, results: report.results });
    for (const { mapKey, recordId } of report.woken) {
      const waiting = this.#front.get(mapKey) ?? new Set();
      this.#front.set(mapKey, waiting.add(recordId));
    }
    // A bulk load must not keep a form waiting.
    await this.#requests();
    await this.#beat();
  }

  // ── What is due ────────────────────────────────────────────────────────────────────────────────────────────────────

  #serving = false;

  async #requests(): Promise<void> {
    const now = this.engine.clock.monotonic();
    if (this.#serving || now - this.#polledAt < this.engine.options.requestPoll) return;
    this.#polledAt = now;
    this.#serving = true;
    try {
      await serveRequests(this.engine, this.#served, async (report) => {
        for (const { mapKey, recordId } of report.woken) {
          this.#front.set(mapKey, (this.#front.get(mapKey) ?? new Set()).add(recordId));
        }
      });
    } finally {
      this.#serving = false;
    }
  }

  async #due(walk: Walk): Promise<void> {
    const mapKey = walk.running.map.definition.key;
    const now = this.engine.clock.now();
    const due = await this.engine.ledger.due(mapKey, now, now - this.engine.options.claim, FRONT_LIMIT);
    const subjects = due.map(({ record }): Subject => ({
      ...changed(record.recordId),
      keyHint: record.financeKey,
      again: true,
    }));
    await passAll(this.engine, walk, subjects);
  }

  /** Rows whose parents arrived in this turn, until no more are woken. */
  async #woken(): Promise<void> {
    for (const served of this.#served) {
      const mapKey = served.running.map.definition.key;
      const waiting = [...(this.#front.get(mapKey) ?? [])];
      this.#front.delete(mapKey);
      await passAll(
        this.engine,
        this.#walk(served),
        waiting.map((recordId) => ({ ...changed(recordId), again: true })),
      );
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
    if (caughtUp) this.#note(mapKey, caughtUp);
  }

  async #compare(walk: Walk): Promise<void> {
    const { map, companies } = walk.running;
    const mapKey = map.definition.key;
    for (const company of this.#companiesOf(map.definition.finance.companyField !== undefined, companies)) {
      const at: CheckpointKey = { mapKey, side: 'finance', company };
      const last = this.#comparedAt.get(`${mapKey} ${company}`) ?? Number.NEGATIVE_INFINITY;
      const started = this.engine.clock.monotonic();
      if (started - last < this.engine.options.financeCompare) continue;
      const caughtUp = await this.#holding(at, (held) => compareFinance(this.engine, walk, company, held));
      if (caughtUp === null) continue;
      this.#comparedAt.set(`${mapKey} ${company}`, started);
      if (!map.carries.toFinance) this.#note(mapKey, caughtUp);
    }
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
    return this.#maps.companies.filter((company) => chosen.length === 0 || chosen.includes(company));
  }

  #note(mapKey: string, caughtUp: CaughtUp): void {
    if (caughtUp !== null) this.#caughtUp.set(mapKey, caughtUp);
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

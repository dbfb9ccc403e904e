import { DEFAULT_OPTIONS, Host, type Engine, type HostMaps, type RunningMap } from '../../../plugins-ts/sync';
import type { CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import { changed, type Subject } from '../../../plugins-ts/sync/load';
import { linksOf } from '../../../plugins-ts/sync/links';
import { pass } from '../../../plugins-ts/sync/pass';
import type { PassMode, PassReport } from '../../../plugins-ts/sync/pass-report';
import { syncRecordId, type HostEvent, type SyncRecord, type SyncRequest } from '../../../plugins-ts/sync';
import { SimulatedDataverse } from '../../simulation/world/dataverse';
import { Wire } from '../../simulation/world/faults';
import { FinanceBooks, SimulatedFinance } from '../../simulation/world/finance';
import { Books, SimulatedLedger } from '../../simulation/world/ledger';
import { ALL_MAPS, LOOKUPS } from '../../simulation/world/maps';
import { Organization } from '../../simulation/world/organization';
import { Random } from '../../simulation/world/random';
import { Scheduler } from '../../simulation/world/scheduler';

/** Nobody else runs, and time stands still until a test moves it. */
class StandingStill extends Scheduler {
  override step(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * The simulation's two systems and Tandem's own tables without chance: one engine, whose sides a test may break at the
 * one place it is about.
 */
export class Bench {
  readonly time = new StandingStill(new Random(1));
  readonly org = new Organization(() => this.time.now);
  readonly finance = new FinanceBooks();
  readonly books = new Books();
  readonly told: HostEvent[] = [];
  #ids = 0;
  readonly #wire = (side: 'dataverse' | 'finance'): Wire => new Wire(this.time, new Random(1), 'bench', side);
  readonly engine: Engine = {
    host: 'bench',
    version: '0',
    dataverse: new SimulatedDataverse(this.org, this.#wire('dataverse'), LOOKUPS),
    finance: new SimulatedFinance(this.finance, this.#wire('finance')),
    ledger: new SimulatedLedger(this.books, this.#wire('dataverse'), () => this.time.now),
    clock: { now: () => this.time.now, monotonic: () => this.time.now },
    random: () => 0.5,
    newId: () => `id-${(this.#ids += 1)}`,
    // Always as many rows: what a test says of a batch is about time otherwise.
    options: { ...DEFAULT_OPTIONS, largestBatch: 1 },
  };
  readonly company: string;

  constructor(readonly maps: readonly CompiledMap[] = ALL_MAPS) {
    this.finance.put('LegalEntities', { LegalEntityId: 'usmf' }, { Name: 'usmf' });
    this.company = this.org.put('company', id(0), { code: 'usmf', name: 'usmf' }).id;
  }

  get running(): readonly RunningMap[] {
    return this.maps.map((map) => ({ map, companies: [] }));
  }

  later(milliseconds: number): void {
    this.time.now += milliseconds;
  }

  pass(map: CompiledMap, ...ids: readonly string[]): Promise<PassReport> {
    return this.passOf(map, ids.map(changed));
  }

  passOf(map: CompiledMap, subjects: readonly Subject[], mode: PassMode = 'sync'): Promise<PassReport> {
    const links = linksOf({ map, companies: [] }, { running: this.running, paused: [], stopped: [] });
    return pass(this.engine, { map, companies: [] }, links, subjects, mode);
  }

  host(maps: Partial<HostMaps> = {}): Host {
    const host = new Host(this.engine, (event) => this.told.push(event));
    host.useMaps({ running: this.running, others: [], companies: ['usmf'], ...maps });
    return host;
  }

  record(map: CompiledMap, recordId: string): SyncRecord | undefined {
    return this.books.records.get(syncRecordId(map.definition.key, recordId))?.value;
  }

  ask(request: Partial<SyncRequest>): void {
    const open: SyncRequest = {
      id: `request ${this.books.requests.size}`,
      kind: 'syncNow',
      table: 'project',
      recordId: id(1),
      mapKey: null,
      state: 'open',
      outcome: null,
      choice: null,
      claimedBy: null,
      claimedAt: null,
      by: 'somebody',
      at: this.time.now,
    };
    const asked = { ...open, ...request };
    this.books.put(this.books.requests, asked.id, asked, null);
  }

  get requests(): readonly SyncRequest[] {
    return [...this.books.requests.values()].map(({ value }) => value);
  }
}

/** Ids that sort by their number. */
export const id = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** Replaces a method of a side once: what is called before, after or instead. */
export function once<S extends object, M extends keyof S>(side: S, method: M, instead: (real: S[M]) => S[M]): void {
  const real = (side[method] as unknown as (...args: unknown[]) => unknown).bind(side) as unknown as S[M];
  const own = Object.getOwnPropertyDescriptor(side, method);
  const replaced = instead(real) as unknown as (...args: unknown[]) => unknown;
  Object.defineProperty(side, method, {
    configurable: true,
    value: (...args: unknown[]) => {
      if (own) Object.defineProperty(side, method, own);
      else Reflect.deleteProperty(side, method);
      return replaced(...args);
    },
  });
}

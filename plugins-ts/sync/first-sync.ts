import { scopeOf, type Engine, type RunningMap } from './engine';
import { kept } from './kept';
import { acquire, advance, keep, leave, type Held } from './lease';
import type { CheckpointKey } from './ledger';
import { newRun, type RunIdentity } from './recorded-run';
import { FeedTaken, runMap, type RunCounts, type RunProgress } from './run';

/**
 * A map's way from nothing to running.
 *
 * ```
 * adopt: what matches is written down, no business row ──▶ initial sync: what a change of each row would have done ──▶ run
 *   │  ▲                                                        │  ▲
 *   └──┴── paused, failed, killed: goes on where it was ────────┴──┘
 * ```
 */
export interface FirstSyncOptions {
  /** Companies that the map runs in; null: an entity without company. */
  readonly companies: readonly (string | null)[];
  /** All maps that run or start: rows wait for their parents there. */
  readonly all: readonly RunningMap[];
  readonly told: (progress: RunProgress) => void;
  readonly stopping?: () => boolean;
}

export interface FirstSync {
  readonly adopted: RunCounts;
  readonly synced: RunCounts;
}

/** What has to be known to go on. */
interface Place {
  /** What the map took in: changed meanwhile, it begins again. */
  readonly scope: number;
  /** Null: not complete. */
  readonly adopted: RunCounts | null;
  readonly run: RunIdentity | null;
  readonly counts: RunCounts;
}

/**
 * Adopts a map and syncs it for the first time, each recorded as a run. Broken off at any point it goes on: adopt is not
 * done again once it is complete, the run keeps its row, and rows that have been dealt with are not read again.
 *
 * @throws SideUnavailable, LeaseLost, RunPaused, FeedTaken when another host is at it
 */
export async function firstSync(engine: Engine, running: RunningMap, options: FirstSyncOptions): Promise<FirstSync> {
  const { key } = running.map.definition;
  const taken = await acquire(engine, checkpointOf(key));
  if (taken === null) throw new FeedTaken(`${key}: another host is starting this map. Wait until it has ended.`);
  const steps = new Steps(engine, running, options, taken);
  try {
    const adopted = await steps.adopt();
    const synced = await steps.run('initialSync');
    await steps.forget();
    return { adopted, synced };
  } finally {
    await steps.leave();
  }
}

/** A checkpoint of its own: no feed has a company of this name. */
const checkpointOf = (mapKey: string): CheckpointKey => ({ mapKey, side: 'dataverse', company: '#start' });

class Steps {
  #held: Held;
  #place: Place;

  constructor(
    private readonly engine: Engine,
    private readonly running: RunningMap,
    private readonly options: FirstSyncOptions,
    held: Held,
  ) {
    this.#held = held;
    const scope = scopeOf(running);
    const left = placeIn(held.checkpoint.token);
    this.#place = left?.scope === scope ? left : { scope, adopted: null, run: null, counts: {} };
  }

  async adopt(): Promise<RunCounts> {
    if (this.#place.adopted !== null) return this.#place.adopted;
    const adopted = await this.run('adopt');
    await this.#keep({ ...this.#place, adopted, run: null, counts: {} });
    return adopted;
  }

  async run(kind: RunProgress['kind']): Promise<RunCounts> {
    const { engine, running, options } = this;
    const { run: before } = this.#place;
    const run = before?.kind === kind ? before : newRun(engine, kind, running.map.definition.key);
    const counts = before?.kind === kind ? this.#place.counts : {};
    await this.#keep({ ...this.#place, run, counts });
    try {
      return await runMap(engine, kind, running, options.all, options.companies, options.told, {
        resumed: { run, counts },
        ...(options.stopping === undefined ? {} : { stopping: options.stopping }),
        after: async (soFar) => {
          this.#place = { ...this.#place, counts: { ...soFar } };
          this.#held = await keep(engine, this.#held);
        },
      });
    } catch (error) {
      // What it has come to; a run that was killed begins to count where it was begun or paused.
      await this.#keep(this.#place).catch(() => undefined);
      throw error;
    }
  }

  forget(): Promise<void> {
    return this.#write(null);
  }

  leave(): Promise<void> {
    return leave(this.engine, this.#held);
  }

  #keep(place: Place): Promise<void> {
    this.#place = place;
    return this.#write(JSON.stringify(place));
  }

  async #write(token: string | null): Promise<void> {
    this.#held = await advance(this.engine, this.#held, { token });
  }
}

const placeIn = (token: string | null): Place | null => kept<Place>(token);

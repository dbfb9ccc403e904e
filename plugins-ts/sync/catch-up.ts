import type { Engine } from './engine';
import type { RunRow } from './ledger';
import type { PassResult } from './pass-report';
import type { RecordId } from './record';
import { newRun, runRow, type RunIdentity } from './recorded-run';
import { tallyOf } from './run';

interface Open {
  readonly run: RunIdentity;
  readonly counts: Partial<Record<PassResult, number>>;
  writtenAt: number;
}

/** What says nothing new of a row: such a row is not counted. */
const NO_NEWS: readonly PassResult[] = ['unchanged', 'busy'];

/**
 * What a host has to catch up with when it begins, or when a map goes on after a pause: recorded as a run of each map
 * that has any. A map is caught up at the end of the first turn that nothing stood in the way of.
 *
 * Rows of runs are for those who look on: that one cannot be written keeps nobody from the work.
 */
export class CatchUp {
  /** Maps that are not caught up; null: nothing has come of them yet. */
  readonly #behind = new Map<string, Open | null>();
  readonly #hindered = new Set<string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly engine: Engine) {}

  /** These maps run from now on; those that ran before are as far as they were. */
  runs(mapKeys: readonly string[], before: readonly string[]): void {
    for (const key of mapKeys) if (!before.includes(key)) this.#behind.set(key, this.#behind.get(key) ?? null);
  }

  rows(mapKey: string, results: ReadonlyMap<RecordId, PassResult>): void {
    const known = this.#behind.get(mapKey);
    if (known === undefined) return;
    const news = [...results.values()].filter((result) => !NO_NEWS.includes(result));
    if (news.length === 0) return;
    const open = known ?? { run: newRun(this.engine, 'catchUp', mapKey), counts: {}, writtenAt: -Infinity };
    for (const result of news) open.counts[result] = (open.counts[result] ?? 0) + 1;
    this.#behind.set(mapKey, open);
    const now = this.engine.clock.monotonic();
    if (now - open.writtenAt < this.engine.options.heartbeat) return;
    open.writtenAt = now;
    this.#write(open, 'running');
  }

  /** A side did not answer, for this map or for any. */
  hindered(mapKey?: string): void {
    for (const key of mapKey === undefined ? this.#behind.keys() : [mapKey]) this.#hindered.add(key);
  }

  /** After each turn of the host. */
  async turned(): Promise<void> {
    for (const [mapKey, open] of this.#behind) {
      if (this.#hindered.has(mapKey)) continue;
      this.#behind.delete(mapKey);
      if (open !== null) this.#write(open, 'completed');
    }
    this.#hindered.clear();
    await this.#writing;
  }

  /** The host ends: what is not caught up is left to the next one. */
  async ended(): Promise<void> {
    for (const open of this.#behind.values()) if (open !== null) this.#write(open, 'paused');
    this.#behind.clear();
    await this.#writing;
  }

  #write({ run, counts }: Open, state: RunRow['state']): void {
    const row = runRow(this.engine, run, tallyOf(counts), state);
    this.#writing = this.#writing.then(() => this.engine.ledger.writeRun(row)).catch(() => undefined);
  }
}

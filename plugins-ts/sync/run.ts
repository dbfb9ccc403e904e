import { compareDataverse } from './dataverse-feed';
import type { Engine, RunningMap } from './engine';
import { compareFinance } from './finance-feed';
import { acquire, release, type Held } from './lease';
import type { CheckpointKey, RunRow } from './ledger';
import { linksOf } from './links';
import { changed, type Subject } from './load';
import type { PassReport, PassResult } from './pass-report';
import type { RecordId } from './record';
import { newRun, recordRun, RunPaused, type RunIdentity, type RunTally } from './recorded-run';
import { passAll, type Walk } from './walk';

export type RunCounts = Readonly<Partial<Record<PassResult, number>>>;

/** How a run is getting on; told after each batch. */
export interface RunProgress {
  readonly kind: 'adopt' | 'initialSync';
  readonly mapKey: string;
  readonly done: number;
  readonly counts: RunCounts;
  readonly state: RunRow['state'];
}

/** Another host has the feed of this map: a run would do its work twice. */
export class FeedTaken extends Error {
  override readonly name = 'FeedTaken';
}

const WRITTEN: readonly PassResult[] = ['created', 'updated', 'received', 'deleted'];
const FAILED: readonly PassResult[] = ['error', 'conflict'];

export interface RunMapOptions {
  /** A run that goes on, and what it had come to. */
  readonly resumed?: { readonly run: RunIdentity; readonly counts: RunCounts };
  /** Asked after each batch: then the run pauses. */
  readonly stopping?: () => boolean;
  /** After each batch, before anybody may stop it: the lease of the whole, for instance. */
  readonly after?: (counts: RunCounts) => Promise<void>;
}

/**
 * Adopt or initial sync of one map, recorded. Both walk all rows of the sides the map reads from; adopt writes sync
 * records for rows that match and no business row, initial sync does what a change of each row would have done.
 * Interrupted at any point it is simply run again: what is done has a sync record of its version, and is not read again.
 *
 * A row that waits for another of the same map is parked, and taken up once that has arrived: so every row is planned at
 * most twice, in whichever order they come.
 *
 * @throws SideUnavailable, LeaseLost, FeedTaken, RunPaused
 */
export async function runMap(
  engine: Engine,
  kind: RunProgress['kind'],
  running: RunningMap,
  all: readonly RunningMap[],
  companies: readonly (string | null)[],
  told: (progress: RunProgress) => void,
  { resumed, stopping, after }: RunMapOptions = {},
): Promise<RunCounts> {
  const mapKey = running.map.definition.key;
  const counts: Partial<Record<PassResult, number>> = { ...resumed?.counts };
  const rowsDone = (): number => tallyOf(counts).done;
  await recordRun(
    engine,
    resumed?.run ?? newRun(engine, kind, mapKey),
    () => tallyOf(counts),
    async (progress) => {
      const woken = new Woken(mapKey);
      const walk: Walk = {
        running,
        links: linksOf(running, { running: all, paused: [], stopped: [] }),
        mode: kind === 'adopt' ? 'adopt' : 'sync',
        told: async (report: PassReport) => {
          for (const result of report.results.values()) counts[result] = (counts[result] ?? 0) + 1;
          told({ kind, mapKey, done: rowsDone(), counts, state: 'running' });
          await after?.(counts);
          await progress();
          if (stopping?.() === true) throw new RunPaused(`${mapKey}: paused`);
          await woken.take(report, (subjects) => passAll(engine, walk, subjects));
        },
      };
      if (running.map.carries.toFinance) {
        await holding(engine, { mapKey, side: 'dataverse', company: null }, (held) =>
          compareDataverse(engine, walk, held),
        );
      }
      if (!running.map.carries.toDataverse) return;
      for (const company of companies) {
        await holding(engine, { mapKey, side: 'finance', company }, (held) =>
          compareFinance(engine, walk, company, held),
        );
      }
    },
  );
  told({ kind, mapKey, done: rowsDone(), counts, state: 'completed' });
  return counts;
}

/** Rows of the map that waited for another of its rows, which has arrived: they come next. */
class Woken {
  readonly #front = new Set<RecordId>();
  #isTaking = false;

  constructor(private readonly mapKey: string) {}

  /** What is woken meanwhile is taken up as well: one generation after the other, in a loop however deep they go. */
  async take({ woken }: PassReport, pass: (subjects: readonly Subject[]) => Promise<unknown>): Promise<void> {
    for (const { mapKey, recordId } of woken) if (mapKey === this.mapKey) this.#front.add(recordId);
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      while (this.#front.size > 0) {
        const ids = [...this.#front];
        this.#front.clear();
        // What fails here is still owed a wake: a host pays it.
        await pass(ids.map((recordId) => ({ ...changed(recordId), again: true })));
      }
    } finally {
      this.#isTaking = false;
    }
  }
}

async function holding(
  engine: Engine,
  at: CheckpointKey,
  work: (held: Held) => Promise<{ readonly held: Held }>,
): Promise<void> {
  const held = await acquire(engine, at);
  if (held === null) throw new FeedTaken(`${at.mapKey}: another host runs this map. Stop it there, or wait a minute.`);
  try {
    await release(engine, (await work(held)).held);
  } catch (error) {
    if (error instanceof RunPaused) await letGo(engine, at, held);
    throw error;
  }
}

/** A walk that was paused has written down all that it did: the next one need neither wait nor doubt. */
async function letGo(engine: Engine, at: CheckpointKey, before: Held): Promise<void> {
  const { checkpoint, etag } = await engine.ledger.checkpoint(at);
  if (etag === null || checkpoint.leaseHolder !== engine.host) return;
  await release(engine, { ...before, checkpoint, etag });
}

/** What rows have come to, as the row of a run tells it. Pure. */
export const tallyOf = (counts: RunCounts): RunTally => ({
  done: Object.values(counts).reduce((total, count) => total + count, 0),
  written: sum(counts, WRITTEN),
  errors: sum(counts, FAILED),
});

const sum = (counts: RunCounts, results: readonly PassResult[]): number =>
  results.reduce((total, result) => total + (counts[result] ?? 0), 0);

import { compareDataverse } from './dataverse-feed';
import type { Engine, RunningMap } from './engine';
import { compareFinance } from './finance-feed';
import { acquire, release, type Held } from './lease';
import type { CheckpointKey, RunRow } from './ledger';
import { linksOf } from './links';
import type { PassReport, PassResult } from './pass-report';
import { newRun, recordRun } from './recorded-run';
import type { Walk } from './walk';

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

/**
 * Adopt or initial sync of one map, recorded. Both walk all rows of the sides the map reads from; adopt writes sync
 * records for rows that match and no business row, initial sync does what a change of each row would have done.
 * Interrupted at any point it is simply run again: what is done plans to nothing.
 *
 * @throws SideUnavailable, LeaseLost, FeedTaken
 */
export async function runMap(
  engine: Engine,
  kind: RunProgress['kind'],
  running: RunningMap,
  all: readonly RunningMap[],
  companies: readonly (string | null)[],
  told: (progress: RunProgress) => void,
): Promise<RunCounts> {
  const mapKey = running.map.definition.key;
  const counts: Partial<Record<PassResult, number>> = {};
  let done = 0;
  const tally = () => ({ done, written: sum(counts, WRITTEN), errors: sum(counts, FAILED) });
  await recordRun(engine, newRun(engine, kind, mapKey), tally, async (progress) => {
    const walk: Walk = {
      running,
      links: linksOf(running, { running: all, paused: [], stopped: [] }),
      mode: kind === 'adopt' ? 'adopt' : 'sync',
      told: async (report: PassReport) => {
        for (const result of report.results.values()) counts[result] = (counts[result] ?? 0) + 1;
        done += report.results.size;
        told({ kind, mapKey, done, counts, state: 'running' });
        await progress();
      },
    };
    if (running.map.carries.toFinance) {
      const held = await hold(engine, { mapKey, side: 'dataverse', company: null });
      await release(engine, (await compareDataverse(engine, walk, held)).held);
    }
    if (!running.map.carries.toDataverse) return;
    for (const company of companies) {
      const held = await hold(engine, { mapKey, side: 'finance', company });
      await release(engine, (await compareFinance(engine, walk, company, held)).held);
    }
  });
  told({ kind, mapKey, done, counts, state: 'completed' });
  return counts;
}

async function hold(engine: Engine, at: CheckpointKey): Promise<Held> {
  const held = await acquire(engine, at);
  if (held === null) throw new FeedTaken(`${at.mapKey}: another host runs this map. Stop it there, or wait a minute.`);
  return held;
}

const sum = (counts: RunCounts, results: readonly PassResult[]): number =>
  results.reduce((total, result) => total + (counts[result] ?? 0), 0);

import type { Engine } from './engine';
import type { RunRow } from './ledger';

/**
 * The row of a run, from the moment it begins. Whoever looks sees that it runs, how far it is, and what it came to.
 *
 * ```
 * running ──▶ completed
 *   │  ▲ └──▶ failed      (a side does not answer, the feed is taken)  ──┐
 *   │  └──────────────────────────────── goes on under the same id ◀─────┤
 *   └───────▶ paused      (somebody asked it to stop) ───────────────────┘
 * ```
 *
 * A host that is killed leaves `running` behind, with an old count.
 */
export interface RunTally {
  readonly done: number;
  readonly written: number;
  readonly errors: number;
}

/** Which run: a new one, or one that goes on. */
export interface RunIdentity {
  readonly kind: RunRow['kind'];
  readonly mapKey: string;
  readonly id: string;
  readonly started: number;
}

export const newRun = (engine: Engine, kind: RunRow['kind'], mapKey: string): RunIdentity => ({
  kind,
  mapKey,
  id: engine.newId(),
  started: engine.clock.now(),
});

/** How a run stands. */
export const runRow = (
  engine: Engine,
  run: RunIdentity,
  tally: RunTally,
  state: RunRow['state'],
  error: string | null = null,
): RunRow => ({
  ...run,
  ...tally,
  total: state === 'completed' ? tally.done : null,
  state,
  ended: state === 'running' ? null : engine.clock.now(),
  host: engine.host,
  error,
});

/** Thrown by the work of a run that was asked to stop, at a point from which it can go on. */
export class RunPaused extends Error {
  override readonly name = 'RunPaused';
}

/**
 * Does the work of a run and writes its row: at the beginning, now and then meanwhile, and at the end, whatever the end.
 *
 * @param tally what it has come to when asked
 * @param work tells after each step; the row is written again once per heartbeat
 * @throws whatever the work throws, `RunPaused` too
 */
export async function recordRun<T>(
  engine: Engine,
  run: RunIdentity,
  tally: () => RunTally,
  work: (told: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const row = (state: RunRow['state'], error: string | null = null): RunRow =>
    runRow(engine, run, tally(), state, error);
  let writtenAt = engine.clock.monotonic();
  await engine.ledger.writeRun(row('running'));
  try {
    const result = await work(async () => {
      if (engine.clock.monotonic() - writtenAt < engine.options.heartbeat) return;
      writtenAt = engine.clock.monotonic();
      await engine.ledger.writeRun(row('running'));
    });
    await engine.ledger.writeRun(row('completed'));
    return result;
  } catch (error) {
    const last = error instanceof RunPaused ? row('paused') : row('failed', (error as Error).message);
    // What went wrong is told by the error; the row is for those who were not there.
    await engine.ledger.writeRun(last).catch(() => undefined);
    throw error;
  }
}

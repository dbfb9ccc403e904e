import pc from 'picocolors';
import { latestRuns } from '../../dataverse';
import type { RunRow } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, type ExitCode } from '../failure';
import { age, type Output } from '../output';

export interface RunsOptions {
  readonly map: string | null;
  /** At most so many. */
  readonly limit: number;
}

const STATE: Readonly<Record<RunRow['state'], (text: string) => string>> = {
  running: pc.cyan,
  completed: pc.green,
  failed: pc.red,
  paused: pc.yellow,
};

/** The latest adopts, initial syncs, catch-ups and reconciles, newest first. @throws ODataError */
export async function runs(connected: Connected, options: RunsOptions, output: Output): Promise<ExitCode> {
  const found = await latestRuns(connected.dataverse, options.limit, options.map ?? undefined);
  const now = connected.clock.now();
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  output.answer(found.map((run) => ({ ...run, started: time(run.started), ended: time(run.ended) })));
  if (found.length === 0) output.line('Nothing has been run yet.');
  else {
    output.table(
      ['Started', 'Run', 'Table map', 'State', 'Rows', 'Written', 'Errors', 'Took', 'Host'],
      found.map((run) => [
        `${age(now - run.started)} ago`,
        run.kind,
        run.mapKey,
        STATE[run.state](run.state),
        String(run.done),
        String(run.written),
        run.errors === 0 ? '0' : pc.red(String(run.errors)),
        run.ended === null ? '' : age(run.ended - run.started),
        run.host,
      ]),
    );
    for (const { error, mapKey, kind } of found) if (error !== null) output.line(`${kind} ${mapKey}: ${error}`);
  }
  return found.some(({ state }) => state === 'failed') ? EXIT.needsPerson : EXIT.done;
}

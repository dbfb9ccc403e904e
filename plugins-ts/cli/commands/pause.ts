import { readTableMaps, setMapState } from '../../dataverse';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import type { Output } from '../output';
import { chosenByKey } from '../unknown-map';

type Wanted = 'paused' | 'running';

/**
 * Pauses table maps, or lets paused ones go on. What changes meanwhile waits in the feeds: nothing is lost, and hosts take
 * the word up within seconds.
 *
 * @param maps keys; none: all that it can be said of
 * @throws Failure when a map is not there, or was never started
 */
export async function setPaused(
  connected: Connected,
  maps: readonly string[],
  wanted: Wanted,
  output: Output,
): Promise<ExitCode> {
  const rows = await readTableMaps(connected.dataverse);
  const from: Wanted = wanted === 'paused' ? 'running' : 'paused';
  const named = chosenByKey(rows, maps, ({ key }) => key);
  const chosen = maps.length === 0 ? named.filter(({ state }) => state === from) : named;
  const changed = chosen.filter(({ state }) => state === from);
  const stopped = chosen.find(({ state }) => state === 'stopped');
  if (stopped !== undefined) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.NOT_SET_UP,
      `${stopped.key} has not been started: there is nothing to ${wanted === 'paused' ? 'pause' : 'resume'}.`,
      `Start it: tandem setup --start ${stopped.key}.`,
    );
  }
  for (const { key } of changed) await setMapState(connected.dataverse, key, wanted);
  output.answer({ [wanted]: changed.map(({ key }) => key), unchanged: chosen.length - changed.length });
  for (const { name, key } of changed) output.line(`${name} (${key}) is ${wanted}.`);
  if (changed.length === 0) output.line(`Nothing to do: no table map is ${from}.`);
  return EXIT.done;
}

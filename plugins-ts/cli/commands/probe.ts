import pc from 'picocolors';
import type { Connected } from '../connect';
import { EXIT, type ExitCode } from '../failure';
import type { Output } from '../output';
import { gatherFacts } from '../preflight';
import { runProbes, type Probe, type ProbeOutcome } from '../probes';

const WORD: Readonly<Record<ProbeOutcome, string>> = {
  supported: pc.green('supported'),
  notSupported: pc.red('not supported'),
  unknown: pc.yellow('could not tell'),
  notAsked: pc.dim('not asked'),
  notProbed: pc.dim('not probed'),
};

/**
 * Asks both services what no documentation says for certain. A finding about the platform is no mistake of anybody: it ends
 * with 1 where somebody should look.
 *
 * @param ask whether a probe may write what it says
 */
export async function probe(
  connected: Connected,
  version: string,
  ask: (probe: Probe, writes: string) => Promise<boolean>,
  output: Output,
): Promise<ExitCode> {
  const stored = await connected.engine('doctor', version).ledger.tableMaps();
  const { maps } = await gatherFacts(connected, stored, version);
  const results = await runProbes({ ...connected, maps }, ask);
  output.answer({ probes: results });
  output.table(
    ['Probe', '', 'Seen'],
    results.map(({ probe: name, outcome, detail }) => [name, WORD[outcome], detail]),
  );
  return results.some(({ outcome }) => outcome === 'notSupported' || outcome === 'unknown')
    ? EXIT.needsPerson
    : EXIT.done;
}

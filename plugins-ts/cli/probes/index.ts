import { IF_MATCH } from './if-match';
import { NOT_PROBED } from './not-probed';
import type { Probe, ProbeGround, ProbeResult } from './probe';
import { READING } from './reading';

export const PROBES: readonly Probe[] = [...READING, IF_MATCH];

/**
 * Runs the probes one after the other.
 * @param ask whether a probe may write what it says; not called for those that only read
 * @throws ODataError when a service does not answer
 */
export async function runProbes(
  ground: ProbeGround,
  ask: (probe: Probe, writes: string) => Promise<boolean>,
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const probe of PROBES) {
    const may = probe.writes === undefined || (await ask(probe, probe.writes));
    if (!may) {
      results.push({
        probe: probe.name,
        outcome: 'notAsked',
        detail: `It would write ${probe.writes ?? ''}: --yes allows it.`,
      });
      continue;
    }
    for (const seen of await probe.run(ground)) results.push({ probe: probe.name, ...seen });
  }
  const others = NOT_PROBED.map(({ probe, reason }): ProbeResult => ({ probe, outcome: 'notProbed', detail: reason }));
  return [...results, ...others];
}

export type { Probe, ProbeGround, ProbeOutcome, ProbeResult } from './probe';

import { property, readTree, textOf } from './json-tree';
import { wholeFile } from './located-text';
import { pairKey } from './open-map';
import type { RunningVersion } from './versions';

/**
 * Which versions run, from the `msdyn_unsecure` texts of dual-write's runtime configuration in Dataverse. It has one for
 * each map that sends anything from there: a map that only receives is not among them, though it may run. Where two say
 * different things of one pair, neither is believed.
 */
export function runningVersions(configurations: readonly string[]): readonly RunningVersion[] {
  const found = new Map<string, RunningVersion | null>();
  for (const text of configurations) {
    const running = runningIn(text);
    if (running === null) continue;
    const key = pairKey(running.pair);
    const before = found.get(key);
    found.set(key, before === undefined || before?.version === running.version ? running : null);
  }
  return [...found.values()].filter((one) => one !== null);
}

function runningIn(text: string): RunningVersion | null {
  const { tree } = readTree(wholeFile(text, undefined), '');
  const entitySet = textOf(property(tree?.node, 'SourceEntityName'));
  const label = textOf(property(tree?.node, 'DestinationEntityName'));
  const parts = property(tree?.node, 'EntityMapVersion');
  const numbers = ['Major', 'Minor', 'Build', 'Revision'].map((name): unknown => property(parts, name)?.value);
  if (entitySet === undefined || label === undefined) return null;
  if (!numbers.every((one) => typeof one === 'number')) return null;
  return { pair: { entitySet, label }, version: numbers.join('.') };
}

import { compareVersions } from '../compare-versions';
import { finding, type Finding } from '../finding';
import { pairKey, type OpenedMap, type Pair } from './open-map';

/** The version of a pair that an environment runs, as its runtime configuration says. */
export interface RunningVersion {
  readonly pair: Pair;
  readonly version: string;
}

/**
 * Of several versions of one map, the one that runs; else the highest. A version that is all nines is put aside by
 * whoever saved it, and counts only where there is no other. Maps of one pair are versions of one map, whoever's name
 * they carry: dual-write runs one map per pair.
 */
export function chooseVersions(
  opened: readonly OpenedMap[],
  running: readonly RunningVersion[] = [],
): { readonly chosen: readonly OpenedMap[]; readonly findings: readonly Finding[] } {
  const groups = new Map<string, OpenedMap[]>();
  for (const one of opened) {
    const key = pairKey(one.pair);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const findings: Finding[] = [];
  const chosen = [...groups].map(([key, group]) => {
    const runs = running.find((one) => pairKey(one.pair) === key)?.version;
    return choose(group, runs, findings);
  });
  return { chosen: chosen.filter((one): one is OpenedMap => one !== undefined), findings };
}

function choose(group: readonly OpenedMap[], runs: string | undefined, findings: Finding[]): OpenedMap | undefined {
  const [highest] = [...group].sort(
    (one, other) =>
      Number(isParked(versionOf(one))) - Number(isParked(versionOf(other))) ||
      compareVersions(versionOf(other), versionOf(one)),
  );
  const live = runs === undefined ? undefined : group.find((one) => compareVersions(versionOf(one), runs) === 0);
  const taken = live ?? highest;
  if (taken === undefined) return undefined;
  const { name, pair, stored } = taken;
  const place = { map: name, file: stored.mapping.file };
  const version = versionOf(taken);
  const others = group.filter((one) => one !== taken);
  const aside = others.some((one) => isParked(versionOf(one))) ? ', apart from those that are put aside' : '';
  const reason = live === undefined ? `the highest${aside}` : 'dual-write runs it';
  if (runs !== undefined && live === undefined) {
    findings.push(finding('NAMED_VERSION_MISSING', place, { running: runs, name }));
  }
  if (others.length > 0) {
    const left = others.map(versionOf).join(', ');
    findings.push(finding('OLDER_VERSIONS', place, { name, version, reason, others: left }));
  }
  const names = [...new Set(group.map((one) => one.name))];
  if (names.length > 1) {
    const parameters = { names: names.join(', '), entity: pair.label, table: pair.entitySet, name, reason };
    findings.push(finding('NAMES_DIFFER', place, parameters));
  }
  if (isParked(version)) findings.push(finding('PARKED_VERSION', place, { name, version }));
  return taken;
}

const versionOf = (one: OpenedMap): string => one.stored.version ?? '';

/** Seen as 9.9.9.9. */
const isParked = (version: string): boolean => /^9+(\.9+){3}$/.test(version);

import { join } from 'node:path';
import pc from 'picocolors';
import { hasErrors, type Finding } from '../../maps';
import {
  importDualWrite,
  lettersOf,
  pairsOf,
  readDualWrite,
  type ImportedMap,
  type ImportFacts,
  type Pair,
  type StoredMap,
} from '../../maps/dual-write';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import type { Output } from '../output';
import { isFolder, writeFiles } from '../write-files';

export interface ImportSource {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ImportOptions {
  /** A file for one map, a folder for several. */
  readonly out: string;
  /** The maps come from an environment and not from files: always into a folder, and no place tells anything. */
  readonly environment: boolean;
  readonly force: boolean;
  /** Only maps that one of these names: its table, entity set, label or key. Empty: all. */
  readonly only: readonly string[];
  /** What is known of the pairs that come in. */
  readonly facts: (pairs: readonly Pair[]) => Promise<ImportFacts>;
}

/**
 * Makes table maps of what dual-write stores or exports. All are written or none: one map with an error keeps the others
 * from being written too.
 */
export async function importMaps(
  sources: readonly ImportSource[],
  options: ImportOptions,
  output: Output,
): Promise<ExitCode> {
  const reads = sources.map(({ name, bytes }) => readDualWrite(bytes, name));
  const findings: Finding[] = reads.flatMap((read) => [...read.findings]);
  const stored = reads.flatMap((read) => [...read.maps]).filter((map) => isWanted(map, options.only));
  const hasNothing = stored.length === 0 && !hasErrors(findings);
  if (hasNothing && options.only.length > 0) throw nothingOfThatName(options.only);
  const { maps, findings: ofMaps } = importDualWrite(stored, await options.facts(pairsOf(stored)));
  findings.push(...(options.environment ? ofMaps.map(withoutPlace) : ofMaps));

  const isRefused = hasErrors(findings) || maps.length === 0;
  const files = isRefused ? [] : namesOf(maps, options);
  writeFiles(
    files.map(({ map, path }) => ({ path, text: map.text })),
    options.force,
  );
  output.answer({
    files: sources.map((source) => source.name),
    maps: files.map(({ map, path }) => ({ key: map.key, name: map.name, version: map.map.version, file: path })),
    findings,
  });
  printFindings(output, findings);
  for (const { map, path } of files) output.line(`${pc.green('✓')} ${map.key}: ${map.name} → ${path}`);
  output.line(summary(files.length, findings));
  if (isRefused) return EXIT.wrongInput;
  return findings.some((one) => one.severity === 'warning') ? EXIT.needsPerson : EXIT.done;
}

/** Where a map of an environment stood in the answer of the service helps nobody. */
const withoutPlace = ({ at: _at, file: _file, ...found }: Finding): Finding => found;

function isWanted(map: StoredMap, only: readonly string[]): boolean {
  if (only.length === 0) return true;
  const [pair] = pairsOf([map]);
  const names = [map.name, map.displayName, pair?.entitySet, pair?.label, pair && `${pair.label}${pair.entitySet}`];
  const letters = names.flatMap((name) => (name === undefined ? [] : [lettersOf(name)]));
  return only.some((one) => letters.includes(lettersOf(one)));
}

const nothingOfThatName = (only: readonly string[]): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.MAP_UNKNOWN,
    `No table map is called ${only.join(' or ')}, by its table, entity or name.`,
    'Check the spelling, or leave --only out to import all.',
  );

function namesOf(
  maps: readonly ImportedMap[],
  { out, environment }: ImportOptions,
): readonly { readonly map: ImportedMap; readonly path: string }[] {
  const inFolder = environment || maps.length > 1 || isFolder(out) || /[\\/]$/.test(out);
  return maps.map((map) => ({ map, path: inFolder ? join(out, `${map.key}.json`) : out }));
}

function summary(written: number, findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  const found = `${count('error')} to fix, ${count('warning')} warnings, ${count('info')} to know.`;
  if (written === 0) return `Nothing was written: ${found}`;
  return `${written === 1 ? '1 map' : `${written} maps`} written: ${found}`;
}

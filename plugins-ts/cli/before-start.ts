import { readAcceptedFindings, writeAcceptedFindings, type AcceptedFinding } from '../dataverse';
import type { Finding } from '../maps';
import type { HostMaps, StoredTableMap } from '../sync';
import { acceptingWords, isAcceptedBy, isKept, wantsAcceptance, type Acceptance } from './acceptance';
import type { Connected } from './connect';
import { EXIT, Failure, FAILURES } from './failure';
import { forScripts, printFindings } from './findings';
import { prepare } from './host-maps';
import type { Output } from './output';
import { gatherFacts, preflightOfStart } from './preflight';
import { chosenByKey } from './unknown-map';

export interface StartOptions {
  /** Keys of the maps that shall start. */
  readonly maps: readonly string[];
  /** Company codes they run in; empty: as they stand. */
  readonly companies: readonly string[];
  /** What of the warnings and unverified columns is meant. */
  readonly accept: readonly Acceptance[];
  /** Of this command line, four numbers. */
  readonly version: string;
}

export interface MayStart {
  /** Compiled: those that start, and those that run already, for rows wait for their parents there. */
  readonly maps: HostMaps;
  /** What has been accepted of those that start, now or before. */
  readonly accepted: readonly AcceptedFinding[];
}

/**
 * Decides whether maps may start. What is to fix keeps them from it; warnings and unverified columns do until somebody has
 * accepted them by name. An answer is kept with the map, so that only what is new is asked for again.
 *
 * @throws Failure for a map that is not there, or may not start: what keeps it from that has been printed
 */
export async function checkBeforeStart(
  connected: Connected,
  stored: readonly StoredTableMap[],
  options: StartOptions,
  output: Output,
): Promise<MayStart> {
  const starting = chosenByKey(stored, options.maps, ({ map }) => map.key);
  const keys = new Set(starting.map(({ map }) => map.key));
  const prepared = await prepare(connected, stored, ({ map, state }) => keys.has(map.key) || state === 'running');
  const refused = prepared.refused.filter(({ definition }) => keys.has(definition.key));
  for (const { findings } of refused) printFindings(output, findings);
  if (refused.length > 0) {
    const findings = refused.flatMap((one) => one.findings);
    throw cannotStart(
      refused.map(({ definition }) => definition.name),
      findings,
    );
  }

  const beside = stored.filter(({ map, state }) => state !== 'stopped' && !keys.has(map.key));
  const chosenCompanies = options.companies.length > 0 ? { companies: options.companies } : {};
  const facts = await gatherFacts(
    connected,
    [...starting.map((one) => ({ ...one, ...chosenCompanies })), ...beside],
    options.version,
  );
  const findings = preflightOfStart(facts, keys);
  const toFix = findings.filter(({ severity }) => severity === 'error');
  if (toFix.length > 0) {
    printFindings(output, toFix);
    throw cannotStart(namesOf(starting, toFix), toFix);
  }
  return { maps: prepared.maps, accepted: await accept(connected, starting, findings, options, output) };
}

async function accept(
  connected: Connected,
  starting: readonly StoredTableMap[],
  findings: readonly Finding[],
  options: StartOptions,
  output: Output,
): Promise<readonly AcceptedFinding[]> {
  // What runs already is not asked again.
  const fresh = starting.filter(({ state }) => state !== 'running');
  const running = new Set(starting.filter((one) => !fresh.includes(one)).map(({ map }) => map.key));
  if (fresh.length === 0) return [];
  const kept = await readAcceptedFindings(connected.dataverse);
  const asked = findings.filter((one) => wantsAcceptance(one) && !running.has(one.map));
  const open = asked.filter((one) => !isKept(one, kept) && !isAcceptedBy(one, options.accept));
  if (open.length > 0) {
    printFindings(output, open);
    throw notAccepted(namesOf(fresh, open), open);
  }
  const accepted = asked.map(({ map, code, column, message }): AcceptedFinding => ({
    map,
    code,
    ...(column === undefined ? {} : { column }),
    message,
  }));
  for (const { map } of fresh) {
    // What is about no map that starts is kept with each.
    const own = accepted.filter((one) => one.map === map.key || !fresh.some((other) => other.map.key === one.map));
    await writeAcceptedFindings(connected.dataverse, map.key, own);
  }
  return accepted;
}

/** The maps that findings are about; all where they are about the environment. */
function namesOf(maps: readonly StoredTableMap[], findings: readonly Finding[]): readonly string[] {
  const named = maps.filter(({ map }) => findings.some((one) => one.map === map.key));
  return (named.length > 0 ? named : maps).map(({ map }) => map.name);
}

const cannotStart = (names: readonly string[], findings: readonly Finding[]): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.MAP_TO_FIX,
    `${names.join(', ')} cannot start; nothing has been started.`,
    'Mend what is to fix above, then run setup again.',
    { answer: { findings: forScripts(findings) } },
  );

function notAccepted(names: readonly string[], open: readonly Finding[]): Failure {
  const warnings = open.filter(({ severity }) => severity === 'warning').length;
  const parts = [
    ...(warnings > 0 ? [warnings === 1 ? '1 warning' : `${warnings} warnings`] : []),
    ...(warnings < open.length ? [`${open.length - warnings} unverified`] : []),
  ];
  return new Failure(
    EXIT.wrongInput,
    FAILURES.NOT_ACCEPTED,
    `${names.join(', ')} cannot start before ${parts.join(' and ')} above are accepted by name; nothing has been started.`,
    `Change what is wrong. For what is meant, add to the command: ${acceptingWords(open)}`,
    { answer: { findings: forScripts(open) } },
  );
}

import pc from 'picocolors';
import { readAcceptedFindings } from '../../dataverse';
import type { Finding } from '../../maps';
import type { StoredTableMap } from '../../sync';
import { isAcceptedBy, isKept, type Acceptance } from '../acceptance';
import type { Connected } from '../connect';
import { EXIT, type ExitCode } from '../failure';
import { countFindings, forScripts, printFindings } from '../findings';
import type { Output } from '../output';
import { ENVIRONMENT, gatherFacts, preflight, type PreflightFacts } from '../preflight';
import { chosenByKey } from '../unknown-map';

export interface DoctorOptions {
  /** Keys of maps that are to be looked at as if they started now; empty: those that run, and the others for information. */
  readonly maps: readonly string[];
  /** Warnings that somebody has looked at, besides those that were accepted when the maps were started. */
  readonly accept: readonly Acceptance[];
  /** Of this command line, four numbers. */
  readonly version: string;
}

/**
 * Looks at the environment and at every table map as if it started now. A map that is stopped keeps nobody from working:
 * what it lacks is told, and counts only where it is asked for by name.
 *
 * @throws Failure for a map that is not there
 */
export async function doctor(connected: Connected, options: DoctorOptions, output: Output): Promise<ExitCode> {
  const stored = await connected.engine('doctor', options.version).ledger.tableMaps();
  const chosen = chosenByKey(stored, options.maps, ({ map }) => map.key);
  const facts = await gatherFacts(connected, chosen, options.version);
  const counts = (key: string): boolean =>
    key === ENVIRONMENT || options.maps.length > 0 || chosen.some(({ map, state }) => map.key === key && isOn(state));
  const findings = preflight(facts, ({ map }) => counts(map.key));
  const kept = await readAcceptedFindings(connected.dataverse);
  const isAccepted = (one: Finding): boolean => isAcceptedBy(one, options.accept) || isKept(one, kept);
  const open = findings.filter((one) => counts(one.map) && !isAccepted(one));

  output.answer({
    dataverse: connected.connection.dataverse,
    finance: connected.connection.finance,
    maps: facts.maps.map(({ map, state }) => ({ key: map.key, state, ...countsOf(findings, map.key) })),
    findings: forScripts(findings).map((one) => ({ ...one, accepted: isAccepted(one) })),
  });
  tell(facts, findings, counts, isAccepted, output);
  if (open.some(({ severity }) => severity === 'error')) return EXIT.wrongInput;
  return open.some(({ severity }) => severity === 'warning') ? EXIT.needsPerson : EXIT.done;
}

const isOn = (state: StoredTableMap['state']): boolean => state !== 'stopped';

function tell(
  { maps, callers, versions }: PreflightFacts,
  findings: readonly Finding[],
  counts: (key: string) => boolean,
  isAccepted: (one: Finding) => boolean,
  output: Output,
): void {
  const shown = findings.filter((one) => counts(one.map) && !isAccepted(one));
  const accepted = findings.filter((one) => counts(one.map) && isAccepted(one)).length;
  printFindings(output, shown);
  if (shown.length > 0) output.line();
  const mark = (number: number, look: (text: string) => string): string => (number === 0 ? '' : look(String(number)));
  output.table(
    ['Table map', 'State', 'To fix', 'Warnings', 'To know'],
    maps.map(({ map, state }) => {
      const { toFix, warnings, toKnow } = countsOf(findings, map.key);
      const look = counts(map.key) ? pc.red : pc.dim;
      return [map.key, state, mark(toFix, look), mark(warnings, pc.yellow), mark(toKnow, pc.dim)];
    }),
  );
  const roles = callers.map(({ who, roles: held }) => `${who}: ${held?.join(', ') || 'roles unknown'}`).join('; ');
  output.line(`Solution ${versions.solution ?? 'not installed'}, command line ${versions.own}. ${roles}.`);
  output.line(`${countFindings(shown)}${accepted > 0 ? `, ${accepted} accepted` : ''}.`);
  if (maps.some(({ map }) => !counts(map.key))) {
    output.line('Stopped maps are counted in the table only: tandem doctor MAP tells what one of them needs.');
  }
}

function countsOf(findings: readonly Finding[], key: string): Record<'toFix' | 'warnings' | 'toKnow', number> {
  const count = (severity: Finding['severity']): number =>
    findings.filter((one) => one.map === key && one.severity === severity).length;
  return { toFix: count('error'), warnings: count('warning'), toKnow: count('info') };
}

import type { AcceptedFinding } from '../dataverse';
import { CODES, PROBLEMS, type Finding } from '../maps';
import { EXIT, Failure, FAILURES } from './failure';

/** What somebody has looked at and means: all findings of a code, or those about one column. */
export interface Acceptance {
  readonly code: string;
  /** As findings name it, in whatever case; null: whatever it is about. */
  readonly column: string | null;
}

/** What is unverified has been looked at. */
export const INFERRED: Acceptance = { code: PROBLEMS.INFERRED, column: null };

/**
 * Acceptances as they stand on a command line: `TDM1219:OnHoldStatus,TDM1221`.
 * @throws Failure for what is no code of a finding
 */
export function readAcceptances(texts: readonly string[]): readonly Acceptance[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const at = one.indexOf(':');
      const code = (at < 0 ? one : one.slice(0, at)).trim().toUpperCase();
      if (CODES[code] === undefined) {
        throw new Failure(
          EXIT.wrongInput,
          FAILURES.CALL_WRONG,
          `"${one}" names no finding of a table map.`,
          'Write the code that stands before it, alone or with its column: TDM1219:OnHoldStatus.',
        );
      }
      return { code, column: at < 0 ? null : one.slice(at + 1).trim() };
    });
}

/** Does it keep a map from starting until somebody has accepted it? What is to fix does, accepted or not. */
export const wantsAcceptance = ({ severity, code }: Pick<Finding, 'severity' | 'code'>): boolean =>
  severity === 'warning' || code === PROBLEMS.INFERRED;

/** By name. What is to fix stays to fix, whoever has accepted it. */
export const isAcceptedBy = (
  { severity, code, column }: Pick<Finding, 'severity' | 'code' | 'column'>,
  acceptances: readonly Acceptance[],
): boolean =>
  severity !== 'error' &&
  acceptances.some(
    (one) => one.code === code && (one.column === null || one.column.toLowerCase() === column?.toLowerCase()),
  );

/** As it was kept with a map: the same finding, in the same words. */
export const isKept = ({ severity, map, code, column, message }: Finding, kept: readonly AcceptedFinding[]): boolean =>
  severity !== 'error' &&
  kept.some((one) => one.map === map && one.code === code && one.column === column && one.message === message);

/** How these are accepted on a command line. */
export function acceptingWords(findings: readonly Finding[]): string {
  const names = findings
    .filter(({ code }) => code !== INFERRED.code)
    .map(({ code, column }) => (column === undefined ? code : `${code}:${column}`));
  const distinct = [...new Set(names)];
  return [
    ...(distinct.length === 0 ? [] : [`--accept "${distinct.join(',')}"`]),
    ...(findings.some(({ code }) => code === INFERRED.code) ? ['--accept-inferred'] : []),
  ].join(' ');
}

import { compareVersions } from '../maps';
import type { Connected } from './connect';
import { EXIT, Failure, FAILURES } from './failure';

/** Settings that say which two environments belong together. Set once, by setup. */
export const PINNED = { organization: 'dataverseOrganizationId', finance: 'financeUrl' } as const;

/** Setting with the version of the solution that is installed, written by setup: hosts need not be allowed to read solutions. */
export const SOLUTION_VERSION = 'solutionVersion';

/** Have these two been set up? */
export const isPinned = ({ settings }: Connected): boolean =>
  settings[PINNED.organization] !== undefined && settings[PINNED.finance] !== undefined;

/**
 * Refuses to go on in another environment than the one that was set up: a copy of production, taken for testing, brings
 * production's settings with it, but neither its organisation id nor the right to write to its Finance.
 *
 * @throws Failure
 */
export function checkPlace({ settings, organizationId, connection }: Connected): void {
  const organization = settings[PINNED.organization];
  const finance = settings[PINNED.finance];
  if (organization === undefined || finance === undefined) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.NOT_SET_UP,
      `Tandem has not been set up in ${connection.dataverse}.`,
      'Run tandem setup first.',
    );
  }
  if (organization !== organizationId) {
    throw new Failure(
      EXIT.wrongPlace,
      FAILURES.WRONG_ORGANIZATION,
      `This environment is a copy: it was set up as organisation ${organization}, and is ${organizationId}. Nothing is sent from here to ${finance}.`,
      'Give it its own Finance with tandem setup --repin, or leave Tandem stopped here.',
    );
  }
  if (finance !== connection.finance) {
    throw new Failure(
      EXIT.wrongPlace,
      FAILURES.WRONG_FINANCE,
      `This environment belongs to ${finance}, and the connection names ${connection.finance}.`,
      'Correct the connection; if Finance has moved, say so with tandem setup --repin.',
    );
  }
}

/**
 * The solution and its hosts are upgraded separately: a host that is older than the tables it writes to stops itself.
 * @throws Failure
 */
export function checkVersion({ settings }: Connected, version: string): void {
  const installed = settings[SOLUTION_VERSION];
  if (installed === undefined || compareVersions(version, installed) >= 0) return;
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.HOST_TOO_OLD,
    `This host has version ${version}, older than the solution (${installed}).`,
    `Install version ${installed} of the command line on this machine.`,
  );
}

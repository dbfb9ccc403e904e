import { ImportFailed, MapNotFound, TableNotFound } from '../dataverse';
import { MapRefused } from '../maps';
import { ODataError, SignInFailed, TimedOut } from '../odata';
import { FeedTaken, LeaseLost, SideUnavailable } from '../sync';
import { EXIT, Failure, FAILURES } from './failure';
import { unknownMap } from './unknown-map';

/**
 * Turns whatever a command died of into a sentence, a code, a remedy and an exit code. Requests to Finance are made by
 * its side of the engine, whose errors say so; what comes bare is Dataverse's.
 */
export function describeError(error: unknown, services: { dataverse: string; finance: string } | null): Failure {
  if (error instanceof Failure) return error;
  const inner = causes(error).find((cause) => cause instanceof Failure || cause instanceof SignInFailed);
  if (inner instanceof Failure) return inner;
  if (inner instanceof SignInFailed) {
    return new Failure(EXIT.noAccess, FAILURES.SIGN_IN_REFUSED, inner.message, SIGN_IN, { cause: error });
  }
  if (error instanceof SideUnavailable) {
    if (error.cause instanceof ODataError) return describeOData(error.cause, services?.[error.side] ?? error.side);
    return unreachable(services?.[error.side] ?? error.side, error.message);
  }
  if (error instanceof ODataError) return describeOData(error, services?.dataverse ?? 'Dataverse');
  if (error instanceof TimedOut) return unreachable(services?.dataverse ?? 'Dataverse', 'no whole answer in time');
  if (error instanceof MapRefused) {
    return new Failure(
      EXIT.wrongInput,
      FAILURES.MAP_TO_FIX,
      error.message,
      'Mend the findings; tandem map check lists all.',
    );
  }
  if (error instanceof MapNotFound) {
    return unknownMap(error.mapKey, []);
  }
  if (error instanceof TableNotFound) {
    return solutionMissing(`${error.message}.`);
  }
  if (error instanceof ImportFailed) {
    return new Failure(
      EXIT.wrongInput,
      FAILURES.SOLUTION_MISSING,
      `Dataverse did not import the solution: ${error.message}`,
      'The import job in the environment names the component.',
    );
  }
  if (error instanceof FeedTaken || error instanceof LeaseLost) {
    return new Failure(EXIT.needsPerson, FAILURES.RUN_ELSEWHERE, error.message, 'Then run the command again.');
  }
  return new Failure(
    EXIT.defect,
    FAILURES.DEFECT,
    `Tandem did not expect this: ${error instanceof Error ? error.message : String(error)}`,
    'Run the command again with TANDEM_DEBUG=1 and report what it prints.',
    { cause: error },
  );
}

/** The error and what it came from, the outermost first. */
function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let at = error; at instanceof Error; at = at.cause) found.push(at);
  return found;
}

const SIGN_IN = 'Check the sign-in of the connection (TANDEM_AUTH and what belongs to it).';

/** What an answer of this service means. */
export function describeOData(error: ODataError, service: string): Failure {
  const says = error.inner ?? error.message;
  const code = error.code === '' ? '' : ` (${error.code})`;
  if (error.status === 0) return unreachable(service, says);
  if (error.status === 401) {
    return new Failure(EXIT.noAccess, FAILURES.SIGN_IN_REFUSED, `${service} refused the sign-in.`, SIGN_IN, {
      cause: error,
    });
  }
  if (error.status === 403) {
    return new Failure(
      EXIT.noAccess,
      FAILURES.NO_RIGHT,
      `${service} says: ${says}${code}`,
      'Give the user of this connection the role Tandem admin or Tandem host.',
      { cause: error },
    );
  }
  if (error.transient) return unreachable(service, `${error.status} ${says}${code}`);
  if (error.status === 404 && OWN_TABLE.test(error.message)) return solutionMissing(`${service} has no Tandem.`);
  return new Failure(
    EXIT.wrongInput,
    FAILURES.UNREACHABLE,
    `${service} answered ${error.status}: ${says}${code}`,
    error.status === 404
      ? 'Check that the address is that of the service, and that the solution is installed.'
      : 'What the service says above is all that is known.',
    { cause: error },
  );
}

/** Dataverse's words where a table is asked for that the solution would have brought. */
const OWN_TABLE = /not found for the segment 'tandem_/;

const solutionMissing = (message: string): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.SOLUTION_MISSING,
    message,
    'Import the Tandem solution: tandem setup --solution solution/bin/Tandem_managed.zip.',
  );

const unreachable = (service: string, says: string): Failure =>
  new Failure(
    EXIT.noAccess,
    FAILURES.UNREACHABLE,
    `${service} does not answer: ${says}.`.replace(/\.\.$/, '.'),
    'Check the address and the network, then run the command again: nothing is lost.',
  );

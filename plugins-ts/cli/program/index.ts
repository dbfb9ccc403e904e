import { Command } from 'commander';
import { version } from '../../../package.json';
import { addAttention } from './attention';
import { createContext, withSharedOptions, type Context } from './context';
import { addExplain } from './explain';
import { addDoctor } from './doctor';
import { addMap } from './map';
import { addPauseAndResume } from './pause';
import { addReconcile } from './reconcile';
import { addResolve } from './resolve';
import { addRetry } from './retry';
import { addRun } from './run';
import { addRuns } from './runs';
import { addSetup } from './setup';
import { addStatus } from './status';

/** In the order in which help lists them. A command's definition is one file here, what it does one in `commands/`. */
const COMMANDS: readonly ((program: Command, context: Context) => void)[] = [
  addSetup,
  addRun,
  addStatus,
  addAttention,
  addRetry,
  addResolve,
  addPauseAndResume,
  addReconcile,
  addRuns,
  addDoctor,
  addMap,
  addExplain,
];

/** Every command that there is. Commander throws, and does not end the process, where the call is wrong. */
export function createProgram(): Command {
  const program = withSharedOptions(
    new Command('tandem')
      .description('Keeps Dynamics 365 Project Operations on Dataverse and Dynamics 365 Finance in step.')
      .version(version),
  )
    .showHelpAfterError('(tandem --help shows what there is)')
    .exitOverride();
  const context = createContext(program);
  for (const add of COMMANDS) add(program, context);
  return program;
}

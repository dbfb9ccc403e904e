import { CommanderError } from 'commander';
import { EXIT } from './failure';
import { createProgram } from './program';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version are not mistakes.
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongInput;
}

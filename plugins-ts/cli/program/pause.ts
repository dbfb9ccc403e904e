import type { Command } from 'commander';
import { setPaused } from '../commands/pause';
import type { Context } from './context';

export function addPauseAndResume(program: Command, context: Context): void {
  program
    .command('pause')
    .description('pauses table maps; what changes meanwhile is kept')
    .argument('[maps...]', 'keys of table maps; all that run without one')
    .action((maps: string[]) =>
      context.act(async (output) => setPaused(await context.signIn(), maps, 'paused', output)),
    );
  program
    .command('resume')
    .description('lets paused table maps go on where they stood')
    .argument('[maps...]', 'keys of table maps; all that are paused without one')
    .action((maps: string[]) =>
      context.act(async (output) => setPaused(await context.signIn(), maps, 'running', output)),
    );
}

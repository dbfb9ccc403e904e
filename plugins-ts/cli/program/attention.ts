import type { Command } from 'commander';
import { attention } from '../commands/attention';
import type { Context } from './context';

export function addAttention(program: Command, context: Context): void {
  program
    .command('attention')
    .description('what needs a person, by cause, with what to do')
    .option('--map <map>', 'only of this table map')
    .action((given: { map?: string }) =>
      context.act(async (output) => attention(await context.signIn(), given.map ?? null, output)),
    );
}

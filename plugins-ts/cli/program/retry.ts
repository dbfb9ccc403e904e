import type { Command } from 'commander';
import { retry } from '../commands/retry';
import type { Context } from './context';

export function addRetry(program: Command, context: Context): void {
  program
    .command('retry')
    .description('asks the host to try records again')
    .argument('[records...]', 'ids of records, or beginnings of their names')
    .option('--code <code>', 'all that have this code')
    .option('--map <map>', 'only of this table map')
    .action((records: string[], given: { code?: string; map?: string }) =>
      context.act(async (output) => {
        const options = { records, code: given.code ?? null, map: given.map ?? null };
        return retry(await context.signIn(), options, output);
      }),
    );
}

import type { Command } from 'commander';
import { readChoice, readSide, resolve } from '../commands/resolve';
import type { Context } from './context';

export function addResolve(program: Command, context: Context): void {
  program
    .command('resolve')
    .description('says which values to keep of a record in conflict')
    .argument('<record>', 'id of a record, or the beginning of its name')
    .option('--keep <side>', 'dataverse or finance, for every column')
    .option('--column <choice...>', 'for one column: name=finance')
    .option('--map <map>', 'only of this table map')
    .action((record: string, given: { keep?: string; column?: string[]; map?: string }) =>
      context.act(async (output) => {
        const options = { keep: readSide(given.keep), columns: readChoice(given.column ?? []), map: given.map ?? null };
        return resolve(await context.signIn(), record, options, output);
      }),
    );
}

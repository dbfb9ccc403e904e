import type { Command } from 'commander';
import { doctor } from '../commands/doctor';
import { list, type Context } from './context';

export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('looks whether everything is there for table maps to run: both sides, rights, keys, zones, dual-write')
    .argument('[maps...]', 'keys of table maps, as if they started now; without any, all that run')
    .option('--accept <codes>', 'codes of warnings that are known and meant, separated by commas')
    .action((maps: string[], given: { accept?: string }) =>
      context.act(async (output) => {
        const accept = list(given.accept ?? '');
        return doctor(await context.signIn(), { maps, accept, version: `${context.version}.0` }, output);
      }),
    );
}

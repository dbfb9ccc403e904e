import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { reconcile } from '../commands/reconcile';
import { readSide } from '../commands/resolve';
import { checkPlace } from '../place';
import type { Context } from './context';

export function addReconcile(program: Command, context: Context): void {
  program
    .command('reconcile')
    .description('compares both sides row by row and column by column')
    .argument('[maps...]', 'keys of table maps; all that run without one')
    .option('--company <code>', 'only of this company')
    .option('--repair <side>', 'asks hosts to let this side’s values count where nobody knows why they differ')
    .option('--csv <file>', 'writes every difference as comma-separated values')
    .action((maps: string[], given: { company?: string; repair?: string; csv?: string }) =>
      context.act(async (output) => {
        const { csv } = given;
        const options = {
          maps,
          company: given.company?.toLowerCase() ?? null,
          repair: readSide(given.repair, '--repair'),
          writeCsv: csv === undefined ? null : (text: string) => writeFileSync(csv, text),
        };
        const connected = await context.signIn();
        checkPlace(connected);
        return reconcile(connected, connected.engine(hostname(), context.version), options, output);
      }),
    );
}

import type { Command } from 'commander';
import { runs } from '../commands/runs';
import { EXIT, Failure, FAILURES } from '../failure';
import type { Context } from './context';

export function addRuns(program: Command, context: Context): void {
  program
    .command('runs')
    .description('the latest adopts, initial syncs, catch-ups and reconciles')
    .option('--map <map>', 'only of this table map')
    .option('--limit <number>', 'at most so many', '20')
    .action((given: { map?: string; limit: string }) =>
      context.act(async (output) => {
        const limit = Number(given.limit);
        if (!Number.isInteger(limit) || limit < 1 || limit > 5000) {
          throw new Failure(
            EXIT.wrongInput,
            FAILURES.CALL_WRONG,
            `--limit ${given.limit} is no number from 1 to 5000.`,
            'For example: tandem runs --limit 50.',
          );
        }
        return runs(await context.signIn({}, { withoutFinance: true }), { map: given.map ?? null, limit }, output);
      }),
    );
}

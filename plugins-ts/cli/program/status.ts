import type { Command } from 'commander';
import { statusOfAll, statusOfRecord } from '../commands/status';
import type { Context } from './context';

export function addStatus(program: Command, context: Context): void {
  program
    .command('status')
    .description('hosts, table maps and counts; or where one record stands')
    .argument('[record]', 'id of a record, or the beginning of its name')
    .action((record: string | undefined) =>
      context.act(async (output) => {
        // What hosts have found of Finance is asked for most when it does not answer.
        const connected = await context.signIn({}, { withoutFinance: true });
        return record === undefined ? statusOfAll(connected, output) : statusOfRecord(connected, record, output);
      }),
    );
}

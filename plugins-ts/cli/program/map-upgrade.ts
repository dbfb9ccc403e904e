import { Option, type Command } from 'commander';
import { upgradeMap } from '../commands/map-upgrade';
import { EXIT, Failure, FAILURES } from '../failure';
import type { Context } from './context';

export function addMapUpgrade(map: Command, context: Context): void {
  map
    .command('upgrade')
    .description('what a new version and your own changes both change in a table map: shows it, or decides it')
    .argument('<map>', 'key of a table map of the environment')
    .addOption(new Option('--take <whose>', 'keeps your own, or takes the shipped').choices(['mine', 'shipped']))
    .option('--column <name>', 'only for one column map, or a part such as dataverseFilter')
    .action((key: string, given: { take?: 'mine' | 'shipped'; column?: string }) =>
      context.act(async (output) => {
        if (given.take === undefined && given.column !== undefined) {
          throw new Failure(
            EXIT.wrongInput,
            FAILURES.CALL_WRONG,
            '--column says of what, but not which to take.',
            'Add --take mine or --take shipped.',
          );
        }
        const options = { take: given.take ?? null, column: given.column ?? null, version: context.version };
        return upgradeMap(await context.signIn(), key, options, output);
      }),
    );
}

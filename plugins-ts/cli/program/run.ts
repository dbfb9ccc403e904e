import { hostname } from 'node:os';
import type { Command } from 'commander';
import pc from 'picocolors';
import { run } from '../commands/run';
import { checkPlace, checkVersion } from '../place';
import type { Context } from './context';

export function addRun(program: Command, context: Context): void {
  program
    .command('run')
    .description('hosts the engine: keeps the two sides in step until it is stopped')
    .option('--once', 'until nothing is left to do, then end; for schedulers', false)
    .option('--name <name>', 'what this host is called on forms and in logs', hostname())
    .action((given: { once: boolean; name: string }) =>
      context.act(async (output) => {
        const connected = await context.signIn();
        checkPlace(connected);
        checkVersion(connected, `${context.version}.0`);
        context.listenForStop();
        const engine = connected.engine(given.name, context.version, (event) => {
          if (event.kind === 'mapUnreadable')
            output.line(pc.yellow(`Table map ${event.row.key} cannot be read and does not run.`));
          else output.line(pc.yellow(`Sync record ${event.syncRecordId} could not be written: ${event.error.message}`));
        });
        const { sleep, stopping } = context;
        return run(connected, engine, output, { once: given.once, sleep, stopping });
      }),
    );
}

import { hostname } from 'node:os';
import type { Command } from 'commander';
import { INFERRED, readAcceptances } from '../acceptance';
import { setup } from '../commands/setup';
import { readZones } from '../host-maps';
import { list, repeated, type Context } from './context';

interface Given {
  readonly solution?: string;
  readonly reimport: boolean;
  readonly start?: string | true;
  readonly accept?: readonly string[];
  readonly acceptInferred: boolean;
  readonly companies?: string;
  readonly zones?: string;
  readonly repin: boolean;
  readonly shipped: boolean;
}

export function addSetup(program: Command, context: Context): void {
  program
    .command('setup')
    .description(
      'imports the solution if asked, pins the two environments to each other, seeds the table maps, and starts them if asked',
    )
    .option('--solution <zip>', 'the packed managed solution, imported where it is missing or older')
    .option('--reimport', 'import it even where this version is installed', false)
    .option(
      '--start [maps]',
      'adopt, sync and start these table maps, separated by commas; without names: companies, customers, contracts, projects',
    )
    .option(
      '--accept <codes>',
      'with --start: warnings and unverified columns that are meant, by code or code:column; may be repeated',
      repeated,
    )
    .option('--accept-inferred', 'with --start: all that is unverified has been looked at', false)
    .option('--shipped', 'take the maps that ship, even where dual-write has maps of this environment’s own', false)
    .option('--companies <codes>', 'only in these companies, separated by commas')
    .option('--zones <zones>', 'time zone of each company, for days: usmf=America/Chicago,frrt=Europe/Paris')
    .option('--repin', 'this environment or this Finance takes the place of the one that was set up', false)
    .action((given: Given) =>
      context.act(async (output) => {
        const solution = given.solution === undefined ? null : context.readBytes(given.solution);
        if (given.start !== undefined) context.listenForStop();
        return setup(context.signIn, (connected) => connected.engine(hostname(), context.version), output, {
          solution,
          reimport: given.reimport,
          repin: given.repin,
          shipped: given.shipped,
          start: given.start === undefined ? null : given.start === true ? [] : list(given.start),
          accept: [...readAcceptances(given.accept ?? []), ...(given.acceptInferred ? [INFERRED] : [])],
          companies: list(given.companies ?? '').map((company) => company.toLowerCase()),
          zones: given.zones === undefined ? null : readZones(given.zones),
          version: `${context.version}.0`,
          sleep: context.sleep,
          terminal: context.terminal,
          stopping: context.stopping,
        });
      }),
    );
}

import { Command, InvalidArgumentError } from 'commander';

export interface StartOptions {
  /** Dataverse and the app; Finance is one above. 0: free ones. */
  readonly port: number;
  readonly fresh: boolean;
  readonly open: boolean;
}

export const DEFAULT_PORT = 5910;

/**
 * What was asked for, after `npm start --`. Without the two dashes npm keeps the options for itself and hands them on
 * as `npm_config_…`: those are understood too.
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const program = new Command('npm start --')
    .description(
      'Starts a Dataverse and a Finance on this machine, imports the packed solution, brings both sides together, and keeps a host running.',
    )
    .option('--port <number>', 'Dataverse and the app; Finance is one above; 0 takes free ones', port, DEFAULT_PORT)
    .option('--fresh', 'forget what is there and begin with the seed data', false)
    .option('--no-open', 'do not open a browser')
    .allowExcessArguments(false);
  program.parse([...args], { from: 'user' });
  const given = program.opts<StartOptions>();
  const said = (name: string): boolean => program.getOptionValueSource(name) === 'cli';
  const kept = environment.npm_config_port;
  return {
    port: !said('port') && kept ? port(kept) : given.port,
    fresh: given.fresh || environment.npm_config_fresh === 'true',
    open:
      given.open && environment.npm_config_open !== 'false' && environment.npm_config_open !== '' && !environment.CI,
  };
}

function port(text: string): number {
  const value = Number(text);
  // Finance takes the next one.
  if (Number.isInteger(value) && value >= 0 && value <= 65_534) return value;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65534');
}

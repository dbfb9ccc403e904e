import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { version } from '../../package.json';
import { checkMaps } from './commands/map-check';
import { retry } from './commands/retry';
import { run } from './commands/run';
import { setup } from './commands/setup';
import { statusOfAll, statusOfRecord } from './commands/status';
import { connect, type Connected } from './connect';
import { readConnection, type Connection } from './connection';
import { describeError } from './describe-error';
import { EXIT, Failure, FAILURES, type ExitCode } from './failure';
import { readZones } from './host-maps';
import { createOutput, type Output } from './output';
import { checkPlace, checkVersion } from './place';

const CONNECTION_FILE = 'tandem.json';

interface Shared {
  readonly json: boolean;
  readonly connection?: string;
}

const program = new Command('tandem')
  .description('Keeps Dynamics 365 Project Operations on Dataverse and Dynamics 365 Finance in step.')
  .version(version)
  .option('--json', 'answers as JSON, for scripts', false)
  .option(
    '--connection <file>',
    `where the two sides are and how to sign in (default: ${CONNECTION_FILE}, then the environment)`,
  )
  .showHelpAfterError('(tandem --help shows what there is)')
  .exitOverride();

let services: Connection | null = null;
let stopping = false;
const stop = new AbortController();

const sleep = async (milliseconds: number): Promise<void> => {
  await delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);
};

program
  .command('setup')
  .description(
    'imports the solution if asked, pins the two environments to each other, seeds the table maps, and starts them if asked',
  )
  .option('--solution <zip>', 'the packed managed solution, imported where it is missing or older')
  .option('--reimport', 'import it even where this version is installed', false)
  .option('--start [maps]', 'adopt, sync and start these table maps, separated by commas; all without a name')
  .option('--companies <codes>', 'only in these companies, separated by commas')
  .option('--zones <zones>', 'time zone of each company, for days: usmf=America/Chicago,frrt=Europe/Paris')
  .option('--repin', 'this environment or this Finance takes the place of the one that was set up', false)
  .action(
    (given: {
      solution?: string;
      reimport: boolean;
      start?: string | true;
      companies?: string;
      zones?: string;
      repin: boolean;
    }) =>
      act(async (output) => {
        const solution = given.solution === undefined ? null : readBytes(given.solution);
        return setup(signIn, (connected) => connected.engine(hostname(), version), output, {
          solution,
          reimport: given.reimport,
          repin: given.repin,
          start: given.start === undefined ? null : given.start === true ? [] : list(given.start),
          companies: list(given.companies ?? '').map((company) => company.toLowerCase()),
          zones: given.zones === undefined ? null : readZones(given.zones),
          version: `${version}.0`,
          sleep,
          terminal: process.stdout.isTTY,
        });
      }),
  );

program
  .command('run')
  .description('hosts the engine: keeps the two sides in step until it is stopped')
  .option('--once', 'until nothing is left to do, then end; for schedulers', false)
  .option('--name <name>', 'what this host is called on forms and in logs', hostname())
  .action((given: { once: boolean; name: string }) =>
    act(async (output) => {
      const connected = await signIn();
      checkPlace(connected);
      checkVersion(connected, `${version}.0`);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          stopping = true;
          stop.abort();
        });
      }
      const engine = connected.engine(given.name, version, (event) => {
        if (event.kind === 'mapUnreadable')
          output.line(pc.yellow(`Table map ${event.row.key} cannot be read and does not run.`));
        else output.line(pc.yellow(`Sync record ${event.syncRecordId} could not be written: ${event.error.message}`));
      });
      return run(connected, engine, output, { once: given.once, sleep, stopping: () => stopping });
    }),
  );

program
  .command('status')
  .description('hosts, table maps and counts; or where one record stands')
  .argument('[record]', 'id of a record, or the beginning of its name')
  .action((record: string | undefined) =>
    act(async (output) => {
      const connected = await signIn();
      return record === undefined ? statusOfAll(connected, output) : statusOfRecord(connected, record, output);
    }),
  );

program
  .command('retry')
  .description('asks the host to try records again')
  .argument('[records...]', 'ids of records, or beginnings of their names')
  .option('--code <code>', 'all that have this code')
  .option('--map <map>', 'only of this table map')
  .action((records: string[], given: { code?: string; map?: string }) =>
    act(async (output) => retry(await signIn(), { records, code: given.code ?? null, map: given.map ?? null }, output)),
  );

program
  .command('map')
  .description('table maps as files')
  .command('check')
  .description('prints everything that is wrong with table maps')
  .argument('<files...>', 'JSON files')
  .option('--against', 'also against the metadata of both sides of the connection', false)
  .action((files: string[], given: { against: boolean }) =>
    act(async (output) => {
      const texts = files.map((name) => ({ name, text: readBytes(name).toString('utf8') }));
      const schemas = given.against ? (await signIn()).schemas() : null;
      return checkMaps(texts, schemas, output);
    }),
  );

async function signIn(): Promise<Connected> {
  const file = program.opts<Shared>().connection;
  let text: string | null = null;
  try {
    text = readFileSync(file ?? CONNECTION_FILE, 'utf8');
  } catch (error) {
    if (file !== undefined) throw unreadable(file, error);
  }
  services = readConnection(text, file ?? CONNECTION_FILE, process.env);
  return connect(services);
}

function readBytes(name: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    throw unreadable(name, error);
  }
}

const unreadable = (name: string, error: unknown): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.FILE_UNREADABLE,
    `${name} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
    'Check the path.',
  );

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Runs a command and ends the process with what it came to. */
async function act(command: (output: Output) => Promise<ExitCode>): Promise<void> {
  const output = createOutput(program.opts<Shared>().json, (text) => process.stdout.write(text));
  try {
    process.exitCode = await command(output);
  } catch (error) {
    process.exitCode = report(error, output);
  }
}

function report(error: unknown, output: Output): ExitCode {
  const failure = describeError(error, services);
  if (output.json) {
    output.answer({ error: { code: failure.code, message: failure.message, remedy: failure.remedy } });
  } else {
    process.stderr.write(`${pc.red('✗')} ${failure.message} ${pc.bold(failure.code)}\n  ${failure.remedy}\n`);
  }
  if (process.env.TANDEM_DEBUG)
    process.stderr.write(`${(failure.cause as Error | undefined)?.stack ?? failure.stack}\n`);
  return failure.exit;
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version are not mistakes.
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongInput;
}

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import pc from 'picocolors';
import { version } from '../../../package.json';
import { connect, type Connected, type ConnectOptions } from '../connect';
import { readConnection, type Connection } from '../connection';
import { describeError } from '../describe-error';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { createOutput, type Output } from '../output';

const CONNECTION_FILE = 'tandem.json';

interface Shared {
  readonly json: boolean;
  readonly connection?: string;
}

/** What every command is given by the process it runs in. */
export interface Context {
  /** Of this command line, three digits. */
  readonly version: string;
  /** Whether a person looks at what is printed. */
  readonly terminal: boolean;
  /** Runs a command: whatever it comes to, or dies of, becomes an answer and the exit code of the process. */
  readonly act: (command: (output: Output) => Promise<ExitCode>) => Promise<void>;
  /** Signs in where `--connection`, the file beside or the environment says. @throws Failure */
  readonly signIn: (
    elsewhere?: Partial<Pick<Connection, 'dataverse' | 'finance'>>,
    options?: Pick<ConnectOptions, 'withoutFinance'>,
  ) => Promise<Connected>;
  /** @throws Failure naming the file */
  readonly readBytes: (name: string) => Buffer;
  /** @throws Failure naming the file */
  readonly readText: (name: string) => string;
  /** Ends early, without an error, once the process is told to stop. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From here on Ctrl+C and its like are heard: nothing is torn off, `stopping` says that it is time to end. */
  readonly listenForStop: () => void;
  readonly stopping: () => boolean;
}

/** The options that every command has, and how the process answers. */
export function createContext(program: Command): Context {
  let services: Connection | null = null;
  const stop = new AbortController();

  const readBytes = (name: string): Buffer => {
    try {
      return readFileSync(name);
    } catch (error) {
      throw unreadable(name, error);
    }
  };

  return {
    version,
    terminal: process.stdout.isTTY,
    async act(command) {
      const output = createOutput(program.opts<Shared>().json, (text) => process.stdout.write(text));
      try {
        process.exitCode = await command(output);
      } catch (error) {
        process.exitCode = report(describeError(error, services), output);
      }
    },
    signIn(elsewhere = {}, options = {}) {
      const file = program.opts<Shared>().connection;
      services = readConnection(connectionText(file), file ?? CONNECTION_FILE, {
        ...process.env,
        ...(elsewhere.dataverse === undefined ? {} : { TANDEM_DATAVERSE_URL: elsewhere.dataverse }),
        ...(elsewhere.finance === undefined ? {} : { TANDEM_FINANCE_URL: elsewhere.finance }),
      });
      return connect(services, options);
    },
    readBytes,
    readText: (name) => readBytes(name).toString('utf8'),
    async sleep(milliseconds) {
      await delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);
    },
    listenForStop() {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
    },
    stopping: () => stop.signal.aborted,
  };
}

/** `--json` and `--connection`, for the program as a whole. */
export const withSharedOptions = (program: Command): Command =>
  program
    .option('--json', 'answers as JSON, for scripts', false)
    .option(
      '--connection <file>',
      `where the two sides are and how to sign in (default: ${CONNECTION_FILE}, then the environment)`,
    );

/** `a, b` as its parts, without what is empty. */
export const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** For an option that may be given several times. */
export const repeated = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function connectionText(file: string | undefined): string | null {
  try {
    return readFileSync(file ?? CONNECTION_FILE, 'utf8');
  } catch (error) {
    if (file !== undefined) throw unreadable(file, error);
    return null;
  }
}

const unreadable = (name: string, error: unknown): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.FILE_UNREADABLE,
    `${name} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
    'Check the path.',
  );

function report(failure: Failure, output: Output): ExitCode {
  if (output.json) {
    const { code, message, remedy, answer } = failure;
    output.answer({ ...answer, error: { code, message, remedy } });
  } else {
    process.stderr.write(`${pc.red('✗')} ${failure.message} ${pc.bold(failure.code)}\n  ${failure.remedy}\n`);
  }
  if (process.env.TANDEM_DEBUG)
    process.stderr.write(`${(failure.cause as Error | undefined)?.stack ?? failure.stack}\n`);
  return failure.exit;
}

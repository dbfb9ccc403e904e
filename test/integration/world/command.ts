import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { tmpdir } from 'node:os';
import type { World } from './world';

/** The command line as it ships. `npm run build` makes it. */
const TANDEM = resolve('plugins-ts/cli/dist/tandem.js');

export interface Ended {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Whose token. Default: `admin`. */
  readonly user?: string;
  /** Goes before what says where the sandbox is; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts a command against the services of a world, in a folder without a connection file. */
export function startTandem(world: World, args: readonly string[], options: CommandOptions = {}): Running {
  const { user = 'admin', environment = {} } = options;
  const child = spawn(process.execPath, [TANDEM, ...args], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NO_COLOR: '1',
      TANDEM_DATAVERSE_URL: world.sandbox.dataverse.url,
      TANDEM_FINANCE_URL: world.sandbox.finance.url,
      TANDEM_AUTH: 'token',
      TANDEM_TOKEN: `sandbox-${user}`,
      ...environment,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

/** Runs a command to its end. */
export const tandem = (world: World, args: readonly string[], options?: CommandOptions): Promise<Ended> =>
  startTandem(world, args, options).ended;

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../sandbox';
import { assignRoles } from '../sandbox/start/assign-roles';
import { openBrowser } from './open-browser';

const ZIP = 'solution/bin/Tandem_managed.zip';
const TANDEM = 'plugins-ts/cli/dist/tandem.js';

/** Milliseconds that something may take which takes a person a second or two. */
const PATIENCE = 20_000;

/** Who is signed in; `chef` reads French, `outsider` has no role of Tandem's. */
export type User = 'admin' | 'pm' | 'chef' | 'outsider';

/** What a person is in front of: both services, the packed solution imported, table maps, a host, and a browser. */
export interface Environment {
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  /** Complaints of every page opened so far: errors on its console, and those that nobody caught. */
  readonly complaints: string[];
  /** Runs one command of the built command line as the admin, to its end. */
  tandem(...args: readonly string[]): Promise<void>;
  startHost(): Promise<void>;
  /** As an operator stops it: it gives back what it holds, and ends. */
  stopHost(): Promise<void>;
  /** Moves the clocks of both services, and of pages opened from now on, ahead by so many minutes. */
  passMinutes(minutes: number): void;
  /** A page of its own browser profile, where the user is signed in. */
  openPage(user: User, options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  close(): Promise<void>;
}

/**
 * @param options `started: false` leaves the table maps stopped and runs no host
 * @throws Error when a command fails, or something has not been built (`npm run build`)
 */
export async function openEnvironment({ started }: { readonly started: boolean }): Promise<Environment> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-browser-'));
  let ahead = 0;
  const opened = await Promise.all([startSandbox({ dataDir, clock: () => Date.now() + ahead }), openBrowser()]);
  const [sandbox, browser] = opened;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  let host: ChildProcess | null = null;

  const run = (user: string, args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [TANDEM, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        TANDEM_DATAVERSE_URL: sandbox.dataverse.url,
        TANDEM_FINANCE_URL: sandbox.finance.url,
        TANDEM_AUTH: 'token',
        TANDEM_TOKEN: `sandbox-${user}`,
      },
    });

  const environment: Environment = {
    sandbox,
    browser,
    complaints,
    tandem: async (...args) => {
      const child = run('admin', args);
      let said = '';
      child.stdout?.on('data', (text) => (said += String(text)));
      const [code] = (await once(child, 'close')) as [number | null];
      // 1: done, but rows need a person. The seed data has some, so that there is something to mend.
      if (code !== 0 && code !== 1) throw new Error(`tandem ${args.join(' ')} ended with ${code}:\n${said}`);
    },
    startHost: async () => {
      const child = run('host', ['run', '--name', 'browser-tests']);
      host = child;
      // Its first line says that it runs.
      if (child.stdout !== null) await Promise.race([once(child.stdout, 'data'), failed(child)]);
      child.stdout?.resume();
    },
    stopHost: async () => {
      const child = host;
      host = null;
      if (child === null || child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
    passMinutes: (minutes) => void (ahead += minutes * 60_000),
    openPage: async (user, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      context.setDefaultTimeout(PATIENCE);
      contexts.push(context);
      await context.addCookies([{ name: 'sandbox_user', value: user, url: sandbox.dataverse.url }]);
      if (ahead > 0) await context.clock.install({ time: Date.now() + ahead });
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      return page;
    },
    close: async () => {
      await environment.stopHost();
      for (const context of contexts) await context.close();
      await browser.close();
      await sandbox.close();
      rmSync(dataDir, { recursive: true });
    },
  };

  try {
    await setUp(environment, started);
  } catch (error) {
    await environment.close();
    throw error;
  }
  return environment;
}

/** What `npm start` does, with the same commands. */
async function setUp(environment: Environment, started: boolean): Promise<void> {
  await environment.tandem('setup', '--shipped', '--solution', ZIP);
  await assignRoles(environment.sandbox.dataverse.api, 'sandbox-admin', {
    'Tandem admin': ['admin'],
    'Tandem host': ['host'],
    'Tandem user': ['pm', 'chef'],
  });
  if (!started) return;
  await start(environment);
  await environment.startHost();
}

/** Starts the first maps, with what an admin would accept of them. */
export const start = (environment: Pick<Environment, 'tandem'>): Promise<unknown> =>
  environment.tandem(
    'setup',
    ...['--zones', 'usmf=America/Chicago,frrt=Europe/Paris', '--start'],
    ...['--accept', 'TDM1219:OnHoldStatus,TDM1221:InvoiceAccount', '--accept-inferred'],
  );

async function failed(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`tandem run ended with ${code}`);
}

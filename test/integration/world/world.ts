import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from '../../../plugins-ts/cli/commands/setup';
import { connect, type Connected } from '../../../plugins-ts/cli/connect';
import { prepare } from '../../../plugins-ts/cli/host-maps';
import type { Output } from '../../../plugins-ts/cli/output';
import type { Fetch } from '../../../plugins-ts/odata';
import { Host, type Engine, type HostEvent } from '../../../plugins-ts/sync';
import { startSandbox, type Sandbox } from '../../sandbox';
import { assignRoles } from '../../sandbox/start/assign-roles';

const ZIP = 'solution/bin/Tandem_managed.zip';
const VERSION = '0.1.0';

const SILENT: Output = {
  json: false,
  line: () => undefined,
  table: () => undefined,
  answer: () => undefined,
  event: () => undefined,
};

/** Both services with the seed data, the solution imported, and every shipped map adopted, synced and running. */
export interface World {
  readonly sandbox: Sandbox;
  signIn(user: string, fetch?: Fetch): Promise<Connected>;
  /** A host with the maps that run; `fetch` is its only way out. */
  host(name: string, fetch?: Fetch): Promise<TestHost>;
  /** JSON of a request to the Web API as a user. */
  dataverse(method: string, path: string, body?: unknown, user?: string): Promise<Record<string, unknown>>;
  finance(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface TestHost {
  readonly engine: Engine;
  readonly host: Host;
  readonly events: HostEvent[];
  /** Turns until nothing more happens. */
  settle(): Promise<void>;
}

/** No layer of the transport waits for real. */
const noWait = (): Promise<void> => Promise.resolve();

let prepared: string | null = null;

/** A folder that was set up once for this process; each world gets a copy. */
async function preparedFolder(): Promise<string> {
  if (prepared !== null && existsSync(prepared)) return prepared;
  const folder = mkdtempSync(join(tmpdir(), 'tandem-prepared-'));
  const sandbox = await startSandbox({ dataDir: folder, app: false });
  const world = worldOn(sandbox, () => Promise.resolve());
  const base = {
    reimport: false,
    repin: false,
    companies: [],
    zones: { usmf: 'America/Chicago', frrt: 'Europe/Paris' },
    version: `${VERSION}.0`,
    sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
    terminal: false,
  };
  const silent = { ...SILENT, json: true };
  const engineOf = (connected: Connected): Engine => connected.engine('setup', VERSION);
  await setup(() => world.signIn('admin'), engineOf, silent, { ...base, solution: readFileSync(ZIP), start: null });
  await assignRoles(sandbox.dataverse.api, 'sandbox-admin', {
    'Tandem admin': ['admin'],
    'Tandem host': ['host'],
    'Tandem user': ['pm', 'chef'],
  });
  await setup(() => world.signIn('admin'), engineOf, silent, { ...base, solution: null, start: [] });
  await sandbox.close();
  prepared = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function openWorld(): Promise<World> {
  const from = await preparedFolder();
  const copying = mkdtempSync(join(tmpdir(), 'tandem-world-'));
  cpSync(from, copying, { recursive: true });
  const dataDir = `${copying}-data`;
  renameSync(copying, dataDir);
  const sandbox = await startSandbox({ dataDir, app: false });
  return worldOn(sandbox, async () => {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
}

function worldOn(sandbox: Sandbox, close: () => Promise<void>): World {
  const signIn = (user: string, fetch?: Fetch): Promise<Connected> =>
    connect(
      {
        dataverse: sandbox.dataverse.url,
        finance: sandbox.finance.url,
        authentication: { kind: 'token', token: `sandbox-${user}` },
      },
      { sleep: noWait, ...(fetch === undefined ? {} : { fetch }) },
    );
  return {
    sandbox,
    signIn,
    host: async (name, fetch) => {
      const connected = await signIn('host', fetch);
      const plain = connected.engine(name, VERSION);
      let passed = 0;
      const engine: Engine = {
        ...plain,
        random: () => 0.5,
        clock: { now: plain.clock.now, monotonic: () => plain.clock.monotonic() + passed },
      };
      const events: HostEvent[] = [];
      const host = new Host(engine, (event) => events.push(event));
      host.useMaps((await prepare(connected, await engine.ledger.tableMaps())).maps);
      return { engine, host, events, settle: () => settle(host, events, () => (passed += BETWEEN_TURNS)) };
    },
    dataverse: (method, path, body, user = 'pm') =>
      ask(`${sandbox.dataverse.api}/${path}`, method, body, user, { prefer: 'return=representation' }),
    finance: (method, path, body) => ask(`${sandbox.finance.data}${path}`, method, body, 'host', {}),
    close,
  };
}

const MOST_TURNS = 12;

/** Milliseconds by which a host's own clock goes on between two turns: every feed is due again. */
const BETWEEN_TURNS = 120_000;

async function settle(host: Host, events: HostEvent[], pass: () => void): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const before = events.length;
    pass();
    await host.turn();
    const news = events
      .slice(before)
      .some((event) => event.kind === 'rows' && [...event.results.values()].some(isNews));
    if (!news) return;
  }
  throw new Error(`not quiet after ${MOST_TURNS} turns: ${JSON.stringify(events.at(-1))}`);
}

const isNews = (result: string): boolean => result !== 'unchanged' && result !== 'busy';

async function ask(
  url: string,
  method: string,
  body: unknown,
  user: string,
  more: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer sandbox-${user}`,
      accept: 'application/json',
      'content-type': 'application/json',
      ...more,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** A way out that dies for ever at its n-th request: before it is sent, or after the server has done it. */
export interface Mortal {
  readonly fetch: Fetch;
  /** Resolves at the moment of death. */
  readonly died: Promise<'died'>;
}

export function mortal(n: number, when: 'before' | 'after'): Mortal {
  let sent = 0;
  let die: () => void = () => undefined;
  const died = new Promise<'died'>((resolve) => (die = () => resolve('died')));
  const never = (): Promise<never> => new Promise(() => undefined);
  return {
    died,
    fetch: async (url, request) => {
      sent += 1;
      if (sent > n) return never();
      if (sent === n && when === 'before') {
        die();
        return never();
      }
      const answer = await fetch(url, request);
      if (sent < n) return answer;
      die();
      return never();
    },
  };
}

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Connected } from '../../../plugins-ts/cli/connect';
import { prepare } from '../../../plugins-ts/cli/host-maps';
import type { Fetch } from '../../../plugins-ts/odata';
import { Host, type Engine, type HostEvent, type HostMaps, type PassResult } from '../../../plugins-ts/sync';
import { startSandbox, type Sandbox } from '../../sandbox';
import { RememberedMetadata } from './metadata';
import { PREPARED_AT, type State } from './prepared';
import { signInTo, VERSION } from './sign-in';
import { StillTime } from './time';

/** Both services with the seed data, the solution imported, and what the state says beyond that. */
export interface World {
  readonly sandbox: Sandbox;
  readonly time: StillTime;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  signIn(user: string, fetch?: Fetch): Promise<Connected>;
  host(name: string, options?: HostOptions): Promise<TestHost>;
  /** JSON of a request to the Web API, as `pm` unless told otherwise. @throws Error for any refusal */
  dataverse(method: string, path: string, body?: unknown, user?: string): Promise<Record<string, unknown>>;
  /** JSON of a request to Finance's OData, as the accountant. @throws Error for any refusal */
  finance(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface HostOptions {
  /** The host's only way out. */
  readonly fetch?: Fetch;
  /** Compiled before, in a world of the same state: otherwise they are compiled from live metadata. */
  readonly maps?: HostMaps;
}

/** A host of the product, turned by hand. */
export interface TestHost {
  readonly engine: Engine;
  readonly host: Host;
  readonly maps: HostMaps;
  readonly events: HostEvent[];
  /** One turn, with time passed before it so that every feed is due. Answers what came of rows, but for `unchanged`. */
  turn(): Promise<readonly PassResult[]>;
  /** Turns until nothing more happens. @throws Error when that takes too many */
  settle(): Promise<void>;
}

export interface WorldOptions {
  /** A prepared state, or the data folder of a sandbox that is closed. Default: `running`. */
  readonly from?: State | { readonly folder: string };
  /** Keep the data here and leave it there. */
  readonly dataDir?: string;
  /** How latency of the services waits. Default: until time has passed. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const HOUR = 3_600_000;

/** For all hosts of a test file. */
const metadata = new RememberedMetadata();

/** A world of its own, in a copy of the prepared folder. */
export async function openWorld({ from = 'running', dataDir, sleep }: WorldOptions = {}): Promise<World> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'tandem-world-'));
  cpSync(typeof from === 'string' ? join(inject('prepared'), from) : from.folder, folder, { recursive: true });
  const time = new StillTime(PREPARED_AT + HOUR);
  const sandbox = await startSandbox({ dataDir: folder, clock: time.now, sleep: sleep ?? time.sleep, app: false });
  if (from !== 'bare') repin(sandbox);
  return {
    sandbox,
    time,
    openedAt: PREPARED_AT + HOUR,
    signIn: (user, fetch) => signInTo(sandbox, time, user, fetch),
    host: async (name, options = {}) => {
      const way = metadata.over(options.fetch ?? ((url, request) => fetch(url, request)));
      const connected = await signInTo(sandbox, time, 'host', way);
      const engine: Engine = { ...connected.engine(name, VERSION), random: () => 0.5 };
      const maps = options.maps ?? (await prepare(connected, await engine.ledger.tableMaps())).maps;
      return testHost(engine, maps, time);
    },
    dataverse: (method, path, body, user = 'pm') =>
      ask(`${sandbox.dataverse.api}/${path}`, method, body, user, { prefer: 'return=representation' }),
    finance: (method, path, body) => ask(`${sandbox.finance.data}${path}`, method, body, 'accountant', {}),
    close: async () => {
      await sandbox.close();
      if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ports are other ones each time: Finance has moved, as an admin would have said by `setup --repin`. */
function repin({ dataverse, finance }: Sandbox): void {
  for (const row of dataverse.organization.rows('tandem_setting', { tandem_name: 'financeUrl' })) {
    dataverse.organization.put('tandem_setting', { ...row, tandem_value: finance.url });
  }
}

const MOST_TURNS = 12;
/** Milliseconds: every feed is due again, and a lease is renewed in time. */
const BETWEEN_TURNS = 35_000;

function testHost(engine: Engine, maps: HostMaps, time: StillTime): TestHost {
  const events: HostEvent[] = [];
  const host = new Host(engine, (event) => events.push(event));
  host.useMaps(maps);
  const turn = async (): Promise<readonly PassResult[]> => {
    const before = events.length;
    time.pass(BETWEEN_TURNS);
    await host.turn();
    return events
      .slice(before)
      .flatMap((event) => (event.kind === 'rows' ? [...event.results.values()] : []))
      .filter((result) => result !== 'unchanged');
  };
  const settle = async (): Promise<void> => {
    let news: readonly PassResult[] = [];
    for (let turns = 0; turns < MOST_TURNS; turns += 1) {
      news = await turn();
      if (news.length === 0 && host.wait === 0) return;
    }
    throw new Error(`not quiet after ${MOST_TURNS} turns: ${news.join(', ')} ${JSON.stringify(events.at(-1))}`);
  };
  return { engine, host, maps, events, turn, settle };
}

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

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { version } from '../../../package.json';
import { setup } from '../../../plugins-ts/cli/commands/setup';
import { connect, type Connected } from '../../../plugins-ts/cli/connect';
import { prepare } from '../../../plugins-ts/cli/host-maps';
import type { Output } from '../../../plugins-ts/cli/output';
import { FIRST_MAPS } from '../../../plugins-ts/project-operations';
import { runMap, type PreparedMaps } from '../../../plugins-ts/sync';
import { startSandbox } from '../../sandbox';
import { assignRoles } from '../../sandbox/start/assign-roles';
import { ZONES } from '../environment';
import { ACTUALS } from '../mapping/actuals';
import { plantActuals } from './plant';
import { profiled, type Spent } from './profile';
import { serve, type Served } from './served';

const ZIP = 'solution/bin/Tandem_managed.zip';

export interface Share extends Spent {
  readonly rows: number;
  readonly requests: number;
}

/** What decides about rows: everything of the map language, and of the engine what plans and compares. */
const DECIDES = new RegExp(
  '^plugins-ts/(maps/|sync/(plan|plan-once|merge|create-in-finance|fingerprint|hold|column-names|identity|parents|settlement|situation|claims)\\.ts$)',
);

/**
 * A whole first sync (customers, contracts, projects, and so many actuals, which are claimed, sent once and settled) over
 * HTTP, with a latency: how much of its time went into mapping and planning.
 *
 * @param latency milliseconds per request
 */
export async function measureShare(actuals: number, latency: number): Promise<Share> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  try {
    await prepareFolder(dataDir, actuals);
    const served = await serve(dataDir, latency);
    try {
      return await syncAll(served);
    } finally {
      await served.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function syncAll(served: Served): Promise<Share> {
  let requests = 0;
  const connected = await signIn(served, 'host', () => (requests += 1));
  const engine = connected.engine('bench', version);
  const wanted: readonly string[] = [...FIRST_MAPS, ACTUALS];
  const { maps, refused } = await prepare(connected, await engine.ledger.tableMaps(), ({ map }) =>
    wanted.includes(map.key),
  );
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  const running = maps.running.map((one) => ({ ...one, cutover: 0 }));
  requests = 0;
  let rows = 0;
  const spent = await profiled(
    async () => {
      for (const one of running) {
        const counts = await runMap(engine, 'initialSync', one, running, companiesOf(one, maps), () => undefined);
        rows += Object.values(counts).reduce((sum, count) => sum + count, 0);
      }
    },
    (module) => DECIDES.test(module),
  );
  return { ...spent, rows, requests };
}

function companiesOf(
  { map }: PreparedMaps['maps']['running'][number],
  maps: PreparedMaps['maps'],
): readonly (string | null)[] {
  return map.definition.finance.companyField === undefined ? [null] : maps.companies;
}

/** The solution imported, the table maps seeded, and actuals enough. */
async function prepareFolder(dataDir: string, actuals: number): Promise<void> {
  const sandbox = await startSandbox({ dataDir, app: false });
  try {
    const urls = { dataverse: sandbox.dataverse.url, finance: sandbox.finance.url };
    await setup(
      () => signIn(urls, 'admin'),
      (connected) => connected.engine('setup', version),
      SILENT,
      {
        shipped: true,
        solution: readFileSync(ZIP),
        reimport: false,
        repin: false,
        start: null,
        companies: [],
        zones: ZONES,
        version: `${version}.0`,
        terminal: false,
        sleep: wait,
      },
    );
    await assignRoles(sandbox.dataverse.api, 'sandbox-admin', { 'Tandem admin': ['admin'], 'Tandem host': ['host'] });
    plantActuals(sandbox.dataverse.organization, actuals);
  } finally {
    await sandbox.close();
  }
}

const signIn = (
  { dataverse, finance }: Pick<Served, 'dataverse' | 'finance'>,
  user: string,
  traced: () => void = () => undefined,
): Promise<Connected> =>
  connect({ dataverse, finance, authentication: { kind: 'token', token: `sandbox-${user}` } }, { traced });

const SILENT: Output = {
  json: true,
  line: () => undefined,
  text: () => undefined,
  table: () => undefined,
  answer: () => undefined,
  event: () => undefined,
};

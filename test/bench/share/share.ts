import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../../package.json';
import { prepare } from '../../../plugins-ts/cli/host-maps';
import { FIRST_MAPS } from '../../../plugins-ts/project-operations';
import { runMap, type PreparedMaps } from '../../../plugins-ts/sync';
import { ACTUALS } from '../mapping/actuals';
import { prepareFolder, signIn } from '../prepared';
import { plantActuals } from './plant';
import { profiled, type Spent } from './profile';
import { serve, type Served } from './served';

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
    await prepareFolder(dataDir, ({ dataverse }) => plantActuals(dataverse.organization, actuals));
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
  const connected = await signIn(served, 'host', { traced: () => (requests += 1) });
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

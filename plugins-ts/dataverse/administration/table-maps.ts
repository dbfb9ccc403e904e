import type { Finding, MapConflict, TableMap } from '../../maps';
import { ODataError, type BatchAnswer, type ODataClient } from '../../odata';
import { tableMapId } from '../../sync/identity';
import type { MapState } from '../../sync/ledger';
import { isoSeconds } from '../cell';
import { MAP_STATE } from '../own-tables/choices';
import { conditionalWrite, isRefusedByCondition, type OwnRow } from '../own-tables/compare-and-set';
import { readTableMaps, TABLE_MAPS, type TableMapRow } from '../own-tables/table-maps';
import { afterCheck, planSeed, type MapSeed, type SeedOutcome, type SeedPlan } from './plan-seed';
import { readUpgradeConflicts } from './upgrade-conflicts';

export interface SeededMap {
  readonly key: string;
  readonly outcome: SeedOutcome;
  readonly version: string;
  readonly versionThere: string | null;
  /** Where the definition that runs came from; null where this run did not touch it. */
  readonly source: string | null;
  /** What both the customer and Tandem have changed, and in different ways. */
  readonly conflicts: readonly MapConflict[];
  /** What keeps the new definition from taking the place of the present one. */
  readonly findings: readonly Finding[];
}

export interface SeedOptions {
  /** The environment has been set up by a newer command line: nothing there is replaced. */
  readonly older?: boolean;
  /** What is wrong with a map beside the metadata of both sides; by default nothing is looked at. */
  readonly check?: (map: TableMap) => Promise<readonly Finding[]>;
  readonly told?: (done: number, all: number) => void;
}

/** Definitions are large: a batch of all would be slow to answer and tell nothing meanwhile. */
const PER_BATCH = 8;

/**
 * Makes rows for shipped maps that have none, stopped, and gives the others the new definition: where somebody has changed
 * the map, both changes are put together. State, companies and cut-over stay as they are. Run twice, or by two admins at
 * once, it does the same.
 *
 * A definition that would run, and has something to fix that the present one has not, does not take its place.
 *
 * @throws ODataError
 */
export async function seedTableMaps(
  client: ODataClient,
  seeds: readonly MapSeed[],
  { older = false, told = () => undefined, check = () => Promise.resolve([]) }: SeedOptions = {},
): Promise<readonly SeededMap[]> {
  const rows = new Map((await readTableMaps(client)).map((row) => [row.key, row]));
  const decisions = await readUpgradeConflicts(client);
  const plans: { readonly seed: MapSeed; readonly row: TableMapRow | null; readonly plan: SeedPlan }[] = [];
  for (const seed of seeds) {
    const row = rows.get(seed.shipped.key) ?? null;
    const plan = planSeed(seed, row, decisions.get(seed.shipped.key) ?? [], older);
    if (row === null || plan.unchecked === null) plans.push({ seed, row, plan });
    else {
      const before = row.stored === null ? [] : await check(row.stored.map);
      plans.push({ seed, row, plan: afterCheck(plan, row, before, await check(plan.unchecked)) });
    }
  }
  const writes = plans.flatMap(({ seed, row, plan }) =>
    plan.body === null
      ? []
      : [{ key: seed.shipped.key, write: conditionalWrite(ownRow(seed, row?.id), plan.body, row?.etag ?? null) }],
  );
  const overtaken = new Set<string>();
  for (let at = 0; at < writes.length; at += PER_BATCH) {
    const some = writes.slice(at, at + PER_BATCH);
    const answers = await client.batch(some.map(({ write }) => write));
    for (const [place, answer] of answers.entries()) {
      if (!isWritten(answer)) overtaken.add(some[place]?.key ?? '');
    }
    told(at + some.length, writes.length);
  }
  return plans.map(({ seed, row, plan }): SeededMap => {
    const { key } = seed.shipped;
    const isOvertaken = overtaken.has(key);
    return {
      key,
      outcome: isOvertaken ? 'unchanged' : plan.outcome,
      version: plan.version,
      versionThere: row?.version ?? null,
      source: isOvertaken ? null : plan.source,
      conflicts: plan.conflicts,
      findings: plan.findings,
    };
  });
}

/** False when somebody else was faster. @throws ODataError */
function isWritten(answer: BatchAnswer | readonly BatchAnswer[]): boolean {
  if (!('kind' in answer)) return true;
  if (answer.kind === 'done') return true;
  if (answer.kind === 'failed' && isRefusedByCondition(answer.error)) return false;
  throw answer.kind === 'failed'
    ? new ODataError(answer.error)
    : new ODataError({
        status: 0,
        code: '',
        message: 'Dataverse left the writing of a table map without an answer.',
        inner: null,
        transient: true,
        retryAfter: null,
      });
}

const ownRow = ({ shipped }: MapSeed, id: string | undefined): OwnRow => ({
  set: TABLE_MAPS,
  idColumn: 'tandem_tablemapid',
  id: id ?? tableMapId(shipped.key),
});

export interface MapStateChange {
  /** Company codes that run; empty: all. */
  readonly companies?: readonly string[];
  /** Milliseconds since 1970. */
  readonly cutover?: number | null;
}

/** No row of that key, or nothing that could run. */
export class MapNotFound extends Error {
  override readonly name = 'MapNotFound';
  constructor(readonly mapKey: string) {
    super(`Tandem has no table map ${mapKey}.`);
  }
}

/**
 * Starts, pauses or stops a map. @throws MapNotFound, ODataError
 */
export async function setMapState(
  client: ODataClient,
  mapKey: string,
  state: MapState,
  change: MapStateChange = {},
): Promise<void> {
  const row = (await readTableMaps(client)).find((one) => one.key === mapKey);
  if (row === undefined) throw new MapNotFound(mapKey);
  const { companies, cutover } = change;
  await client.send(
    'PATCH',
    `${TABLE_MAPS}(${row.id})`,
    {
      tandem_state: MAP_STATE.valueOf(state),
      ...(companies === undefined
        ? {}
        : { tandem_companies: companies.length === 0 ? null : JSON.stringify(companies) }),
      ...(cutover === undefined ? {} : { tandem_cutover: isoSeconds(cutover) }),
    },
    { headers: { 'If-Match': '*' } },
  );
}

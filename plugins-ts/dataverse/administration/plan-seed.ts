import {
  compareVersions,
  diffMaps,
  formatTableMap,
  mergeMaps,
  type Direction,
  type Finding,
  type MapConflict,
  type TableMap,
} from '../../maps';
import type { WireRow } from '../../odata';
import { MAP_STATE } from '../own-tables/choices';
import { clip } from '../own-tables/memo';
import type { TableMapRow } from '../own-tables/table-maps';
import { conflictsJson } from './upgrade-conflicts';

export interface MapSeed {
  readonly shipped: TableMap;
  /** The tenant's own map of the same pair, where there is one: the shipped one beside it would only be a guess. */
  readonly own?: { readonly map: TableMap; readonly source: string };
}

export type SeedOutcome =
  | 'created'
  /** The shipped definition has taken the place of the one that was shipped before. */
  | 'upgraded'
  /** The customer's changes have been put into the new definition. */
  | 'merged'
  /** The customer and the new definition disagree: the old one stays until an admin decides. */
  | 'conflict'
  /** The new definition has something to fix here that the present one has not: the present one stays. */
  | 'toFix'
  | 'unchanged'
  /** What the customer has put in its place cannot be read: it stays. */
  | 'overlaid'
  /** The environment has a newer one: this command line is older than the one that set it up. */
  | 'newerThere';

export interface SeedPlan {
  readonly outcome: SeedOutcome;
  /** Of the definition that runs then. */
  readonly version: string;
  readonly source: string | null;
  readonly conflicts: readonly MapConflict[];
  /** What keeps a new definition from taking the place of the present one. */
  readonly findings: readonly Finding[];
  /** The definition that would take the place of one that is there, and of which nobody knows yet whether it may. */
  readonly unchecked: TableMap | null;
  /** What is to be written; null: nothing. */
  readonly body: WireRow | null;
}

/**
 * What seeding does with one map, beside the row that there is.
 *
 * @param decisions what a person has decided about earlier conflicts
 * @param older this command line is older than the one that set the environment up
 */
export function planSeed(
  { shipped, own }: MapSeed,
  row: TableMapRow | null,
  decisions: readonly MapConflict[],
  older: boolean,
): SeedPlan {
  const source = `Tandem ${shipped.version}`;
  if (row === null) {
    const plan = written('created', shipped, own?.map ?? null, own?.source ?? source);
    const state = { tandem_key: shipped.key, tandem_state: MAP_STATE.valueOf('stopped') };
    return { ...plan, body: { ...plan.body, ...state } };
  }
  const left = (outcome: SeedOutcome): SeedPlan => ({
    outcome,
    version: row.version,
    source: null,
    conflicts: [],
    findings: [],
    unchecked: null,
    body: null,
  });
  const { seeded } = row;
  if (seeded !== null && formatTableMap(seeded) === formatTableMap(shipped)) return left('unchanged');
  if (older || compareVersions(shipped.version, seeded?.version ?? row.version) < 0) return left('newerThere');
  // What nobody runs may be laid down as it is shipped: it is checked before it starts.
  if (!row.hasOverlay) {
    const plan = written('upgraded', shipped, null, source);
    return row.state === 'stopped' ? plan : { ...plan, unchecked: shipped };
  }
  if (seeded === null || row.stored === null) return left('overlaid');
  const { merged, conflicts, decided } = mergeMaps(seeded, row.stored.map, shipped, decisions);
  if (conflicts.length === 0) {
    const isShipped = diffMaps(merged, shipped).length === 0;
    return { ...written('merged', shipped, isShipped ? null : merged, source), unchecked: merged };
  }
  return { ...left('conflict'), conflicts, body: { tandem_conflicts: conflictsJson([...conflicts, ...decided]) } };
}

/**
 * The same once both definitions have been looked at beside the metadata of both sides: one that has something to fix which
 * the present one has not does not take its place.
 *
 * @param before findings of the definition that is there
 * @param after of the one that would take its place
 */
export function afterCheck(
  plan: SeedPlan,
  row: TableMapRow,
  before: readonly Finding[],
  after: readonly Finding[],
): SeedPlan {
  const known = new Set(before.map(({ code, column }) => `${code} ${column ?? ''}`));
  const fresh = after.filter(
    ({ severity, code, column }) => severity === 'error' && !known.has(`${code} ${column ?? ''}`),
  );
  if (fresh.length === 0) return { ...plan, unchecked: null };
  const { version } = row;
  return { ...plan, outcome: 'toFix', version, source: null, findings: fresh, unchecked: null, body: null };
}

function written(outcome: SeedOutcome, shipped: TableMap, own: TableMap | null, source: string): SeedPlan {
  const runs = own ?? shipped;
  return {
    outcome,
    version: runs.version,
    source,
    conflicts: [],
    findings: [],
    unchecked: null,
    body: {
      tandem_name: clip(runs.name, 200),
      tandem_definition: formatTableMap(shipped),
      tandem_overlay: own === null ? null : formatTableMap(own),
      tandem_source: clip(source, 200),
      tandem_conflicts: null,
      tandem_version: runs.version,
      tandem_order: runs.order,
      tandem_table: runs.dataverse.table,
      tandem_entity: runs.finance.entity,
      tandem_direction: directionOf(runs),
    },
  };
}

/** Where the map carries values: both ways as soon as any column goes each way. */
function directionOf(map: TableMap): Direction {
  const directions = new Set(
    map.columns.flatMap(({ answer, direction }) => {
      if (answer !== true) return [direction];
      return direction === 'toDataverse' ? [] : ['toFinance' as const];
    }),
  );
  const [only] = directions;
  return directions.size === 1 && only !== undefined ? only : 'both';
}

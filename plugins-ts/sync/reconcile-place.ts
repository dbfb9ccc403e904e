import type { FinanceKey } from '../maps/compiled-map';
import type { Difference } from './difference';
import type { Engine } from './engine';
import { kept } from './kept';
import { acquire, advance, type Held } from './lease';
import type { CheckpointKey } from './ledger';
import type { Instant, RowVersion } from './record';

/** What a reconcile looks at. */
export interface ReconcileScope {
  /** Of this company only, in lower case; null: of all. */
  readonly company: string | null;
  /** Of rows that were changed in Dataverse from then on, and before then; null: without that end. */
  readonly since: Instant | null;
  readonly until: Instant | null;
}

export const EVERYTHING: ReconcileScope = { company: null, since: null, until: null };

/** What a reconcile has found, in numbers. */
export interface ReconcileCounts {
  /** Rows that both sides have, alike. */
  readonly equal: number;
  /** Rows that are not the same, and it is known and said. */
  readonly explained: number;
  /** Those of which nobody knows why, by kind. */
  readonly unexplained: Readonly<Record<Difference['kind'], number>>;
  /** Of those, by column: rows in which the two sides differ. */
  readonly columns: Readonly<Record<string, number>>;
}

export const NOTHING_YET: ReconcileCounts = {
  equal: 0,
  explained: 0,
  unexplained: { different: 0, onlyDataverse: 0, onlyFinance: 0 },
  columns: {},
};

/** Columns that are counted by name; what differs in still others counts here. The counts travel in a memo of 8 000. */
const COLUMNS_NAMED = 60;
export const OTHER_COLUMNS = '…';

/** Counts what a page has brought. Pure. */
export function counted(
  before: ReconcileCounts,
  found: { readonly equal: number; readonly differences: readonly Difference[] },
): ReconcileCounts {
  const unexplained = { ...before.unexplained };
  const columns: Record<string, number> = { ...before.columns };
  for (const one of found.differences.filter(({ isExplained }) => !isExplained)) {
    unexplained[one.kind] += 1;
    for (const { column } of one.columns) {
      const isNamed = column in columns || Object.keys(columns).length < COLUMNS_NAMED;
      const name = isNamed ? column : OTHER_COLUMNS;
      columns[name] = (columns[name] ?? 0) + 1;
    }
  }
  return {
    equal: before.equal + found.equal,
    explained: before.explained + found.differences.filter(({ isExplained }) => isExplained).length,
    unexplained,
    columns,
  };
}

/** Where a walk over both sides stands: everything before it has been compared. */
export type WalkPlace =
  /** Dataverse's rows in the order of their versions. */
  | { readonly side: 'dataverse'; readonly after: RowVersion | null }
  /** Finance's rows company by company, in the order of their keys. */
  | { readonly side: 'finance'; readonly company: string | null; readonly after: FinanceKey | null };

/** A reconcile that is under way, or was: enough to go on. */
export interface ReconcilePlace {
  readonly scope: ReconcileScope;
  /** Id of the run's row, and when it began; null: it was asked for and has not begun. */
  readonly run: { readonly id: string; readonly started: Instant } | null;
  readonly at: WalkPlace;
  readonly counts: ReconcileCounts;
}

export const beginning = (scope: ReconcileScope): ReconcilePlace => ({
  scope,
  run: null,
  at: { side: 'dataverse', after: null },
  counts: NOTHING_YET,
});

/** A checkpoint of its own: no feed has a company of this name. The column takes ten characters. */
const checkpointOf = (mapKey: string): CheckpointKey => ({ mapKey, side: 'dataverse', company: '#reconcile' });

/** A reconcile of this map that nobody else may do meanwhile; null while another host does. @throws SideUnavailable */
export const takePlace = (engine: Engine, mapKey: string): Promise<Held | null> =>
  acquire(engine, checkpointOf(mapKey));

/** @throws SideUnavailable, LeaseLost */
export const keepPlace = (engine: Engine, held: Held, place: ReconcilePlace | null): Promise<Held> =>
  advance(engine, held, {
    token: place === null ? null : JSON.stringify(place),
    tokenAt: place?.run?.started ?? null,
  });

/** Where a reconcile of this map was left; null: there is none to go on with. @throws SideUnavailable */
export async function reconcilePlace(engine: Engine, mapKey: string): Promise<ReconcilePlace | null> {
  const { checkpoint } = await engine.ledger.checkpoint(checkpointOf(mapKey));
  return placeIn(checkpoint.token);
}

export const placeIn = (token: string | null): ReconcilePlace | null => kept<ReconcilePlace>(token);

import { columnIds } from '../diff/match-columns';
import { isGroup, partsOf, sameParts, type Group, type Part } from '../diff/parts';
import type { TableMap } from '../table-map';
import { assemble } from './assemble';
import { conflictAt, type MapConflict } from './conflict';
import { mergeParts, type Decide, type PartConflict } from './merge-parts';
import { sharedTarget } from './shared-target';

export interface MergedMap {
  /** At an undecided conflict it has what `mine` has. */
  readonly merged: TableMap;
  /** What nobody has decided yet. */
  readonly conflicts: readonly MapConflict[];
  /** Decisions that still answer what both have changed. */
  readonly decided: readonly MapConflict[];
}

/**
 * Puts together what the customer has made of a shipped map and what a new version makes of it, by the same parts as
 * `diffMaps`. What only one has changed is taken, what both have changed alike too; the rest is for a person to decide. Of
 * two new versions the higher counts.
 *
 * @param base as it was shipped
 * @param mine what the customer has made of it
 * @param theirs as it is shipped now
 * @param decisions of earlier merges: one holds as long as all three say what they said then
 */
export function mergeMaps(
  base: TableMap,
  mine: TableMap,
  theirs: TableMap,
  decisions: readonly MapConflict[] = [],
): MergedMap {
  const [baseIds = [], myIds = [], theirIds = []] = columnIds(base.columns, mine.columns, theirs.columns);
  const [before, here, now] = [partsOf(base, baseIds), partsOf(mine, myIds), partsOf(theirs, theirIds)] as const;
  if (sameParts(before, here)) return { merged: theirs, conflicts: [], decided: [] };
  if (sameParts(before, now) || sameParts(here, now)) return { merged: mine, conflicts: [], decided: [] };

  const conflicts: MapConflict[] = [];
  const decided: MapConflict[] = [];

  const columnOf = (id: string): Part | undefined =>
    [before, here, now].map((parts) => columnsOf(parts).get(id)).find((part) => part !== undefined);
  const decide = (at: PartConflict, target?: string): 'mine' | 'theirs' => {
    const conflict = conflictAt(at, base.key, columnOf, target);
    const earlier = decisions.find((one) => one.take !== undefined && isSameConflict(one, conflict));
    if (earlier?.take === undefined) conflicts.push(conflict);
    else decided.push({ ...conflict, take: earlier.take });
    return earlier?.take === 'shipped' ? 'theirs' : 'mine';
  };
  const ofParts: Decide = (at) => (at.path.join() === 'version' ? higher(at) : decide(at));

  let merged = mergeParts(before, here, now, ofParts);
  // Each on its own is sound; together they would overwrite each other for ever.
  for (let left = columnsOf(merged).size; left > 0; left -= 1) {
    const shared = sharedTarget(columnsOf(merged), columnsOf(here), columnsOf(now));
    if (shared === null) break;
    const { target, fromMine, fromTheirs } = shared;
    const at = {
      path: ['columns', fromTheirs],
      base: columnsOf(before).get(fromTheirs),
      mine: columnsOf(merged).get(fromMine),
      theirs: columnsOf(now).get(fromTheirs),
    };
    merged =
      decide(at, target) === 'mine'
        ? withColumn(merged, fromTheirs, columnsOf(here).get(fromTheirs))
        : withColumn(merged, fromMine, columnsOf(now).get(fromMine));
  }

  return { merged: assemble(merged, inOrder(myIds, theirIds)), conflicts, decided };
}

/** Do two conflicts ask the same? */
export const isSameConflict = (one: MapConflict, other: MapConflict): boolean => question(one) === question(other);

const question = ({ code, place, base, mine, theirs }: MapConflict): string =>
  JSON.stringify([code, place, base, mine, theirs]);

const columnsOf = (parts: Group): ReadonlyMap<string, Part> => {
  const columns = parts.parts.get('columns');
  return isGroup(columns) ? columns.parts : new Map<string, Part>();
};

function withColumn(parts: Group, id: string, column: Part | undefined): Group {
  const columns = new Map(columnsOf(parts));
  if (column === undefined) columns.delete(id);
  else columns.set(id, column);
  return { parts: new Map(parts.parts).set('columns', { parts: columns }) };
}

/** Mine as they stand; each that only the new version has after the one that it follows there. */
function inOrder(mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const order = [...mine];
  for (const [at, id] of theirs.entries()) {
    if (order.includes(id)) continue;
    const previous = theirs
      .slice(0, at)
      .reverse()
      .find((one) => order.includes(one));
    order.splice(previous === undefined ? 0 : order.indexOf(previous) + 1, 0, id);
  }
  return order;
}

/** Which version is higher is no question for a person. */
function higher({ mine, theirs }: PartConflict): 'mine' | 'theirs' {
  const [here, now] = [mine, theirs].map((part) =>
    (part === undefined || isGroup(part) ? '' : String(part.value)).split('.').map(Number),
  );
  const at = (here ?? []).findIndex((number, place) => number !== now?.[place]);
  return at >= 0 && (here?.[at] ?? 0) > (now?.[at] ?? 0) ? 'mine' : 'theirs';
}

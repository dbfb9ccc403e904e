import type { TableMap } from '../table-map';
import { columnIds } from './match-columns';
import { EXTRA, isGroup, ORDER, partsOf, sameParts, type Group, type Part } from './parts';
import { placeInMap, plain, spell, type DifferenceKind, type PlaceInMap } from './place';

export interface MapDifference {
  readonly kind: DifferenceKind;
  /** Read from the first map to the second. */
  readonly change: 'added' | 'removed' | 'changed';
  /** The Finance field, or the Dataverse path where there is none; null where the whole map is meant. */
  readonly column: string | null;
  /** `columns/ProjectName=msdyn_subject/direction`: stable, for scripts. */
  readonly place: string;
  /** Plain values; null: nothing stands there. */
  readonly before: unknown;
  readonly after: unknown;
  /** The same for people. */
  readonly spelled: { readonly before: string; readonly after: string };
  /** One sentence. */
  readonly message: string;
}

/**
 * What the second map says otherwise than the first, by meaning: order of column maps and conditions, capitals of names,
 * defaults that are spelled out, and what only dual-write reads make no difference. In the order of the first map.
 */
export function diffMaps(one: TableMap, other: TableMap): readonly MapDifference[] {
  const [ids = [], otherIds = []] = columnIds(one.columns, other.columns);
  const before = partsOf(one, ids);
  const after = partsOf(other, otherIds);
  const columnOf = (id: string): Part | undefined => part(before, 'columns', id) ?? part(after, 'columns', id);
  return [...differing(before, after, [])].map(({ path, from, to }) =>
    difference(placeInMap(path, columnOf), from, to),
  );
}

interface Differing {
  readonly path: readonly string[];
  readonly from: Part | undefined;
  readonly to: Part | undefined;
}

function* differing(from: Group, to: Group, path: readonly string[]): Iterable<Differing> {
  for (const name of new Set([...from.parts.keys(), ...to.parts.keys()])) {
    const [mine, theirs] = [from.parts.get(name), to.parts.get(name)];
    const here = [...path, name];
    if (sameParts(mine, theirs) || isForOthers(here)) continue;
    if (isGroup(mine) && isGroup(theirs)) yield* differing(mine, theirs, here);
    else if (name !== ORDER || isReordered(mine, theirs)) yield { path: here, from: mine, to: theirs };
  }
}

/** What dual-write reads and Tandem does not. Under `tandem` it may be a later version's. */
const isForOthers = (path: readonly string[]): boolean =>
  path.includes(EXTRA) && !(path[0] === EXTRA && (path[1] ?? 'tandem') === 'tandem');

/** A step more, or one less, is told by itself. */
function isReordered(one: Part | undefined, other: Part | undefined): boolean {
  const [mine, theirs] = [one, other].map((order) => plain(order) as readonly string[] | null);
  if (mine == null || theirs == null) return false;
  const shared = mine.filter((step) => theirs.includes(step));
  return shared.join() !== theirs.filter((step) => mine.includes(step)).join();
}

function difference(place: PlaceInMap, from: Part | undefined, to: Part | undefined): MapDifference {
  const change = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  const spelled = { before: spell(place.kind, from), after: spell(place.kind, to) };
  return {
    kind: place.kind,
    change,
    column: place.column,
    place: place.place,
    before: plain(from),
    after: plain(to),
    spelled,
    message: sentence(place, change, spelled),
  };
}

function sentence(
  { kind, what }: PlaceInMap,
  change: MapDifference['change'],
  spelled: MapDifference['spelled'],
): string {
  const wholes: readonly DifferenceKind[] = ['column', 'transform', 'valueMapEntry', 'localName', 'property'];
  if (change === 'changed' || !wholes.includes(kind)) {
    return `The ${what} was ${spelled.before} and is ${spelled.after}.`;
  }
  const [word, value] = change === 'added' ? ['new', spelled.after] : ['gone', spelled.before];
  return value === '' ? `The ${what} is ${word}.` : `The ${what} is ${word}: ${value}.`;
}

function part(group: Group, ...path: readonly string[]): Part | undefined {
  let current: Part | undefined = group;
  for (const name of path) current = isGroup(current) ? current.parts.get(name) : undefined;
  return current;
}

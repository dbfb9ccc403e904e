import { CODES, explain, PROBLEMS } from '../codes';
import type { Part } from '../diff/parts';
import { placeInMap, plain, spell, type DifferenceKind } from '../diff/place';
import type { PartConflict } from './merge-parts';

/** What both the customer and a new version have changed. Plain JSON: it is kept on the map until it is decided. */
export interface MapConflict {
  readonly code: string;
  readonly kind: DifferenceKind;
  readonly column: string | null;
  readonly place: string;
  /** Plain values; null: nothing stands there. */
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
  /** The same for people. */
  readonly spelled: { readonly base: string; readonly mine: string; readonly theirs: string };
  readonly message: string;
  readonly remedy: string;
  /** What a person has decided. */
  readonly take?: 'mine' | 'shipped';
}

/** @param target fed by both, where that is the conflict */
export function conflictAt(
  { path, base, mine, theirs }: PartConflict,
  map: string,
  columnOf: (id: string) => Part | undefined,
  target?: string,
): MapConflict {
  const { kind, column, place, what } = placeInMap(path, columnOf);
  const spelled = { base: spell(kind, base), mine: spell(kind, mine), theirs: spell(kind, theirs) };
  const removed = mine === undefined || theirs === undefined;
  const code =
    target !== undefined
      ? PROBLEMS.FED_BY_BOTH
      : removed && base !== undefined
        ? PROBLEMS.REMOVED_AND_CHANGED
        : PROBLEMS.BOTH_CHANGED;
  const text = explain(code, {
    ...spelled,
    what,
    map,
    target: target ?? '',
    column: ` --column ${column ?? place}`,
    ...(mine === undefined
      ? { removed: 'you', changed: 'the new version', now: spelled.theirs }
      : { removed: 'the new version', changed: 'you', now: spelled.mine }),
  });
  return {
    code,
    kind,
    column,
    place,
    base: plain(base),
    mine: plain(mine),
    theirs: plain(theirs),
    spelled,
    message: text?.message ?? CODES[code]?.title ?? code,
    remedy: text?.remedy ?? '',
  };
}

import { isGroup, sameParts, type Group, type Part } from '../diff/parts';

/** A part that both have changed, and differently. */
export interface PartConflict {
  readonly path: readonly string[];
  readonly base: Part | undefined;
  readonly mine: Part | undefined;
  readonly theirs: Part | undefined;
}

/** Which of the two stays at a conflict. */
export type Decide = (conflict: PartConflict) => 'mine' | 'theirs';

/**
 * Three ways, part by part: what one has changed is taken, what both have changed alike too. What one has removed and the
 * other changed is a conflict as a whole, as is a part that both have changed differently.
 */
export function mergeParts(
  base: Group,
  mine: Group,
  theirs: Group,
  decide: Decide,
  path: readonly string[] = [],
): Group {
  const parts = new Map<string, Part>();
  for (const name of new Set([...mine.parts.keys(), ...theirs.parts.keys()])) {
    const merged = mergePart(
      { base: base.parts.get(name), mine: mine.parts.get(name), theirs: theirs.parts.get(name), path: [...path, name] },
      decide,
    );
    if (merged !== undefined) parts.set(name, merged);
  }
  return { parts };
}

function mergePart(at: PartConflict, decide: Decide): Part | undefined {
  const { base, mine, theirs, path } = at;
  if (sameParts(mine, theirs) || sameParts(base, theirs)) return mine;
  if (sameParts(base, mine)) return theirs;
  if (isGroup(mine) && isGroup(theirs)) {
    return mergeParts(isGroup(base) ? base : { parts: new Map() }, mine, theirs, decide, path);
  }
  return decide(at) === 'mine' ? mine : theirs;
}

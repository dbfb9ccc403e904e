import { isGroup, sameParts, type Part } from '../diff/parts';

type Columns = ReadonlyMap<string, Part>;

export interface SharedTarget {
  /** Finance field or Dataverse path. */
  readonly target: string;
  /** Id of the column map that feeds it as the customer wants it, and of the one that does as the new version wants it. */
  readonly fromMine: string;
  readonly fromTheirs: string;
}

/** A target that two column maps of a merged map feed, though in neither of the two maps any two do; null: none. */
export function sharedTarget(merged: Columns, mine: Columns, theirs: Columns): SharedTarget | null {
  for (const { target, ids } of feeders(merged).values()) {
    if (ids.length < 2) continue;
    const fromTheirs = ids.find((id) => !sameParts(merged.get(id), mine.get(id)));
    const fromMine = ids.find((id) => id !== fromTheirs && !sameParts(merged.get(id), theirs.get(id)));
    if (fromTheirs !== undefined && fromMine !== undefined) return { target, fromMine, fromTheirs };
  }
  return null;
}

interface Fed {
  /** As the first of them spells it. */
  readonly target: string;
  readonly ids: readonly string[];
}

function feeders(columns: Columns): ReadonlyMap<string, Fed> {
  const byTarget = new Map<string, Fed>();
  for (const [id, column] of columns) {
    const of = (name: string): string | undefined => {
      const part = isGroup(column) ? column.parts.get(name) : undefined;
      return part === undefined || isGroup(part) ? undefined : String(part.value);
    };
    const direction = of('direction');
    // A Finance field and a Dataverse column may have one name.
    const targets = [
      ['finance', direction === 'toDataverse' ? undefined : of('field')],
      ['dataverse', direction === 'toFinance' ? undefined : of('path')],
    ] as const;
    for (const [side, target] of targets) {
      if (target === undefined) continue;
      const key = `${side} ${target.toLowerCase()}`;
      const known = byTarget.get(key);
      byTarget.set(key, { target: known?.target ?? target, ids: [...(known?.ids ?? []), id] });
    }
  }
  return byTarget;
}

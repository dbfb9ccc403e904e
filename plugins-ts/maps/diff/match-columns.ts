import type { ColumnMap } from '../table-map';

/**
 * Which column maps of two maps are the same one: those with the same Finance field and Dataverse path, in the same
 * direction first; of the rest those that share the field, or else the path, with no other. Answers the place in `others`
 * of each of `ones`; undefined: it has none.
 */
export function matchColumns(
  ones: readonly ColumnMap[],
  others: readonly ColumnMap[],
): readonly (number | undefined)[] {
  const found = new Map<number, number>();
  const taken = new Set<number>();
  for (const { keyOf, onlyAlone } of STAGES) {
    const left = places(ones, keyOf, (at) => !found.has(at));
    const right = places(others, keyOf, (at) => !taken.has(at));
    for (const [key, mine] of left) {
      const theirs = right.get(key) ?? [];
      if (onlyAlone && (mine.length > 1 || theirs.length > 1)) continue;
      for (const [nth, at] of mine.entries()) {
        const partner = theirs[nth];
        if (partner === undefined) continue;
        found.set(at, partner);
        taken.add(partner);
      }
    }
  }
  return ones.map((_, at) => found.get(at));
}

interface Stage {
  readonly keyOf: (column: ColumnMap) => string | undefined;
  /** Several with one key cannot be told apart. */
  readonly onlyAlone: boolean;
}

const STAGES: readonly Stage[] = [
  { keyOf: (column) => `${pair(column)} ${column.direction}`, onlyAlone: false },
  { keyOf: (column) => pair(column), onlyAlone: false },
  { keyOf: ({ finance }) => finance?.toLowerCase(), onlyAlone: true },
  { keyOf: ({ dataverse }) => dataverse?.toLowerCase(), onlyAlone: true },
];

const pair = ({ finance = '', dataverse = '' }: ColumnMap): string => `${finance} ${dataverse}`.toLowerCase();

function places(
  columns: readonly ColumnMap[],
  keyOf: Stage['keyOf'],
  isFree: (at: number) => boolean,
): ReadonlyMap<string, readonly number[]> {
  const byKey = new Map<string, number[]>();
  for (const [at, column] of columns.entries()) {
    const key = isFree(at) ? keyOf(column) : undefined;
    if (key === undefined) continue;
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [at]);
    else same.push(at);
  }
  // Where columns repeat each other, their order in the file decides nothing.
  for (const same of byKey.values()) same.sort((one, other) => compare(spelled(columns[one]), spelled(columns[other])));
  return byKey;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const spelled = (column: ColumnMap | undefined): string => JSON.stringify(column);

/** An id for each column map of each map, the same for those that are the same one. The first map is what the others are made from. */
export function columnIds(
  first: readonly ColumnMap[],
  ...rest: readonly (readonly ColumnMap[])[]
): readonly (readonly string[])[] {
  let next = first.length;
  const known: { readonly column: ColumnMap; readonly id: string }[] = [];
  const ids: string[][] = [first.map((_, at) => `c${at}`)];
  for (const columns of rest) {
    const ofFirst = matchColumns(columns, first);
    const mine = ofFirst.map((at) => (at === undefined ? undefined : `c${at}`));
    // What the first does not have may still be in several of the others.
    const openPlaces = columns.flatMap((_, at) => (mine[at] === undefined ? [at] : []));
    const pool = known.filter(({ id }) => !mine.includes(id));
    const ofPool = matchColumns(
      openPlaces.flatMap((at) => columns[at] ?? []),
      pool.map(({ column }) => column),
    );
    for (const [place, at] of openPlaces.entries()) {
      const partner = ofPool[place];
      mine[at] = (partner === undefined ? undefined : pool[partner]?.id) ?? `c${next++}`;
    }
    const named = mine.map((id) => id ?? '');
    for (const at of openPlaces) {
      const column = columns[at];
      const id = named[at];
      if (column !== undefined && id !== undefined && !known.some((one) => one.id === id)) known.push({ column, id });
    }
    ids.push(named);
  }
  return ids;
}

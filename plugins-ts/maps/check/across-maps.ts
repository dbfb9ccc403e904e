import { finding, type Finding } from '../finding';
import { filterOf } from '../filters/filter-of';
import { segments } from '../lookup-path';
import type { TableMap } from '../table-map';
import { circles } from './circles';
import { checkEarlierMaps } from './earlier-maps';
import { exclude } from './excluding-filters';
import { needsOf, type MapAmongOthers, type Need, type Towards } from './map-lookups';

export type { MapAmongOthers } from './map-lookups';

export interface AcrossMapsOptions {
  /** They are going to run side by side. Otherwise two maps may be two versions of which one is chosen: a warning. */
  readonly together: boolean;
}

/** What is wrong with maps that are sound each by itself, once they run together. */
export function checkAcrossMaps(all: readonly MapAmongOthers[], { together }: AcrossMapsOptions): readonly Finding[] {
  const maps = all.map(({ map }) => map);
  const needs = needsOf(all);
  const inCircles = SIDES.flatMap((towards) => circlesTowards(towards, needs));
  const isInCircle = (need: Need): boolean =>
    inCircles.some((circle) => circle.towards === need.towards && [need.by, need.of].every((one) => circle.has(one)));
  return [
    ...checkKeys(maps),
    ...inCircles.map(({ finding: told }) => told),
    ...checkOrder(needs.filter((need) => !isInCircle(need))),
    ...checkEarlierMaps(all, together),
    ...checkWriters(maps).map((found): Finding => (together ? found : { ...found, severity: 'warning' })),
  ];
}

const SIDES: readonly Towards[] = ['finance', 'dataverse'];

/** `key` tells sync records of one map from those of another, and never changes. */
function checkKeys(maps: readonly TableMap[]): readonly Finding[] {
  const byKey = groupBy(maps, ({ key }) => key);
  return [...byKey].flatMap(([key, same]) =>
    same.length < 2 ? [] : [finding('MAP_KEY_TWICE', { map: key }, { key, maps: listed(same.map(nameOf)) })],
  );
}

interface Circle {
  readonly towards: Towards;
  readonly has: (map: TableMap) => boolean;
  readonly finding: Finding;
}

function circlesTowards(towards: Towards, needs: readonly Need[]): readonly Circle[] {
  const here = needs.filter((need) => need.towards === towards);
  const byKey = new Map(here.flatMap(({ by, of }) => [by, of]).map((map) => [map.key, map]));
  const edges = new Map([...byKey.keys()].map((key) => [key, targets(here, key)]));
  return circles(edges).map((circle) => {
    const path = [...circle.shortest, circle.shortest[0] ?? ''];
    const lookups = path.slice(1).map((of, at) => here.find((need) => need.by.key === path[at] && need.of.key === of));
    const names = path.map((key) => nameOf(byKey.get(key)));
    return {
      towards,
      has: ({ key }) => circle.members.has(key),
      finding: finding(
        'MAPS_IN_A_CIRCLE',
        { map: path[0] ?? '' },
        {
          circle: names.join(' → '),
          side: towards === 'finance' ? 'in Finance' : 'in Dataverse',
          lookups: listed(lookups.flatMap((need) => (need === undefined ? [] : `${need.path} (${need.by.key})`))),
        },
      ),
    };
  });
}

const targets = (needs: readonly Need[], key: string): readonly string[] => [
  ...new Set(needs.flatMap(({ by, of }) => (by.key === key ? [of.key] : []))),
];

/** Parents first: initial sync goes by the order of the maps. */
function checkOrder(needs: readonly Need[]): readonly Finding[] {
  const against = needs.filter(({ by, of }) => by.order <= of.order);
  const pairs = groupBy(against, ({ by, of }) => `${by.key} ${of.key}`);
  return [...pairs.values()].flatMap(([need]): readonly Finding[] => {
    if (need === undefined) return [];
    const { by, of, path } = need;
    const parameters = { name: by.name, order: by.order, other: of.name, otherOrder: of.order };
    return [finding('ORDER_AGAINST_LOOKUPS', { map: by.key, column: path }, parameters)];
  });
}

/** Two maps that write one column overwrite each other for ever, unless no row is both's. */
function checkWriters(maps: readonly TableMap[]): readonly Finding[] {
  return maps.flatMap((one, at) =>
    maps.slice(at + 1).flatMap((other) => SIDES.flatMap((towards) => checkPair(one, other, towards))),
  );
}

function checkPair(one: TableMap, other: TableMap, towards: Towards): readonly Finding[] {
  const table = targetOf(one, towards);
  if (table !== targetOf(other, towards)) return [];
  const written = writtenBy(other, towards);
  const columns = [...writtenBy(one, towards)].filter((name) => written.has(name));
  if (columns.length === 0) return [];
  const areApart =
    (one.dataverse.table === other.dataverse.table && excludeOn('dataverse', one, other)) ||
    (one.finance.entity === other.finance.entity && excludeOn('finance', one, other));
  const name = areApart ? 'TWO_MAPS_WRITE_APART' : 'TWO_MAPS_WRITE';
  return [finding(name, { map: one.key }, { other: other.name, table, column: listed(columns) })];
}

const excludeOn = (side: Towards, one: TableMap, other: TableMap): boolean =>
  exclude(filterOf(one[side], side), filterOf(other[side], side));

const targetOf = (map: TableMap, towards: Towards): string =>
  towards === 'finance' ? map.finance.entity : map.dataverse.table;

/** A path writes its first lookup. Finance's names are one whatever their case. */
function writtenBy(map: TableMap, towards: Towards): ReadonlySet<string> {
  const names = map.columns.flatMap(({ direction, dataverse, finance, answer }) => {
    if (towards === 'finance') return direction === 'toDataverse' ? [] : (finance?.toLowerCase() ?? []);
    return direction === 'toFinance' || answer === true || dataverse === undefined
      ? []
      : segments(dataverse).slice(0, 1);
  });
  return new Set(names);
}

const nameOf = (map: TableMap | undefined): string => map?.name ?? '';

const listed = (names: readonly string[]): string =>
  names.length <= MOST_LISTED
    ? names.join(', ')
    : `${names.slice(0, MOST_LISTED).join(', ')} and ${names.length - MOST_LISTED} more`;

const MOST_LISTED = 5;

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

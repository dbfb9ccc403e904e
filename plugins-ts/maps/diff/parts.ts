import { filterOf } from '../filters/filter-of';
import { filterMeaning } from '../filters/normal';
import type { Dialect } from '../filters/syntax';
import type { ColumnMap, MapExtra, TableMap, Transform } from '../table-map';

/** A part of a table map that is changed as a whole. Two are the same when they mean the same. */
export interface Leaf {
  readonly meaning: string;
  readonly value: unknown;
}

/** Parts by name. */
export interface Group {
  readonly parts: ReadonlyMap<string, Part>;
}

export type Part = Leaf | Group;

export const isGroup = (part: Part | undefined): part is Group => part !== undefined && 'parts' in part;

export function sameParts(one: Part | undefined, other: Part | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (!isGroup(one) || !isGroup(other)) return !isGroup(one) && !isGroup(other) && one.meaning === other.meaning;
  return (
    one.parts.size === other.parts.size &&
    [...one.parts].every(([name, part]) => sameParts(part, other.parts.get(name)))
  );
}

/** Transforms that change a text: the order in which they are written counts, that of all others does not. */
const STEPS: ReadonlySet<string> = new Set(['trim', 'case', 'prefix', 'suffix', 'truncate']);

export const isStep = (name: string): boolean => STEPS.has(name.replace(/#.*/, ''));

/** Under this name a column's transforms keep the order of their text steps. */
export const ORDER = '(order)';

/** What is said besides and means nothing here. Under this name, wherever it stood. */
export const EXTRA = '(extra)';

/**
 * A table map as a tree of what can be changed by itself. Spelling is gone from the meanings: order, capitals of names, and
 * whether a default is spelled out. What is absent and what is at its default have no part.
 *
 * @param ids one for each column map, equal for those that are the same one in several maps (`match-columns.ts`)
 */
export function partsOf(map: TableMap, ids: readonly string[]): Group {
  const { dataverse, finance, policies } = map;
  return group({
    key: leaf(map.key),
    name: leaf(map.name),
    names: group(leaves(map.names ?? {})),
    version: leaf(map.version),
    order: leaf(map.order),
    table: name(dataverse.table),
    entitySet: name(dataverse.entitySet),
    entity: name(finance.entity),
    companyField: name(finance.companyField),
    label: finance.label === map.name ? undefined : leaf(finance.label),
    page: leaf(finance.page),
    dataverseFilter: filter(dataverse, 'dataverse'),
    financeFilter: filter(finance, 'finance'),
    dataverseFilterInferred: flag(dataverse.filterInferred),
    financeFilterInferred: flag(finance.filterInferred),
    integrationKey: {
      meaning: JSON.stringify(map.integrationKey.map(lower).sort()),
      value: map.integrationKey,
    },
    policies: group({
      conflict: leaf(policies.conflict),
      onDelete: leaf(policies.onDelete),
      insertOnce: flag(policies.insertOnce),
      releaseGroup: leaf(policies.releaseGroup),
      releasedAfter: leaf(policies.releasedAfter),
      transport: policies.transport === 'odata' ? undefined : leaf(policies.transport),
      dataverseFeed: leaf(policies.feed?.dataverse),
      financeFeed: leaf(policies.feed?.finance),
    }),
    columns: group(
      Object.fromEntries(map.columns.map((column, at) => [ids[at] ?? String(at), columnParts(column, map.extra, at)])),
    ),
    [EXTRA]: group({
      map: besides(map.extra?.map),
      leg: besides(map.extra?.leg),
      tandem: besides(map.extra?.tandem, ['dataverse', 'finance', 'policies']),
    }),
  });
}

function columnParts(column: ColumnMap, extra: MapExtra | undefined, at: number): Group {
  const { valueTransforms, ...rest } = extra?.columns[at] ?? {};
  const ofTransforms = Array.isArray(valueTransforms)
    ? (valueTransforms as readonly Readonly<Record<string, unknown>>[])
    : [];
  return group({
    field: name(column.finance),
    path: name(column.dataverse),
    direction: leaf(column.direction),
    transforms: transformParts(column.transforms, ofTransforms),
    inferred: flag(column.inferred),
    conflict: leaf(column.conflict),
    answer: flag(column.answer),
    [EXTRA]: besides(rest, ['tandem']),
  });
}

function transformParts(
  transforms: readonly Transform[],
  extra: readonly (Readonly<Record<string, unknown>> | undefined)[],
): Group {
  const named = transformNames(transforms);
  const steps = named.filter(isStep);
  return group({
    ...Object.fromEntries(
      transforms.map((transform, at) => [named[at] ?? '', oneTransform(transform, extra[at] ?? {})]),
    ),
    [ORDER]: steps.length < 2 ? undefined : leaf(steps),
  });
}

/** The kind; the second of one kind is `prefix#2`. */
export function transformNames(transforms: readonly Transform[]): readonly string[] {
  const seen = new Map<string, number>();
  return transforms.map(({ kind }) => {
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count === 1 ? kind : `${kind}#${count}`;
  });
}

function oneTransform({ kind, ...properties }: Transform, extra: Readonly<Record<string, unknown>>): Group {
  const parts = Object.entries(properties).map(([property, value]): [string, Part | undefined] => {
    if (property === 'entries') return [property, entryParts(value as Readonly<Record<string, string>>)];
    if (property === 'zone' && value === 'UTC') return [property, undefined];
    if (property === 'value') return [property, { meaning: String(value ?? ''), value }];
    return [property, leaf(value)];
  });
  return group({ kind: leaf(kind), ...Object.fromEntries(parts), [EXTRA]: besides(extra) });
}

/** One line of a value map, as it is spelled. */
export interface ValueMapEntry {
  readonly finance: string;
  readonly dataverse: string;
}

/** Both platforms compare without case. Entries that differ in nothing else are a mistake, and kept apart. */
function entryParts(entries: Readonly<Record<string, string>>): Group {
  const all = Object.entries(entries);
  const folded = all.map(([finance]) => finance.toLowerCase());
  return group(
    Object.fromEntries(
      all.map(([finance, dataverse], at) => [
        folded.indexOf(folded[at] ?? '') === at ? (folded[at] ?? '') : `${finance} `,
        { meaning: dataverse.toLowerCase(), value: { finance, dataverse } satisfies ValueMapEntry },
      ]),
    ),
  );
}

function filter(side: TableMap['dataverse'] | TableMap['finance'], dialect: Dialect): Leaf | undefined {
  const tree = filterOf(side, dialect);
  const text = side.filterText?.trim();
  const { filter: structured, filterText } = side;
  if (tree !== undefined) return { meaning: filterMeaning(tree), value: { filter: structured, filterText } };
  return text === undefined || text === '' ? undefined : { meaning: `text ${text}`, value: { filterText } };
}

function besides(extra: Readonly<Record<string, unknown>> | undefined, nested: readonly string[] = []): Group {
  return group(
    Object.fromEntries(
      Object.entries(extra ?? {}).map(([property, value]) => [
        property,
        nested.includes(property) && typeof value === 'object' && value !== null && !Array.isArray(value)
          ? besides(value as Readonly<Record<string, unknown>>)
          : leaf(value),
      ]),
    ),
  );
}

const group = (parts: Readonly<Record<string, Part | undefined>>): Group => ({
  parts: new Map(Object.entries(parts).filter((entry): entry is [string, Part] => entry[1] !== undefined)),
});

const leaves = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, Leaf | undefined>> =>
  Object.fromEntries(Object.entries(values).map(([property, value]) => [property, leaf(value)]));

const leaf = (value: unknown): Leaf | undefined =>
  value === undefined ? undefined : { meaning: JSON.stringify(sorted(value)), value };

/** A column, field, table or entity: capitals do not count. */
const name = (value: string | undefined): Leaf | undefined =>
  value === undefined ? undefined : { meaning: lower(value), value };

const flag = (value: boolean | undefined): Leaf | undefined => (value === true ? leaf(true) : undefined);

const lower = (value: string): string => value.toLowerCase();

/** Properties of a JSON value in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([property, inner]) => [property, sorted(inner)]));
}

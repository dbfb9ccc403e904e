import { EXTRA, isGroup, isStep, ORDER, type Group, type Part, type ValueMapEntry } from '../diff/parts';
import type { ColumnMap, Feeds, MapExtra, TableMap, Transform } from '../table-map';

type Json = Readonly<Record<string, unknown>>;

/**
 * A table map from its parts; the way back from `partsOf`. A default that was spelled out may be so no longer.
 *
 * @param ids of the column maps in the order in which they shall stand; those that are not among the parts are left out
 */
export function assemble(parts: Group, ids: readonly string[]): TableMap {
  const policies = groupAt(parts, 'policies');
  const feed = {
    ...optional('dataverse', valueAt(policies, 'dataverseFeed')),
    ...optional('finance', valueAt(policies, 'financeFeed')),
  } as Feeds;
  const names = json(groupAt(parts, 'names'));
  const columns = ids.flatMap((id) => {
    const column = groupAt(parts, 'columns').parts.get(id);
    return isGroup(column) ? [assembleColumn(column)] : [];
  });
  return {
    key: must(parts, 'key'),
    name: must(parts, 'name'),
    ...optional('names', isEmpty(names) ? undefined : names),
    version: must(parts, 'version'),
    order: must(parts, 'order'),
    dataverse: {
      table: must(parts, 'table'),
      entitySet: must(parts, 'entitySet'),
      ...filter(valueAt(parts, 'dataverseFilter')),
      ...optional('filterInferred', valueAt(parts, 'dataverseFilterInferred')),
    },
    finance: {
      entity: must(parts, 'entity'),
      ...optional('companyField', valueAt(parts, 'companyField')),
      ...optional('page', valueAt(parts, 'page')),
      ...optional('label', valueAt(parts, 'label')),
      ...filter(valueAt(parts, 'financeFilter')),
      ...optional('filterInferred', valueAt(parts, 'financeFilterInferred')),
    },
    columns: columns.map(({ column }) => column),
    integrationKey: must(parts, 'integrationKey'),
    policies: {
      conflict: must(policies, 'conflict'),
      onDelete: must(policies, 'onDelete'),
      insertOnce: valueAt(policies, 'insertOnce') === true,
      ...optional('releaseGroup', valueAt(policies, 'releaseGroup')),
      ...optional('releasedAfter', valueAt(policies, 'releasedAfter')),
      ...optional('transport', valueAt(policies, 'transport')),
      ...optional('feed', isEmpty(feed) ? undefined : feed),
    },
    extra: {
      map: json(groupAt(groupAt(parts, EXTRA), 'map')),
      leg: json(groupAt(groupAt(parts, EXTRA), 'leg')),
      tandem: json(groupAt(groupAt(parts, EXTRA), 'tandem')),
      columns: columns.map(({ extra }) => extra),
    } satisfies MapExtra,
  } as TableMap;
}

function assembleColumn(parts: Group): { readonly column: ColumnMap; readonly extra: Json } {
  const transforms = orderedTransforms(groupAt(parts, 'transforms'));
  const besides = transforms.map((one) => json(groupAt(one, EXTRA)));
  return {
    column: {
      ...optional('dataverse', valueAt(parts, 'path')),
      ...optional('finance', valueAt(parts, 'field')),
      direction: must(parts, 'direction'),
      transforms: transforms.map(assembleTransform),
      ...optional('inferred', valueAt(parts, 'inferred')),
      ...optional('conflict', valueAt(parts, 'conflict')),
      ...optional('answer', valueAt(parts, 'answer')),
    } as ColumnMap,
    extra: {
      ...json(groupAt(parts, EXTRA)),
      ...(besides.every(isEmpty) ? {} : { valueTransforms: besides }),
    },
  };
}

/** Text steps in their order, each where one stood; the others as they come. */
function orderedTransforms(transforms: Group): readonly Group[] {
  const names = [...transforms.parts.keys()].filter((name) => name !== ORDER);
  const order = (valueAt(transforms, ORDER) ?? []) as readonly string[];
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const steps = names.filter(isStep).sort((one, other) => rank(one) - rank(other));
  return names.map((name) => (isStep(name) ? (steps.shift() ?? name) : name)).map((name) => groupAt(transforms, name));
}

function assembleTransform(parts: Group): Transform {
  const entries = parts.parts.get('entries');
  const properties = [...parts.parts.keys()].filter((name) => name !== EXTRA && name !== 'entries');
  return {
    ...Object.fromEntries(properties.map((name) => [name, valueAt(parts, name)])),
    ...(isGroup(entries) ? { entries: valueMap(entries) } : {}),
  } as unknown as Transform;
}

const valueMap = (entries: Group): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...entries.parts.values()]
      .map((entry) => (isGroup(entry) ? undefined : entry.value) as ValueMapEntry)
      .map(({ finance, dataverse }) => [finance, dataverse]),
  );

const filter = (value: unknown): object =>
  Object.fromEntries(Object.entries((value ?? {}) as object).filter(([, one]) => one !== undefined));

const json = (group: Group): Json =>
  Object.fromEntries([...group.parts].map(([name, part]) => [name, isGroup(part) ? json(part) : part.value]));

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

function groupAt(group: Group, name: string): Group {
  const part: Part | undefined = group.parts.get(name);
  return isGroup(part) ? part : { parts: new Map() };
}

function valueAt(group: Group, name: string): unknown {
  const part = group.parts.get(name);
  return part === undefined || isGroup(part) ? undefined : part.value;
}

/** What every map has. */
const must = <T>(group: Group, name: string): T => valueAt(group, name) as T;

const optional = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: value });

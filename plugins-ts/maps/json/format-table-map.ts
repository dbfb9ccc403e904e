import { filterOf } from '../filters/filter-of';
import type { ColumnMap, Direction, Filter, TableMap, Transform } from '../table-map';

const DIRECTIONS: Readonly<Record<Direction, number>> = { toDataverse: 1, toFinance: 2, both: 3 };

/** Writes a table map as JSON, dual-write's part where dual-write reads it; what the map came with besides is put back. */
export function formatTableMap(map: TableMap): string {
  const { extra } = map;
  const json = {
    // Editors look for it first.
    $schema: extra?.map['$schema'],
    name: `[${map.finance.label ?? map.name}] - [${map.dataverse.entitySet}]`,
    ...extra?.map,
    legs: [
      {
        ...extra?.leg,
        sourceSchema: map.finance.label ?? map.name,
        sourceFilter: map.finance.filterText ?? '',
        destinationSchema: map.dataverse.entitySet,
        reversedSourceFilter: map.dataverse.filterText ?? '',
        fieldMappings: map.columns.map((column, at) => formatColumn(column, extra?.columns[at])),
      },
    ],
    tandem: {
      key: map.key,
      name: map.name,
      names: map.names,
      version: map.version,
      order: map.order,
      dataverse: {
        table: map.dataverse.table,
        filter: ownTree(map.dataverse, 'dataverse'),
        filterInferred: map.dataverse.filterInferred,
        ...within(extra?.tandem, 'dataverse'),
      },
      finance: {
        entity: map.finance.entity,
        companyField: map.finance.companyField,
        page: map.finance.page,
        filter: ownTree(map.finance, 'finance'),
        filterInferred: map.finance.filterInferred,
        ...within(extra?.tandem, 'finance'),
      },
      integrationKey: map.integrationKey,
      policies: { ...map.policies, ...within(extra?.tandem, 'policies') },
      ...without(extra?.tandem, ['dataverse', 'finance', 'policies']),
    },
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** A tree that is no more than what the text beside it says is left to the text: one of them is enough to change. */
function ownTree(
  side: TableMap['dataverse'] | TableMap['finance'],
  dialect: 'dataverse' | 'finance',
): Filter | undefined {
  if (side.filter === undefined || side.filterText === undefined) return side.filter;
  const said = filterOf({ filterText: side.filterText }, dialect);
  return JSON.stringify(said) === JSON.stringify(side.filter) ? undefined : side.filter;
}

type Extra = Readonly<Record<string, unknown>> | undefined;

function formatColumn(column: ColumnMap, extra: Extra): object {
  const { inferred, conflict, answer } = column;
  const tandem = { inferred, conflict, answer, ...within(extra, 'tandem') };
  const rest = Array.isArray(extra?.valueTransforms) ? (extra.valueTransforms as readonly Extra[]) : [];
  return {
    syncDirection: DIRECTIONS[column.direction],
    sourceField: column.finance,
    destinationField: column.dataverse,
    ...without(extra, ['tandem', 'valueTransforms']),
    valueTransforms: column.transforms.map((transform, at) => ({ ...formatTransform(transform), ...rest[at] })),
    ...(Object.values(tandem).every((one) => one === undefined) ? {} : { tandem }),
  };
}

function formatTransform(transform: Transform): object {
  switch (transform.kind) {
    case 'default':
      return { transformType: 'Default', defaultValue: transform.value };
    case 'valueMap':
      return { transformType: 'ValueMap', valueMap: transform.entries };
    case 'truncate':
      return { transformType: 'Truncate', length: transform.length };
    case 'round':
      return { transformType: 'Round', scale: transform.scale };
    case 'trim':
      return { transformType: 'Trim' };
    case 'case':
      return { transformType: 'Case', to: transform.to };
    case 'prefix':
      return { transformType: 'Prefix', text: transform.text };
    case 'suffix':
      return { transformType: 'Suffix', text: transform.text };
    case 'join':
      return { transformType: 'Join', columns: transform.columns, separator: transform.separator };
    case 'constant':
      return { transformType: 'Constant', value: transform.value };
    case 'deterministicGuid':
      return { transformType: 'DeterministicGuid' };
    case 'date':
      return { transformType: 'Date', holds: transform.holds, zone: transform.zone };
  }
}

const within = (extra: Extra, name: string): object => {
  const value = extra?.[name];
  return typeof value === 'object' && value !== null ? value : {};
};

const without = (extra: Extra, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(extra ?? {}).filter(([name]) => !names.includes(name)));

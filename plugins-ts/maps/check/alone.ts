import type { ProblemName } from '../codes';
import { PROBLEMS } from '../codes';
import { conditionsOf } from '../filter';
import { filterOf } from '../filters/filter-of';
import type { Finding } from '../finding';
import { segments } from '../lookup-path';
import type { ColumnSchema, MapSchemas, TableSchema } from '../schema';
import type { TableMap } from '../table-map';
import { checkTableMap } from './check-table-map';

/**
 * What can be told of a map by itself. It is checked beside tables as it supposes them, in which every name is there and
 * every value fits; of that, only what no metadata could change is told.
 */
export function checkTableMapAlone(map: TableMap): readonly Finding[] {
  return checkTableMap(map, supposed(map)).filter(({ code }) => CERTAIN.has(code));
}

const NEEDS_NO_METADATA: readonly ProblemName[] = [
  'NO_INTEGRATION_KEY',
  'KEY_NOT_TWO_WAY',
  'KEY_NOT_MAPPED',
  'COMPANY_NOT_FED',
  'SOURCE_EMPTY',
  'TARGET_EMPTY',
  'FIELD_TWICE',
  'COLUMN_TWICE',
  'VALUE_MAP_TWICE',
  'NOT_INVERTIBLE',
  'UNKNOWN_ZONE',
  'INFERRED',
  'SCHEDULE_ONLY',
  'PLATFORM_ONLY',
  'FILTER_NOT_UNDERSTOOD',
  'FILTER_PATH',
];

const CERTAIN: ReadonlySet<string> = new Set(NEEDS_NO_METADATA.map((name) => PROBLEMS[name]));

function supposed(map: TableMap): MapSchemas {
  const paths = [
    ...map.columns.flatMap(({ dataverse }) => dataverse ?? []),
    ...conditionsOf(filterOf(map.dataverse, 'dataverse')).map(({ column }) => column),
  ];
  const fields = [
    ...map.columns.flatMap(({ finance }) => finance ?? []),
    ...conditionsOf(filterOf(map.finance, 'finance')).map(({ column }) => column),
  ];
  const { table, entitySet } = map.dataverse;
  const { entity } = map.finance;
  return {
    dataverse: supposedTables(table, entitySet, paths),
    finance: { name: entity, entitySet: entity, key: map.integrationKey, columns: named(fields.map(text)) },
  };
}

/** The table, and one for every lookup that a path goes through. */
function supposedTables(table: string, entitySet: string, paths: readonly string[]): Record<string, TableSchema> {
  const columns = new Map<string, ColumnSchema[]>([[table, []]]);
  for (const path of paths) {
    let at = table;
    for (const [place, name] of segments(path).entries()) {
      const isLast = place === segments(path).length - 1;
      const next = `${at} › ${name}`;
      columns.set(at, [...(columns.get(at) ?? []), isLast ? text(name) : { name, type: 'lookup', targets: [next] }]);
      at = next;
    }
  }
  return Object.fromEntries(
    [...columns].map(([name, all]) => [
      name,
      { name, entitySet: name === table ? entitySet : name, key: [`${name}id`], columns: named(all) },
    ]),
  );
}

const text = (name: string): ColumnSchema => ({ name, type: 'string' });

/** A name that is a column here and a lookup there is a lookup. */
const named = (columns: readonly ColumnSchema[]): Record<string, ColumnSchema> =>
  Object.fromEntries(
    [...columns]
      .sort((a, b) => Number(a.type === 'lookup') - Number(b.type === 'lookup'))
      .map((one) => [one.name, one]),
  );

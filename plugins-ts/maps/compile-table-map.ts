import { bindColumns } from './bind';
import { packageEntity } from './check/package-entity';
import { checkTableMap } from './check/check-table-map';
import { compileColumn, type ZoneOf } from './compile-column';
import { valueHere, type CompiledColumn, type CompiledMap, type FinanceKey, type ValueProblem } from './compiled-map';
import { conditionsOf } from './filter';
import { bindFilters } from './filters/bind-filter';
import { compileFilter } from './filters/evaluate';
import { withExactNames } from './exact-names';
import { hasErrors, MapRefused } from './finding';
import { lookupsOf, resolvePath } from './lookup-path';
import type { MapSchemas } from './schema';
import type { TableMap } from './table-map';
import type { Row, Value } from './value';

export interface CompileOptions {
  /** IANA name of a company's time zone, by company code in lower case. */
  readonly zoneOf?: ZoneOf;
}

/**
 * Binds a table map to the metadata of both sides, once: everything that can be decided without a row is decided here.
 *
 * @throws MapRefused when the map has errors
 */
export function compileTableMap(written: TableMap, read: MapSchemas, options: CompileOptions = {}): CompiledMap {
  const findings = checkTableMap(written, read);
  const schemas = withUnseenEntity(written, read);
  const map = bindFilters(withExactNames(byShortestWay(written, read), schemas.finance), schemas);
  const { finance } = schemas;
  if (hasErrors(findings) || finance === null) throw new MapRefused(map.key, findings);

  const columns = bindColumns(map, schemas).map((bound) => compileColumn(bound, map.key, options.zoneOf));
  const compared = columns.filter((column) => !column.createOnly);
  const companyColumn = columns.find(
    (column) => column.finance !== undefined && column.finance === map.finance.companyField,
  );
  const keyFields = finance.key;
  const feeders = keyFields.map((field) => columns.find((column) => column.isKey && column.finance === field));
  const companyOf = (row: Row): string | null => {
    const mapped = companyColumn?.toFinance(valueHere(companyColumn, row));
    return mapped !== undefined && 'value' in mapped && typeof mapped.value === 'string' ? mapped.value : null;
  };

  return {
    definition: map,
    columns,
    read: { dataverse: dataverseReads(map, columns), finance: financeReads(map, columns) },
    ...(companyColumn?.dataverse === undefined ? {} : { companyPath: companyColumn.dataverse }),
    carries: {
      toFinance: compared.some((column) => column.direction !== 'toDataverse'),
      // What is posted once never changes in Dataverse either: Finance's answers to it are kept beside it.
      toDataverse: !map.policies.insertOnce && compared.some((column) => column.direction !== 'toFinance'),
    },
    includesDataverse: compileFilter(map.dataverse.filter, 'dataverse', (name) => {
      const end = resolvePath(name, map.dataverse.table, schemas);
      return end.kind === 'found' ? end.column : { name, type: 'string' };
    }),
    includesFinance: compileFilter(
      map.finance.filter,
      'finance',
      (name) => finance.columns[name] ?? { name, type: 'string' },
    ),
    financeKey: (row) => financeKeyOf(feeders, row, companyOf(row)),
    keyOf: (row) => {
      const key = keyFields.map((field, at): [string, Value] => {
        const value = row[field] ?? null;
        return [field, feeders[at]?.spellKey(value) ?? value];
      });
      return Object.fromEntries(key);
    },
  };
}

type KeyColumn = ReturnType<typeof compileColumn>;

function financeKeyOf(
  feeders: readonly (KeyColumn | undefined)[],
  row: Row,
  company: string | null,
): ReturnType<CompiledMap['financeKey']> {
  const key: Record<string, Value> = {};
  const missing: string[] = [];
  let problem: ValueProblem | undefined;
  for (const feeder of feeders) {
    if (feeder?.finance === undefined) continue;
    const mapped = feeder.toFinance(valueHere(feeder, row), company);
    if ('problem' in mapped) problem ??= mapped.problem;
    else if (mapped.value === null) missing.push(feeder.dataverse ?? feeder.finance);
    else key[feeder.finance] = mapped.value;
  }
  if (problem !== undefined) return { problem };
  return missing.length > 0 ? { missing } : { key: key satisfies FinanceKey };
}

/** Mapped paths, the lookups on the way to them (their ids), and what the filter looks at. */
function dataverseReads(map: TableMap, columns: readonly CompiledColumn[]): readonly string[] {
  const paths = columns.flatMap((column) => (column.createOnly ? [] : (column.dataverse ?? [])));
  const filtered = conditionsOf(map.dataverse.filter).map((condition) => condition.column);
  const besides = columns.flatMap((column) => column.reads ?? []);
  return distinct([...[...paths, ...filtered].flatMap((path) => [...lookupsOf(path), path]), ...besides]);
}

/** The key, mapped fields, and what the filter looks at. */
function financeReads(map: TableMap, columns: readonly CompiledColumn[]): readonly string[] {
  const fields = columns.flatMap((column) => (column.createOnly ? [] : (column.finance ?? [])));
  const filtered = conditionsOf(map.finance.filter).map((condition) => condition.column);
  return distinct([...map.integrationKey, ...fields, ...filtered]);
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** What OData does not show is taken to be as the map needs it: the import will say what is not so. */
const withUnseenEntity = (map: TableMap, schemas: MapSchemas): MapSchemas =>
  map.policies.transport === 'dataPackage' && schemas.finance === null
    ? { ...schemas, finance: packageEntity(map, schemas) }
    : schemas;

/** An entity that this Finance shows by OData after all is reached that way: row by row, answered at once. */
const byShortestWay = (map: TableMap, { finance }: MapSchemas): TableMap =>
  finance === null ? map : { ...map, policies: { ...map.policies, transport: 'odata' } };

import { isProblem } from '../cells/cell';
import { segments } from '../lookup-path';
import type { ColumnSchema, MapSchemas, TableSchema } from '../schema';
import type { Filter, TableMap } from '../table-map';
import type { Condition } from '../filter';
import { filterOf } from './filter-of';
import { lookupColumn } from './normal';
import { operandOf } from './operand';

/**
 * The map with its filters in the words of the metadata: names in its case (`CUSTOMERACCOUNT` is `CustomerAccount`), the
 * lookup instead of its id (`_msdyn_project_value` is `msdyn_project`), symbols as `$metadata` spells them. What the
 * metadata does not know stays as it is. The same map where nothing changes.
 */
export function bindFilters(map: TableMap, schemas: MapSchemas): TableMap {
  const here = filterOf(map.dataverse, 'dataverse');
  const there = filterOf(map.finance, 'finance');
  const dataverse = here && mapConditions(here, (one) => bindDataverse(one, map.dataverse.table, schemas));
  const finance = there && mapConditions(there, (one) => bindFinance(one, schemas.finance));
  if (dataverse === map.dataverse.filter && finance === map.finance.filter) return map;
  return {
    ...map,
    dataverse: { ...map.dataverse, ...(dataverse === undefined ? {} : { filter: dataverse }) },
    finance: { ...map.finance, ...(finance === undefined ? {} : { filter: finance }) },
  };
}

/** The filter with each condition changed; the same object where none is. */
function mapConditions(filter: Filter, change: (condition: Condition) => Condition): Filter {
  if ('column' in filter) return change(filter);
  if ('not' in filter) {
    const inner = mapConditions(filter.not, change);
    return inner === filter.not ? filter : { not: inner };
  }
  const before = 'all' in filter ? filter.all : filter.any;
  const parts = before.map((part) => mapConditions(part, change));
  if (parts.every((part, at) => part === before[at])) return filter;
  return 'all' in filter ? { all: parts } : { any: parts };
}

function bindDataverse(condition: Condition, table: string, schemas: MapSchemas): Condition {
  const column = dataverseName(condition.column, table, schemas);
  return column === condition.column ? condition : { ...condition, column };
}

/** A path follows its lookups one table after the other; the first unknown name ends the search. */
export function dataverseName(path: string, table: string, schemas: MapSchemas): string {
  const names = segments(path);
  const found: string[] = [];
  let tables = [table];
  for (const [place, name] of names.entries()) {
    const candidates = tables.flatMap((one) => schemas.dataverse[one] ?? []);
    const column = firstOf(candidates, (one) => columnNamed(one.columns, name));
    if (column === undefined) return [...found, ...names.slice(place)].join('.');
    found.push(column.name);
    tables = [...(column.targets ?? [])];
  }
  return found.join('.');
}

function columnNamed(columns: TableSchema['columns'], name: string): ColumnSchema | undefined {
  const id = lookupColumn(name);
  return byName(columns, name) ?? (id === undefined ? undefined : byName(columns, id));
}

function byName(columns: TableSchema['columns'], name: string): ColumnSchema | undefined {
  const exact = columns[name];
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  const found = Object.keys(columns).find((one) => one.toLowerCase() === wanted);
  return found === undefined ? undefined : columns[found];
}

function firstOf<T, R>(items: readonly T[], of: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function bindFinance(condition: Condition, entity: TableSchema | null): Condition {
  const schema = entity === null ? undefined : byName(entity.columns, condition.column);
  if (schema === undefined) return condition;
  const value = symbolOf(condition, schema);
  if (schema.name === condition.column && value === condition.value) return condition;
  return { ...condition, column: schema.name, value };
}

function symbolOf({ value }: Condition, schema: ColumnSchema): Condition['value'] {
  if (schema.type !== 'enum' || value === null || value === '') return value;
  const symbol = operandOf(schema, 'finance').read(value);
  return isProblem(symbol) || schema.members === undefined ? value : symbol;
}

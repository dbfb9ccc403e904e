import { isProblem } from '../cells/cell';
import { explain } from '../codes';
import { conditionsOf, filterCell } from '../filter';
import { finding, type Finding } from '../finding';
import { resolvePath } from '../lookup-path';
import type { ColumnSchema, MapSchemas } from '../schema';
import { suggestion } from '../suggest';
import type { TableMap } from '../table-map';

type Side = 'dataverse' | 'finance';

/** A filter that names what is not there, or that is there as text only, would let the wrong rows through. */
export function checkFilters(map: TableMap, schemas: MapSchemas): readonly Finding[] {
  const dataverse = (name: string): ColumnSchema | undefined => {
    const end = resolvePath(name, map.dataverse.table, schemas);
    return end.kind === 'found' ? end.column : undefined;
  };
  const here = schemas.dataverse[map.dataverse.table]?.columns ?? {};
  const there = schemas.finance?.columns ?? {};
  return [
    ...checkSide(map, 'dataverse', map.dataverse.table, Object.keys(here), dataverse),
    ...checkSide(map, 'finance', map.finance.entity, Object.keys(there), (name) => there[name]),
  ];
}

function checkSide(
  map: TableMap,
  side: Side,
  table: string,
  names: readonly string[],
  schemaOf: (name: string) => ColumnSchema | undefined,
): readonly Finding[] {
  const { filter, filterText, filterInferred } = map[side];
  const label = side === 'dataverse' ? 'Dataverse' : 'Finance';
  if (filter === undefined) {
    if (filterText === undefined) return [];
    return [finding('FILTER_NOT_UNDERSTOOD', { map: map.key }, { side: label, text: filterText })];
  }
  const conditions = conditionsOf(filter).flatMap(({ column, is, value }): readonly Finding[] => {
    const place = { map: map.key, column };
    const schema = schemaOf(column);
    if (schema === undefined) {
      const parameters = { side: label, table, suggestion: suggestion(column, names) };
      return [finding('UNKNOWN_FILTER_COLUMN', place, parameters)];
    }
    const cell = filterCell(schema, side);
    const read = is === 'like' ? null : cell.read(value);
    // A row can hold only what the column can be given: compared with anything else it is never equal.
    const outcome = isProblem(read) ? read : cell.write(read);
    if (!isProblem(outcome)) return [];
    const problem = explain(outcome.code, { column, ...outcome.parameters })?.message ?? outcome.code;
    return [finding('FILTER_VALUE_DOES_NOT_FIT', place, { side: label, value, problem })];
  });
  const inferred = filterInferred === true ? [finding('INFERRED', { map: map.key, column: `${label} filter` })] : [];
  return [...conditions, ...inferred];
}

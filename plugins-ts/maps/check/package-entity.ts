import { familyOf } from '../cells/choose';
import { resolvePath } from '../lookup-path';
import type { ColumnSchema, ColumnType, MapSchemas, TableSchema } from '../schema';
import type { ColumnMap, TableMap } from '../table-map';

/**
 * An entity that OData does not show, as it has to be for the map to fit: a field for every column map, of a type that
 * takes what the Dataverse column holds. With it the Dataverse side of such a map is checked like any other.
 */
export function packageEntity(map: TableMap, schemas: MapSchemas): TableSchema {
  const fields = map.columns.flatMap((column): readonly ColumnSchema[] =>
    column.finance === undefined ? [] : [{ name: column.finance, type: fieldType(column, map, schemas) }],
  );
  return {
    name: map.finance.entity,
    entitySet: map.finance.entity,
    key: map.integrationKey,
    columns: Object.fromEntries(fields.map((field) => [field.name, field])),
  };
}

function fieldType(column: ColumnMap, map: TableMap, schemas: MapSchemas): ColumnType {
  const end = column.dataverse === undefined ? null : resolvePath(column.dataverse, map.dataverse.table, schemas);
  if (end?.kind !== 'found' || column.transforms.some((one) => one.kind === 'valueMap')) return 'string';
  switch (familyOf(end.column.type)) {
    case 'choice':
      return 'bigint';
    case 'guid':
      return 'guid';
    default:
      return end.column.type;
  }
}

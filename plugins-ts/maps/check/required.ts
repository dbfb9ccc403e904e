import type { BoundColumn } from '../bind';
import { segments } from '../lookup-path';
import { finding, type Finding } from '../finding';
import type { MapSchemas, TableSchema } from '../schema';
import type { TableMap } from '../table-map';

/** Columns without which a side refuses a new row, on the sides where the map makes rows. */
export function checkRequired(map: TableMap, columns: readonly BoundColumn[], schemas: MapSchemas): readonly Finding[] {
  const compared = columns.filter((column) => !column.createOnly).map((column) => column.definition.direction);
  const table = schemas.dataverse[map.dataverse.table];
  const unfed = (schema: TableSchema | null | undefined, fed: ReadonlySet<string>): readonly Finding[] =>
    Object.values(schema?.columns ?? {})
      .filter((column) => column.required === true && column.canCreate !== false)
      .filter((column) => !fed.has(column.name) && !schema?.key.includes(column.name) && !isFilled(column.name))
      .map((column) =>
        finding('REQUIRED_NOT_FED', { map: map.key, column: column.name }, { table: schema?.name ?? '' }),
      );
  return [
    ...(compared.some((direction) => direction !== 'toDataverse') ? unfed(schemas.finance, fedInFinance(columns)) : []),
    ...(compared.some((direction) => direction !== 'toFinance') ? unfed(table, fedInDataverse(columns)) : []),
  ];
}

const fedInFinance = (columns: readonly BoundColumn[]): ReadonlySet<string> =>
  new Set(
    columns.flatMap(({ definition }) => (definition.direction === 'toDataverse' ? [] : (definition.finance ?? []))),
  );

/** A path feeds its first lookup. */
const fedInDataverse = (columns: readonly BoundColumn[]): ReadonlySet<string> =>
  new Set(
    columns.flatMap(({ definition }) =>
      definition.direction === 'toFinance' || definition.dataverse === undefined
        ? []
        : segments(definition.dataverse).slice(0, 1),
    ),
  );

/** Required in Dataverse's metadata, and filled by Dataverse itself. */
const isFilled = (name: string): boolean =>
  ['ownerid', 'owningbusinessunit', 'statecode', 'statuscode', 'createdon', 'modifiedon'].includes(name);

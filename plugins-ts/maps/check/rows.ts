import type { BoundColumn } from '../bind';
import { finding, type Finding } from '../finding';
import type { MapSchemas } from '../schema';
import type { TableMap } from '../table-map';

/** What kind of table it is: one whose changes can be told, and that can hold what the map says. */
export function checkRows(map: TableMap, columns: readonly BoundColumn[], schemas: MapSchemas): readonly Finding[] {
  const { table } = map.dataverse;
  const place = { map: map.key };
  const unversioned = schemas.dataverse[table]?.versioned === false;
  return [
    ...(unversioned ? [finding('NO_ROW_VERSION', place, { table })] : []),
    ...(isVirtual(table) ? columns.flatMap((column) => checkId(column, map)) : []),
  ];
}

/** Finance's entities as tables of Dataverse. */
const isVirtual = (table: string): boolean => table.startsWith('mserp_');

/** Finance's fields of type Guid are left out of its virtual tables. Source: "Virtual entities overview", data types. */
function checkId(column: BoundColumn, map: TableMap): readonly Finding[] {
  if (column.finance?.type !== 'guid' && column.dataverse?.type !== 'guid') return [];
  // The id of the row itself is Dataverse's own.
  if (column.dataverse?.name === `${map.dataverse.table}id`) return [];
  return [finding('VIRTUAL_GUID', { map: map.key, column: column.name }, { table: map.dataverse.table })];
}

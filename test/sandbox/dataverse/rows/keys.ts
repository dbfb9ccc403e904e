import type { Organization } from '../organization';
import { columnNamed, type Table } from '../schema/table';
import { cellsOf, foldedColumn, quoted, storage, type Values } from '../store/layout';

/** Ids of the rows that have these values, compared the platform's way (no case, no accents). At most two. */
export function idsByKey(organization: Organization, table: Table, values: Values): string[] {
  const conditions = Object.entries(values).map(([name, value]) => {
    const column = columnNamed(table, name);
    if (!column) throw new Error(`no column ${name} in ${table.logicalName}`);
    const cells = cellsOf(column, value);
    return cells.find(([cell]) => cell === foldedColumn(column)) ?? cells[0]!;
  });
  const sql = conditions.map(([name]) => `${quoted(name)} = ?`).join(' AND ');
  return organization.database
    .all(
      `SELECT ${quoted(table.primaryId)} AS id FROM ${storage(table)} WHERE ${sql} LIMIT 2`,
      conditions.map(([, cell]) => cell),
    )
    .map((row) => String(row.id));
}

import type { ColumnMap } from './table-map';

/** A column map that writes what an earlier one writes already. */
export interface RepeatedTarget {
  /** Place among the columns. */
  readonly at: number;
  readonly name: string;
  readonly code: 'FIELD_TWICE' | 'COLUMN_TWICE';
}

/** Two sources of one target overwrite each other for ever. */
export function repeatedTargets(columns: readonly ColumnMap[]): readonly RepeatedTarget[] {
  const fields = new Set<string>();
  const paths = new Set<string>();
  return columns.flatMap((column, at): readonly RepeatedTarget[] => {
    const found: RepeatedTarget[] = [];
    if (column.direction !== 'toDataverse' && column.finance !== undefined) {
      if (fields.has(column.finance)) found.push({ at, name: column.finance, code: 'FIELD_TWICE' });
      fields.add(column.finance);
    }
    if (column.direction !== 'toFinance' && column.dataverse !== undefined) {
      if (paths.has(column.dataverse)) found.push({ at, name: column.dataverse, code: 'COLUMN_TWICE' });
      paths.add(column.dataverse);
    }
    return found;
  });
}

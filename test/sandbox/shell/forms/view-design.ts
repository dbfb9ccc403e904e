import type { Words } from './form-xml';

export interface ViewDesign {
  readonly table: string;
  readonly key: string;
  readonly name: Words;
  /** 0 public, 4 quick find, 64 lookup. */
  readonly kind: 0 | 4 | 64;
  readonly isDefault?: true;
  /** Column and width in pixels; the first is the one that opens the record. */
  readonly columns: readonly (readonly [string, number])[];
  /** Rows of a state, or of a column that equals the signed-in user. */
  readonly state?: number;
  readonly mine?: string;
  readonly sort: string;
  readonly descending?: true;
  /** Columns that quick find searches. */
  readonly searched?: readonly string[];
}

/** The views of one table that every table has: active (default), inactive, quick find, lookup. */
export function usual(
  table: string,
  active: Words,
  inactive: Words,
  columns: ViewDesign['columns'],
  sort: string,
  searched: readonly string[],
): ViewDesign[] {
  const base = { table, columns, sort };
  return [
    { ...base, key: 'active', name: active, kind: 0, isDefault: true, state: 0 },
    { ...base, key: 'inactive', name: inactive, kind: 0, state: 1 },
    { ...base, key: 'quickfind', name: ['Quick find', 'Recherche rapide'], kind: 4, searched, state: 0 },
    { ...base, key: 'lookup', name: ['Lookup', 'Recherche'], kind: 64, columns: columns.slice(0, 2), state: 0 },
  ];
}

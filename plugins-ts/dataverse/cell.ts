import type { ColumnType } from '../maps/schema';
import type { Value } from '../maps/value';
import type { WireRow } from '../odata';

const FORMATTED = '@OData.Community.Display.V1.FormattedValue';

const TARGET = '@Microsoft.Dynamics.CRM.lookuplogicalname';

/** Asks for display names of lookups, and for the table each of them points to. */
export const NAMES =
  'odata.include-annotations="OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname"';

/** A cell in the form that `maps/value.ts` describes. An unknown type stays as it came. */
export function cell(raw: unknown, type: ColumnType | undefined): Value {
  if (raw === undefined || raw === null) return null;
  switch (type) {
    case 'decimal':
    case 'money':
    case 'bigint':
      return String(raw);
    case 'guid':
    case 'lookup':
      return String(raw).toLowerCase();
    case 'int':
    case 'double':
    case 'choice':
    case 'state':
    case 'status':
      return Number(raw);
    default:
      return typeof raw === 'boolean' || typeof raw === 'number' ? raw : String(raw);
  }
}

export const text = (raw: unknown): string | null => (raw === undefined || raw === null ? null : String(raw));

/** A guid in lower case. */
export const id = (raw: unknown): string | null => text(raw)?.toLowerCase() ?? null;

/** What the platform shows for a property: the name of the row that a lookup points to. */
export const formatted = (row: WireRow, property: string): string | null => text(row[`${property}${FORMATTED}`]);

/** The table that a lookup points to in this row: one that may point to several says so only here. */
export const targetOf = (row: WireRow, property: string): string | null => text(row[`${property}${TARGET}`]);

/** Opaque. Present on every row. */
export const etagOf = (row: WireRow): string => String(row['@odata.etag'] ?? '');

/** Milliseconds since 1970; null where there is none. */
export function instant(raw: unknown): number | null {
  const at = typeof raw === 'string' ? Date.parse(raw) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Dataverse keeps whole seconds. What is cut off here only ever makes a time earlier: a claim of being up to date shrinks. */
export const isoSeconds = (at: number | null): string | null =>
  at === null ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;

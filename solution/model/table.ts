import type { IconName } from './icons';
import type { Words } from './words';

interface ColumnCommon {
  /** Schema name; the logical name is the same in lower case. */
  readonly name: `tandem_${string}`;
  readonly label: Words;
  /** Shown as a tooltip. */
  readonly description?: Words;
  readonly required?: boolean;
}

/** A column of one of Tandem's own tables. Lengths are in characters. */
export type Column =
  | (ColumnCommon & { readonly type: 'text'; readonly length: number })
  | (ColumnCommon & { readonly type: 'memo'; readonly length: number })
  | (ColumnCommon & { readonly type: 'whole' })
  | (ColumnCommon & { readonly type: 'dateTime' })
  | (ColumnCommon & { readonly type: 'yesNo' })
  | (ColumnCommon & { readonly type: 'choice'; readonly choice: string; readonly preset?: number })
  | (ColumnCommon & {
      readonly type: 'lookup';
      /** Schema name of the table that it points to. */
      readonly target: `tandem_${string}`;
      /** Label of the rows that point here, seen from the target. */
      readonly collectionLabel: Words;
    });

/** A condition of a view's filter; `in` takes the values of a choice. */
export interface Condition {
  readonly column: string;
  readonly operator: 'eq' | 'in' | 'not-in' | 'not-null';
  readonly values?: readonly number[];
}

/** A column of a grid, with its width in pixels. */
export type Cell = readonly [column: string, width: number];

/** A list that people choose by name. */
export interface ListView {
  /** Part of the view's id: never change it once shipped. */
  readonly key: string;
  readonly name: Words;
  readonly conditions?: readonly Condition[];
  readonly cells?: readonly Cell[];
  readonly order?: Order;
}

export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

/** The lists of a table. The first view is the one that opens by itself. */
export interface Lists {
  readonly cells: readonly Cell[];
  readonly order: Order;
  /** Columns that the search box of the list looks in. */
  readonly find: readonly string[];
  readonly views: readonly ListView[];
  /** Whether people retire rows: then lists show active rows only, and one list shows the others. */
  readonly retires?: { readonly inactive: Words };
}

/** A group of fields on a form, or a list of the rows that point to the form's record. */
export type Section = { readonly name: string; readonly label: Words } & (
  { readonly fields: readonly string[] } | { readonly related: Related }
);

/** Rows of a table that point to the form's record. */
export interface Related {
  readonly table: `tandem_${string}`;
  /** The lookup through which they point. */
  readonly lookup: `tandem_${string}`;
  /** Key of the list that shows them. */
  readonly list: string;
}

/** A page of a form, with its sections in columns from left to right. */
export interface Tab {
  readonly name: string;
  readonly label: Words;
  readonly columns: readonly (readonly Section[])[];
}

export interface Form {
  readonly tabs: readonly Tab[];
  /** Fields beside the title. */
  readonly header: readonly string[];
  /** What people may change: everything, nothing, or the named fields. */
  readonly editable: 'all' | 'none' | readonly string[];
}

/** One of Tandem's own tables. */
export interface Table {
  readonly name: `tandem_${string}`;
  /** Name in Web API addresses. */
  readonly set: string;
  readonly ownership: 'UserOwned' | 'OrgOwned';
  readonly label: Words;
  readonly collectionLabel: Words;
  readonly description: Words;
  readonly icon: IconName;
  /** Whether changes by people are kept in the platform's audit log. Off where a host writes all day. */
  readonly audited: boolean;
  /** Whether the form control reads it, on a phone too. */
  readonly onMobile: boolean;
  /** The first column is the primary name. */
  readonly columns: readonly Column[];
  readonly key?: { readonly name: `tandem_${string}`; readonly label: Words; readonly columns: readonly string[] };
  readonly lists: Lists;
  readonly form: Form;
}

/** Logical name of a table, column or relationship: its schema name in lower case. */
export function logicalName(schemaName: string): string {
  return schemaName.toLowerCase();
}

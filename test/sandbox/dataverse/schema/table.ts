/** What the sandbox knows of a table. Names are logical names (lower case) unless said otherwise. */
export interface Table {
  readonly logicalName: string;
  readonly schemaName: string;
  readonly entitySet: string;
  readonly primaryId: string;
  /** Empty for the few tables without one. */
  readonly primaryName: string;
  readonly ownership: 'UserOwned' | 'OrgOwned' | 'BusinessOwned' | 'None';
  readonly custom: boolean;
  readonly managed: boolean;
  readonly objectTypeCode: number;
  readonly changeTracking: boolean;
  /** Default: wherever rows have an owner, or the organisation is it. */
  readonly canTrackChanges?: boolean;
  readonly labels: Labels;
  readonly collectionLabels: Labels;
  readonly columns: readonly Column[];
  readonly keys: readonly AlternateKey[];
  /** Many-to-one: what this table's lookups point to. */
  readonly relationships: readonly Relationship[];
}

/** Text per language code (1033, 1036). */
export type Labels = Readonly<Record<string, string>>;

export type ColumnType =
  | 'guid'
  | 'string'
  | 'memo'
  | 'int'
  | 'bigint'
  | 'decimal'
  | 'money'
  | 'double'
  | 'boolean'
  | 'datetime'
  | 'choice'
  | 'state'
  | 'status'
  | 'lookup'
  | 'owner';

export interface Column {
  readonly name: string;
  readonly schemaName: string;
  readonly type: ColumnType;
  readonly labels: Labels;
  readonly required: 'none' | 'recommended' | 'required' | 'systemrequired';
  readonly custom: boolean;
  readonly canCreate: boolean;
  readonly canUpdate: boolean;
  readonly secured: boolean;
  /** Its value lies in another table (addresses of an account). */
  readonly logical?: true;
  readonly maxLength?: number;
  /** Digits after the point, for decimal and money. */
  readonly scale?: number;
  /** As text: a 64-bit range does not fit a JavaScript number. */
  readonly min?: string;
  readonly max?: string;
  /** Platform format: text, textarea, email, url, phone, date, datetime, duration. */
  readonly format?: string;
  readonly behavior?: 'userLocal' | 'dateOnly' | 'timeZoneIndependent';
  readonly options?: readonly Option[];
  /** Name of the global choice that owns the options. */
  readonly globalChoice?: string;
  readonly defaultValue?: number;
  /** Tables that a lookup may point to. */
  readonly targets?: readonly string[];
  readonly autoNumber?: string;
}

export interface Option {
  readonly value: number;
  readonly labels: Labels;
  /** Status reasons: the state they belong to. */
  readonly state?: number;
}

export interface AlternateKey {
  readonly name: string;
  readonly schemaName: string;
  readonly columns: readonly string[];
  readonly labels: Labels;
  readonly status: 'Pending' | 'InProgress' | 'Active' | 'Failed';
  /** The index of an imported key is built later; until this instant (ISO) it is not. */
  readonly activeFrom?: string;
}

/** One lookup column to one table: a polymorphic lookup has several. */
export interface Relationship {
  readonly name: string;
  readonly column: string;
  readonly target: string;
  /** Single-valued navigation property, case-sensitive. */
  readonly navigation: string;
  readonly collection: string;
  readonly onDelete: 'RemoveLink' | 'Restrict' | 'Cascade';
}

/**
 * A many-to-many relationship. The pairs live in a table of their own (`intersect`), which has a guid column per end, named
 * as the primary id of that end's table.
 */
export interface ManyToMany {
  readonly name: string;
  readonly intersect: string;
  readonly first: { readonly table: string; readonly navigation: string };
  readonly second: { readonly table: string; readonly navigation: string };
}

export interface Choice {
  readonly name: string;
  readonly labels: Labels;
  readonly options: readonly Option[];
  readonly managed: boolean;
}

/** The property that carries a lookup on the wire. */
export function valueProperty(column: Column): string {
  return isLookup(column) ? `_${column.name}_value` : column.name;
}

export function isLookup(column: Column): boolean {
  return column.type === 'lookup' || column.type === 'owner';
}

/** Columns by every name that `$select` and `$filter` take; built once per table. */
const wireColumns = new WeakMap<Table, ReadonlyMap<string, Column>>();

export function columnOnWire(table: Table, property: string): Column | undefined {
  let map = wireColumns.get(table);
  if (!map) {
    map = new Map(table.columns.map((column) => [valueProperty(column), column]));
    wireColumns.set(table, map);
  }
  return map.get(property);
}

const namedColumns = new WeakMap<Table, ReadonlyMap<string, Column>>();

export function columnNamed(table: Table, name: string): Column | undefined {
  let map = namedColumns.get(table);
  if (!map) {
    map = new Map(table.columns.map((column) => [column.name, column]));
    namedColumns.set(table, map);
  }
  return map.get(name);
}

/** A text in the language asked for, else in the base language, else whatever there is. */
export function label(labels: Labels, language: number): string {
  return labels[String(language)] ?? labels['1033'] ?? Object.values(labels)[0] ?? '';
}

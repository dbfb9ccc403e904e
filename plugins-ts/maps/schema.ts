/** What a map has to know of a table or entity: read from live metadata, or written by hand in a test. */
export interface TableSchema {
  /** Dataverse: logical name (`msdyn_project`). Finance: collection name (`ProjectsV2`). */
  readonly name: string;
  /** The segment of the URL: `msdyn_projects`, `ProjectsV2`. */
  readonly entitySet: string;
  /** Dataverse: the primary id column. Finance: every key field in order, the company first where there is one. */
  readonly key: readonly string[];
  /** Dataverse: the primary name column. */
  readonly primaryName?: string;
  readonly columns: Readonly<Record<string, ColumnSchema>>;
  /** Dataverse: alternate keys that are Active, each with its columns. */
  readonly alternateKeys?: readonly (readonly string[])[];
  /** False: the platform keeps no `versionnumber` of its rows, as of virtual and elastic tables. */
  readonly versioned?: boolean;
}

export type ColumnType =
  | 'string'
  | 'memo'
  | 'int'
  | 'bigint'
  | 'decimal'
  | 'double'
  | 'money'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'choice'
  | 'state'
  | 'status'
  | 'guid'
  | 'lookup'
  | 'enum';

export interface ColumnSchema {
  readonly name: string;
  readonly type: ColumnType;
  /** Characters, for text. */
  readonly maxLength?: number;
  /** Digits after the decimal point, for decimal and money. */
  readonly scale?: number;
  /** The platform refuses a create without it. */
  readonly required?: boolean;
  /** False when the platform refuses a value for it on create, or on update. Default true. */
  readonly canCreate?: boolean;
  readonly canUpdate?: boolean;
  /** Column security is on: a caller without permission reads null. */
  readonly secured?: boolean;
  /** Choice, state and status values. */
  readonly options?: readonly number[];
  /** Finance enum symbols, in order; the first is what Finance takes as empty. */
  readonly members?: readonly string[];
  /** Lookup: logical names of the tables it may point to (`customerid`: account, contact). */
  readonly targets?: readonly string[];
  /** Date and time of Dataverse. */
  readonly behavior?: 'userLocal' | 'dateOnly' | 'timeZoneIndependent';
}

/** The tables that a map reaches: its own, and every table on its lookup paths. Null: Finance has no such entity. */
export interface MapSchemas {
  readonly dataverse: Readonly<Record<string, TableSchema>>;
  readonly finance: TableSchema | null;
}

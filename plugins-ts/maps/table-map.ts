import type { Value } from './value';

/** Which way a column map carries values. Dual-write's `syncDirection`: 1 to Dataverse, 2 to Finance, 3 both. */
export type Direction = 'toDataverse' | 'toFinance' | 'both';

export type Transform =
  /**
   * Used where the source has no value, or where there is no source column. Spelled in the terms of the side that gets
   * it; in a two-way column in Finance's.
   */
  | { readonly kind: 'default'; readonly value: Value }
  /** Finance symbol to Dataverse value, both as text, as dual-write stores them (`yes` to `True`). */
  | { readonly kind: 'valueMap'; readonly entries: Readonly<Record<string, string>> }
  /**
   * Text that is too long for its target is cut instead of refused. One way only: what was cut cannot come back. The
   * length, in characters, where the metadata does not tell it (Finance's does not), or where less is wanted.
   */
  | { readonly kind: 'truncate'; readonly length?: number }
  /**
   * Digits beyond the target's scale, or beyond this many, are rounded, half away from zero, instead of refused. One way
   * only.
   */
  | { readonly kind: 'round'; readonly scale?: number }
  /** Blanks at the ends are left out. Two-way columns are then compared without them, and come back as they are. */
  | { readonly kind: 'trim' }
  /** All letters large or small. Two-way columns are then compared without case, and come back as they are. */
  | { readonly kind: 'case'; readonly to: 'upper' | 'lower' }
  /** Put before the text; on the way back it is taken off, and a text without it is refused. */
  | { readonly kind: 'prefix'; readonly text: string }
  /** Put behind the text; on the way back it is taken off, and a text without it is refused. */
  | { readonly kind: 'suffix'; readonly text: string }
  /** Several Dataverse columns or paths become one text in Finance; those without a value are left out. One way only. */
  | { readonly kind: 'join'; readonly columns: readonly string[]; readonly separator: string }
  /** Always this value, whatever the source: written and compared, other than a Default. One way only. */
  | { readonly kind: 'constant'; readonly value: Value }
  /**
   * Where the source has no value, or where there is none: the name-based UUID of the map's key and the row's own id. The
   * same row has the same one always. One way only.
   */
  | { readonly kind: 'deterministicGuid' }
  /**
   * What Finance's date field holds, which its metadata does not tell: a day or an instant; and whose calendar turns
   * an instant into a day: that of the row's company (a setting), or a named zone. Without a zone: UTC.
   */
  | { readonly kind: 'date'; readonly holds: 'day' | 'instant'; readonly zone?: 'company' | (string & {}) };

export interface ColumnMap {
  /** Lookup path or column; absent where only a default feeds the Finance field. */
  readonly dataverse?: string;
  /** Finance field, in the case of its `$metadata`; absent where only a default feeds the Dataverse column. */
  readonly finance?: string;
  readonly direction: Direction;
  readonly transforms: readonly Transform[];
  /** Reasoned, not read in a Microsoft artefact: shown as "unverified". */
  readonly inferred?: boolean;
  /** Overrides the map's conflict policy. */
  readonly conflict?: ConflictPolicy;
  /**
   * What Finance answers goes to `tandem_accounting`, for the row itself takes it from nobody but dual-write. The column map
   * keeps the direction that it has in dual-write; of a two-way one the way to Finance is carried.
   */
  readonly answer?: boolean;
}

export type ConflictPolicy = 'dataverse' | 'finance' | 'ask';
export type DeletePolicy = 'never' | 'ask' | 'delete';
/** `dataPackage`: an entity that OData does not show is reached by data-management packages. */
export type Transport = 'odata' | 'dataPackage';

/** A map of which all rows that point to a row have to be in Finance before that row: lines before their header. */
export interface EarlierMap {
  /** Its key. */
  readonly map: string;
  /** Columns of its table that hold the id of the later row: lookups, or ids as text. One of them is enough. */
  readonly columns: readonly string[];
}

/** How changes are found, on each side where any are looked for. */
export interface Feeds {
  /** `compare`: a table that cannot track changes is read whole. */
  readonly dataverse?: 'changeTracking' | 'compare';
  /** `compare`: all rows; `outstanding`: only those that still await an answer. */
  readonly finance?: 'compare' | 'outstanding';
}

/**
 * A filter is structured: a tree over columns of the side's own row, on the Dataverse side also over lookup paths. What
 * the conditions mean: `filters/evaluate.ts`.
 */
export type Filter =
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter }
  | {
      readonly column: string;
      readonly is: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'like' | 'contains' | 'startsWith' | 'endsWith';
      readonly value: Value;
    };

/** A Dataverse table and a Finance data entity, and how their rows correspond. */
export interface TableMap {
  /** Never changes: identities of sync records are made from it. `projects-v2`. */
  readonly key: string;
  /** For people: `Projects V2`. */
  readonly name: string;
  /** The name in other languages, by language tag (`fr`). */
  readonly names?: Readonly<Record<string, string>>;
  readonly version: string;
  /** Place in dependency order; parents have smaller numbers. */
  readonly order: number;
  readonly dataverse: {
    readonly table: string;
    readonly entitySet: string;
    readonly filter?: Filter;
    /** dual-write's own text, kept as it came; `filter` is made from it where the map has no structured one. */
    readonly filterText?: string;
    /** The filter is reasoned, not read in a Microsoft artefact. */
    readonly filterInferred?: boolean;
  };
  readonly finance: {
    /** OData collection: `ProjectsV2`. */
    readonly entity: string;
    /** `dataAreaId`, or absent for an entity that all companies share. */
    readonly companyField?: string;
    readonly filter?: Filter;
    readonly filterText?: string;
    readonly filterInferred?: boolean;
    /** The entity's label, by which dual-write names it: `Projects V2`. */
    readonly label?: string;
    /** Menu item of the Finance page that lists the rows, for links: `ProjProjectsListPage`. */
    readonly page?: string;
  };
  readonly columns: readonly ColumnMap[];
  /** Finance key fields, each fed by a column map of this map. */
  readonly integrationKey: readonly string[];
  readonly policies: {
    readonly conflict: ConflictPolicy;
    readonly onDelete: DeletePolicy;
    /** Accounting rows: sent once, with a receipt. */
    readonly insertOnce: boolean;
    readonly releaseGroup?: string;
    /** Rows of earlier maps that have to be in Finance before a row of this one that they point to is sent. */
    readonly releasedAfter?: readonly EarlierMap[];
    /** How rows get to Finance; OData where nothing is said. */
    readonly transport?: Transport;
    readonly feed?: Feeds;
  };
  /**
   * What the JSON said besides: dual-write's properties that mean nothing here, and whatever a later version adds. Kept
   * so that a map can be written back without loss.
   */
  readonly extra?: MapExtra;
}

/** Properties of the JSON that Tandem does not use, where they stood. */
export interface MapExtra {
  readonly map: Readonly<Record<string, unknown>>;
  readonly leg: Readonly<Record<string, unknown>>;
  readonly tandem: Readonly<Record<string, unknown>>;
  /** By place in `columns`. */
  readonly columns: readonly Readonly<Record<string, unknown>>[];
}

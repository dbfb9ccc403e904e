import type { CallerFacts, DualWriteRun, TableFacts } from '../../dataverse';
import type { DataEntity, DualWriteProject } from '../../finance';
import type { MapSchemas, TableMap } from '../../maps';
import type { StoredTableMap } from '../../sync';

/** Read, or why it could not be. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** What dual-write runs in this environment. */
export interface DualWriteFacts {
  /** Maps that it runs from Dataverse; null: it is not installed. */
  readonly dualWrite: Read<readonly DualWriteRun[] | null>;
  /** Those that it has started in Finance; null: Finance does not show them. */
  readonly dualWriteInFinance: readonly DualWriteProject[] | null;
}

/** Everything that is decided upon before a map starts. */
export interface PreflightFacts extends DualWriteFacts {
  readonly place: {
    readonly organization: string;
    readonly pinnedOrganization: string | null;
    readonly finance: string;
    readonly pinnedFinance: string | null;
  };
  readonly versions: {
    /** Of this command line, four numbers. */
    readonly own: string;
    /** Null: not installed. */
    readonly solution: string | null;
    readonly hosts: readonly { readonly name: string; readonly version: string }[];
  };
  /** Who is signed in, and who holds the role of a host. */
  readonly callers: readonly Caller[];
  /** IANA zone by company code. */
  readonly zones: Readonly<Record<string, string>>;
  /** Codes, in lower case. */
  readonly companies: readonly string[];
  /** In Dataverse: whether linked, by code. */
  readonly linked: Read<ReadonlyMap<string, boolean>>;
  /** By logical name: tables of the maps, those that their paths reach, and Tandem's own. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  readonly ownTables: readonly string[];
  readonly maps: readonly MapFacts[];
}

export interface Caller extends CallerFacts {
  /** How findings name it: `This sign-in`, `# Tandem Host`. */
  readonly who: string;
}

export interface MapFacts {
  readonly map: TableMap;
  readonly state: StoredTableMap['state'];
  /** Codes; empty: all. */
  readonly companies: readonly string[];
  readonly schemas: MapSchemas;
  /** How Finance says that an entity can be reached which OData does not show; null: it knows none. */
  readonly hidden?: DataEntity | null;
}

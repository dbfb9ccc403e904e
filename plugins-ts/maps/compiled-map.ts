import type { ColumnMap, Direction, TableMap } from './table-map';
import type { Row, Value } from './value';

/** Finance key fields with their values, in the order of the entity's key. All text, as it stands in a key URL. */
export type FinanceKey = Readonly<Record<string, Value>>;

/** A value that a column map cannot carry; the row becomes `error` with this code and the others go on. */
export interface ValueProblem {
  /** `TDM1…`: see the table of codes. */
  readonly code: string;
  /** The name of the compiled column. */
  readonly column: string;
  /** Named parts of the sentence (`value`, `maxLength`, `allowed`). */
  readonly parameters: Readonly<Record<string, Value>>;
}

export type Mapped = { readonly value: Value } | { readonly problem: ValueProblem };

/** One lookup of a path: `msdyn_project` leads to the table `msdyn_project`. */
export interface Hop {
  readonly lookup: string;
  readonly table: string;
}

export interface CompiledColumn {
  /** How sync records, logs and people's choices name the column, once in a map: see `BoundColumn.recordName`. */
  readonly name: string;
  readonly definition: ColumnMap;
  readonly direction: Direction;
  /** Feeds the integration key. */
  readonly isKey: boolean;
  /** Dataverse column or path; absent for a default without source. */
  readonly dataverse?: string;
  /** The table that the path ends in (`account` for `msdyn_customer.accountnumber`); absent without a path. */
  readonly reaches?: string;
  /** Finance field; absent for a default that only Dataverse gets. */
  readonly finance?: string;
  /** Only a default feeds it: written on create, never compared, never updated. */
  readonly createOnly: boolean;
  /** The lookups of the path, in order, each with the table it leads to; absent without a path. */
  readonly hops?: readonly Hop[];
  /** What goes over the wire to Finance where the normal form is null, for Finance has no null: "" or 1900-01-01. */
  readonly emptyInFinance?: Value;
  /** Where the value is more than one path read: what a Dataverse row gives. Asked through `valueHere`. */
  readonly from?: (row: Row) => Value;
  /** What has to be read for it besides the path. */
  readonly reads?: readonly string[];
  /**
   * What Finance should hold for this Dataverse value. Pure. The company of the row chooses the zone in which an
   * instant becomes a day, where the column says so; without one it is UTC.
   */
  toFinance(value: Value, company?: string | null): Mapped;
  /** What Dataverse should hold for this Finance value. Pure. */
  toDataverse(value: Value, company?: string | null): Mapped;
  /**
   * One spelling per meaning, so that `===` compares: Finance's "", null and 1900-01-01 become null, decimals lose
   * trailing zeros, instants lose fractions that Finance does not keep.
   */
  normalFinance(value: Value): Value;
  normalDataverse(value: Value): Value;
}

/** A checked map bound to both sides' schemas. Made once per start of the map, never interpreted per row. */
export interface CompiledMap {
  readonly definition: TableMap;
  readonly columns: readonly CompiledColumn[];
  /** What to read on each side: mapped columns, keys, filter columns; on Dataverse lookup paths and their own ids too. */
  readonly read: { readonly dataverse: readonly string[]; readonly finance: readonly string[] };
  /** The Dataverse path that holds the company code (`msdyn_owningcompany.cdm_companycode`), where the map has one. */
  readonly companyPath?: string;
  /** True when any column travels that way. */
  readonly carries: { readonly toFinance: boolean; readonly toDataverse: boolean };
  /** Does the row pass the map's filter of its side? */
  includesDataverse(row: Row): boolean;
  includesFinance(row: Row): boolean;
  /** The Finance key of a Dataverse row; the columns that are still empty; or a value that cannot be carried. */
  financeKey(
    row: Row,
  ): { readonly key: FinanceKey } | { readonly missing: readonly string[] } | { readonly problem: ValueProblem };
  /** The Finance key of a Finance row. */
  keyOf(row: Row): FinanceKey;
}

/** What a Dataverse row has for a column map: null where it has nothing, or where the column has no source. */
export const valueHere = ({ from, dataverse }: CompiledColumn, row: Row): Value =>
  from !== undefined ? from(row) : dataverse === undefined ? null : (row[dataverse] ?? null);

/** What a Finance row has for a column map. */
export const valueThere = ({ finance }: CompiledColumn, row: Row): Value =>
  finance === undefined ? null : (row[finance] ?? null);

import type { ColumnSchema, TableSchema } from '../maps/schema';

/** A Dataverse table as live metadata describes it: its schema, and what reading and writing it on the wire takes. */
export interface DataverseTable extends TableSchema {
  readonly primaryId: string;
  readonly changeTracking: boolean;
  /**
   * Single-valued navigation properties by lookup column and target table, in the metadata's own case:
   * `customerid` → `{ account: 'customerid_account', contact: 'customerid_contact' }`.
   */
  readonly navigation: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The state that each status reason belongs to. */
  readonly stateOf: Readonly<Record<number, number>>;
  /** The status reason that a state has when none is given. */
  readonly defaultStatus: Readonly<Record<number, number>>;
  /** The lookup that says which company a row belongs to, where the table has one. */
  readonly companyColumn?: string;
}

/** Answers a table's metadata by logical name. @throws TableNotFound */
export type TableReader = (logicalName: string) => Promise<DataverseTable>;

/** The environment has no such table, or the caller may not see it. */
export class TableNotFound extends Error {
  override readonly name = 'TableNotFound';
  constructor(readonly table: string) {
    super(`Dataverse has no table ${table}`);
  }
}

/** The table of companies, and its column with the code that Finance knows a company by. */
export const COMPANY_TABLE = 'cdm_company';
export const COMPANY_CODE = 'cdm_companycode';

/** Where two lookups lead to a company, the ones that dual-write's solutions made. */
const COMPANY_COLUMNS = ['msdyn_company', 'msdyn_owningcompany'];

export function companyColumnOf(columns: Readonly<Record<string, ColumnSchema>>): string | undefined {
  const candidates = Object.values(columns)
    .filter((column) => column.targets?.includes(COMPANY_TABLE))
    .map((column) => column.name);
  return COMPANY_COLUMNS.find((name) => candidates.includes(name)) ?? candidates[0];
}

/** The property that carries a column on the wire: a lookup's id has a name of its own. */
export function propertyOf(column: ColumnSchema | undefined, name: string): string {
  return column?.type === 'lookup' ? `_${name}_value` : name;
}

/** Navigation property to follow a lookup to one of its tables. */
export function navigationTo(table: DataverseTable, lookup: string, target: string): string {
  const navigation = table.navigation[lookup]?.[target];
  if (navigation === undefined) throw new Error(`${table.name}.${lookup} does not lead to ${target}`);
  return navigation;
}

/**
 * Navigation property to bind a lookup by. An owner is read through the one of its kind (`owninguser`), which the
 * platform keeps, but written as `ownerid`.
 */
export const bindingTo = (table: DataverseTable, lookup: string, target: string): string =>
  lookup === 'ownerid' ? 'ownerid' : navigationTo(table, lookup, target);

import type { CompiledMap } from '../maps/compiled-map';
import type { FinanceWrite } from './sides';

/**
 * Rows that reach Finance in data packages: many in one import, which Finance carries out in its own time. Not a write
 * that answers, but a thing under way that can be asked after by name, by any host, at any time.
 */

/**
 * Names one import in Finance, where it is the *Job ID* of the job history. Chosen before anything is sent and written
 * down with the claim of each row, so that whoever finds a claim can ask. It never names a second set of rows.
 */
export type ExecutionId = string;

/** Rows that travel together: all of one company, and creates only. */
export interface Package {
  readonly execution: ExecutionId;
  /** Every row that is still claimed under the execution, and no other. */
  readonly writes: readonly FinanceWrite[];
  /** Rows that were claimed under it in all: more than `writes` where some were settled before their host died. */
  readonly size: number;
}

/** Everything hangs on one thing: if the execution was imported, every row that was claimed under it was in it. */
export interface PackageSide {
  /** Rows just claimed, under an execution under which nothing was ever sent. @throws SideUnavailable */
  send(map: CompiledMap, rows: Package): Promise<PackageOutcome>;
  /**
   * Rows that were found claimed. Asking does no harm, whenever and by whomever.
   *
   * @param overdue nothing of what was once sent can still arrive: where Finance knows no such execution, it is begun anew
   * @throws SideUnavailable
   */
  resume(map: CompiledMap, rows: Package, overdue: boolean): Promise<PackageOutcome>;
}

export type PackageOutcome =
  /** Finance has it, or may have it: ask again after so many milliseconds. The claims stay. */
  | { readonly kind: 'underWay'; readonly retryAfter: number }
  /** Another of our imports is under way, and nothing of this one was begun: milliseconds to wait. */
  | { readonly kind: 'busy'; readonly retryAfter: number }
  /**
   * Finance refused the package as a whole and knows no such execution: nothing was imported. It may pass, as when other
   * people's imports were in the way, or never, as with a field that the entity does not have.
   */
  | { readonly kind: 'notBegun'; readonly code: string; readonly says: string }
  /** The import is over: one outcome per write, in order. */
  | { readonly kind: 'done'; readonly rows: readonly PackagedRow[] };

export type PackagedRow =
  /** In Finance. Nothing can be read back of an entity that OData does not show. */
  | { readonly kind: 'written'; readonly row: null }
  | { readonly kind: 'refused'; readonly code: string; readonly says: string }
  /** Finance's numbers and errors do not say whether this row got in. */
  | { readonly kind: 'unclear'; readonly says: string };

/** Rows in one package. An import takes minutes whatever is in it, and thousands of rows as well as one. */
export const PACKAGE_ROWS = 5000;

/**
 * Whoever sends packages holds this lease, for all maps together: Microsoft's page on the package API says that
 * `ImportFromPackage` must not be called in parallel, and names no exception.
 */
export const PACKAGES_LEASE = 'dataPackages';

/**
 * That the caller may choose: "The ID to use for the job … If you assign an empty ID, a new execution ID is created"
 * (Data management package REST API), as Microsoft's Recurring Integrations Scheduler does with ids of 60 characters.
 */
export const newExecutionId = (company: string | null, id: string): ExecutionId =>
  [PROJECT_PREFIX, ...(company === null ? [] : [company.toLowerCase()]), id].join('-');

/** What our data projects and imports are called begins with it. */
export const PROJECT_PREFIX = 'Tandem';

export const isPackaged = ({ definition }: CompiledMap): boolean => definition.policies.transport === 'dataPackage';

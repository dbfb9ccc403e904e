import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import type { Row, Values } from '../maps/value';
import type { PackageSide } from './package-side';
import type { Etag, Instant, RecordId, RowVersion } from './record';

/**
 * The whole contract with the two systems. Whatever can do this can be synchronised with: the real connectors speak
 * OData, the simulation keeps maps in memory.
 *
 * Failures of one row are values (`WriteOutcome`); a failure of the whole side is thrown (`SideUnavailable`): nothing
 * is known about any row of that call then, writes included.
 */

/** Where a change feed stands. Opaque. */
export type DeltaToken = string;

/** Canonical text of a Finance key (`identity.ts`): usable as a map key. */
export type KeyText = string;

/** A Dataverse row as it was read. */
export interface SourceRow {
  readonly id: RecordId;
  readonly version: RowVersion;
  readonly etag: Etag;
  /** Flat: lookup paths by their dotted name, lookups themselves by column name (id of the row). */
  readonly row: Row;
  /** Primary name of the row. */
  readonly name: string | null;
  /** Names of the rows that lookups point to, by lookup column. */
  readonly lookupNames: Readonly<Record<string, string>>;
  /** Tables of those rows, by lookup column, where the side tells: `customerid` points to an account or a contact. */
  readonly lookupTables?: Readonly<Record<string, string>>;
  readonly modifiedBy: string | null;
  readonly modifiedOn: Instant | null;
  /** When the row was made; null where the table does not tell. */
  readonly createdOn: Instant | null;
  readonly ownerId: string | null;
}

export interface FinanceRow {
  readonly key: FinanceKey;
  /** Null where the entity gives none. */
  readonly etag: Etag | null;
  readonly row: Row;
}

export interface Change {
  readonly id: RecordId;
  readonly deleted: boolean;
  /** Absent for a deleted row. */
  readonly version?: RowVersion;
}

/** Which rows, by version and by when they were changed last. */
export interface VersionWindow {
  readonly after: RowVersion | null;
  /** From then on, and before then; null: without that end. */
  readonly since: Instant | null;
  readonly until: Instant | null;
}

export interface VersionedRow {
  readonly id: RecordId;
  readonly version: RowVersion;
  /** Null where the table does not tell. */
  readonly modifiedOn: Instant | null;
}

export interface ChangePage {
  readonly changes: readonly Change[];
  /** Only on the last page: where to go on next time. */
  readonly token: DeltaToken | null;
}

export type DataverseWrite =
  /** Create under this id; refused as `exists` when the id or an alternate key is taken. */
  | { readonly kind: 'create'; readonly id: RecordId; readonly values: Values }
  | { readonly kind: 'update'; readonly id: RecordId; readonly values: Values; readonly etag: Etag }
  | { readonly kind: 'delete'; readonly id: RecordId; readonly etag: Etag };

export type FinanceWrite =
  /** A create, never an upsert. The key fields are in `key`, the others in `values`. */
  | { readonly kind: 'create'; readonly key: FinanceKey; readonly values: Values }
  /** `etag` null only where the entity gives none. */
  | { readonly kind: 'update'; readonly key: FinanceKey; readonly values: Values; readonly etag: Etag | null }
  | { readonly kind: 'delete'; readonly key: FinanceKey; readonly etag: Etag | null };

export type WriteOutcome<R> =
  /**
   * Done, and read back in the same batch. `row` is null after a delete. `touched`: somebody else changed the row before
   * it was read back; its version and etag are those of this write all the same.
   */
  | { readonly kind: 'written'; readonly row: R | null; readonly touched?: true }
  /** The etag no longer holds: somebody else was faster. */
  | { readonly kind: 'changed' }
  /** A create met a row with that id or key. */
  | { readonly kind: 'exists' }
  /** An update or delete met no row. */
  | { readonly kind: 'missing' }
  /** Dataverse: a lookup's key values match no row. */
  | { readonly kind: 'parentMissing'; readonly path: string; readonly table: string; readonly value: string }
  /** The platform said no, and would again. */
  | { readonly kind: 'refused'; readonly code: string; readonly says: string }
  /** This row alone failed in a way that may pass. `unknown`: it may have been done all the same. */
  | { readonly kind: 'failed'; readonly says: string; readonly retryAfter?: number; readonly unknown?: true };

export interface DataverseSide {
  /** Answers when the side does. @throws SideUnavailable */
  probe(): Promise<void>;
  /**
   * Change tracking. Without a token: every row of the table (id and version), then a token.
   * @throws TokenExpired when the token is too old: compare instead.
   */
  changes(map: CompiledMap, token: DeltaToken | null): AsyncIterable<ChangePage>;
  /** Rows by id, lookups expanded, in few requests. A row that does not exist is absent from the answer. */
  rows(map: CompiledMap, ids: readonly RecordId[]): Promise<ReadonlyMap<RecordId, SourceRow>>;
  /**
   * Rows in the order of their versions, page by page: a walk that can be taken up after any row. A row that is changed
   * meanwhile comes once more, later.
   */
  byVersion(map: CompiledMap, window: VersionWindow): AsyncIterable<readonly VersionedRow[]>;
  /** Ids of the rows that carry these integration keys (the columns that feed the Finance key). */
  idsByKey(map: CompiledMap, keys: readonly FinanceKey[]): Promise<ReadonlyMap<KeyText, readonly RecordId[]>>;
  /**
   * Rows of a table that point to these rows through any of the columns (lookups, or ids as text): by the row they point
   * to, the oldest first.
   */
  pointing(
    table: string,
    columns: readonly string[],
    to: readonly RecordId[],
  ): Promise<ReadonlyMap<RecordId, readonly RecordId[]>>;
  /** One outcome per write, in order. Independent of each other. */
  write(map: CompiledMap, writes: readonly DataverseWrite[]): Promise<readonly WriteOutcome<SourceRow>[]>;
}

export interface FinanceSide {
  /** @throws SideUnavailable */
  probe(): Promise<void>;
  /** Rows by key, in few requests. A row that does not exist is absent from the answer. */
  rows(map: CompiledMap, keys: readonly FinanceKey[]): Promise<ReadonlyMap<KeyText, FinanceRow>>;
  /**
   * All rows of one company (null: an entity without company), ordered by key, mapped columns only, page by page.
   *
   * @param after rows up to this key may be left out: a walk that is taken up again
   */
  scan(map: CompiledMap, company: string | null, after?: FinanceKey | null): AsyncIterable<readonly FinanceRow[]>;
  write(map: CompiledMap, writes: readonly FinanceWrite[]): Promise<readonly WriteOutcome<FinanceRow>[]>;
  /** For maps whose entity OData does not show. Absent: such maps cannot be served here. */
  readonly packages?: PackageSide;
}

/** The side as a whole does not answer, or refuses everybody: nothing is known about the rows of the call. */
export class SideUnavailable extends Error {
  override readonly name = 'SideUnavailable';
  constructor(
    readonly side: 'dataverse' | 'finance',
    message: string,
    /** Milliseconds that the side asked to be left alone. */
    readonly retryAfter?: number,
    /** `nothingDone`: the side says that it has not begun with anything of the call. */
    options?: ErrorOptions & { readonly nothingDone?: boolean },
  ) {
    super(message, options);
    this.nothingDone = options?.nothingDone === true;
  }

  readonly nothingDone: boolean;
}

/** The change feed no longer knows the token. */
export class TokenExpired extends Error {
  override readonly name = 'TokenExpired';
}

/**
 * What the two connectors ask of the OData client, and get back. Paths are relative to the service root, already encoded
 * (`key.ts` and `query.ts` make them): `msdyn_projects(0f0e…)?$select=msdyn_subject`. The absolute URL of a next or
 * delta link is taken as it stands, as long as it leads to the same service.
 */

/** A row as it came, annotations included (`@odata.etag`, `x@OData.Community.Display.V1.FormattedValue`). */
export type WireRow = Readonly<Record<string, unknown>>;

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Each becomes one part of `Prefer`: `odata.maxpagesize=500`, `return=representation`, `odata.track-changes`. */
  readonly prefer?: readonly string[];
  /** A create that must not be sent twice is never repeated, whatever happened to it. Default true for all but POST. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /**
   * Parsed JSON; null for an empty body. Decimals and 64-bit integers are text, exactly as sent, where a JavaScript
   * number would change them.
   */
  readonly body: unknown;
}

export interface Page {
  readonly rows: readonly WireRow[];
  /** Only on the last page of a tracked read. */
  readonly deltaLink: string | null;
  /** Where `$count=true` was asked. */
  readonly count: number | null;
}

/** One operation of a batch. */
export interface BatchOperation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. Decimals and 64-bit integers as `exactNumber(digits)`; plain text suits only servers that keep to IEEE754Compatible. */
  readonly body?: unknown;
}

/** A single operation, or several that are done all or not at all. A change set has no GET. */
export type BatchItem = BatchOperation | { readonly changeSet: readonly BatchOperation[] };

/** What became of one operation. `notDone`: the server stopped before it, or gave it no answer. */
export type BatchAnswer =
  | { readonly kind: 'done'; readonly status: number; readonly headers: Headers; readonly body: unknown }
  | { readonly kind: 'failed'; readonly error: ODataErrorLike }
  | { readonly kind: 'notDone' };

/** The shape that `ODataError` (error.ts) has; named here so that answers can carry it. */
export interface ODataErrorLike {
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** The platform's code (`0x80060882`); empty where there is none, as in Finance. */
  readonly code: string;
  /** The platform's message. */
  readonly message: string;
  /** Finance puts what it has to say here: the Infolog, cleaned of its prefix. */
  readonly inner: string | null;
  /** May the same request succeed later, unchanged? */
  readonly transient: boolean;
  /** Milliseconds the server asked to wait. */
  readonly retryAfter: number | null;
}

export interface ODataClient {
  /** Service root, with a slash at the end. */
  readonly root: string;
  /** @throws ODataError */
  send(method: BatchOperation['method'], path: string, body?: unknown, options?: RequestOptions): Promise<Reply>;
  /** One row or any other JSON document. @throws ODataError */
  get(path: string, options?: RequestOptions): Promise<WireRow>;
  /** All pages of a collection, one at a time: the next is asked for when the caller goes on. @throws ODataError */
  pages(path: string, options?: RequestOptions): AsyncIterable<Page>;
  /** All rows of a collection. @throws ODataError */
  all(path: string, options?: RequestOptions): Promise<readonly WireRow[]>;
  /**
   * One answer per operation: for a plain operation at its own place, for a change set an array at its place (a refused
   * change set answers the failure at the operation that failed, `notDone` at the others; where the server does not say
   * which, at the first). Sends `odata.continue-on-error` unless told to stop. A batch is repeated by the transport only
   * where every operation may be.
   * @throws ODataError when the batch as a whole got no usable answer.
   */
  batch(
    items: readonly BatchItem[],
    options?: BatchOptions,
  ): Promise<readonly (BatchAnswer | readonly BatchAnswer[])[]>;
}

export interface BatchOptions extends RequestOptions {
  /** Stop at the first failure instead of going on. */
  readonly stopOnError?: boolean;
}

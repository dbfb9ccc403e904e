/** A row as the platform's client answers it: columns, annotations (`@odata.etag`), expanded lookups. */
export type ApiRow = Readonly<Record<string, unknown>>;

/** The part of `context.webAPI` that the control uses. */
export interface WebApi {
  retrieveMultipleRecords(table: string, query: string): Promise<{ readonly entities: readonly ApiRow[] }>;
  createRecord(table: string, row: Record<string, string | number>): Promise<unknown>;
}

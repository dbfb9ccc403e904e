import { query, type BatchOperation, type ODataClient, type ODataErrorLike, type WireRow } from '../../odata';
import type { Etag } from '../../sync/record';
import { etagOf } from '../cell';
import { isChanged, isDuplicate, isMissing, isODataError } from '../failure';

/** A row of Tandem's own, by its set, its primary id column and its id. */
export interface OwnRow {
  readonly set: string;
  readonly idColumn: string;
  readonly id: string;
}

/**
 * Writes a row only if it is as it was read; `etag` null: only if it is not there. The answer carries the row's new
 * etag, which the platform gives with a representation and not with 204.
 * Source: "Perform conditional operations using the Web API"; "Update with data returned".
 */
export function conditionalWrite(row: OwnRow, body: WireRow, etag: Etag | null): BatchOperation {
  return {
    method: 'PATCH',
    path: `${row.set}(${row.id})${query({ select: [row.idColumn] })}`,
    headers: {
      Prefer: 'return=representation',
      ...(etag === null ? { 'If-None-Match': '*' } : { 'If-Match': etag }),
    },
    body,
  };
}

/** Somebody else was faster: changed it, made it, or took it away. */
export const isRefusedByCondition = (error: ODataErrorLike): boolean => isChanged(error) || isDuplicate(error);

/** The new etag, or null when the condition did not hold. @throws ODataError */
export async function compareAndSet(
  client: ODataClient,
  row: OwnRow,
  body: WireRow,
  etag: Etag | null,
): Promise<Etag | null> {
  const { method, path, headers } = conditionalWrite(row, body, etag);
  try {
    const reply = await client.send(method, path, body, headers === undefined ? {} : { headers });
    return newEtag(reply.body, reply.headers);
  } catch (error) {
    if (isODataError(error) && (isRefusedByCondition(error) || (etag !== null && isMissing(error)))) return null;
    throw error;
  }
}

/**
 * The etag that a write gave the row. Without one no further write could be conditional: better to stop than to go on
 * without the condition.
 */
export function newEtag(body: unknown, headers: Headers): Etag {
  const etag = etagOf((body ?? {}) as WireRow) || headers.get('etag');
  if (!etag) throw new Error('Dataverse wrote a row and did not answer with its etag.');
  return etag;
}

/** Writes a row whatever it was, and makes it where it is not there. @throws ODataError */
export async function upsert(client: ODataClient, row: OwnRow, body: WireRow): Promise<void> {
  await client.send('PATCH', `${row.set}(${row.id})`, body);
}

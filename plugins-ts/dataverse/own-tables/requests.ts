import { query, type ODataClient, type WireRow } from '../../odata';
import type { StoredRequest, SyncRequest } from '../../sync/ledger';
import type { Etag } from '../../sync/record';
import { etagOf, formatted, id, instant, isoSeconds, NAMES, text } from '../cell';
import { isDuplicate, isODataError } from '../failure';
import { REQUEST_KIND, REQUEST_STATE } from './choices';
import { compareAndSet } from './compare-and-set';
import { clip, clipOrNull, objectJson, parsed } from './memo';

const COLUMNS = [
  'tandem_syncrequestid',
  'tandem_kind',
  'tandem_recordtable',
  'tandem_recordid',
  'tandem_mapkey',
  'tandem_requeststate',
  'tandem_outcome',
  'tandem_choice',
  'tandem_claimedby',
  'tandem_claimedat',
  '_createdby_value',
];

/** Milliseconds after which a claimed request counts as open again: its host has died with a person's choice in hand. */
export const LEFT_BEHIND = 600_000;

/** Open requests of all maps, oldest first. */
export async function readOpenRequests(
  client: ODataClient,
  limit: number,
  now: number,
): Promise<readonly StoredRequest[]> {
  const { open, claimed } = { open: REQUEST_STATE.valueOf('open'), claimed: REQUEST_STATE.valueOf('claimed') };
  const leftBehind = `tandem_requeststate eq ${claimed} and tandem_claimedat lt ${isoSeconds(now - LEFT_BEHIND)}`;
  const filter = `tandem_requeststate eq ${open} or (${leftBehind})`;
  const path = `tandem_syncrequests${query({ select: COLUMNS, filter, orderby: ['createdon'], top: limit })}`;
  const rows = await client.all(path, { prefer: [NAMES] });
  return rows.map((row) => ({ request: requestFrom(row), etag: etagOf(row) }));
}

function requestFrom(row: WireRow): SyncRequest {
  return {
    id: id(row.tandem_syncrequestid) ?? '',
    kind: REQUEST_KIND.wordOf(row.tandem_kind),
    table: text(row.tandem_recordtable) ?? '',
    recordId: id(row.tandem_recordid) ?? '',
    mapKey: text(row.tandem_mapkey),
    state: REQUEST_STATE.wordOf(row.tandem_requeststate),
    outcome: text(row.tandem_outcome),
    choice: parsed<SyncRequest['choice']>(row.tandem_choice, null),
    claimedBy: text(row.tandem_claimedby),
    claimedAt: instant(row.tandem_claimedat),
    by: formatted(row, '_createdby_value') ?? id(row._createdby_value),
  };
}

/** Writes what a host may say of a request; what was asked stays as the person asked it. */
export function writeRequest(client: ODataClient, request: SyncRequest, etag: Etag): Promise<Etag | null> {
  return compareAndSet(
    client,
    { set: 'tandem_syncrequests', idColumn: 'tandem_syncrequestid', id: request.id },
    {
      tandem_requeststate: REQUEST_STATE.valueOf(request.state),
      tandem_outcome: clipOrNull(request.outcome, 4000),
      tandem_claimedby: clipOrNull(request.claimedBy, 200),
      tandem_claimedat: isoSeconds(request.claimedAt),
    },
    etag,
  );
}

/** What a person asks for; the platform adds who and when. */
export interface NewRequest {
  readonly id: string;
  readonly kind: SyncRequest['kind'];
  readonly table: string;
  readonly recordId: string;
  /** Null: every map of the table. */
  readonly mapKey: string | null;
  readonly choice?: SyncRequest['choice'];
  /** For lists of requests: the record's name. */
  readonly name?: string;
}

/**
 * Leaves a request for the host. It comes with its id: sent twice it is one request. A create, not an upsert: who may
 * ask need not be allowed to change what was asked.
 * @throws ODataError
 */
export async function createRequest(client: ODataClient, request: NewRequest): Promise<void> {
  const { mapKey, choice } = request;
  const body = {
    tandem_syncrequestid: request.id,
    tandem_name: clip(request.name ?? `${request.table} ${request.recordId}`, 400),
    tandem_kind: REQUEST_KIND.valueOf(request.kind),
    tandem_recordtable: request.table,
    tandem_recordid: request.recordId,
    tandem_requeststate: REQUEST_STATE.valueOf('open'),
    ...(mapKey === null ? {} : { tandem_mapkey: mapKey }),
    ...(choice == null ? {} : { tandem_choice: objectJson(choice, 20_000) }),
  };
  try {
    await client.send('POST', 'tandem_syncrequests', body, { repeatable: true });
  } catch (error) {
    if (!isODataError(error) || !isDuplicate(error)) throw error;
  }
}

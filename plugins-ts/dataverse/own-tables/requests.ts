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
  'createdon',
];

/** Milliseconds after which a claimed request counts as open again: its host has died with a person's choice in hand. */
export const LEFT_BEHIND = 600_000;

/**
 * Open requests of all maps, oldest first. Whoever may ask can write anything into a request: one that names no record
 * is closed here, or it would stand before all others for ever.
 */
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
  const requests = rows.map((row) => ({ request: requestFrom(row), etag: etagOf(row) }));
  const unclear = requests.filter(({ request }) => !GUID.test(request.recordId));
  await Promise.all(
    unclear.map(({ request, etag }) => {
      const outcome = 'The request names no record: tandem_recordid is not an id.';
      return writeRequest(client, { ...request, state: 'failed', outcome }, etag);
    }),
  );
  return requests.filter((one) => !unclear.includes(one));
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function requestFrom(row: WireRow): SyncRequest {
  return {
    id: id(row.tandem_syncrequestid) ?? '',
    // Without a kind it still says: look at this record.
    kind: row.tandem_kind == null ? 'syncNow' : REQUEST_KIND.wordOf(row.tandem_kind),
    table: text(row.tandem_recordtable) ?? '',
    recordId: id(row.tandem_recordid)?.replace(/[{}]/g, '') ?? '',
    mapKey: text(row.tandem_mapkey),
    state: REQUEST_STATE.wordOf(row.tandem_requeststate),
    outcome: text(row.tandem_outcome),
    choice: choiceFrom(row.tandem_choice),
    claimedBy: text(row.tandem_claimedby),
    claimedAt: instant(row.tandem_claimedat),
    by: formatted(row, '_createdby_value') ?? id(row._createdby_value),
    at: instant(row.createdon),
  };
}

function choiceFrom(raw: unknown): SyncRequest['choice'] {
  const said = parsed<unknown>(raw, null);
  if (typeof said !== 'object' || said === null) return null;
  const sides = Object.entries(said).filter((entry): entry is [string, 'dataverse' | 'finance'] =>
    ['dataverse', 'finance'].includes(entry[1] as string),
  );
  return sides.length === 0 ? null : Object.fromEntries(sides);
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

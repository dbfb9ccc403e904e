import { inList, query, text as quoted, type ODataClient } from '../../odata';
import { CODES as REASONS } from '../../sync/codes';
import { keyText, syncRecordId } from '../../sync/identity';
import type { StoredBase } from '../../sync/ledger';
import type { Instant, RecordId, StoredRecord } from '../../sync/record';
import type { ExecutionId } from '../../sync/package-side';
import type { KeyText } from '../../sync/sides';
import type { FinanceKey } from '../../maps/compiled-map';
import type { Values } from '../../maps/value';
import { etagOf, id, isoSeconds, text } from '../cell';
import { chunks, gather } from '../gather';
import { STATUS } from './choices';
import { parsed } from './memo';
import { keyHash, recordFrom, SYNC_RECORD_COLUMNS, SYNC_RECORDS } from './sync-record';

const IDS_AT_ONCE = 100;
/** Rows of a walk over all records of a map: the platform's own largest page. */
const PAGE = 'odata.maxpagesize=5000';

/** Sync records of one map by the record they are about. */
export async function readRecords(
  client: ODataClient,
  mapKey: string,
  recordIds: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, StoredRecord>> {
  const stored = await readRecordsById(
    client,
    recordIds.map((recordId) => syncRecordId(mapKey, recordId)),
  );
  return new Map([...stored.values()].map((one) => [one.record.recordId, one]));
}

export async function readRecordsById(
  client: ODataClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  const found = await readWhere(
    client,
    chunks([...new Set(ids)], IDS_AT_ONCE).map((some) => inList(ID, some)),
  );
  return new Map(found.map((one) => [one.record.id, one]));
}

export async function* readAllRecords(
  client: ODataClient,
  mapKey: string,
  company: string | null,
): AsyncIterable<readonly StoredRecord[]> {
  const ofCompany = company === null ? '' : ` and tandem_company eq ${quoted(company)}`;
  const path = pathWhere(`tandem_mapkey eq ${quoted(mapKey)}${ofCompany}`);
  for await (const page of client.pages(path, { prefer: [PAGE] })) yield page.rows.map(recordFrom);
}

/** What is due by itself, the longest due first; claims that were left behind and wakes that are owed before that. */
export async function readDue(
  client: ODataClient,
  mapKey: string,
  now: Instant,
  claimedBefore: Instant,
  limit: number,
): Promise<readonly StoredRecord[]> {
  const { pending, waiting, sending } = {
    pending: STATUS.valueOf('pending'),
    waiting: STATUS.valueOf('waiting'),
    sending: STATUS.valueOf('sending'),
  };
  const due = `(tandem_status eq ${pending} or tandem_status eq ${waiting}) and tandem_nextattempt le ${isoSeconds(now)}`;
  const claim = `tandem_claimedat eq null or tandem_claimedat le ${isoSeconds(claimedBefore)}`;
  const paid = `tandem_nextattempt eq null or tandem_nextattempt le ${isoSeconds(now)}`;
  const owed = `tandem_haswaiters eq true and tandem_hash ne null and (${paid})`;
  const any = [due, `tandem_status eq ${sending} and tandem_executionid eq null and (${claim})`, owed]
    .map((one) => `(${one})`)
    .join(' or ');
  const filter = `tandem_mapkey eq ${quoted(mapKey)} and (${any})`;
  const options = {
    select: SYNC_RECORD_COLUMNS,
    filter,
    orderby: ['tandem_nextattempt', 'tandem_claimedat'],
    top: limit,
  };
  return (await client.all(SYNC_RECORDS + query(options))).map(recordFrom);
}

/** Packages of a map of which a row is still on its way. */
export async function readExecutions(client: ODataClient, mapKey: string): Promise<readonly ExecutionId[]> {
  const sending = `tandem_status eq ${STATUS.valueOf('sending')} and tandem_executionid ne null`;
  const filter = `tandem_mapkey eq ${quoted(mapKey)} and ${sending}`;
  const rows = await client.all(SYNC_RECORDS + query({ select: ['tandem_executionid'], filter }));
  return [...new Set(rows.flatMap((row) => text(row.tandem_executionid) ?? []))];
}

export const readClaimedFor = (
  client: ODataClient,
  mapKey: string,
  execution: ExecutionId,
): Promise<readonly StoredRecord[]> =>
  readWhere(client, [`tandem_mapkey eq ${quoted(mapKey)} and tandem_executionid eq ${quoted(execution)}`]);

/** Who has, or is about to get, a row in Finance: asked by the hash of the key, compared by the key. What was deleted has none any more. */
export async function readOwners(
  client: ODataClient,
  mapKey: string,
  keys: readonly KeyText[],
): Promise<ReadonlyMap<KeyText, readonly RecordId[]>> {
  const wanted = new Set(keys);
  const select = ['tandem_recordid', 'tandem_financekey'];
  const paths = chunks([...wanted].map(keyHash), IDS_AT_ONCE).map((hashes) => {
    const has = `(tandem_hash ne null or tandem_status eq ${STATUS.valueOf('sending')})`;
    const stands = `${has} and (tandem_reasoncode eq null or tandem_reasoncode ne ${quoted(REASONS.DELETED)})`;
    const filter = `tandem_mapkey eq ${quoted(mapKey)} and ${stands} and ${inList('tandem_keyhash', hashes)}`;
    return SYNC_RECORDS + query({ select, filter });
  });
  const owners = new Map<KeyText, RecordId[]>();
  for (const row of (await gather(client, paths)).flat()) {
    const key = keyText(parsed<FinanceKey>(row.tandem_financekey, {}));
    if (wanted.has(key)) owners.set(key, [...(owners.get(key) ?? []), id(row.tandem_recordid) ?? '']);
  }
  return owners;
}

/** `waiting` records of all maps that wait for any of these. */
export function readWaitingFor(client: ODataClient, ids: readonly string[]): Promise<readonly StoredRecord[]> {
  const waiting = `tandem_status eq ${STATUS.valueOf('waiting')}`;
  return readWhere(
    client,
    chunks([...new Set(ids)], IDS_AT_ONCE).map((some) => `${waiting} and ${inList('tandem_waitingforid', some)}`),
  );
}

export async function readBases(client: ODataClient, ids: readonly string[]): Promise<ReadonlyMap<string, StoredBase>> {
  const select = ['tandem_syncbaseid', 'tandem_values'];
  const paths = chunks([...new Set(ids)], IDS_AT_ONCE).map(
    (some) => `tandem_syncbases${query({ select, filter: inList('tandem_syncbaseid', some) })}`,
  );
  const rows = (await gather(client, paths)).flat();
  return new Map(
    rows.map((row) => {
      const base: StoredBase = { values: parsed<Values>(row.tandem_values, {}), etag: etagOf(row) };
      return [id(row.tandem_syncbaseid) ?? '', base];
    }),
  );
}

const ID = 'tandem_syncrecordid';

const pathWhere = (filter: string): string => SYNC_RECORDS + query({ select: SYNC_RECORD_COLUMNS, filter });

async function readWhere(client: ODataClient, filters: readonly string[]): Promise<readonly StoredRecord[]> {
  return (await gather(client, filters.map(pathWhere))).flat().map(recordFrom);
}

import type { Instant } from '../../../plugins-ts/sync/record';
import type { Answer, FormRecord, KnownHost } from '../status/known';
import { isSilent } from '../status/standing';
import type { Thrown } from './failures';
import { expandedHost, HOST_COLUMNS, hostOf, PARENT_COLUMNS, RECORD_COLUMNS, recordOf } from './rows';
import type { WebApi } from './web-api';

/**
 * Asks Dataverse where a record stands: one request. Only when there is no sync record, or the host that settled it has
 * not been seen for a while, a second one asks for all hosts.
 *
 * @param mayMiss says whether a sync record could be there that the user does not reach: then finding none proves nothing.
 * @throws whatever the platform's client throws: see `failures.ts`.
 */
export async function look(
  api: WebApi,
  record: FormRecord,
  now: () => Instant,
  mayMiss: () => boolean,
): Promise<Answer> {
  const { entities } = await api.retrieveMultipleRecords('tandem_syncrecord', recordQuery(record.id));
  const records = entities.map(recordOf);
  if (records.length === 0 && mayMiss()) throw { status: 403 } satisfies Thrown;
  const hosts = entities.map(expandedHost).filter((host): host is KnownHost => host !== null);
  const isEnough = hosts.length > 0 && hosts.every((host) => !isSilent(host, now()));
  if (isEnough) return { records, hosts };
  const all = await api.retrieveMultipleRecords('tandem_host', HOST_QUERY);
  return { records, hosts: all.entities.map(hostOf) };
}

/** A guid needs no escaping. */
const recordQuery = (id: string): string =>
  [
    `?$select=${RECORD_COLUMNS.join(',')}`,
    `&$expand=tandem_HostId($select=${HOST_COLUMNS.join(',')})`,
    `,tandem_WaitingForId($select=${PARENT_COLUMNS.join(',')})`,
    `&$filter=tandem_recordid eq '${id}'`,
  ].join('');

const HOST_QUERY = `?$select=${HOST_COLUMNS.join(',')}&$orderby=tandem_lastseen desc&$top=5`;

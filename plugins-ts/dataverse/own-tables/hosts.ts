import { query, type ODataClient, type WireRow } from '../../odata';
import { hostId } from '../../sync/identity';
import type { HostedMap, HostRow } from '../../sync/ledger';
import { instant, isoSeconds, text } from '../cell';
import { upsert, type OwnRow } from './compare-and-set';
import { clip, clipOrNull, parsed } from './memo';

const rowOf = (name: string): OwnRow => ({ set: 'tandem_hosts', idColumn: 'tandem_hostid', id: hostId(name) });

/** How the maps of a host travel to forms: times as ISO text. */
type WrittenMap = Omit<HostedMap, 'caughtUpUntil'> & { readonly caughtUpUntil: string | null };

/** A host with the address that its forms link to. */
export interface HostStatus extends HostRow {
  readonly financeUrl: string | null;
}

/** @throws ODataError */
export function writeHost(client: ODataClient, host: HostStatus): Promise<void> {
  const maps = Object.entries(host.maps).map(([key, map]): [string, WrittenMap] => [
    key,
    { ...map, caughtUpUntil: map.caughtUpUntil === null ? null : new Date(map.caughtUpUntil).toISOString() },
  ]);
  return upsert(client, rowOf(host.name), {
    tandem_name: clip(host.name, 200),
    tandem_version: clip(host.version, 50),
    tandem_lastseen: isoSeconds(host.lastSeen),
    tandem_financeurl: clipOrNull(host.financeUrl, 400),
    tandem_maps: JSON.stringify(Object.fromEntries(maps)),
  });
}

/** A host that has not beaten yet must be there all the same before a sync record can point to it. */
export const ensureHost = (client: ODataClient, name: string): Promise<void> =>
  upsert(client, rowOf(name), { tandem_name: clip(name, 200) });

/** All hosts that ever beat, the latest first. @throws ODataError */
export async function readHosts(client: ODataClient): Promise<readonly HostStatus[]> {
  const select = ['tandem_name', 'tandem_version', 'tandem_lastseen', 'tandem_financeurl', 'tandem_maps'];
  const rows = await client.all(`tandem_hosts${query({ select, orderby: ['tandem_lastseen desc'] })}`);
  return rows.map(hostFrom);
}

function hostFrom(row: WireRow): HostStatus {
  const maps = parsed<Record<string, WrittenMap>>(row.tandem_maps, {});
  return {
    name: text(row.tandem_name) ?? '',
    version: text(row.tandem_version) ?? '',
    lastSeen: instant(row.tandem_lastseen) ?? 0,
    financeUrl: text(row.tandem_financeurl),
    maps: Object.fromEntries(
      Object.entries(maps).map(([key, map]) => [key, { ...map, caughtUpUntil: instant(map.caughtUpUntil) }]),
    ),
  };
}

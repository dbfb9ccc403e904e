import type { ODataClient, WireRow } from '../../odata';
import type { Clock } from '../../sync/clock';
import { id } from '../cell';

export interface WhoAmI {
  readonly userId: string;
  readonly businessUnitId: string;
  /** Never the same in two environments, copies included: what an environment is pinned by. */
  readonly organizationId: string;
}

/** @throws ODataError */
export async function whoAmI(client: ODataClient): Promise<WhoAmI> {
  const answer = await client.get('WhoAmI');
  return {
    userId: id(answer.UserId) ?? '',
    businessUnitId: id(answer.BusinessUnitId) ?? '',
    organizationId: id(answer.OrganizationId) ?? '',
  };
}

/**
 * A clock that shows the server's time: what is written down by hosts on several machines then has one order. The
 * server tells its time in whole seconds, with every answer.
 *
 * @param monotonic milliseconds that only ever grow, of this machine
 * @throws ODataError
 */
export async function serverClock(client: ODataClient, monotonic: () => number): Promise<Clock> {
  const reply = await client.send('GET', 'WhoAmI');
  const date = Date.parse(reply.headers.get('date') ?? '');
  if (Number.isNaN(date)) throw new Error('Dataverse did not say what time it is: its answer has no Date header.');
  const ahead = date - monotonic();
  return { now: () => Math.round(monotonic() + ahead), monotonic };
}

/** Days for which change tracking tells deletes; a host that rests longer has to compare. @throws ODataError */
export async function changeTrackingDays(client: ODataClient, organizationId: string): Promise<number | null> {
  const row: WireRow = await client.get(`organizations(${organizationId})?$select=expirechangetrackingindays`);
  return typeof row.expirechangetrackingindays === 'number' ? row.expirechangetrackingindays : null;
}

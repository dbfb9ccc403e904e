import type { Finding } from '../../maps';
import type { StoredTableMap } from '../../sync';
import type { Connected } from '../connect';
import { preflight } from './decide';
import { gatherFacts } from './gather';

/**
 * Reads both sides and decides whether these maps may start. An error among the findings says no.
 * @param version of this command line, four numbers
 * @throws SideUnavailable, ODataError
 */
export async function preflightOf(
  connected: Connected,
  maps: readonly StoredTableMap[],
  version: string,
): Promise<readonly Finding[]> {
  return preflight(await gatherFacts(connected, maps, version), () => true);
}

export { preflight } from './decide';
export { gatherFacts } from './gather';
export { ENVIRONMENT } from './place-and-versions';
export type { Caller, MapFacts, PreflightFacts, Read } from './facts';

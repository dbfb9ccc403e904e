import { ODataError, query, type ODataClient, type WireRow } from '../odata';

/** dual-write's integration key of a Dataverse table, as Finance keeps it with the running maps. */
export interface DualWriteKey {
  /** Entity set of the table. */
  readonly entitySet: string;
  readonly key: string;
}

/**
 * dual-write keeps integration keys in a service of its own, and with every running map in Finance's project
 * configuration, which is public as an entity. Null where it is not there, or not for this caller.
 * @throws ODataError
 */
export async function readDualWriteKeys(client: ODataClient): Promise<readonly DualWriteKey[] | null> {
  const rows = await allOrNull(
    client,
    `DualWriteProjectConfigurations${query({ select: ['ProjectName', 'ExternalEntityName', 'IntegrationKey'] })}`,
  );
  if (rows === null) return null;
  return rows.flatMap((row) => {
    const [entitySet, key] = [row.ExternalEntityName, row.IntegrationKey];
    return typeof entitySet === 'string' && typeof key === 'string' && key !== '' ? [{ entitySet, key }] : [];
  });
}

/**
 * The collections that Finance has: a data entity's label has no other trace in OData than the likeness of its name.
 * Null where the metadata service is not there.
 * @throws ODataError
 */
export async function listEntitySets(client: ODataClient): Promise<readonly string[] | null> {
  const base = new URL('../metadata/', client.root).href;
  const rows = await allOrNull(client, `${base}PublicEntities${query({ select: ['Name', 'EntitySetName'] })}`);
  return rows?.flatMap((row) => (typeof row.EntitySetName === 'string' ? [row.EntitySetName] : [])) ?? null;
}

/** What is not there, or is kept from this caller, is no failure of the read. */
async function allOrNull(client: ODataClient, path: string): Promise<readonly WireRow[] | null> {
  try {
    return await client.all(path);
  } catch (error) {
    if (error instanceof ODataError && [400, 403, 404, 405, 501].includes(error.status)) return null;
    throw error;
  }
}

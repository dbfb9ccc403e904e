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

/** A map that dual-write has started in Finance, in one direction or both: rows stay while it is paused. */
export interface DualWriteProject {
  /** As dual-write calls the data entity. */
  readonly entity: string;
  /** Entity set of the Dataverse table. */
  readonly entitySet: string;
}

/**
 * The maps that dual-write runs or has paused, as Finance knows them: Dataverse knows only those that send something from
 * there. Null where they are not shown, or not to this caller.
 * @throws ODataError
 */
export async function readDualWriteProjects(client: ODataClient): Promise<readonly DualWriteProject[] | null> {
  const rows = await allOrNull(
    client,
    `DualWriteProjectConfigurations${query({ select: ['ProjectName', 'InternalEntityName', 'ExternalEntityName'] })}`,
  );
  return (
    rows?.flatMap(({ InternalEntityName: entity, ExternalEntityName: entitySet }) =>
      typeof entity === 'string' && typeof entitySet === 'string' ? [{ entity, entitySet }] : [],
    ) ?? null
  );
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

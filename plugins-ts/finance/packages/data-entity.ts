import { ODataError, query, text, type ODataClient, type WireRow } from '../../odata';
import { createDataManagement } from './data-management';

/** How Finance says that a data entity can be reached. */
export interface DataEntity {
  /** Its name in Finance's code: `ProjInvoiceProposalV2Entity`. */
  readonly name: string;
  /** Its collection in OData; null where it is not public. */
  readonly collection: string | null;
  /** Its name in data management, which is its label; null where data management does not know it. */
  readonly label: string | null;
  readonly viaOData: boolean;
  readonly viaPackages: boolean;
  readonly readOnly: boolean;
}

/**
 * Reads what Finance's metadata service (`/metadata/DataEntities`) and its list of entities for data management say.
 * @param name its name in Finance's code, or its collection
 * @returns null where there is none
 * @throws ODataError
 */
export async function readDataEntity(client: ODataClient, name: string): Promise<DataEntity | null> {
  const row = (await find(client, 'Name', name)) ?? (await find(client, 'PublicCollectionName', name));
  if (row === null) return null;
  const own = String(row['Name']);
  const collection = row['PublicCollectionName'];
  const isPublic = row['DataServiceEnabled'] === true && typeof collection === 'string' && collection !== '';
  return {
    name: own,
    collection: isPublic ? collection : null,
    label: await createDataManagement(client).entityName(own),
    viaOData: isPublic,
    viaPackages: row['DataManagementEnabled'] === true,
    readOnly: row['IsReadOnly'] === true,
  };
}

/** OData where there is a choice: it answers row by row, at once, and can be read. Null: neither takes rows. */
export function transportFor({ viaOData, viaPackages, readOnly }: DataEntity): 'odata' | 'dataPackage' | null {
  if (readOnly) return null;
  return viaOData ? 'odata' : viaPackages ? 'dataPackage' : null;
}

async function find(client: ODataClient, field: string, value: string): Promise<WireRow | null> {
  const base = new URL('../metadata/', client.root).href;
  try {
    const [row] = await client.all(`${base}DataEntities${query({ filter: `${field} eq ${text(value)}` })}`);
    return row ?? null;
  } catch (error) {
    if (error instanceof ODataError && error.status === 404) return null;
    throw error;
  }
}

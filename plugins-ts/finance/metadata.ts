import type { TableSchema } from '../maps/schema';
import { ODataError, type ODataClient } from '../odata';
import { readCsdl } from './csdl';
import { EntityNotPublic, type FinanceEntity } from './entity';
import { createMetadataService } from './metadata-service';

/** What Finance tells of its entities. Asked once per entity; throw the object away to ask again. */
export interface FinanceMetadata {
  /** Names come in the case that Finance wants. @throws EntityNotPublic, ODataError */
  entity(entitySet: string): Promise<FinanceEntity>;
}

export function createFinanceMetadata(client: ODataClient): FinanceMetadata {
  const service = createMetadataService(client);
  const known = new Map<string, Promise<FinanceEntity>>();
  let hasService = true;
  let document: Promise<string> | null = null;

  const fromDocument = async (entitySet: string): Promise<FinanceEntity | null> => {
    document ??= readDocument(client);
    return readCsdl(await document, entitySet);
  };

  const read = async (entitySet: string): Promise<FinanceEntity> => {
    let found: FinanceEntity | null = null;
    if (hasService) {
      try {
        found = await service.entity(entitySet);
      } catch (error) {
        if (!(error instanceof ODataError) || !isAbsent(error)) throw error;
        hasService = false;
      }
    }
    if (!hasService) found = await fromDocument(entitySet);
    if (found === null) throw new EntityNotPublic(entitySet);
    return found;
  };

  return {
    entity(entitySet) {
      const before = known.get(entitySet);
      if (before !== undefined) return before;
      const reading = read(entitySet);
      known.set(entitySet, reading);
      // A failure is not worth keeping.
      reading.catch(() => {
        known.delete(entitySet);
        document = null;
      });
      return reading;
    },
  };
}

/** The service is not there, or does not speak like the one that is known. */
const isAbsent = ({ status }: ODataError): boolean => [400, 404, 405, 501].includes(status);

async function readDocument(client: ODataClient): Promise<string> {
  const { body } = await client.send('GET', '$metadata', undefined, { headers: { Accept: 'application/xml' } });
  return typeof body === 'string' ? body : '';
}

/** The schema of one entity, as the map language wants it. @throws EntityNotPublic, ODataError */
export const readFinanceSchema = (client: ODataClient, entitySet: string): Promise<TableSchema> =>
  createFinanceMetadata(client).entity(entitySet);

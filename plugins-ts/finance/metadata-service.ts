import { ODataError, query, text, type ODataClient, type WireRow } from '../odata';
import { isEnumType, toEntity, type EntityFacts, type FieldFacts, type FinanceEntity } from './entity';

/**
 * Finance's metadata service, beside its OData: `/metadata/PublicEntities` and `/metadata/PublicEnumerations` answer one
 * entity as JSON where `$metadata` is tens of megabytes of XML. The service as such is documented; these two collections
 * are not, but have been there since the first version: where they are missing, `csdl.ts` reads `$metadata`.
 */
export interface MetadataService {
  /** Null where the service knows no such entity. @throws ODataError */
  entity(entitySet: string): Promise<FinanceEntity | null>;
}

export function createMetadataService(client: ODataClient): MetadataService {
  const base = new URL('../metadata/', client.root).href;
  /** Symbols by the enum's bare name. Most entities share the same few: each is asked for once. */
  const enums = new Map<string, Promise<readonly string[] | undefined>>();

  const membersOf = (type: string): Promise<readonly string[] | undefined> => {
    const name = bareName(type);
    const known = enums.get(name);
    if (known !== undefined) return known;
    const reading = getOrNull(client, `${base}PublicEnumerations(${encodeURIComponent(text(name))})`).then((row) =>
      row === null ? undefined : readMembers(row),
    );
    enums.set(name, reading);
    reading.catch(() => enums.delete(name));
    return reading;
  };

  return {
    async entity(entitySet) {
      const document = await find(client, base, entitySet);
      if (document === null) return null;
      const facts = readFacts(document);
      const types = [...new Set(facts.fields.map(({ type }) => type).filter(isEnumType))];
      const members = new Map(await Promise.all(types.map(async (type) => [type, await membersOf(type)] as const)));
      return toEntity(facts, (type) => members.get(type));
    },
  };
}

/** `Microsoft.Dynamics.DataEntities.NoYes` is listed as `NoYes`. */
const bareName = (type: string): string => type.slice(type.lastIndexOf('.') + 1);

/** Names are case-sensitive to Finance; a map that spells one differently still finds its entity, at a higher price. */
async function find(client: ODataClient, base: string, entitySet: string): Promise<WireRow | null> {
  const [exact] = await client.all(`${base}PublicEntities${query({ filter: `EntitySetName eq ${text(entitySet)}` })}`);
  if (exact !== undefined) return exact;
  const wanted = entitySet.toLowerCase();
  const list = await client.all(`${base}PublicEntities${query({ select: ['Name', 'EntitySetName'] })}`);
  const row = list.find((candidate) => String(candidate['EntitySetName']).toLowerCase() === wanted);
  if (row === undefined) return null;
  return getOrNull(client, `${base}PublicEntities(${encodeURIComponent(text(String(row['Name'])))})`);
}

async function getOrNull(client: ODataClient, path: string): Promise<WireRow | null> {
  try {
    return await client.get(path);
  } catch (error) {
    if (error instanceof ODataError && error.status === 404) return null;
    throw error;
  }
}

function readFacts(document: WireRow): EntityFacts {
  const properties = (document['Properties'] as readonly WireRow[] | undefined) ?? [];
  const switchedOn = properties.filter((property) => property['ConfigurationEnabled'] !== false);
  return {
    entitySet: String(document['EntitySetName']),
    key: switchedOn.filter((property) => property['IsKey'] === true).map(({ Name }) => String(Name)),
    readOnly: document['IsReadOnly'] === true,
    fields: switchedOn.map((property): FieldFacts => ({
      name: String(property['Name']),
      type: String(property['TypeName']),
      required: property['IsMandatory'] === true,
      canCreate: property['AllowEditOnCreate'] !== false,
      canUpdate: property['AllowEdit'] !== false,
    })),
  };
}

function readMembers(row: WireRow): readonly string[] {
  const members = (row['Members'] as readonly WireRow[] | undefined) ?? [];
  return [...members].sort((a, b) => Number(a['Value']) - Number(b['Value'])).map(({ Name }) => String(Name));
}

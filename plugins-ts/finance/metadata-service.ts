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

/** Names per filter: `or` chains have a limit, and so have URLs. */
const NAMES_AT_ONCE = 40;

export function createMetadataService(client: ODataClient): MetadataService {
  const base = new URL('../metadata/', client.root).href;
  /** Symbols by the enum's bare name, as far as they were asked for. */
  const enums = new Map<string, readonly string[]>();

  const learnEnums = async (types: readonly string[]): Promise<void> => {
    const names = [...new Set(types.map(bareName))].filter((name) => !enums.has(name));
    for (let at = 0; at < names.length; at += NAMES_AT_ONCE) {
      const some = names.slice(at, at + NAMES_AT_ONCE);
      const filter = some.map((name) => `Name eq ${text(name)}`).join(' or ');
      for (const row of await client.all(`${base}PublicEnumerations${query({ filter })}`)) {
        const [name, members] = readEnum(row);
        enums.set(name, members);
      }
    }
  };

  return {
    async entity(entitySet) {
      const document = await find(client, base, entitySet);
      if (document === null) return null;
      const facts = readFacts(document);
      await learnEnums(facts.fields.map(({ type }) => type).filter(isEnumType));
      return toEntity(facts, (type) => enums.get(bareName(type)));
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
  try {
    return await client.get(`${base}PublicEntities(${encodeURIComponent(text(String(row['Name'])))})`);
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

function readEnum(row: WireRow): readonly [string, readonly string[]] {
  const members = (row['Members'] as readonly WireRow[] | undefined) ?? [];
  return [
    String(row['Name']),
    [...members].sort((a, b) => Number(a['Value']) - Number(b['Value'])).map(({ Name }) => String(Name)),
  ];
}

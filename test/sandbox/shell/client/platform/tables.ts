import { tableFrom, type OptionsJson, type Table, type TableJson } from '../../model/table';
import { get } from './web-api';

const known = new Map<string, Promise<Table>>();

const TYPES_WITH_OPTIONS: Readonly<Record<string, string>> = {
  Picklist: 'PicklistAttributeMetadata',
  State: 'StateAttributeMetadata',
  Status: 'StatusAttributeMetadata',
  Boolean: 'BooleanAttributeMetadata',
};

/** A table's metadata in the user's language; read once. */
export function tableNamed(name: string): Promise<Table> {
  let table = known.get(name);
  if (!table) {
    table = readTable(name);
    known.set(name, table);
    table.catch(() => known.delete(name));
  }
  return table;
}

async function readTable(name: string): Promise<Table> {
  const definition = `EntityDefinitions(LogicalName='${name}')`;
  const json = await get<TableJson>(`${definition}?$expand=Attributes,ManyToOneRelationships`);
  const types = new Set((json.Attributes ?? []).map((attribute) => attribute.AttributeType ?? ''));
  const options = await Promise.all(
    Object.entries(TYPES_WITH_OPTIONS)
      .filter(([type]) => types.has(type))
      .map(async ([, cast]) => {
        const path = `${definition}/Attributes/Microsoft.Dynamics.CRM.${cast}?$select=LogicalName&$expand=OptionSet`;
        return (await get<{ value: OptionsJson[] }>(path)).value;
      }),
  );
  return tableFrom(json, options.flat());
}

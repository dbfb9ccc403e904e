import { isMandatory } from '../business/rules';
import { type Entity, ENUMERATIONS, type Field, HIDDEN_ENTITIES, PUBLIC_ENTITIES } from '../model/entity';
import { badRequest, noRow, noRoute, notBuilt } from './error';
import { edmType } from './literal';

type Item = Readonly<Record<string, unknown>> & { readonly Name: string };

const DATA_TYPES: Readonly<Record<Field['type'], string>> = {
  string: 'String',
  enum: 'Enum',
  decimal: 'Real',
  int32: 'Int32',
  int64: 'Int64',
  guid: 'Guid',
  day: 'Date',
  instant: 'UtcDateTime',
};

/** Every data entity, those without OData too. */
function dataEntities(): Item[] {
  const open = PUBLIC_ENTITIES.map((entity) => ({
    Name: entity.dataEntity,
    PublicEntityName: entity.type,
    PublicCollectionName: entity.set,
    LabelId: entity.label,
    DataServiceEnabled: true,
    DataManagementEnabled: true,
    EntityCategory: entity.category,
    IsReadOnly: entity.readOnly,
  }));
  const hidden = HIDDEN_ENTITIES.map((entity) => ({
    Name: entity.dataEntity,
    PublicEntityName: null,
    PublicCollectionName: null,
    LabelId: entity.label,
    DataServiceEnabled: false,
    DataManagementEnabled: true,
    EntityCategory: entity.category,
    IsReadOnly: false,
  }));
  return [...open, ...hidden];
}

function publicEntity(entity: Entity): Item {
  return {
    Name: entity.type,
    EntitySetName: entity.set,
    LabelId: entity.label,
    IsReadOnly: entity.readOnly,
    ConfigurationEnabled: true,
    Properties: entity.fields.map((field) => ({
      Name: field.name,
      TypeName: edmType(field),
      DataType: DATA_TYPES[field.type],
      LabelId: field.label,
      IsKey: field.isKey,
      IsMandatory: isMandatory(entity, field.name),
      ConfigurationEnabled: true,
      AllowEdit: !entity.readOnly && !field.readOnly && !field.isKey,
      AllowEditOnCreate: !entity.readOnly && !field.readOnly,
      IsDimension: false,
      DimensionRelation: null,
      IsDynamicDimension: false,
      DimensionLegalEntityProperty: null,
      DimensionTypeProperty: null,
    })),
    NavigationProperties: [],
    PropertyGroups: [],
    Actions: [],
  };
}

function enumeration(name: string, symbols: readonly string[]): Item {
  return {
    Name: name,
    LabelId: null,
    Members: symbols.map((symbol, value) => ({
      Name: symbol,
      Value: value,
      LabelId: null,
      ConfigurationEnabled: true,
    })),
  };
}

const COLLECTIONS: Readonly<Record<string, () => Item[]>> = {
  DataEntities: dataEntities,
  PublicEntities: () => PUBLIC_ENTITIES.map(publicEntity),
  PublicEnumerations: () => [...ENUMERATIONS].map(([name, symbols]) => enumeration(name, symbols)),
};

/** Made when somebody asks, and once: nothing of it changes. */
const made = new Map<string, readonly Item[]>();

function collection(name: string): readonly Item[] | undefined {
  const items = made.get(name) ?? COLLECTIONS[name]?.();
  if (items) made.set(name, items);
  return items;
}

/**
 * Answers below `/metadata/`: a collection, filtered by equality, or one item by name.
 * @param path the path below `/metadata/`, decoded
 * @throws ServiceError
 */
export function metadataAnswer(root: string, path: string, parameters: URLSearchParams, url: string): unknown {
  const match = /^(\w+)(?:\((?:Name=)?'((?:[^']|'')*)'\))?$/.exec(path);
  const items = collection(match?.[1] ?? '');
  if (!match || !items) throw path.startsWith('Labels') ? notBuilt('/metadata/Labels') : noRoute(url);
  const context = `${root}$metadata#${match[1]}`;
  if (match[2] !== undefined) {
    const item = items.find((candidate) => candidate.Name === match[2]?.replaceAll("''", "'"));
    if (!item) throw noRow(url);
    return { '@odata.context': `${context}/$entity`, ...item };
  }
  for (const name of parameters.keys()) {
    if (!['$filter', '$select', '$top', '$skip'].includes(name)) throw notBuilt(`the query option ${name}`);
  }
  const skip = Number(parameters.get('$skip') ?? 0);
  const found = items.filter(filterOf(parameters.get('$filter')));
  const page = found.slice(skip, skip + Number(parameters.get('$top') ?? found.length));
  const select = parameters.get('$select')?.split(',');
  return { '@odata.context': context, value: select ? page.map((item) => only(item, select)) : page };
}

/** `Name eq 'X' and IsReadOnly eq false`; anything richer is not built. */
function filterOf(text: string | null): (item: Item) => boolean {
  if (text === null) return () => true;
  const tests = text.split(/\s+and\s+/).map((part) => {
    const match = /^\s*(\w+)\s+(eq|ne)\s+(?:'((?:[^']|'')*)'|(true|false|null)|[\w.]*EntityCategory'(\w+)')\s*$/.exec(
      part,
    );
    if (!match) throw notBuilt(`the metadata filter ${text}`);
    const [, name = '', operator, quoted, word, category] = match;
    const wanted = quoted?.replaceAll("''", "'") ?? category ?? { true: true, false: false, null: null }[word ?? ''];
    return (item: Item) => {
      if (!(name in item)) throw badRequest(`Could not find a property named '${name}'.`);
      return (item[name] === wanted) === (operator === 'eq');
    };
  });
  return (item) => tests.every((test) => test(item));
}

function only(item: Item, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, item[name.trim()]]));
}

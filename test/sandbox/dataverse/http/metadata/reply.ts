import { notBuilt, Refusal } from '../../refusal';
import type { Exchange, WebReply } from '../exchange';
import { noSegment, systemOptions, type ResourcePath, type Segment } from '../path';
import { inContext, jsonReply } from '../replies';
import { Definitions } from './definitions';
import { filtered, shown, type Document } from './documents';

/** Sets whose rows are the schema itself. */
export const METADATA_SETS: ReadonlySet<string> = new Set([
  'EntityDefinitions',
  'GlobalOptionSetDefinitions',
  'RelationshipDefinitions',
]);

type Found = Document | readonly Document[] | null;

const CAST = 'Microsoft.Dynamics.CRM.';

/** `GET EntityDefinitions(LogicalName='account')/Attributes?…` and its like. @throws Refusal */
export function metadataReply(exchange: Exchange, path: ResourcePath): WebReply {
  if (exchange.request.method !== 'GET') throw notBuilt(`${exchange.request.method} of metadata`);
  const definitions = new Definitions(
    exchange.organization.catalog,
    exchange.caller.language,
    exchange.organization.now(),
  );
  const options = systemOptions(path.query);
  const [root, ...rest] = path.segments;
  if (!root) throw noSegment('');
  let found: Found = first(definitions, root);
  let collection = root.name;
  for (const segment of rest) {
    if (segment.name.startsWith(CAST)) found = cast(found, segment.name.slice(CAST.length), segment);
    else {
      if (found === null || isMany(found)) throw noSegment(segment.name);
      const navigation: (() => Found) | undefined = found.navigations[segment.name];
      if (!navigation) throw noSegment(segment.name);
      collection = segment.name;
      const value: Found = navigation();
      found = value !== null && isMany(value) ? among(value, segment) : value;
    }
  }
  if (found === null) throw new Refusal(404, '0x80040217', 'The requested metadata does not exist.');
  const typed = collection === 'Attributes' || collection === 'OptionSet' || collection === 'RelationshipDefinitions';
  if (isMany(found))
    return jsonReply(
      exchange,
      inContext(exchange, `${collection}`, {
        value: filtered(found, options).map((document) =>
          shown(document, options, typed || collection === 'GlobalOptionSetDefinitions'),
        ),
      }),
    );
  return jsonReply(
    exchange,
    inContext(
      exchange,
      `${collection}/$entity`,
      shown(found, options, typed || collection === 'GlobalOptionSetDefinitions'),
    ),
  );
}

/** What the first segment names; one table by its name is asked for so often that the others are not even looked at. */
function first(definitions: Definitions, segment: Segment): Found {
  const name = segment.key?.get('LogicalName')?.replace(/^'(.*)'$/, '$1');
  if (segment.name !== 'EntityDefinitions' || name === undefined)
    return among(start(definitions, segment.name), segment);
  const table = definitions.catalog.find(name);
  if (!table) throw missing(segment.name, 'LogicalName', name);
  return definitions.table(table);
}

function start(definitions: Definitions, set: string): readonly Document[] {
  switch (set) {
    case 'EntityDefinitions':
      return definitions.tables();
    case 'GlobalOptionSetDefinitions':
      return definitions.choices();
    default: {
      const { catalog } = definitions;
      return [
        ...catalog.tables.flatMap((table) => definitions.manyToOne(table)),
        ...catalog.manyToMany.map((pair) => definitions.manyToMany(pair)),
      ];
    }
  }
}

function isMany(value: Document | readonly Document[]): value is readonly Document[] {
  return Array.isArray(value);
}

/** The one that a key names: `(LogicalName='account')`, `(Name='…')`, `(SchemaName='…')` or the metadata id. */
function among(documents: readonly Document[], segment: Segment): Document | readonly Document[] {
  if (segment.key === undefined) return documents;
  const [[name = '', text = ''] = []] = segment.key;
  const property = name === '' ? 'MetadataId' : name;
  const value = text.replace(/^'(.*)'$/, '$1').replaceAll("''", "'");
  const found = documents.find((document) => {
    const own = document.properties[property];
    return property === 'MetadataId' ? own === value.toLowerCase() : own === value;
  });
  if (!found) throw missing(segment.name, property, value);
  return found;
}

function missing(set: string, property: string, value: string): Refusal {
  const kind = set === 'EntityDefinitions' ? 'entity' : set === 'Attributes' ? 'attribute' : 'option set';
  return new Refusal(
    404,
    kind === 'option set' ? '0x80040217' : '0x80060888',
    `Could not find an ${kind} with ${property} '${value}'.`,
  );
}

/** Only what is of a type: `Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata`. */
function cast(
  found: Document | readonly Document[] | null,
  type: string,
  segment: Segment,
): Document | readonly Document[] {
  if (found === null) throw noSegment(segment.name);
  if (isMany(found))
    return among(
      found.filter((document) => isOf(document, type)),
      { name: 'Attributes', ...(segment.key ? { key: segment.key } : {}) },
    );
  if (!isOf(found, type))
    throw new Refusal(404, '0x80060888', `The metadata is not of type '${type}' but '${found.type}'.`);
  return found;
}

function isOf(document: Document, type: string): boolean {
  return (
    document.type === type ||
    (type === 'EnumAttributeMetadata' &&
      ['PicklistAttributeMetadata', 'StateAttributeMetadata', 'StatusAttributeMetadata'].includes(document.type))
  );
}

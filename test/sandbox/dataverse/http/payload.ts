import { DateTime } from 'luxon';
import { notBuilt, Refusal } from '../refusal';
import { GUID } from '../rows/values';
import { columnNamed, columnOnWire, isLookup, type Column, type Table } from '../schema/table';
import type { Reference, Value, Values } from '../store/layout';
import { edmType } from '../query/filter';
import type { Exchange } from './exchange';
import { Digits, readJsonObject } from './json';
import { idByKey, rowKey } from './keys';
import { noSegment, resourcePath } from './path';

/** The columns that a body sets. @throws Refusal */
export function payloadOf(exchange: Exchange, table: Table, body: string): Values {
  return valuesFrom(exchange, table, readJsonObject(body));
}

/** The columns that one object of a body sets. @throws Refusal */
export function valuesFrom(exchange: Exchange, table: Table, object: Readonly<Record<string, unknown>>): Values {
  const values: Record<string, Value> = {};
  for (const [property, value] of Object.entries(object)) {
    const at = property.indexOf('@');
    if (at === 0) instanceAnnotation(table, property.slice(1));
    else if (at > 0) {
      if (property.slice(at) === '@odata.bind') bind(exchange, table, property.slice(0, at), value, values);
      else if (!property.slice(at + 1).includes('.')) throw badName(table, property.slice(at + 1));
    } else setProperty(exchange, table, property, value, values);
  }
  return values;
}

function instanceAnnotation(table: Table, name: string): void {
  if (!name.includes('.')) throw badName(table, name);
}

function badName(table: Table, name: string): Refusal {
  return payloadError(
    table,
    `System.ArgumentException: '${name}' is an invalid instance annotation name. An instance annotation name must contain a period that is not at the start or end of the name.`,
  );
}

/** What the platform says when a body does not fit the table. */
export function payloadError(table: Table, detail: string): Refusal {
  return new Refusal(
    400,
    '0x80048d19',
    `Error identified in Payload provided by the user for Entity :'${table.entitySet}', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : ${detail}`,
  );
}

function setProperty(
  exchange: Exchange,
  table: Table,
  property: string,
  value: unknown,
  values: Record<string, Value>,
): void {
  const column = columnOnWire(table, property);
  if (column && isLookup(column))
    throw new Refusal(
      400,
      '0x80060888',
      'CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.',
    );
  if (column) {
    values[column.name] = scalar(exchange, table, column, value);
    return;
  }
  const relationship = table.relationships.find((candidate) => candidate.navigation === property);
  if (relationship && value === null) {
    values[relationship.column] = null;
    return;
  }
  if (relationship || isCollection(exchange, table, property))
    throw notBuilt(`creating related rows together with a row (${property})`);
  // Of a user or a team the id has two names.
  if (property === 'ownerid' && columnNamed(table, 'ownerid') === undefined) return;
  throw payloadError(
    table,
    `Microsoft.Crm.CrmException: Invalid property '${property}' was found in entity 'Microsoft.Dynamics.CRM.${table.logicalName}'. ---> Microsoft.OData.ODataException: Does not support untyped value in non-open type.`,
  );
}

function isCollection(exchange: Exchange, table: Table, name: string): boolean {
  const { catalog } = exchange.organization;
  return (
    catalog.referencing(table.logicalName).some(({ relationship }) => relationship.collection === name) ||
    catalog.collection(table.logicalName, name) !== undefined
  );
}

function bind(
  exchange: Exchange,
  table: Table,
  navigation: string,
  value: unknown,
  values: Record<string, Value>,
): void {
  const relationships = table.relationships.filter((candidate) => candidate.navigation === navigation);
  const [relationship] = relationships;
  if (!relationship)
    throw payloadError(
      table,
      `Microsoft.OData.ODataException: An undeclared property '${navigation}' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values.`,
    );
  if (value === null) {
    values[relationship.column] = null;
    return;
  }
  if (typeof value !== 'string')
    throw payloadError(
      table,
      `Microsoft.OData.ODataException: The value of '${navigation}@odata.bind' must be a string.`,
    );
  const reference = referenceFrom(exchange, value);
  if (!relationships.some((candidate) => candidate.target === reference.table))
    throw payloadError(
      table,
      `Microsoft.OData.ODataException: The URI '${value}' does not name an entity of the type that the navigation property '${navigation}' expects.`,
    );
  values[relationship.column] = reference;
}

/**
 * The row that a URL names: absolute, relative to the service or to the host, by id or by alternate key, or `$1` for what
 * an earlier part of the same change set made.
 * @throws Refusal
 */
export function referenceFrom(exchange: Exchange, url: string): Reference {
  const resolved = /^\$\w+$/.test(url) ? contentUrl(exchange, url) : url;
  const relative = relativeUrl(exchange, resolved);
  const { segments } = resourcePath(relative, true);
  const [segment, ...rest] = segments;
  const table = segment && exchange.organization.catalog.bySet(segment.name);
  if (!segment || !table || rest.length > 0) throw noSegment(segment?.name ?? url);
  if (!segment.key) throw new Refusal(400, '0x80060888', `The URL '${url}' does not name one row.`);
  return { table: table.logicalName, id: idByKey(table, rowKey(exchange.organization, table, segment)) };
}

function contentUrl(exchange: Exchange, reference: string): string {
  const url = exchange.contentIds?.get(reference.slice(1));
  if (url === undefined)
    throw new Refusal(400, '0x80060888', `Content-ID Reference: '${reference}' does not exist in the batch context.`);
  return url;
}

/** What comes after the service path. */
export function relativeUrl(exchange: { readonly root: string }, url: string): string {
  if (url.startsWith(exchange.root)) return url.slice(exchange.root.length);
  const absolute = /^https?:\/\/[^/]+(\/.*)$/i.exec(url);
  const path = absolute ? (absolute[1] ?? '') : url;
  const version = /^\/api\/data\/v9\.\d\//.exec(path);
  if (version) return path.slice(version[0].length);
  return path.replace(/^\//, '');
}

function scalar(exchange: Exchange, table: Table, column: Column, value: unknown): Value {
  if (value === null) return null;
  const type = edmType(column);
  const literal = value instanceof Digits ? value.text : JSON.stringify(value);
  const cannot = (): Refusal =>
    payloadError(
      table,
      `Microsoft.OData.ODataException: Cannot convert the literal '${literal.replace(/^"|"$/g, '')}' to the expected type '${type}'.`,
    );
  switch (type) {
    case 'Edm.String':
      if (typeof value !== 'string')
        throw payloadError(
          table,
          "Microsoft.OData.ODataException: Cannot convert a primitive value to the expected type 'Edm.String'. See the inner exception for more details.",
        );
      return value;
    case 'Edm.Guid':
      if (typeof value !== 'string' || !GUID.test(value)) throw cannot();
      return value.toLowerCase();
    case 'Edm.Boolean':
      if (typeof value !== 'boolean') throw cannot();
      return value;
    case 'Edm.Int32':
      if (!(value instanceof Digits) || !/^-?\d+$/.test(value.text)) throw cannot();
      return Number(value.text);
    case 'Edm.Double':
      if (!(value instanceof Digits)) throw cannot();
      return Number(value.text);
    case 'Edm.Int64':
    case 'Edm.Decimal': {
      const text = exactText(exchange, table, type, value);
      if (!(type === 'Edm.Int64' ? /^-?\d+$/ : /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/).test(text)) throw cannot();
      return type === 'Edm.Int64' ? BigInt(text) : text;
    }
    case 'Edm.Date':
      if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || !DateTime.fromISO(value).isValid)
        throw cannot();
      return value;
    default:
      if (typeof value !== 'string' || !INSTANT.test(value) || !DateTime.fromISO(value).isValid) throw cannot();
      return new Date(Date.parse(value)).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** 64-bit integers and decimals are text or numbers, as the Content-Type says, and not the other. */
function exactText(exchange: Exchange, table: Table, type: string, value: unknown): string {
  if (exchange.exactIn && typeof value === 'string') return value;
  if (!exchange.exactIn && value instanceof Digits) return value.text;
  throw payloadError(
    table,
    `Microsoft.OData.ODataException: Cannot convert a value to target type '${type}' because of conflict between input format string/number and parameter 'IEEE754Compatible' false/true.`,
  );
}

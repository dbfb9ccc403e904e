import { notBuilt, Refusal } from '../refusal';
import { createRow, deleteRow, etagOf, rowMissing, duplicateRow, setAssociation, updateRow } from '../rows/write';
import { columnOnWire, type Table } from '../schema/table';
import { needOn } from '../security/access';
import { contextProjection, rowOptions, setOptions, type Expand, type Shape } from '../query/options';
import { askerOf, readByIds, type Entry } from '../query/read';
import { badQuery, unknownProperty } from '../query/refusals';
import { isReference, type Reference, type Row, type Values } from '../store/layout';
import { columnNamed } from '../schema/table';
import { EntryWriter, wireValue } from './entry-json';
import type { Exchange, WebReply } from './exchange';
import { readJsonObject } from './json';
import { idByKey, keyNotFound, rowKey, type RowKey } from './keys';
import { noSegment, systemOptions, type ResourcePath, type Segment } from './path';
import { payloadOf, referenceFrom, valuesFrom } from './payload';
import { inContext, jsonReply, noContent, notModified, textReply } from './replies';
import { collectionReply, countReply, setReply } from './sets';

/** Everything under an entity set. `relative` is the URL after the service path, as sent. */
export function tableReply(exchange: Exchange, table: Table, path: ResourcePath, relative: string): WebReply {
  const [set, ...rest] = path.segments;
  if (!set) throw noSegment('');
  const { method } = exchange.request;
  if (set.key === undefined) {
    if (rest.length === 1 && rest[0]?.name === '$count' && method === 'GET') return countReply(exchange, table, path);
    if (rest.length > 0) throw noSegment(rest[0]?.name ?? '');
    if (method === 'GET') return setReply(exchange, table, path, relative);
    if (method === 'POST') return create(exchange, table, path);
    throw methodNotAllowed(method);
  }
  const key = rowKey(exchange.organization, table, set);
  if (rest.length > 0) return below(exchange, table, key, rest, path, relative);
  switch (method) {
    case 'GET':
      return readOne(exchange, table, idByKey(table, key), path);
    case 'PATCH':
      return upsert(exchange, table, key, path);
    case 'DELETE':
      deleteRow(exchange.organization, exchange.caller, table.logicalName, idByKey(table, key), ifMatch(exchange));
      return noContent();
    case 'PUT':
      throw notBuilt('PUT of a row');
    default:
      throw methodNotAllowed(method);
  }
}

export function methodNotAllowed(method: string): Refusal {
  return new Refusal(405, '0x80060888', `The requested resource does not support http method '${method}'.`);
}

function ifMatch(exchange: Exchange): { etag?: string } {
  const etag = exchange.request.headers['if-match'];
  return etag === undefined ? {} : { etag };
}

export function entityUrl(exchange: Exchange, table: Table, id: string): string {
  return `${exchange.root}${table.entitySet}(${id})`;
}

function readOne(exchange: Exchange, table: Table, id: string, path: ResourcePath): WebReply {
  const shape = rowOptions(askerOf(exchange.organization, exchange.caller), table, systemOptions(path.query));
  const entry = readable(exchange, shape, id);
  const etag = `W/"${entry.version}"`;
  const { annotations } = exchange.preferences;
  // With something expanded or annotated the etag says too little: the row is sent again.
  if (exchange.request.headers['if-none-match'] === etag && shape.expands.length === 0 && annotations === undefined)
    return notModified();
  return jsonReply(exchange, entity(exchange, shape, entry), 200, { etag });
}

function entity(exchange: Exchange, shape: Shape, entry: Entry): Record<string, unknown> {
  return inContext(
    exchange,
    `${shape.table.entitySet}${contextProjection(shape)}/$entity`,
    new EntryWriter(exchange).entry(entry),
  );
}

/** @throws Refusal 404 for no row, 403 for one that the caller may not read */
function readable(exchange: Exchange, shape: Shape, id: string): Entry {
  const { organization, caller } = exchange;
  const row = organization.row(shape.table.logicalName, id);
  if (row) needOn(caller, 'Read', shape.table, row);
  const [entry] = row ? readByIds(organization, caller, shape, [id]) : [];
  if (!entry) throw rowMissing(shape.table, id);
  return entry;
}

function create(exchange: Exchange, table: Table, path: ResourcePath): WebReply {
  const values = payloadOf(exchange, table, exchange.request.body);
  const row = createRow(exchange.organization, exchange.caller, table.logicalName, values);
  return written(exchange, table, row, path, 201);
}

/** The row as the client wants it back: nothing but its URL, or as it is now. */
function written(
  exchange: Exchange,
  table: Table,
  row: Row,
  path: ResourcePath,
  status: number,
  url?: string,
): WebReply {
  const id = String(row[table.primaryId]);
  const link = url ?? entityUrl(exchange, table, id);
  const headers = { location: link, 'odata-entityid': link };
  if (!exchange.preferences.representation) return noContent(headers);
  const shape = rowOptions(askerOf(exchange.organization, exchange.caller), table, systemOptions(path.query));
  return jsonReply(exchange, entity(exchange, shape, readable(exchange, shape, id)), status, {
    ...headers,
    etag: etagOf(row),
    'preference-applied': ['return=representation', ...annotationsApplied(exchange)].join(','),
  });
}

function annotationsApplied(exchange: Exchange): string[] {
  const { annotations } = exchange.preferences;
  return annotations === undefined ? [] : [`odata.include-annotations="${annotations}"`];
}

/**
 * PATCH: changes the row, or creates it. `If-Match` forbids the creation, `If-None-Match: *` the change.
 */
function upsert(exchange: Exchange, table: Table, key: RowKey, path: ResourcePath): WebReply {
  const { organization, caller, request } = exchange;
  const found = key.kind === 'id' ? organization.row(table.logicalName, key.id) && key.id : key.found;
  const onlyUpdate = request.headers['if-match'];
  const onlyCreate = request.headers['if-none-match'] === '*';
  if (found !== undefined && onlyCreate) throw duplicateRow();
  if (found === undefined && onlyUpdate !== undefined)
    throw key.kind === 'id' ? rowMissing(table, key.id) : keyNotFound(table);
  const values = payloadOf(exchange, table, request.body);
  const url = key.kind === 'alternate' ? `${exchange.root}${segmentText(request.url, exchange)}` : undefined;
  if (found === undefined) {
    const fromUrl: Values = key.kind === 'id' ? { [table.primaryId]: key.id } : { ...key.values, ...values };
    const row = createRow(organization, caller, table.logicalName, { ...values, ...fromUrl });
    return written(exchange, table, row, path, 201, url);
  }
  // Key columns in the body are not looked at: the URL has named the row.
  const changes = key.kind === 'alternate' ? without(values, Object.keys(key.values)) : values;
  const row = updateRow(organization, caller, table.logicalName, found, changes, ifMatch(exchange));
  return written(exchange, table, row, path, 200, url);
}

/** `accounts(accountnumber='A1')` as it was sent. */
function segmentText(url: string, exchange: Exchange): string {
  const relative = url.startsWith('/') ? url.replace(/^\/api\/data\/v9\.\d\//, '') : url.replace(exchange.root, '');
  return relative.split('?')[0] ?? '';
}

function without(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/** What hangs on one row: a column, the row or rows of a navigation property, the tie itself (`$ref`). */
function below(
  exchange: Exchange,
  table: Table,
  key: RowKey,
  rest: readonly Segment[],
  path: ResourcePath,
  relative: string,
): WebReply {
  const [property, last, ...more] = rest;
  if (!property || more.length > 0) throw notBuilt(`a path with ${rest.length + 1} segments`);
  const id = idByKey(table, key);
  const { method } = exchange.request;
  if (last?.name === '$ref' || property.name === '$ref') return reference(exchange, table, id, property, path, method);
  const column = columnOnWire(table, property.name);
  if (column) return columnReply(exchange, table, id, property.name, last, method);
  if (last !== undefined) {
    const name = last.name;
    throw name === '$count' ? notBuilt('$count of a navigation property') : notBuilt(`${property.name}/${name}`);
  }
  if (method !== 'GET') throw notBuilt(`${method} of a navigation property`);
  const row = existing(exchange, table, id);
  const relationship = table.relationships.find((candidate) => candidate.navigation === property.name);
  if (relationship) {
    const target = row[relationship.column];
    if (!isReference(target) || (target.table !== relationship.target && property.name !== 'ownerid'))
      return noContent();
    const targetTable = exchange.organization.catalog.table(target.table);
    return readOne(exchange, targetTable, target.id, path);
  }
  const options = systemOptions(path.query);
  const token = options.get('$skiptoken');
  options.delete('$skiptoken');
  return collectionReply(exchange, table, id, collection(exchange, table, property.name, options), relative, token);
}

function collection(
  exchange: Exchange,
  table: Table,
  name: string,
  options: ReadonlyMap<string, string>,
): Extract<Expand, { kind: 'many' }> {
  const asker = askerOf(exchange.organization, exchange.caller);
  const { catalog } = exchange.organization;
  const toMany = catalog.referencing(table.logicalName).find(({ relationship }) => relationship.collection === name);
  if (toMany)
    return {
      kind: 'many',
      navigation: name,
      end: { relationship: toMany.relationship },
      options: setOptions(asker, toMany.table, options),
    };
  const pair = catalog.collection(table.logicalName, name);
  if (!pair) throw noSegment(name);
  return {
    kind: 'many',
    navigation: name,
    end: pair,
    options: setOptions(asker, catalog.table(pair.there.table), options),
  };
}

function existing(exchange: Exchange, table: Table, id: string): Row {
  const row = exchange.organization.row(table.logicalName, id);
  if (!row) throw rowMissing(table, id);
  needOn(exchange.caller, 'Read', table, row);
  return row;
}

function columnReply(
  exchange: Exchange,
  table: Table,
  id: string,
  property: string,
  last: Segment | undefined,
  method: string,
): WebReply {
  const column = columnOnWire(table, property);
  if (!column) throw unknownProperty(table, property);
  if (method === 'PUT') {
    const { value } = readJsonObject(exchange.request.body);
    if (value === undefined) throw badQuery("The body has no 'value'.");
    const values = valuesFrom(exchange, table, { [property]: value });
    updateRow(exchange.organization, exchange.caller, table.logicalName, id, values, ifMatch(exchange));
    return noContent();
  }
  if (method === 'DELETE') {
    updateRow(
      exchange.organization,
      exchange.caller,
      table.logicalName,
      id,
      { [column.name]: null },
      ifMatch(exchange),
    );
    return noContent();
  }
  if (method !== 'GET') throw methodNotAllowed(method);
  const shape: Shape = { table, columns: [column], expands: [] };
  const value = wireValue(column, readable(exchange, shape, id).values[column.name] ?? null);
  if (last?.name === '$value')
    return value === null
      ? noContent()
      : textReply(`\uFEFF${typeof value === 'object' ? String((value as { text: string }).text) : String(value)}`);
  if (last !== undefined) throw noSegment(last.name);
  if (value === null) return noContent();
  return jsonReply(exchange, inContext(exchange, `${table.entitySet}(${id})/${property}`, { value }));
}

/** `POST|PUT …/nav/$ref`, `DELETE …/nav/$ref`, `DELETE …/nav(id)/$ref`, `GET …/nav/$ref`. */
function reference(
  exchange: Exchange,
  table: Table,
  id: string,
  property: Segment,
  path: ResourcePath,
  method: string,
): WebReply {
  const { organization, caller } = exchange;
  const { catalog } = organization;
  const here: Reference = { table: table.logicalName, id };
  const relationship = table.relationships.find((candidate) => candidate.navigation === property.name);
  if (relationship) {
    if (method === 'GET') {
      const target = existing(exchange, table, id)[relationship.column];
      if (!isReference(target)) return noContent();
      const set = catalog.table(target.table).entitySet;
      return jsonReply(exchange, inContext(exchange, '$ref', { '@odata.id': `${exchange.root}${set}(${target.id})` }));
    }
    const value = method === 'DELETE' ? null : bodyReference(exchange);
    updateRow(organization, caller, table.logicalName, id, { [relationship.column]: value }, ifMatch(exchange));
    return noContent();
  }
  const toMany = catalog
    .referencing(table.logicalName)
    .find((candidate) => candidate.relationship.collection === property.name);
  const pair = catalog.collection(table.logicalName, property.name);
  if (!toMany && !pair) throw noSegment(property.name);
  if (method === 'GET') {
    const end = toMany ? { relationship: toMany.relationship } : pair!;
    const far = toMany?.table ?? catalog.table(pair!.there.table);
    const options = setOptions(askerOf(organization, caller), far, new Map([['$select', far.primaryId]]));
    existing(exchange, table, id);
    const reply = collectionReply(
      exchange,
      table,
      id,
      { kind: 'many', navigation: property.name, end, options },
      '',
      undefined,
    );
    const rows = (JSON.parse(reply.body) as { value: Record<string, string>[] }).value;
    return jsonReply(
      exchange,
      inContext(exchange, 'Collection($ref)', {
        value: rows.map((row) => ({ '@odata.id': `${exchange.root}${far.entitySet}(${row[far.primaryId]})` })),
      }),
    );
  }
  const far = farEnd(exchange, property, toMany?.table ?? catalog.table(pair!.there.table), path, method);
  if (toMany) {
    const value = method === 'DELETE' ? null : here;
    const column = columnNamed(catalog.table(far.table), toMany.relationship.column);
    updateRow(organization, caller, far.table, far.id, { [column!.name]: value });
  } else setAssociation(organization, caller, pair!.relationship.intersect, here, far, method !== 'DELETE');
  return noContent();
}

function farEnd(exchange: Exchange, property: Segment, table: Table, path: ResourcePath, method: string): Reference {
  if (property.key !== undefined)
    return { table: table.logicalName, id: idByKey(table, rowKey(exchange.organization, table, property)) };
  const url = path.query.get('$id');
  if (url !== undefined) return referenceFrom(exchange, url);
  if (method === 'DELETE') throw badQuery('The row to be untied is not named.');
  return bodyReference(exchange);
}

function bodyReference(exchange: Exchange): Reference {
  const url = readJsonObject(exchange.request.body)['@odata.id'];
  if (typeof url !== 'string') throw badQuery("The body has no '@odata.id'.");
  return referenceFrom(exchange, url);
}

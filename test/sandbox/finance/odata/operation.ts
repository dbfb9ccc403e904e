import { createRow, deleteRow, needWritable, updateRow, type WriteContext } from '../business/write';
import { type Entity, fieldNamed } from '../model/entity';
import type { Row } from '../model/value';
import { type Condition, etagOf, type StoredRow } from '../store';
import type { FinanceUser } from '../users';
import { type Address, readAddress } from './address';
import { edmx, serviceDocument } from './edmx';
import { badRequest, noRow, notBuilt, nothingToUpdate, preconditionFailed, ServiceError } from './error';
import { literalOf } from './literal';
import { readPayload, rowJson } from './payload';
import { isCrossCompany, type Query, readQuery } from './query';

/** One OData operation, alone or as a part of a batch. */
export interface Operation {
  readonly method: string;
  /** The path below `/data/`, still encoded, and the query string without its question mark. */
  readonly path: string;
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly user: FinanceUser;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ServiceContext extends WriteContext {
  /** Root of the service with a slash at the end: `http://127.0.0.1:5001/data/`. */
  readonly root: string;
  /** Most rows on a page. */
  readonly pageSize: number;
}

/** `/$count` begins with a byte order mark, as the server library writes it. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Answers one operation; everything but `$batch`.
 * @throws ServiceError for every refusal
 */
export function answer(context: ServiceContext, operation: Operation): Answer {
  checkHeaders(operation);
  const url = `${context.root}${operation.path}${operation.query === '' ? '' : `?${operation.query}`}`;
  const address = readAddress(operation.path, url);
  switch (`${operation.method} ${address.kind}`) {
    case 'GET service':
      return json(200, serviceDocument(context.root), operation);
    case 'GET metadata':
      return { status: 200, headers: { 'content-type': 'application/xml;charset=utf-8', ...VERSION }, body: edmx() };
    case 'GET set':
      return readSet(context, entityOf(address), operation);
    case 'GET count':
      return countSet(context, entityOf(address), operation);
    case 'GET row':
      return readRow(context, address, operation, url);
    case 'POST set':
      return create(context, entityOf(address), operation);
    case 'PATCH row':
      return update(context, address, operation);
    case 'DELETE row':
      return remove(context, address, operation);
    case 'PUT row':
      throw notBuilt('PUT');
    default:
      throw new ServiceError(405, {
        Message: `The requested resource does not support http method '${operation.method}'.`,
      });
  }
}

function entityOf(address: Address): Entity {
  if (!('entity' in address)) throw new Error(`${address.kind} has no entity`);
  return address.entity;
}

const VERSION = { 'odata-version': '4.0' };

function checkHeaders({ headers, method }: Operation): void {
  const version = headers['odata-version'];
  if (version !== undefined && version !== '4.0') {
    throw badRequest(`The OData version '${version}' is not supported; the service speaks 4.0.`);
  }
  const most = headers['odata-maxversion'];
  if (most !== undefined && !['4.0', '4.01'].includes(most)) {
    throw badRequest(`The OData-MaxVersion '${most}' is lower than what the service speaks, or unknown.`);
  }
  if (/odata\.metadata=(full|none)/i.test(headers['accept'] ?? '')) throw notBuilt('odata.metadata=full or none');
  const type = headers['content-type'] ?? '';
  if ((method === 'POST' || method === 'PATCH') && !/^application\/json\b/i.test(type)) {
    throw new ServiceError(415, { Message: `The request entity's media type '${type}' is not supported.` });
  }
}

function quotesNumbers(header: string | undefined): boolean {
  return /IEEE754Compatible=true/i.test(header ?? '');
}

function json(status: number, body: string, operation: Operation, headers: Record<string, string> = {}): Answer {
  const quoted = quotesNumbers(operation.headers['accept']);
  return {
    status,
    headers: {
      'content-type': `application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=${quoted};charset=utf-8`,
      ...VERSION,
      ...headers,
    },
    body,
  };
}

const NO_CONTENT: Answer = { status: 204, headers: VERSION, body: '' };

/** What of a set the caller may see. */
function companyCondition(entity: Entity, user: FinanceUser, crossCompany: boolean): Condition[] {
  if (!entity.perCompany || crossCompany) return [];
  return [{ sql: '"dataAreaId" = ?', parameters: [user.company] }];
}

function conditions(entity: Entity, query: Query, user: FinanceUser): Condition[] {
  const company = companyCondition(entity, user, query.crossCompany);
  return query.filter ? [...company, query.filter] : company;
}

function readSet(context: ServiceContext, entity: Entity, operation: Operation): Answer {
  const parameters = new URLSearchParams(operation.query);
  const query = readQuery(entity, parameters);
  const where = conditions(entity, query, operation.user);
  const wanted = wantedPageSize(operation.headers['prefer']);
  const page = Math.min(wanted ?? context.pageSize, context.pageSize);
  const limit = query.top === null ? page : Math.min(query.top, page);
  const more = query.top === null || query.top > page;
  const found = context.store.select(entity, {
    where,
    order: query.order,
    limit: limit + (more ? 1 : 0),
    offset: query.skip,
  });
  const rows = found.slice(0, limit);
  const quoted = quotesNumbers(operation.headers['accept']);
  const fields = query.select ?? entity.fields;
  const members = [
    `"@odata.context":${JSON.stringify(`${context.root}$metadata#${entity.set}${selectSuffix(query)}`)}`,
    ...(query.count ? [`"@odata.count":${context.store.count(entity, where)}`] : []),
    `"value":[${rows.map((row) => rowJson(fields, row.values, [etagJson(row)], quoted)).join(',')}]`,
    ...(found.length > limit
      ? [`"@odata.nextLink":${JSON.stringify(nextLink(context, entity, parameters, limit))}`]
      : []),
  ];
  const applied = wanted === null ? {} : { 'preference-applied': `odata.maxpagesize=${page}` };
  return json(200, `{${members.join(',')}}`, operation, applied);
}

function wantedPageSize(prefer: string | undefined): number | null {
  const match = /odata\.maxpagesize=(\d+)/i.exec(prefer ?? '');
  const size = match ? Number(match[1]) : 0;
  return size > 0 ? size : null;
}

function selectSuffix(query: Query): string {
  return query.select === null ? '' : `(${query.select.map((field) => field.name).join(',')})`;
}

function etagJson(row: StoredRow): string {
  return `"@odata.etag":${JSON.stringify(etagOf(row))}`;
}

/** Encoded anew, and by position: rows that come or go meanwhile shift it. */
function nextLink(context: ServiceContext, entity: Entity, parameters: URLSearchParams, taken: number): string {
  const next = new URLSearchParams(parameters);
  const top = next.get('$top');
  if (top !== null) next.set('$top', String(Number(top) - taken));
  next.set('$skip', String(Number(next.get('$skip') ?? 0) + taken));
  const text = [...next].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${context.root}${entity.set}?${text}`;
}

function countSet(context: ServiceContext, entity: Entity, operation: Operation): Answer {
  const query = readQuery(entity, new URLSearchParams(operation.query));
  const count = context.store.count(entity, conditions(entity, query, operation.user));
  return {
    status: 200,
    headers: { 'content-type': 'text/plain;charset=utf-8', ...VERSION },
    body: BYTE_ORDER_MARK + count,
  };
}

/** A row by its key, if the caller's company, or `cross-company`, lets it be seen. */
function visible(context: ServiceContext, address: Address, operation: Operation): StoredRow | undefined {
  if (address.kind !== 'row') return undefined;
  const { entity, key } = address;
  const company = key['dataAreaId']?.toLowerCase();
  const shown = isCrossCompany(new URLSearchParams(operation.query)) || company === operation.user.company;
  return entity.perCompany && !shown ? undefined : context.store.find(entity, key);
}

function readRow(context: ServiceContext, address: Address, operation: Operation, url: string): Answer {
  const entity = entityOf(address);
  const query = readQuery(entity, new URLSearchParams(operation.query));
  const row = visible(context, address, operation);
  if (!row) throw noRow(url);
  if (operation.headers['if-none-match'] === etagOf(row)) return { status: 304, headers: VERSION, body: '' };
  return oneRow(context, entity, row, query.select ?? entity.fields, selectSuffix(query), operation, 200);
}

function oneRow(
  context: ServiceContext,
  entity: Entity,
  row: StoredRow,
  fields: Entity['fields'],
  suffix: string,
  operation: Operation,
  status: number,
  headers: Record<string, string> = {},
): Answer {
  const address = `"@odata.context":${JSON.stringify(`${context.root}$metadata#${entity.set}${suffix}/$entity`)}`;
  const body = rowJson(fields, row.values, [address, etagJson(row)], quotesNumbers(operation.headers['accept']));
  return json(status, body, operation, { etag: etagOf(row), ...headers });
}

function payload(entity: Entity, operation: Operation): Row {
  return readPayload(entity, operation.body, quotesNumbers(operation.headers['content-type']));
}

function create(context: ServiceContext, entity: Entity, operation: Operation): Answer {
  needWritable(entity);
  const row = createRow(context, entity, payload(entity, operation), operation.user.company);
  const key = entity.key.map((name) => {
    const field = fieldNamed(entity, name);
    return `${name}=${field ? encodeURIComponent(literalOf(field, row.values[name] ?? '')).replaceAll('%3A', ':') : ''}`;
  });
  const location = `${context.root}${entity.set}(${key.join(',')})`;
  return oneRow(context, entity, row, entity.fields, '', operation, 201, { location });
}

function update(context: ServiceContext, address: Address, operation: Operation): Answer {
  const entity = entityOf(address);
  needWritable(entity);
  const sent = payload(entity, operation);
  const row = visible(context, address, operation);
  if (!row) throw nothingToUpdate();
  checkMatch(row, operation);
  updateRow(context, entity, row, sent);
  return NO_CONTENT;
}

function remove(context: ServiceContext, address: Address, operation: Operation): Answer {
  needWritable(entityOf(address));
  const row = visible(context, address, operation);
  if (!row) throw nothingToUpdate();
  checkMatch(row, operation);
  deleteRow(context, entityOf(address), row);
  return NO_CONTENT;
}

function checkMatch(row: StoredRow, operation: Operation): void {
  const match = operation.headers['if-match'];
  if (match === undefined || match === '*') return;
  if (!match.split(/,\s*/).includes(etagOf(row))) throw preconditionFailed();
}

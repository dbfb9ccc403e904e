import { notBuilt, Refusal } from '../refusal';
import type { OperationAnswer } from '../operations';
import { BULK, bulkReply } from './bulk';
import type { Exchange, WebReply } from './exchange';
import { boundFunction, functionParameters, FUNCTIONS } from './functions';
import { Digits, readJsonObject } from './json';
import { idByKey, rowKey } from './keys';
import { csdl } from './metadata/csdl';
import { METADATA_SETS, metadataReply } from './metadata/reply';
import { noSegment, resourcePath, type ResourcePath, type Segment } from './path';
import { relativeUrl } from './payload';
import { inContext, jsonReply, noContent } from './replies';
import { methodNotAllowed, tableReply } from './rows';

const NAMESPACE = 'Microsoft.Dynamics.CRM.';

/**
 * Answers one request that is not a batch. What belongs to tables is answered at once, also inside a change set; an
 * action may take its time.
 * @throws Refusal
 */
export function dispatch(exchange: Exchange, inBatch = false): WebReply | Promise<WebReply> {
  checkHeaders(exchange);
  const relative = relativeUrl(exchange, exchange.request.url);
  const path = resourcePath(relative, inBatch);
  const [first, second] = path.segments;
  if (!first) return serviceDocument(exchange);
  if (first.name === '$metadata') return metadataDocument(exchange);
  if (first.name === '$batch') throw new Refusal(400, '0x80060888', 'A batch cannot contain another batch.');
  if (METADATA_SETS.has(first.name)) return metadataReply(exchange, path);
  const table = exchange.organization.catalog.bySet(first.name);
  if (!table) return unbound(exchange, first, path);
  if (second?.name.startsWith(NAMESPACE)) {
    const message = second.name.slice(NAMESPACE.length);
    if (first.key === undefined && BULK.has(message)) {
      if (exchange.request.method !== 'POST') throw methodNotAllowed(exchange.request.method);
      return bulkReply(exchange, table, message);
    }
    if (first.key === undefined || exchange.request.method !== 'GET')
      throw notBuilt(`${message} of ${table.logicalName}`);
    const id = idByKey(table, rowKey(exchange.organization, table, first));
    return answer(exchange, boundFunction(exchange, table, id, second, path));
  }
  return tableReply(exchange, table, path, relative);
}

function checkHeaders({ request }: Exchange): void {
  const version = request.headers['odata-version'];
  if (version !== undefined && version !== '4.0')
    throw new Refusal(
      400,
      '0x80060888',
      `The OData version '${version}' of the request is not supported; the service speaks 4.0.`,
    );
  const max = request.headers['odata-maxversion'];
  if (max !== undefined && !(Number(max) >= 4))
    throw new Refusal(400, '0x80060888', `The OData-MaxVersion '${max}' is not supported; the service speaks 4.0.`);
  if (request.body !== '' && ['POST', 'PATCH', 'PUT'].includes(request.method)) {
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/json\b/i.test(type))
      throw new Refusal(
        415,
        '0x80060888',
        `The content type '${type}' of the body is not supported; it must be application/json.`,
      );
  }
}

function serviceDocument(exchange: Exchange): WebReply {
  return jsonReply(
    exchange,
    inContext(exchange, '', {
      value: exchange.organization.catalog.tables.map(({ entitySet }) => ({
        name: entitySet,
        kind: 'EntitySet',
        url: entitySet,
      })),
    }),
  );
}

const documents = new WeakMap<object, { stamp: number; text: string }>();

function metadataDocument({ organization: { catalog } }: Exchange): WebReply {
  let document = documents.get(catalog);
  if (document?.stamp !== catalog.stamp) {
    document = { stamp: catalog.stamp, text: csdl(catalog) };
    documents.set(catalog, document);
  }
  return { status: 200, headers: { 'content-type': 'application/xml', 'odata-version': '4.0' }, body: document.text };
}

/** Actions that the platform has; where nobody has built one, the sandbox says so instead of claiming it does not exist. */
const KNOWN_ACTIONS: ReadonlySet<string> = new Set([
  'ImportSolution',
  'ImportSolutionAsync',
  'StageSolution',
  'StageAndUpgrade',
  'DeleteAndPromote',
  'ExportSolution',
  'PublishAllXml',
  'PublishXml',
  'GrantAccess',
  'RevokeAccess',
  'ModifyAccess',
  'BulkDelete',
  'Merge',
  'SetState',
]);

function unbound(exchange: Exchange, segment: Segment, path: ResourcePath): WebReply | Promise<WebReply> {
  const { operations, organization, caller, request } = exchange;
  if (path.segments.length > 1) throw noSegment(segment.name);
  if (request.method === 'GET') {
    const builtIn = FUNCTIONS.get(segment.name);
    if (builtIn) return answer(exchange, builtIn(exchange, functionParameters(segment, path)));
    const operation = operations.functions.get(segment.name);
    if (!operation) throw noSegment(segment.name);
    return later(exchange, operation({ organization, caller, parameters: functionParameters(segment, path) }));
  }
  const action = operations.actions.get(segment.name);
  if (!action) {
    if (KNOWN_ACTIONS.has(segment.name)) throw notBuilt(`action ${segment.name}`);
    throw noSegment(segment.name);
  }
  if (request.method !== 'POST') throw methodNotAllowed(request.method);
  const parameters = request.body === '' ? {} : plain(readJsonObject(request.body));
  return later(exchange, action({ organization, caller, parameters: parameters as Record<string, unknown> }));
}

/** Numbers become JavaScript's own where nothing is lost. */
function plain(value: unknown): unknown {
  if (value instanceof Digits) return String(Number(value.text)) === value.text ? Number(value.text) : value.text;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
  return value;
}

function later(
  exchange: Exchange,
  result: OperationAnswer | undefined | Promise<OperationAnswer | undefined>,
): WebReply | Promise<WebReply> {
  return result instanceof Promise ? result.then((settled) => answer(exchange, settled)) : answer(exchange, result);
}

function answer(exchange: Exchange, result: OperationAnswer | undefined): WebReply {
  if (result === undefined) return noContent();
  return jsonReply(exchange, inContext(exchange, `${NAMESPACE}${result.type}`, result.properties));
}

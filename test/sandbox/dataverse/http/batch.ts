import { v4 } from 'uuid';
import { notBuilt, Refusal } from '../refusal';
import type { WebReply, WebRequest } from './exchange';
import { boundaryOf, MultipartError, readHeaders, readParts, type Part } from './multipart';
import { reasonPhrase } from './reason-phrases';

/** One operation of a batch; inside a change set it has a Content-ID. */
interface Operation {
  readonly contentId: string | undefined;
  readonly request: WebRequest;
}

type Item = { readonly operation: Operation } | { readonly changeSet: readonly Operation[] };

/** How a batch gets its work done. */
export interface BatchRunner {
  /** One request, its errors answered as replies. Inside a change set the answer must come at once. */
  run(request: WebRequest, contentIds?: ReadonlyMap<string, string>): WebReply | Promise<WebReply>;
  transaction<T>(work: () => T): T;
  readonly continueOnError: boolean;
}

const MOST_OPERATIONS = 1000;

/**
 * `POST $batch`: operations one after the other, each change set all or nothing.
 * @throws Refusal when the batch as a whole cannot be read
 */
export async function batchReply(request: WebRequest, runner: BatchRunner): Promise<WebReply> {
  const items = readBatch(request);
  const boundary = `batchresponse_${v4()}`;
  const parts: string[] = [];
  let status = 200;
  for (const item of items) {
    if ('operation' in item) {
      // Waiting only where there is something to wait for: a batch that was held keeps its row versions to the end.
      const answered = runner.run(item.operation.request);
      const reply = answered instanceof Promise ? await answered : answered;
      parts.push(operationPart(reply, item.operation.contentId));
      if (reply.status >= 400 && !runner.continueOnError) {
        status = reply.status;
        break;
      }
    } else {
      const { replies, failed } = runChangeSet(item.changeSet, runner);
      parts.push(changeSetPart(replies));
      if (failed !== undefined && !runner.continueOnError) {
        status = failed;
        break;
      }
    }
  }
  return {
    status,
    headers: { 'content-type': `multipart/mixed; boundary=${boundary}`, 'odata-version': '4.0' },
    body: `${parts.map((part) => `--${boundary}\r\n${part}`).join('')}--${boundary}--\r\n`,
  };
}

interface Answered {
  readonly contentId: string | undefined;
  readonly reply: WebReply;
}

/** Carries a refusal out of the transaction of a change set, so that all of it is taken back. */
class ChangeSetFailed extends Error {
  constructor(readonly answered: Answered) {
    super('change set failed');
  }
}

function runChangeSet(operations: readonly Operation[], runner: BatchRunner): { replies: Answered[]; failed?: number } {
  try {
    const replies = runner.transaction(() => {
      const done: Answered[] = [];
      const contentIds = new Map<string, string>();
      for (const { contentId, request } of operations) {
        const reply = runner.run({ ...request, url: resolved(request.url, contentIds) }, contentIds);
        if (reply instanceof Promise) throw notBuilt('a long-running action in a change set');
        if (reply.status >= 400) throw new ChangeSetFailed({ contentId, reply });
        const url = reply.headers['odata-entityid'];
        if (contentId !== undefined && url !== undefined) contentIds.set(contentId, url);
        done.push({ contentId, reply });
      }
      return done;
    });
    return { replies };
  } catch (error) {
    if (!(error instanceof ChangeSetFailed)) throw error;
    return { replies: [error.answered], failed: error.answered.reply.status };
  }
}

/** `$1/contact_customer_accounts/$ref`: what an earlier part of the change set made. A query after it is not understood. */
function resolved(url: string, contentIds: ReadonlyMap<string, string>): string {
  const match = /^\/?\$(\w+)(\/[^?]*)?$/.exec(url);
  const target = match && contentIds.get(match[1] ?? '');
  return target === null || target === undefined ? url : `${target}${match?.[2] ?? ''}`;
}

function operationPart(reply: WebReply, contentId: string | undefined): string {
  const headers = Object.entries(reply.headers).map(([name, value]) => `${canonical(name)}: ${value}\r\n`);
  return [
    'Content-Type: application/http\r\n',
    'Content-Transfer-Encoding: binary\r\n',
    contentId === undefined ? '' : `Content-ID: ${contentId}\r\n`,
    '\r\n',
    `HTTP/1.1 ${reply.status} ${reasonPhrase(reply.status)}\r\n`,
    ...headers,
    '\r\n',
    reply.body,
    '\r\n',
  ].join('');
}

function changeSetPart(replies: readonly Answered[]): string {
  const boundary = `changesetresponse_${v4()}`;
  return [
    `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n`,
    ...replies.map(({ reply, contentId }) => `--${boundary}\r\n${operationPart(reply, contentId)}`),
    `--${boundary}--\r\n`,
  ].join('');
}

const CANONICAL: Readonly<Record<string, string>> = {
  'odata-version': 'OData-Version',
  'odata-entityid': 'OData-EntityId',
  etag: 'ETag',
};

function canonical(name: string): string {
  return CANONICAL[name] ?? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** @throws Refusal */
function readBatch(request: WebRequest): Item[] {
  const boundary = boundaryOf(request.headers['content-type'] ?? '');
  if (!/^multipart\/mixed/i.test(request.headers['content-type'] ?? '') || boundary === undefined)
    throw unreadable('The content type of a batch must be multipart/mixed, with a boundary.', 415);
  try {
    const items = readParts(request.body, boundary).map((part) => readItem(part, request));
    const count = items.reduce((sum, item) => sum + ('operation' in item ? 1 : item.changeSet.length), 0);
    if (count > MOST_OPERATIONS)
      throw unreadable(
        `The current operation count of ${count} in the batch is more than the allowed ${MOST_OPERATIONS}.`,
      );
    return items;
  } catch (error) {
    if (error instanceof MultipartError) throw unreadable(`System.ArgumentException: ${error.message}`);
    throw error;
  }
}

function unreadable(detail: string, status = 400): Refusal {
  return new Refusal(
    status,
    '0x80048d19',
    `Error identified in Payload provided by the user for Entity :'', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : ${detail}`,
  );
}

function readItem(part: Part, outer: WebRequest): Item {
  const type = part.headers['content-type'] ?? '';
  if (!/^multipart\/mixed/i.test(type)) return { operation: readOperation(part, outer, false) };
  const boundary = boundaryOf(type);
  if (boundary === undefined) throw unreadable('A change set has no boundary.');
  const operations = readParts(part.body, boundary).map((inner) => {
    if (/^multipart\//i.test(inner.headers['content-type'] ?? ''))
      throw unreadable('Nested change sets in a batch are not allowed.');
    return readOperation(inner, outer, true);
  });
  const ids = operations.map((operation) => operation.contentId);
  if (new Set(ids).size !== ids.length) throw unreadable('A Content-ID is used twice in one change set.');
  return { changeSet: operations };
}

function readOperation(part: Part, outer: WebRequest, inChangeSet: boolean): Operation {
  if (!/^application\/http\b/i.test(part.headers['content-type'] ?? ''))
    throw unreadable("A part of the batch does not have the content type 'application/http'.");
  if (part.headers['content-transfer-encoding']?.toLowerCase() !== 'binary')
    throw unreadable("A part of the batch does not have the header 'Content-Transfer-Encoding: binary'.");
  const end = part.body.indexOf('\r\n');
  const line = end < 0 ? part.body : part.body.slice(0, end);
  const match = /^([A-Z]+) (\S.*?) HTTP\/1\.1$/.exec(line);
  if (!match) throw unreadable(`The request line '${line}' of a part cannot be read.`);
  const [, method = '', url = ''] = match;
  const { headers, rest } = readHeaders(part.body.slice(end + 2));
  if (method === 'GET' && inChangeSet)
    throw unreadable('An invalid HTTP method GET was detected for a request in a change set.');
  const contentId = part.headers['content-id'] ?? headers['content-id'];
  if (inChangeSet && contentId === undefined) throw unreadable("An operation of a change set has no 'Content-ID'.");
  return {
    contentId,
    request: { method, url, headers: { ...inherited(outer), ...headers }, body: cut(rest, headers['content-length']) },
  };
}

/** What stands on the batch holds for its operations, but what describes its own body. */
function inherited({ headers }: WebRequest): WebRequest['headers'] {
  const { 'content-type': _type, 'content-length': _length, ...rest } = headers;
  return rest;
}

function cut(body: string, length: string | undefined): string {
  if (length === undefined) return body.replace(/(\r\n)+$/, '');
  return Buffer.from(body).subarray(0, Number(length)).toString();
}

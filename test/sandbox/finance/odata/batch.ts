import type { FinanceUser } from '../users';
import { noRoute, notBuilt, ServiceError } from './error';
import { type BatchItem, type ItemAnswer, type Part, type PartAnswer, readBatch, writeBatch } from './multipart';
import { answer, type Answer, type ServiceContext } from './operation';

/** Finance's own limit. */
const MOST_OPERATIONS = 5_000;

export interface BatchRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly user: FinanceUser;
  /** Tells this batch's boundaries from others. */
  readonly name: string;
}

/** What a batch comes to: the answer, and how many operations were looked at. */
export interface BatchOutcome extends Answer {
  readonly operations: number;
}

/**
 * Does a batch. A change set is done all or not at all, and when refused answers with one part, under the Content-ID of
 * the operation that was refused. After the first failure the rest has no answer at all, unless
 * `Prefer: odata.continue-on-error` was asked.
 * @throws ServiceError when the batch cannot be read; then nothing was done. One quirk of the server library is kept: a
 * Content-ID used in two change sets ends in a 500 although the writes are done.
 */
export function answerBatch(context: ServiceContext, request: BatchRequest): BatchOutcome {
  const contentType = request.headers['content-type'];
  if (/^application\/json\b/i.test(contentType ?? '')) throw notBuilt('$batch in JSON');
  const items = readBatch(request.body, contentType);
  const operations = items.reduce((sum, item) => sum + (item.kind === 'changeSet' ? item.parts.length : 1), 0);
  if (operations > MOST_OPERATIONS) {
    throw new ServiceError(400, {
      error: { code: '', message: `A batch takes at most ${MOST_OPERATIONS} operations.` },
    });
  }
  const goOn = continuesOnError(request.headers['prefer']);
  const answers: ItemAnswer[] = [];
  for (const item of items) {
    const outcome =
      item.kind === 'changeSet' ? changeSet(context, item.parts, request) : single(context, item.part, request);
    answers.push(outcome);
    if (!goOn && isFailure(outcome)) break;
  }
  if (repeatsContentId(items)) {
    throw new ServiceError(500, {
      error: { code: '', message: 'An item with the same key has already been added.' },
    });
  }
  const { contentType: type, body } = writeBatch(answers, request.name);
  return { status: 200, headers: { 'content-type': type, 'odata-version': '4.0' }, body, operations };
}

function continuesOnError(prefer: string | undefined): boolean {
  const match = /(?:odata\.)?continue-on-error(?:=(\w+))?/i.exec(prefer ?? '');
  return match !== null && match[1]?.toLowerCase() !== 'false';
}

function isFailure(outcome: ItemAnswer): boolean {
  const parts = 'length' in outcome ? outcome : [outcome];
  return parts.some((part) => part.status >= 400);
}

function repeatsContentId(items: readonly BatchItem[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'changeSet') continue;
    for (const { contentId } of item.parts) {
      if (contentId !== null && seen.has(contentId)) return true;
      if (contentId !== null) seen.add(contentId);
    }
  }
  return false;
}

function single(context: ServiceContext, part: Part, request: BatchRequest): PartAnswer {
  try {
    return { contentId: part.contentId, ...operate(context, part, request, new Map()) };
  } catch (error) {
    return refused(part, error);
  }
}

class ChangeSetRefused extends Error {
  constructor(readonly answer: PartAnswer) {
    super('change set refused');
  }
}

function changeSet(context: ServiceContext, parts: readonly Part[], request: BatchRequest): readonly PartAnswer[] {
  const made = new Map<string, string>();
  try {
    return context.store.transaction(() =>
      parts.map((part) => {
        try {
          const result = operate(context, part, request, made);
          const location = result.headers['location'];
          if (part.contentId !== null && location !== undefined) made.set(part.contentId, location);
          return { contentId: part.contentId, ...result };
        } catch (error) {
          throw new ChangeSetRefused(refused(part, error));
        }
      }),
    );
  } catch (error) {
    if (error instanceof ChangeSetRefused) return [error.answer];
    throw error;
  }
}

function refused(part: Part, error: unknown): PartAnswer {
  if (!(error instanceof ServiceError)) throw error;
  return {
    contentId: part.contentId,
    status: error.status,
    headers: { 'content-type': 'application/json;odata.metadata=minimal;charset=utf-8', ...error.headers },
    body: error.body === undefined ? '' : JSON.stringify(error.body),
  };
}

/** @param made addresses of rows that this change set has made, by Content-ID */
function operate(
  context: ServiceContext,
  part: Part,
  request: BatchRequest,
  made: ReadonlyMap<string, string>,
): Answer {
  const url = resolve(context, part.url, made);
  const [path = '', query = ''] = split(url);
  if (path === '$batch') throw notBuilt('a batch in a batch');
  return answer(context, {
    method: part.method,
    path,
    query,
    // The outer headers hold for every part, but for the type of a body.
    headers: { ...request.headers, 'content-type': undefined, ...part.headers },
    body: part.body,
    user: request.user,
  });
}

/** Relative, host-relative and absolute addresses are taken; `$1` only by itself and in its own change set. */
function resolve(context: ServiceContext, url: string, made: ReadonlyMap<string, string>): string {
  const reference = /^\/?\$([^/?]+)$/.exec(url);
  const location = reference ? made.get(reference[1] ?? '') : undefined;
  const full = location ?? url;
  const root = new URL(context.root);
  if (full.startsWith(context.root)) return full.slice(context.root.length);
  if (full.startsWith(root.pathname)) return full.slice(root.pathname.length);
  if (/^https?:/i.test(full) || full.startsWith('/')) throw noRoute(full);
  return full;
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

import { matchAnswers, type ItemAnswer } from './batch-answers';
import { boundaryOf, readBatch } from './batch-reader';
import { numbered, writeBatch } from './batch-writer';
import type {
  BatchItem,
  BatchOperation,
  BatchOptions,
  ODataClient,
  Page,
  Reply,
  RequestOptions,
  WireRow,
} from './contract';
import { errorOf, noAnswer, ODataError, unusable } from './error';
import { ONCE, type Fetch, type Outgoing } from './fetch';
import { EXACT_JSON, isExact, isJson, readJson, writeJson } from './json';
import { SignInFailed } from './authorization';

export interface ClientOptions {
  /** Service root: `https://contoso.crm4.dynamics.com/api/data/v9.2/`. */
  readonly root: string;
  readonly fetch: Fetch;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Gateways refuse request lines of 16 kB and more (414); a batch carries URLs of up to 64 kB. */
const LONGEST_URL = 8192;

/** Dataverse's limit; Finance takes more. */
const MOST_OPERATIONS = 1000;

/** An OData v4 client for either platform. Retry, throttling and authorization are stacked into `fetch` beforehand. */
export function createODataClient(options: ClientOptions): ODataClient {
  const root = options.root.endsWith('/') ? options.root : `${options.root}/`;
  const { origin } = new URL(root);

  /** A token never goes to another host, whatever link an answer contains. */
  const resolve = (path: string): string => {
    if (!/^(?:https?:)?\/\//i.test(path)) return path.startsWith('/') ? `${origin}${path}` : `${root}${path}`;
    if (new URL(path, root).origin !== origin) throw unusable(0, `The link ${path} leads away from ${root}.`);
    return path;
  };

  /** Until an answer shows that the server has never heard of it. */
  let exact = true;
  const learn = (headers: Headers): void => {
    const contentType = headers.get('content-type');
    if (isJson(contentType)) exact = isExact(contentType);
  };

  const exchange = async (method: string, url: string, init: Outgoing): Promise<Response> => {
    try {
      // A browser must not answer out of its cache.
      return await options.fetch(url, { ...init, method, cache: 'no-store' });
    } catch (cause) {
      if (init.signal?.aborted || cause instanceof ODataError) throw cause;
      if (cause instanceof SignInFailed) throw unusable(401, cause.message, { cause });
      throw noAnswer(url, cause);
    }
  };

  const textOf = async (url: string, response: Response, signal: AbortSignal | undefined): Promise<string> => {
    try {
      return await response.text();
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw noAnswer(url, cause);
    }
  };

  const headersOf = (own: Readonly<Record<string, string>>, { headers, prefer }: RequestOptions): Headers => {
    const all = new Headers({
      Accept: EXACT_JSON,
      'OData-MaxVersion': '4.0',
      'OData-Version': '4.0',
      ...options.headers,
      ...own,
    });
    for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value);
    if (prefer !== undefined && prefer.length > 0) {
      all.set('Prefer', [all.get('Prefer'), ...prefer].filter(Boolean).join(','));
    }
    return all;
  };

  const send: ODataClient['send'] = async (method, path, body, request = {}) => {
    const url = resolve(path);
    if (method === 'GET' && url.length > LONGEST_URL) return sendInBatch(url, request);
    const json = body === undefined ? null : writeJson(body, exact);
    const headers = headersOf(json === null ? {} : { 'Content-Type': json.contentType }, request);
    const repeatable = request.repeatable ?? method !== 'POST';
    const response = await exchange(method, url, {
      headers,
      ...(json === null ? {} : { body: json.text }),
      ...(repeatable ? {} : { [ONCE]: true }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    const text = await textOf(url, response, request.signal);
    if (response.status >= 400) throw errorOf({ ...partsOf(response), text });
    if (url.startsWith(root)) learn(response.headers);
    return { status: response.status, headers: response.headers, body: bodyOf(response, text) };
  };

  const sendInBatch = async (url: string, request: RequestOptions): Promise<Reply> => {
    const prefer = request.prefer?.join(',');
    const headers = { ...request.headers, ...(prefer ? { Prefer: prefer } : {}) };
    const operation: BatchOperation = { method: 'GET', path: url, headers };
    const [answer] = await batch([operation], request.signal === undefined ? {} : { signal: request.signal });
    if (answer === undefined || !('kind' in answer) || answer.kind === 'notDone') {
      throw unusable(200, 'The batch has no answer for its only operation.');
    }
    if (answer.kind === 'failed') throw answer.error instanceof Error ? answer.error : new ODataError(answer.error);
    return answer;
  };

  const get: ODataClient['get'] = async (path, request) => {
    const reply = await send('GET', path, undefined, request);
    if (!isObject(reply.body)) throw unusable(reply.status, `${path} answered no JSON object.`);
    return reply.body;
  };

  async function* pages(path: string, request?: RequestOptions): AsyncIterable<Page> {
    let next: string | null = path;
    while (next !== null) {
      const here: string = next;
      const document = await get(here, request);
      const rows = document['value'];
      if (!Array.isArray(rows)) throw unusable(200, `${here} answered no collection.`);
      next = linkOf(document, '@odata.nextLink', here, resolve);
      if (next === here) throw unusable(200, `The next page of ${here} is the same page.`);
      const count = document['@odata.count'];
      yield {
        rows: rows as readonly WireRow[],
        deltaLink: linkOf(document, '@odata.deltaLink', here, resolve),
        count: typeof count === 'number' || typeof count === 'string' ? Number(count) : null,
      };
    }
  }

  const all: ODataClient['all'] = async (path, request) => {
    const rows: WireRow[] = [];
    for await (const page of pages(path, request)) for (const row of page.rows) rows.push(row);
    return rows;
  };

  const batch = async (items: readonly BatchItem[], request: BatchOptions = {}): Promise<readonly ItemAnswer[]> => {
    if (items.length === 0) return [];
    const plan = numbered(items);
    const operations = plan.flatMap((item) => item.operations.map(({ operation }) => operation));
    if (operations.length > MOST_OPERATIONS) {
      throw new RangeError(`A batch takes ${MOST_OPERATIONS} operations, not ${operations.length}.`);
    }
    const { body, contentType } = writeBatch(plan, { resolve, exact });
    const url = `${root}$batch`;
    // Servers differ in what they do when nothing is said.
    const onError = request.stopOnError ? 'odata.continue-on-error=false' : 'odata.continue-on-error';
    const repeatable = request.repeatable ?? operations.every(({ method }) => method !== 'POST');
    const response = await exchange('POST', url, {
      headers: headersOf(
        { 'Content-Type': contentType, Accept: 'multipart/mixed' },
        { ...request, prefer: [onError, ...(request.prefer ?? [])] },
      ),
      body,
      ...(repeatable ? {} : { [ONCE]: true }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    const text = await textOf(url, response, request.signal);
    const boundary = boundaryOf(response.headers.get('content-type'));
    // Stopped at a failure, Dataverse gives the whole reply that status; the parts are there all the same.
    if (boundary !== null) {
      const parts = readBatch(text, boundary);
      for (const part of parts) if (part.kind === 'answer' && part.status < 400) learn(part.headers);
      return matchAnswers(plan, parts);
    }
    if (response.status >= 400) throw errorOf({ ...partsOf(response), text });
    const answered = response.headers.get('content-type') ?? 'nothing';
    throw unusable(
      response.status,
      `A multipart batch was answered with ${answered}: it cannot be told what was done.`,
    );
  };

  return { root, send, get, pages, all, batch };
}

const partsOf = ({ status, statusText, headers }: Response) => ({ status, statusText, headers });

/** JSON parsed; text (`$count`, `$metadata`) as it stands, without the byte order mark that servers put before it. */
function bodyOf(response: Response, text: string): unknown {
  if (text === '') return null;
  const contentType = response.headers.get('content-type');
  if (!isJson(contentType)) return text.replace(/^\uFEFF/, '');
  try {
    return readJson(text, contentType);
  } catch (cause) {
    throw unusable(response.status, 'The answer is no JSON.', { cause });
  }
}

function linkOf(document: WireRow, name: string, from: string, resolve: (path: string) => string): string | null {
  const link = document[name];
  return typeof link === 'string' && link !== '' ? new URL(link, resolve(from)).href : null;
}

const isObject = (value: unknown): value is WireRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import {
  ODataError,
  type BatchAnswer,
  type BatchItem,
  type BatchOperation,
  type ODataClient,
  type Page,
  type RequestOptions,
  type WireRow,
} from '../../../plugins-ts/odata';

export interface Asked {
  readonly method: BatchOperation['method'];
  /** Decoded, relative to the service root. */
  readonly path: string;
  readonly body: WireRow;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code?: string;
  readonly retryAfter?: number;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const rows = (...value: readonly WireRow[]): Answer => ok({ value });
export const error = (status: number, code = '', retryAfter?: number): Answer => ({
  status,
  code,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

export const ROOT = 'https://contoso.crm4.dynamics.com/api/data/v9.2/';

/** An OData client whose other end is a function, and a record of what travelled how. */
export class FakeClient implements ODataClient {
  readonly root = ROOT;
  /** One list per request; a batch is one request with many. */
  readonly requests: Asked[][] = [];

  constructor(private readonly answer: (asked: Asked) => Answer) {}

  get asked(): readonly Asked[] {
    return this.requests.flat();
  }

  async send(
    method: BatchOperation['method'],
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<{ status: number; headers: Headers; body: unknown }> {
    const headers = { ...options.headers, ...(options.prefer ? { Prefer: options.prefer.join(',') } : {}) };
    const asked = this.#asked({ method, path, body, headers });
    this.requests.push([asked]);
    const answer = this.answer(asked);
    if (isFailure(answer)) throw failure(answer);
    return { status: answer.status, headers: new Headers(answer.headers), body: answer.body ?? null };
  }

  async get(path: string, options?: RequestOptions): Promise<WireRow> {
    return (await this.send('GET', path, undefined, options)).body as WireRow;
  }

  async *pages(path: string, options?: RequestOptions): AsyncIterable<Page> {
    for (let next: string | undefined = path; next !== undefined;) {
      const document: WireRow = await this.get(next, options);
      next = document['@odata.nextLink'] as string | undefined;
      const deltaLink = (document['@odata.deltaLink'] as string | undefined) ?? null;
      const count = document['@odata.count'];
      yield { rows: document.value as WireRow[], deltaLink, count: typeof count === 'number' ? count : null };
    }
  }

  async all(path: string, options?: RequestOptions): Promise<readonly WireRow[]> {
    const found: WireRow[] = [];
    for await (const page of this.pages(path, options)) found.push(...page.rows);
    return found;
  }

  async batch(items: readonly BatchItem[]): Promise<readonly (BatchAnswer | readonly BatchAnswer[])[]> {
    const request: Asked[] = [];
    this.requests.push(request);
    const run = (operation: BatchOperation): BatchAnswer => {
      const asked = this.#asked({ ...operation, headers: operation.headers ?? {} });
      request.push(asked);
      const answer = this.answer(asked);
      if (isFailure(answer)) return { kind: 'failed', error: failure(answer) };
      return { kind: 'done', status: answer.status, headers: new Headers(answer.headers), body: answer.body ?? null };
    };
    return items.map((item) => {
      if (!('changeSet' in item)) return run(item);
      const answers: BatchAnswer[] = [];
      for (const operation of item.changeSet) {
        const answer = run(operation);
        if (answer.kind === 'failed')
          return item.changeSet.map((one) => (one === operation ? answer : { kind: 'notDone' }));
        answers.push(answer);
      }
      return answers;
    });
  }

  #asked(raw: { method: Asked['method']; path: string; body?: unknown; headers: Asked['headers'] }): Asked {
    const relative = raw.path.startsWith(ROOT) ? raw.path.slice(ROOT.length) : raw.path;
    return { ...raw, path: decodeURIComponent(relative), body: (raw.body ?? {}) as WireRow };
  }
}

const isFailure = ({ status }: Answer): boolean => status === 0 || status >= 400;

function failure({ status, code = '', retryAfter = undefined }: Answer): ODataError {
  const transient = status === 429 || status >= 500 || status === 0;
  return new ODataError({
    status,
    code,
    message: `refused with ${status} ${code}`,
    inner: null,
    transient,
    retryAfter: retryAfter ?? null,
  });
}

/** The values of a condition that lists them. */
export function listed(path: string, column: string): string[] {
  const found = new RegExp(`In\\(PropertyName='${column}',PropertyValues=\\[([^\\]]*)\\]\\)`).exec(path)?.[1];
  return found === undefined
    ? []
    : [...found.matchAll(/'((?:[^']|'')*)'/g)].map(([, one = '']) => one.replaceAll("''", "'"));
}

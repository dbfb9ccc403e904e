import { createODataClient, type ODataClient } from '../../../plugins-ts/odata';
import type { Fetch } from '../../../plugins-ts/odata/fetch';

/** One operation as it arrived, inside a batch or on its own. */
export interface Operation {
  readonly method: string;
  /** Decoded, after the service root. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly contentId: string | null;
}

export interface Reaction {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `silence`: no part at all for this operation. `stop`: none for this and all that follow. */
export type React = (operation: Operation) => Reaction | 'silence' | 'stop';

export const ROOT = 'https://contoso.operations.dynamics.com/data/';

/** A server for tests: takes batches apart and asks `react` for each operation. */
export function serverOf(react: React): { client: ODataClient; requests: string[]; operations: Operation[] } {
  const requests: string[] = [];
  const operations: Operation[] = [];
  const fetch: Fetch = (url, request) => {
    const method = request.method ?? 'GET';
    const path = shortPath(url);
    requests.push(`${method} ${path}`);
    if (!path.startsWith('$batch')) {
      const operation: Operation = {
        method,
        path,
        headers: new Headers(request.headers),
        body: bodyOf(String(request.body ?? '')),
        contentId: null,
      };
      operations.push(operation);
      const reaction = react(operation);
      if (typeof reaction === 'string') return Promise.reject(new TypeError('fetch failed'));
      return Promise.resolve(
        new Response(reaction.body === undefined ? null : JSON.stringify(reaction.body), {
          status: reaction.status,
          headers: { 'content-type': JSON_TYPE, ...reaction.headers },
        }),
      );
    }
    return Promise.resolve(answerBatch(String(request.body), react, operations));
  };
  return { client: createODataClient({ root: ROOT, fetch }), requests, operations };
}

const JSON_TYPE = 'application/json;odata.metadata=minimal;IEEE754Compatible=true';

const shortPath = (url: string): string =>
  decodeURIComponent(url.startsWith(ROOT) ? url.slice(ROOT.length) : new URL(url).pathname + new URL(url).search);

const bodyOf = (text: string): unknown => (text === '' ? null : JSON.parse(text));

function answerBatch(body: string, react: React, operations: Operation[]): Response {
  const lines: string[] = [];
  let stopped = false;
  for (const part of split(body, 'batch_tandem')) {
    const nested = /^Content-Type: multipart\/mixed;boundary=(\S+)/.exec(part)?.[1];
    const inner: string[] = [];
    let failed = false;
    for (const one of nested === undefined ? [part] : split(part, nested)) {
      const operation = operationOf(one);
      operations.push(operation);
      if (stopped) continue;
      const reaction = react(operation);
      if (reaction === 'stop') stopped = true;
      if (typeof reaction === 'string') continue;
      failed ||= reaction.status >= 400;
      inner.push('--set', ...answerLines(operation, reaction));
    }
    if (inner.length === 0) continue;
    lines.push('--reply');
    if (nested === undefined) lines.push(...inner.slice(1));
    else lines.push('Content-Type: multipart/mixed; boundary=set', '', ...inner, '--set--');
    if (failed && nested === undefined) continue;
  }
  lines.push('--reply--', '');
  return new Response(lines.join('\r\n'), {
    status: 200,
    headers: { 'content-type': 'multipart/mixed; boundary=reply' },
  });
}

const split = (text: string, boundary: string): readonly string[] =>
  text
    .slice(0, text.indexOf(`--${boundary}--`))
    .split(`--${boundary}\r\n`)
    .slice(1)
    .map((part) => part.replace(/\r\n$/, ''));

function operationOf(part: string): Operation {
  const [head = '', http = '', ...rest] = part.split('\r\n\r\n');
  const [line = '', ...headers] = http.split('\r\n');
  const [, method = '', url = ''] = /^(\w+) (\S+) HTTP/.exec(line) ?? [];
  return {
    method,
    path: shortPath(url),
    headers: new Headers(headers.map((header) => header.split(/: (.*)/s).slice(0, 2) as [string, string])),
    body: bodyOf(rest.join('\r\n\r\n').trim()),
    contentId: /Content-ID: (\S+)/.exec(head)?.[1] ?? null,
  };
}

const answerLines = ({ contentId }: Operation, { status, body, headers }: Reaction): readonly string[] => [
  'Content-Type: application/http',
  ...(contentId === null ? [] : [`Content-ID: ${contentId}`]),
  '',
  `HTTP/1.1 ${status} Whatever`,
  ...(body === undefined ? [] : [`Content-Type: ${JSON_TYPE}`]),
  ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  '',
  body === undefined ? '' : JSON.stringify(body),
];

export const infolog = (text: string): unknown => ({
  error: {
    code: '',
    message: 'An error has occurred.',
    innererror: { message: `Write failed for table row of type 'X'. Infolog: ${text}` },
  },
});

import { describe, expect, test } from 'vitest';
import { createODataClient, exactNumber, type BatchAnswer, type BatchItem } from '../../../plugins-ts/odata';
import { boundaryOf, readBatch } from '../../../plugins-ts/odata/batch-reader';
import { ONCE } from '../../../plugins-ts/odata/fetch';
import { fakeFetch, multipart, reply, type Answer } from './fake-fetch';

const ROOT = 'https://x.test/data/';

function clientOf(...answers: Answer[]) {
  const { fetch, sent } = fakeFetch(...answers);
  return { client: createODataClient({ root: ROOT, fetch }), sent };
}

/** An answer as one part. */
const part = (status: string, options: { id?: string; json?: unknown; headers?: string[]; inner?: string[] } = {}) => [
  'Content-Type: application/http',
  'Content-Transfer-Encoding: binary',
  ...(options.id === undefined ? [] : [`Content-ID: ${options.id}`]),
  '',
  `HTTP/1.1 ${status}`,
  ...(options.json === undefined
    ? []
    : ['Content-Type: application/json;odata.metadata=minimal;IEEE754Compatible=true;charset=utf-8']),
  ...(options.headers ?? []),
  '',
  ...(options.json === undefined ? [''] : [JSON.stringify(options.json)]),
];

const B = '--batchresponse_7c0b';
const END = '--batchresponse_7c0b--';

/** A nested reply of a change set. */
const set = (...parts: string[][]) => [
  'Content-Type: multipart/mixed; boundary=changesetresponse_1',
  '',
  ...parts.flatMap((lines) => ['--changesetresponse_1', ...lines]),
  '--changesetresponse_1--',
];

const say = (answer: BatchAnswer | readonly BatchAnswer[] | undefined): unknown =>
  answer === undefined
    ? 'none'
    : 'kind' in answer
      ? answer.kind === 'done'
        ? answer.status
        : answer.kind === 'failed'
          ? `${answer.error.status} ${answer.error.message}`
          : answer.kind
      : answer.map(say);

const outcome = async (items: readonly BatchItem[], response: Answer, stopOnError?: boolean) =>
  (await clientOf(response).client.batch(items, stopOnError === undefined ? {} : { stopOnError })).map(say);

const get = (path: string): BatchItem => ({ method: 'GET', path });
const patch = (path: string) =>
  ({ method: 'PATCH', path, body: { a: '1.50' }, headers: { 'If-Match': 'W/"1"' } }) as const;
const boom = { error: { code: '', message: 'Boom' } };

describe('the body', () => {
  test('is written as servers want it', async () => {
    const { client, sent } = clientOf(multipart([END]));
    await client.batch([
      get("P(dataAreaId='usmf',Id='a''b')?cross-company=true"),
      { changeSet: [{ method: 'POST', path: 'P', body: { Id: 'ä' } }, patch('P(1)')] },
      { method: 'DELETE', path: 'P(2)' },
    ]);
    expect(sent[0]?.headers.get('content-type')).toBe('multipart/mixed;boundary=batch_tandem');
    expect(sent[0]?.headers.get('accept')).toBe('multipart/mixed');
    const json = 'application/json;odata.metadata=minimal;IEEE754Compatible=true';
    expect(sent[0]?.body.split('\r\n')).toEqual([
      '--batch_tandem',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      'Content-ID: 1',
      '',
      `GET ${ROOT}P(dataAreaId='usmf',Id='a''b')?cross-company=true HTTP/1.1`,
      `Accept: ${json}`,
      '',
      '',
      '--batch_tandem',
      'Content-Type: multipart/mixed;boundary=changeset_2',
      '',
      '--changeset_2',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      'Content-ID: 2',
      '',
      `POST ${ROOT}P HTTP/1.1`,
      `Accept: ${json}`,
      `Content-Type: ${json};charset=utf-8`,
      '',
      '{"Id":"ä"}',
      '--changeset_2',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      'Content-ID: 3',
      '',
      `PATCH ${ROOT}P(1) HTTP/1.1`,
      `Accept: ${json}`,
      `Content-Type: ${json};charset=utf-8`,
      'If-Match: W/"1"',
      '',
      '{"a":"1.50"}',
      '--changeset_2--',
      '--batch_tandem',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      'Content-ID: 4',
      '',
      `DELETE ${ROOT}P(2) HTTP/1.1`,
      `Accept: ${json}`,
      '',
      '',
      '--batch_tandem--',
      '',
    ]);
  });

  test.each([
    [undefined, 'odata.continue-on-error'],
    [true, 'odata.continue-on-error=false'],
  ])('stopOnError %s: %s', async (stopOnError, prefer) => {
    const { client, sent } = clientOf(multipart([END]));
    await client.batch([get('a')], { prefer: ['return=minimal'], ...(stopOnError ? { stopOnError } : {}) });
    expect(sent[0]?.headers.get('prefer')).toBe(`${prefer},return=minimal`);
  });

  test.each<[string, BatchItem[], boolean]>([
    ['reads and updates may be repeated', [get('a'), patch('b')], false],
    ['a create may not', [get('a'), { changeSet: [patch('b'), { method: 'POST', path: 'c', body: {} }] }], true],
  ])('%s', async (_, items, once) => {
    const { client, sent } = clientOf(multipart([END]));
    await client.batch(items);
    expect(sent[0]?.request[ONCE] ?? false).toBe(once);
  });

  test('a GET in a change set and a batch that is too long are refused before they are sent', async () => {
    const { client, sent } = clientOf(multipart([END]));
    await expect(client.batch([{ changeSet: [{ method: 'GET', path: 'a' }] }])).rejects.toThrow(TypeError);
    await expect(client.batch(Array.from({ length: 1001 }, () => get('a')))).rejects.toThrow(RangeError);
    expect(await client.batch([])).toEqual([]);
    expect(sent).toHaveLength(0);
  });
});

test('a batch shows it too', async () => {
  const { client, sent } = clientOf(
    multipart([
      '--batchresponse_7c0b',
      'Content-Type: application/http',
      '',
      'HTTP/1.1 200 OK',
      'Content-Type: application/json; odata.metadata=minimal',
      '',
      '{}',
      '--batchresponse_7c0b--',
    ]),
  );
  await client.batch([get('a')]);
  await client.batch([{ ...patch('a'), body: { a: exactNumber('12.50') } }]);
  expect(sent[1]?.body).toContain('\r\n{"a":12.50}\r\n');
});

describe('answers find their operations', () => {
  const three: BatchItem[] = [get('a'), { changeSet: [patch('b'), patch('c')] }, get('d')];

  test('all there, with bodies and etags', async () => {
    const { client } = clientOf(
      multipart([
        'a preamble that nobody reads',
        B,
        ...part('200 OK', { json: { '@odata.etag': 'W/"5"', big: '9007199254740993' } }),
        B,
        ...set(part('204 No Content', { id: '2', headers: ['ETag: W/"6"'] }), part('204 No Content', { id: '3' })),
        B,
        ...part('404 Not Found', { json: { error: { code: '0x80040217', message: 'gone' } } }),
        END,
        'an epilogue',
      ]),
    );
    const answers = await client.batch(three);
    expect(answers.map(say)).toEqual([200, [204, 204], '404 gone']);
    expect(answers[0]).toMatchObject({ body: { '@odata.etag': 'W/"5"', big: '9007199254740993' } });
    const [first] = answers[1] as readonly BatchAnswer[];
    expect(first?.kind === 'done' && first.headers.get('etag')).toBe('W/"6"');
  });

  test('with line feeds alone', async () => {
    const lines = [
      B,
      ...part('200 OK', { json: { a: 1 } }),
      B,
      ...set(part('204', { id: '2' }), part('204', { id: '3' })),
      END,
    ];
    expect(await outcome(three, multipart(lines, { end: '\n' }))).toEqual([200, [204, 204], 'notDone']);
  });

  test.each<[string, string[], unknown[]]>([
    [
      'the server stopped at the first',
      [B, ...part('400 Bad Request', { json: boom }), END],
      ['400 Boom', ['notDone', 'notDone'], 'notDone'],
    ],
    [
      'the server stopped at the change set',
      [B, ...part('200 OK'), B, ...set(part('412 Precondition Failed', { id: '3', json: boom })), END],
      [200, ['notDone', '412 Boom'], 'notDone'],
    ],
    ['no part at all', [END], ['notDone', ['notDone', 'notDone'], 'notDone']],
    [
      'the middle is missing',
      [B, ...part('200 OK'), B, ...part('201 Created'), END],
      [200, ['notDone', 'notDone'], 201],
    ],
    [
      'a nested failure names its operation',
      [B, ...part('200 OK'), B, ...set(part('400 Bad Request', { id: '3', json: boom })), B, ...part('200 OK'), END],
      [200, ['notDone', '400 Boom'], 200],
    ],
    [
      'a nested failure names nothing',
      [B, ...part('200 OK'), B, ...set(part('400 Bad Request', { json: boom })), B, ...part('200 OK'), END],
      [200, ['400 Boom', 'notDone'], 200],
    ],
    [
      'a flat failure names its operation',
      [B, ...part('200 OK'), B, ...part('400 Bad Request', { id: '3', json: boom }), B, ...part('200 OK'), END],
      [200, ['notDone', '400 Boom'], 200],
    ],
    [
      'a flat failure names nothing',
      [B, ...part('200 OK'), B, ...part('400 Bad Request', { json: boom }), B, ...part('200 OK'), END],
      [200, ['400 Boom', 'notDone'], 200],
    ],
    [
      'what failed together was not done',
      [
        B,
        ...part('200 OK'),
        B,
        ...set(part('204 No Content', { id: '2' }), part('424 Failed Dependency', { id: '3', json: boom })),
        B,
        ...part('200 OK'),
        END,
      ],
      [200, ['notDone', '424 Boom'], 200],
    ],
    [
      'a change set in the wrong order',
      [
        B,
        ...part('200 OK'),
        B,
        ...set(part('201 Created', { id: '3' }), part('204 No Content', { id: '2' })),
        B,
        ...part('200 OK'),
        END,
      ],
      [200, [204, 201], 200],
    ],
    [
      'a change set without names',
      [B, ...part('200 OK'), B, ...set(part('201 Created'), part('204 No Content')), B, ...part('200 OK'), END],
      [200, [201, 204], 200],
    ],
    [
      'half a change set',
      [B, ...part('200 OK'), B, ...set(part('204 No Content', { id: '3' })), B, ...part('200 OK'), END],
      [200, ['notDone', 204], 200],
    ],
    [
      'parts in the wrong order, with names',
      [
        B,
        ...part('200 OK', { id: '4' }),
        B,
        ...set(part('204 No Content', { id: '2' }), part('201 Created', { id: '3' })),
        B,
        ...part('203 Maybe', { id: '1' }),
        END,
      ],
      [203, [204, 201], 200],
    ],
    [
      'more parts than operations',
      [
        B,
        ...part('200 OK'),
        B,
        ...set(part('204', { id: '2' }), part('204', { id: '3' })),
        B,
        ...part('200 OK'),
        B,
        ...part('500'),
        END,
      ],
      [200, [204, 204], 200],
    ],
    [
      'a part that is no answer',
      [B, 'Content-Type: text/plain', '', 'hello', B, ...part('200 OK'), END],
      [200, ['notDone', 'notDone'], 'notDone'],
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await outcome(three, multipart(lines))).toEqual(expected);
  });

  test('two change sets, the first missing: names decide', async () => {
    const items: BatchItem[] = [{ changeSet: [patch('a')] }, { changeSet: [patch('b')] }];
    const lines = [B, ...set(part('204 No Content', { id: '2' })), END];
    expect(await outcome(items, multipart(lines))).toEqual([['notDone'], [204]]);
  });

  test('a change set of one that is answered flat', async () => {
    const items: BatchItem[] = [{ changeSet: [patch('a')] }, get('b')];
    expect(await outcome(items, multipart([B, ...part('204 No Content'), B, ...part('200 OK'), END]))).toEqual([
      [204],
      200,
    ]);
  });

  test.each<[string, string[], unknown[]]>([
    ['a read after a change set without an answer', part('200 OK'), [['notDone'], 200, ['notDone'], 'notDone']],
    [
      'the same, named',
      part('404 Not Found', { id: '2', json: boom }),
      [['notDone'], '404 Boom', ['notDone'], 'notDone'],
    ],
    [
      'the failure that the server stopped at',
      part('400 Bad Request', { json: boom }),
      [['400 Boom'], 'notDone', ['notDone'], 'notDone'],
    ],
  ])('no answer goes to the wrong operation: %s', async (_, only, expected) => {
    const items: BatchItem[] = [{ changeSet: [patch('a')] }, get('a'), { changeSet: [patch('b')] }, get('b')];
    expect(await outcome(items, multipart([B, ...only, END]))).toEqual(expected);
  });

  test('a server that names its answers may refuse a change set without a name', async () => {
    const items: BatchItem[] = [get('a'), { changeSet: [patch('a')] }, get('b'), get('c')];
    const lines = [
      B,
      ...part('200 OK', { id: '1' }),
      B,
      ...part('400 No', { json: boom }),
      B,
      ...part('200 OK', { id: '3' }),
      END,
    ];
    expect(await outcome(items, multipart(lines))).toEqual([200, ['400 Boom'], 200, 'notDone']);
  });

  test('Dataverse gives the whole reply the status of the failure', async () => {
    const lines = [B, ...part('200 OK'), B, ...part('412 Precondition Failed', { json: boom }), END];
    expect(await outcome(three, multipart(lines, { status: 412 }), true)).toEqual([
      200,
      ['412 Boom', 'notDone'],
      'notDone',
    ]);
  });

  test('a reply that breaks off: nothing is believed of the part that broke', async () => {
    const whole = [
      B,
      ...part('200 OK'),
      B,
      ...set(part('204', { id: '2' }), part('204', { id: '3' })),
      B,
      ...part('200 OK', { json: { a: 1 } }),
    ];
    expect(await outcome(three, multipart(whole))).toEqual([200, [204, 204], 'notDone']);
    const inside = [B, ...part('200 OK'), B, ...set(part('204', { id: '2' }), part('204', { id: '3' })).slice(0, -6)];
    expect(await outcome(three, multipart(inside))).toEqual([200, ['notDone', 'notDone'], 'notDone']);
  });

  test('throttled in the middle: the part carries its own Retry-After', async () => {
    const lines = [
      B,
      ...part('429 Too Many Requests', {
        json: { error: { code: '0x80072322', message: 'slow' } },
        headers: ['Retry-After: 9'],
      }),
      END,
    ];
    const [answer] = await clientOf(multipart(lines)).client.batch([get('a')]);
    expect(answer).toMatchObject({ kind: 'failed', error: { status: 429, transient: true, retryAfter: 9000 } });
  });

  test('a body that is cut short is a failure of its operation alone', async () => {
    const broken = [...part('200 OK', { json: 1 }).slice(0, -1), '{"a":'];
    expect(await outcome([get('a'), get('b')], multipart([B, ...broken, B, ...part('200 OK'), END]))).toEqual([
      '200 The answer in the batch is no JSON.',
      200,
    ]);
  });
});

describe('replies that are no batch', () => {
  test('JSON is refused, for nobody can tell what was done', async () => {
    const { client } = clientOf(reply(200, { responses: [{ id: '1', status: 204 }] }));
    await expect(client.batch([patch('a')])).rejects.toMatchObject({
      name: 'ODataError',
      status: 200,
      transient: false,
      message: /multipart batch was answered with application\/json/,
    });
  });

  test.each([
    [
      reply(400, { error: { code: '', message: 'Bad batch' } }),
      { status: 400, message: 'Bad batch', transient: false },
    ],
    [reply(429, '', { 'retry-after': '3' }), { status: 429, transient: true, retryAfter: 3000 }],
    [
      reply(502, '<html><title>502 Bad Gateway</title></html>', { 'content-type': 'text/html' }),
      { status: 502, transient: true },
    ],
    [reply(401), { status: 401, transient: false }],
    [new TypeError('fetch failed'), { status: 0, transient: true }],
  ])('%#', async (answer, expected) => {
    await expect(clientOf(answer).client.batch([get('a')])).rejects.toMatchObject(expected);
  });
});

describe('the reader', () => {
  test.each([
    ['multipart/mixed; boundary=batchresponse_1', 'batchresponse_1'],
    ['multipart/mixed;charset=utf-8;boundary="a b:c"', 'a b:c'],
    ['Multipart/Mixed; Boundary=x; charset=utf-8', 'x'],
    ['application/json', null],
    [null, null],
  ])('boundary of %s', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });

  test('a delimiter is a whole line', () => {
    const text = [
      '--b',
      'Content-Type: application/http',
      '',
      'HTTP/1.1 200 OK',
      '',
      '{"a":"--b","c":"x--b--"}',
      '--b--',
    ].join('\r\n');
    expect(readBatch(text, 'b')).toMatchObject([{ text: '{"a":"--b","c":"x--b--"}' }]);
    expect(readBatch('--bb\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n--bb--', 'b')).toEqual([]);
  });

  test('after the last delimiter comes nothing', () => {
    const text = '--b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n--b--\r\n--b\r\n\r\nHTTP/1.1 500 No\r\n\r\n\r\n--b--';
    expect(readBatch(text, 'b')).toMatchObject([{ status: 200 }]);
  });

  test('an answer without headers, and a Content-ID inside', () => {
    const text = [
      '--b',
      'Content-Type: application/http',
      '',
      'HTTP/1.1 204 No Content',
      'Content-ID: 7',
      'bad header line',
      '',
      '',
      '--b',
      '',
      'HTTP/1.1 200 OK',
      '',
      'x',
      '--b--',
    ].join('\n');
    expect(readBatch(text, 'b')).toMatchObject([
      { contentId: '7', status: 204, statusText: 'No Content', text: '' },
      { contentId: null, status: 200, text: 'x' },
    ]);
  });
});

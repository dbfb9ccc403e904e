import { describe, expect, test } from 'vitest';
import { createODataClient, exactNumber, ODataError, SignInFailed, type Page } from '../../../plugins-ts/odata';
import { ONCE } from '../../../plugins-ts/odata/fetch';
import { fakeFetch, multipart, reply, ROUNDING, type Answer } from './fake-fetch';

const ROOT = 'https://x.test/api/data/v9.2/';

function clientOf(...answers: Answer[]) {
  const { fetch, sent } = fakeFetch(...answers);
  return { client: createODataClient({ root: ROOT, fetch, headers: { 'X-Own': '1' } }), sent };
}

describe('requests', () => {
  test('say what they are and what they want', async () => {
    const { client, sent } = clientOf(reply(200, { a: 1 }));
    await client.get('accounts(1)?$select=name', { prefer: ['odata.maxpagesize=5', 'odata.track-changes'] });
    const [request] = sent;
    expect(request?.url).toBe(`${ROOT}accounts(1)?$select=name`);
    expect(request?.request.cache).toBe('no-store');
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      accept: 'application/json;odata.metadata=minimal;IEEE754Compatible=true',
      'odata-maxversion': '4.0',
      'odata-version': '4.0',
      prefer: 'odata.maxpagesize=5,odata.track-changes',
      'x-own': '1',
    });
  });

  test('with a body say that its decimals are text', async () => {
    const { client, sent } = clientOf(reply(204));
    const answer = await client.send('PATCH', 'a(1)', { amount: '12.50' }, { headers: { 'If-Match': 'W/"7"' } });
    expect(answer).toMatchObject({ status: 204, body: null });
    expect(sent[0]?.headers.get('content-type')).toBe(
      'application/json;odata.metadata=minimal;IEEE754Compatible=true;charset=utf-8',
    );
    expect([sent[0]?.body, sent[0]?.headers.get('if-match')]).toEqual(['{"amount":"12.50"}', 'W/"7"']);
  });

  test.each([
    ['POST', undefined, true],
    ['POST', true, false],
    ['PATCH', undefined, false],
    ['DELETE', undefined, false],
    ['PATCH', false, true],
  ] as const)('%s, repeatable %s: marked to go out once: %s', async (method, repeatable, once) => {
    const { client, sent } = clientOf(reply(204));
    await client.send(method, 'a', {}, repeatable === undefined ? {} : { repeatable });
    expect(sent[0]?.request[ONCE] ?? false).toBe(once);
  });

  test('numbers are never rounded, whatever the server does', async () => {
    const { client } = clientOf(reply(200, '{"versionnumber":9007199254740993}', { 'content-type': ROUNDING }));
    expect(await client.get('a')).toEqual({ versionnumber: '9007199254740993' });
  });

  test('a server shows by its answers how it wants them', async () => {
    const plain = reply(200, '{"a":1}', { 'content-type': ROUNDING });
    const { client, sent } = clientOf(reply(204), plain, reply(204), reply(200, {}), reply(204));
    const body = { a: exactNumber('12.50') };
    await client.send('PATCH', 'a', body);
    await client.get('a');
    await client.send('PATCH', 'a', body);
    await client.get('a');
    await client.send('PATCH', 'a', body);
    expect(sent.map((request) => request.body)).toEqual(['{"a":"12.50"}', '', '{"a":12.50}', '', '{"a":"12.50"}']);
    expect(sent[2]?.headers.get('content-type')).not.toContain('IEEE754Compatible');
  });

  test('an answer of another service beside it shows nothing', async () => {
    const { client, sent } = clientOf(reply(200, '{"a":1}', { 'content-type': ROUNDING }), reply(204));
    await client.get('/metadata/PublicEntities');
    await client.send('PATCH', 'a', { a: exactNumber('1') });
    expect(sent[1]?.body).toBe('{"a":"1"}');
  });

  test('text stays text, without its byte order mark', async () => {
    const { client } = clientOf(reply(200, '\uFEFF42', { 'content-type': 'text/plain' }));
    expect((await client.send('GET', 'a/$count')).body).toBe('42');
  });

  test('refusals, silence and nonsense are ODataErrors', async () => {
    const refused = clientOf(reply(404, { error: { code: '0x80040217', message: 'No such row' } })).client;
    await expect(refused.get('a')).rejects.toMatchObject({ status: 404, code: '0x80040217', transient: false });
    const silent = clientOf(new TypeError('fetch failed')).client;
    await expect(silent.get('a')).rejects.toMatchObject({ status: 0, transient: true });
    const broken = clientOf(() => new Response(new ReadableStream({ start: (c) => c.error(new TypeError('reset')) })));
    await expect(broken.client.get('a')).rejects.toMatchObject({ status: 0, transient: true });
    const nonsense = clientOf(reply(200, '{"a":')).client;
    await expect(nonsense.get('a')).rejects.toMatchObject({ name: 'ODataError', transient: false });
    const list = clientOf(reply(200, '[1]')).client;
    await expect(list.get('a')).rejects.toThrow(ODataError);
    const stranger = clientOf(new SignInFailed('AADSTS7000222: the secret has expired')).client;
    await expect(stranger.get('a')).rejects.toMatchObject({ status: 401, transient: false, message: /expired/ });
  });

  test('an abort is no error of the server', async () => {
    const { client } = clientOf(new DOMException('closed', 'AbortError'));
    await expect(client.get('a', { signal: AbortSignal.abort() })).rejects.toThrow(DOMException);
  });

  test.each([
    ['/metadata/PublicEntities', 'https://x.test/metadata/PublicEntities'],
    ['https://x.test/api/data/v9.2/a?$skiptoken=1', 'https://x.test/api/data/v9.2/a?$skiptoken=1'],
    ["P(a=':')", `${ROOT}P(a=':')`],
  ])('path %s', async (path, url) => {
    const { client, sent } = clientOf(reply(200, {}));
    await client.get(path);
    expect(sent[0]?.url).toBe(url);
  });

  test.each(['https://evil.test/a', '//evil.test/a', 'http://x.test/a', 'https://x.test:8443/a'])(
    'no token for %s',
    async (path) => {
      const { client, sent } = clientOf(reply(200, {}));
      await expect(client.get(path)).rejects.toThrow(/leads away/);
      expect(sent).toHaveLength(0);
    },
  );
});

describe('pages', () => {
  const collect = async (pages: AsyncIterable<Page>) => {
    const all: Page[] = [];
    for await (const page of pages) all.push(page);
    return all;
  };

  test('follow links, keep their headers, end with the delta link', async () => {
    const { client, sent } = clientOf(
      reply(200, {
        '@odata.nextLink': `${ROOT}a?$skiptoken=%3Cx%2C2%3E`,
        '@odata.count': 3,
        value: [{ id: 1 }, { id: 2 }],
      }),
      reply(200, { value: [{ id: 3 }], '@odata.deltaLink': `${ROOT}a?$deltatoken=919042%2108%2F22%2F2026` }),
    );
    const pages = await collect(client.pages('a', { prefer: ['odata.track-changes'] }));
    expect(pages).toEqual([
      { rows: [{ id: 1 }, { id: 2 }], deltaLink: null, count: 3 },
      { rows: [{ id: 3 }], deltaLink: `${ROOT}a?$deltatoken=919042%2108%2F22%2F2026`, count: null },
    ]);
    expect(sent.map(({ url, headers }) => [url, headers.get('prefer')])).toEqual([
      [`${ROOT}a`, 'odata.track-changes'],
      [`${ROOT}a?$skiptoken=%3Cx%2C2%3E`, 'odata.track-changes'],
    ]);
  });

  test('are asked for one at a time', async () => {
    const { client, sent } = clientOf(
      reply(200, { value: [], '@odata.nextLink': 'a?$skip=1' }),
      reply(200, { value: [] }),
    );
    const pages = client.pages('a')[Symbol.asyncIterator]();
    await pages.next();
    expect(sent).toHaveLength(1);
    await pages.next();
    expect(sent[1]?.url).toBe(`${ROOT}a?$skip=1`);
  });

  test('all rows at once', async () => {
    const { client } = clientOf(
      reply(200, { value: [{ id: 1 }], '@odata.nextLink': `${ROOT}a?2` }),
      reply(200, { value: [{ id: 2 }] }),
    );
    expect(await client.all('a')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('a link in a circle, to another host, or no collection at all', async () => {
    const circle = clientOf(reply(200, { value: [], '@odata.nextLink': `${ROOT}a` })).client;
    await expect(circle.all(`${ROOT}a`)).rejects.toThrow(/same page/);
    const astray = clientOf(reply(200, { value: [], '@odata.nextLink': 'https://evil.test/a' })).client;
    await expect(astray.all('a')).rejects.toThrow(/leads away/);
    await expect(clientOf(reply(200, {})).client.all('a')).rejects.toThrow(/no collection/);
  });
});

describe('a URL that is too long', () => {
  const long = `a?$filter=${'x'.repeat(9000)}`;

  test('travels in a batch, headers included', async () => {
    const { client, sent } = clientOf(
      multipart([
        '--batchresponse_7c0b',
        'Content-Type: application/http',
        '',
        'HTTP/1.1 200 OK',
        'Content-Type: application/json; odata.metadata=minimal',
        '',
        '{"value":[{"id":12345678901234567890}]}',
        '--batchresponse_7c0b--',
      ]),
    );
    expect(await client.all(long, { prefer: ['odata.maxpagesize=9'] })).toEqual([{ id: '12345678901234567890' }]);
    const [request] = sent;
    expect([request?.method, request?.url, request?.request[ONCE] ?? false]).toEqual(['POST', `${ROOT}$batch`, false]);
    expect(request?.body).toContain(`GET ${ROOT}${long} HTTP/1.1\r\n`);
    expect(request?.body).toContain('\r\nPrefer: odata.maxpagesize=9\r\n');
  });

  test('fails as it would have failed alone', async () => {
    const { client } = clientOf(
      multipart([
        '--batchresponse_7c0b',
        'Content-Type: application/http',
        '',
        'HTTP/1.1 403 Forbidden',
        '',
        '',
        '--batchresponse_7c0b--',
      ]),
    );
    await expect(client.all(long)).rejects.toMatchObject({ name: 'ODataError', status: 403 });
    const { client: mute } = clientOf(multipart(['--batchresponse_7c0b--']));
    await expect(mute.all(long)).rejects.toThrow(/no answer/);
  });
});

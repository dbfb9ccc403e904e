import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, openSession, type Reply, says, type Session } from './session';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.stop());

interface Part {
  readonly id?: string;
  readonly request: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly outer?: Record<string, string>;
}
type Item = Part | readonly Part[];

function partText({ id, request, headers = {}, body = '', outer = {} }: Part): string {
  const around = {
    'Content-Type': 'application/http',
    'Content-Transfer-Encoding': 'binary',
    ...(id && { 'Content-ID': id }),
    ...outer,
  };
  const type = body === '' ? {} : { 'Content-Type': 'application/json' };
  return [...lines(around), '', `${request} HTTP/1.1`, ...lines({ ...type, ...headers }), '', body, ''].join('\r\n');
}

function lines(headers: Record<string, string>): string[] {
  return Object.entries(headers)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`);
}

function batchText(items: readonly Item[]): string {
  const parts = items.map((item, at) => {
    if (!Array.isArray(item)) return `--b\r\n${partText(item as Part)}`;
    const nested = item.map((part: Part) => `--c${at}\r\n${partText(part)}`).join('');
    return `--b\r\nContent-Type: multipart/mixed; boundary=c${at}\r\n\r\n${nested}--c${at}--\r\n`;
  });
  return `${parts.join('')}--b--\r\n`;
}

const send = (items: readonly Item[], headers: Record<string, string> = {}): Promise<Reply> =>
  session.send('POST', 'data/$batch', batchText(items), { 'content-type': 'multipart/mixed; boundary=b', ...headers });

/** Content-ID and status of every part of an answer, in order; a change set is in brackets. */
function outcome(reply: Reply): string {
  return reply.text
    .split(/^--batchresponse_[^\r\n]*?(?:--)?\r\n/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const answers = [...part.matchAll(/(?:Content-ID: (\S+)\r\n)?\r\nHTTP\/1\.1 (\d+)/g)].map(
        ([, id = '-', status]) => `${id}:${status}`,
      );
      return part.includes('changesetresponse') ? `[${answers.join(' ')}]` : answers.join(' ');
    })
    .join(' ');
}

const make = (id: string, account: string, more = {}): Part => ({
  id,
  request: 'POST CustomersV3',
  body: JSON.stringify(customer(account, more)),
});
const exists = async (account: string): Promise<boolean> =>
  (await session.send('GET', `data/CustomersV3(dataAreaId='usmf',CustomerAccount='${account}')`)).status === 200;

describe('a batch', () => {
  it('answers reads and writes in order', async () => {
    const reply = await send([
      make('1', 'B-1'),
      { request: "GET CustomersV3(dataAreaId='usmf',CustomerAccount='B-1')?$select=OrganizationName" },
      [make('2', 'B-2'), make('3', 'B-3')],
    ]);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=batchresponse_/);
    expect(outcome(reply)).toBe('1:201 -:200 [2:201 3:201]');
    expect(reply.text).toContain('"OrganizationName":"Fabrikam"');
  });

  it('takes relative, host-relative and absolute addresses', async () => {
    const reply = await send([
      { request: 'GET Currencies/$count' },
      { request: 'GET /data/Currencies/$count' },
      { request: `GET ${session.finance.data}Currencies/$count` },
    ]);
    expect(outcome(reply)).toBe('-:200 -:200 -:200');
  });

  it('keeps letters of every kind', async () => {
    await send([make('1', 'B-U', { OrganizationName: 'Électricité « de l’Est » 🙂' })]);
    const row = await session.send('GET', "data/CustomersV3(dataAreaId='usmf',CustomerAccount='B-U')");
    expect(row.json.OrganizationName).toBe('Électricité « de l’Est » 🙂');
  });

  it('does a change set all or not at all, and answers with the one that failed', async () => {
    const reply = await send([[make('1', 'B-4'), make('2', 'B-4'), make('3', 'B-5')]]);
    expect(reply.status).toBe(200);
    expect(outcome(reply)).toBe('[2:400]');
    expect(reply.text).toContain('The record already exists.');
    expect([await exists('B-4'), await exists('B-5')]).toEqual([false, false]);
  });

  it.each([
    ['A', undefined, '1:201 2:400'],
    ['B', 'odata.continue-on-error=false', '1:201 2:400'],
    ['C', 'odata.continue-on-error', '1:201 2:400 [4:400] [5:201]'],
    ['D', 'odata.continue-on-error=true', '1:201 2:400 [4:400] [5:201]'],
  ])('%s: with Prefer: %s goes on as told: %s', async (tag, prefer, expected) => {
    const reply = await send(
      [make('1', `S1${tag}`), make('2', ''), [make('3', `S3${tag}`), make('4', '')], [make('5', `S5${tag}`)]],
      prefer === undefined ? {} : { prefer },
    );
    expect(outcome(reply)).toBe(expected);
  });

  it('lets an operation refer to a row made before it in its change set, and there only', async () => {
    const change: Part = { id: '2', request: 'PATCH $1', body: '{"SalesMemo":"by reference"}' };
    expect(outcome(await send([[make('1', 'B-6'), change]]))).toBe('[1:201 2:204]');
    expect(outcome(await send([[make('1', 'B-7')], [{ ...change, id: '3' }]]))).toBe('[1:201] [3:404]');
    const withQuery = { ...change, request: 'PATCH $1?cross-company=true' };
    expect(outcome(await send([[make('1', 'B-8'), withQuery]]))).toBe('[2:404]');
  });

  it('hands outer headers on, but for the type of a body', async () => {
    const numbers = await send([{ request: 'GET CustomersV3?$select=CreditLimit&$top=1' }], {
      accept: 'multipart/mixed, application/json;IEEE754Compatible=true',
    });
    expect(numbers.text).toContain('"CreditLimit":"0"');
    const bare = { ...make('1', 'B-9'), headers: { 'Content-Type': '' } };
    expect(outcome(await send([bare]))).toBe('1:415');
  });

  it('cuts a body to the length that its part tells, in bytes', async () => {
    const body = JSON.stringify(customer('B-L', { OrganizationName: 'Été' }));
    const right = { ...make('1', ''), body, headers: { 'Content-Length': String(Buffer.byteLength(body)) } };
    const wrong = { ...right, headers: { 'Content-Length': String(body.length - 3) } };
    expect(outcome(await send([wrong]))).toBe('1:400');
    expect(outcome(await send([right]))).toBe('1:201');
  });

  it('fails after the writes when a Content-ID comes again in another change set', async () => {
    const reply = await send([[make('1', 'B-10')], [make('1', 'B-11')]]);
    expect(reply.status).toBe(500);
    expect([await exists('B-10'), await exists('B-11')]).toEqual([true, true]);
  });

  it('counts its operations', async () => {
    await session.send('DELETE', 'sandbox/requests');
    await send([{ request: 'GET Currencies' }, [make('1', 'B-12'), make('2', 'B-13')]]);
    expect((await session.send('GET', 'sandbox/requests')).json).toMatchObject({ count: 1, batchOperations: 3 });
  });

  const get: Part = { request: 'GET Currencies' };
  it.each<[string, string, Item[]]>([
    ['a GET in a change set', 'cannot hold a GET', [[{ ...get, id: '1' }]]],
    ['an operation of a change set without Content-ID', 'no Content-ID', [[{ ...make('', 'B-20') }]]],
    ['no transfer encoding', 'binary', [{ ...get, outer: { 'Content-Transfer-Encoding': '' } }]],
    ['a part of another type', 'application/http', [{ ...get, outer: { 'Content-Type': 'text/plain' } }]],
    ['a request line without a version', 'request line', [{ request: 'GET' }]],
  ])('refuses %s as a whole', async (_name, words, items) => {
    const reply = await send([make('9', 'B-WHOLE'), ...items]);
    expect(reply.status).toBe(400);
    expect(says(reply)).toContain(words);
    expect(await exists('B-WHOLE')).toBe(false);
  });

  it.each([
    [
      'a change set in a change set',
      '--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d--\r\n--c--\r\n--b--\r\n',
      400,
    ],
    ['bare line feeds', batchText([get]).replaceAll('\r\n', '\n'), 400],
    ['no end', batchText([get]).replace('--b--', ''), 400],
    ['no parts', '--b--\r\n', 400],
  ])('refuses %s', async (_name, body, status) => {
    const reply = await session.send('POST', 'data/$batch', body, { 'content-type': 'multipart/mixed; boundary=b' });
    expect(reply.status).toBe(status);
  });

  it.each([
    ['application/json', 501],
    ['multipart/mixed', 400],
    ['text/plain', 400],
  ])('of type %s: %i', async (type, status) => {
    expect((await session.send('POST', 'data/$batch', batchText([get]), { 'content-type': type })).status).toBe(status);
  });
});

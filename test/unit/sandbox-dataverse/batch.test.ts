import { afterAll, beforeAll, expect, test } from 'vitest';
import { rig, type Answer, type Rig } from './rig';

let dataverse: Rig;
beforeAll(async () => {
  dataverse = await rig();
});
afterAll(() => dataverse.close());

interface Operation {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function operation({ method, url, body, id, headers = {} }: Operation): string {
  const lines = ['Content-Type: application/http', 'Content-Transfer-Encoding: binary'];
  if (id !== undefined) lines.push(`Content-ID: ${id}`);
  const inner = { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers };
  return [
    ...lines,
    '',
    `${method} ${url} HTTP/1.1`,
    ...Object.entries(inner).map(([name, value]) => `${name}: ${value}`),
    '',
    body === undefined ? '' : JSON.stringify(body),
    '',
  ].join('\r\n');
}

type Item = Operation | readonly Operation[];

function batch(items: readonly Item[]): string {
  const parts = items.map((item, index) =>
    'method' in item
      ? operation(item)
      : [
          `Content-Type: multipart/mixed; boundary=set${index}`,
          '',
          ...item.map((part) => `--set${index}\r\n${operation(part)}`),
          `--set${index}--`,
          '',
        ].join('\r\n'),
  );
  return [...parts.map((part) => `--batch\r\n${part}`), '--batch--', ''].join('\r\n');
}

async function send(items: readonly Item[] | string, prefer = ''): Promise<Answer> {
  return dataverse.send('POST', '$batch', {
    body: typeof items === 'string' ? items : batch(items),
    headers: { 'content-type': 'multipart/mixed; boundary=batch', ...(prefer ? { prefer } : {}) },
  });
}

function statuses(answer: Answer): number[] {
  return [...answer.text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => Number(match[1]));
}

async function accounts(name: string): Promise<number> {
  return (await dataverse.send('GET', `accounts?$select=name&$filter=name%20eq%20'${name}'`)).json.value.length;
}

test('operations one by one, each with its own answer', async () => {
  const answer = await send([
    { method: 'POST', url: '/api/data/v9.2/accounts', body: { name: 'One' }, id: '7' },
    { method: 'GET', url: "accounts?$select=name&$filter=name%20eq%20'One'", headers: { Accept: 'application/json' } },
    { method: 'GET', url: 'http://contoso.test/api/data/v9.2/WhoAmI' },
  ]);
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^multipart\/mixed; boundary=batchresponse_/);
  expect(statuses(answer)).toEqual([204, 200, 200]);
  expect(answer.text).toMatch(/Content-ID: 7\r\n\r\nHTTP\/1\.1 204 No Content\r\n/);
  expect(answer.text).toContain('OData-EntityId: http://contoso.test/api/data/v9.2/accounts(');
  expect(answer.text).toContain('"name":"One"');
});

test('stops at the first error with its status, or goes on', async () => {
  const items: Item[] = [
    { method: 'POST', url: 'accounts', body: { name: 'Before' } },
    { method: 'GET', url: 'nothing' },
    { method: 'POST', url: 'accounts', body: { name: 'After' } },
  ];
  const stopped = await send(items);
  expect([stopped.status, statuses(stopped)]).toEqual([404, [204, 404]]);
  expect([await accounts('Before'), await accounts('After')]).toEqual([1, 0]);
  const went = await send(items, 'odata.continue-on-error');
  expect([went.status, statuses(went)]).toEqual([200, [204, 404, 204]]);
  expect(await accounts('After')).toBe(1);
});

test('a change set is all or nothing, and its answer says which operation failed', async () => {
  const answer = await send(
    [
      [
        { method: 'POST', url: 'accounts', body: { name: 'Atomic' }, id: '1' },
        { method: 'POST', url: 'accounts', body: { name: 'x'.repeat(200) }, id: '2' },
      ],
      { method: 'POST', url: 'accounts', body: { name: 'Beside' } },
    ],
    'odata.continue-on-error',
  );
  expect([answer.status, statuses(answer)]).toEqual([200, [400, 204]]);
  expect(answer.text).toMatch(/Content-ID: 2\r\n\r\nHTTP\/1\.1 400/);
  expect(answer.text).toContain('0x80044331');
  expect([await accounts('Atomic'), await accounts('Beside')]).toEqual([0, 1]);
});

test('references to earlier parts of a change set, in a URL and in a binding', async () => {
  const answer = await send([
    [
      { method: 'POST', url: 'accounts', body: { name: 'Parent' }, id: 'p' },
      { method: 'POST', url: 'accounts', body: { name: 'Child', 'parentaccountid@odata.bind': '$p' }, id: 'c' },
      { method: 'PATCH', url: '$c', body: { telephone1: '1' }, id: 'u' },
    ],
  ]);
  expect(statuses(answer)).toEqual([204, 204, 204]);
  const { json } = await dataverse.send(
    'GET',
    "accounts?$select=telephone1&$filter=name%20eq%20'Child'&$expand=parentaccountid($select=name)",
  );
  expect(json.value[0]).toMatchObject({ telephone1: '1', parentaccountid: { name: 'Parent' } });
  const early = await send([
    [
      { method: 'POST', url: 'accounts', body: { name: 'Early', 'parentaccountid@odata.bind': '$2' }, id: '1' },
      { method: 'POST', url: 'accounts', body: { name: 'Late' }, id: '2' },
    ],
  ]);
  expect([early.status, await accounts('Early')]).toEqual([400, 0]);
});

test('a batch that commits late has the versions of the moment it came', async () => {
  const { counters } = dataverse.organization;
  let commit = (): void => undefined;
  dataverse.service.hold = () => new Promise((resolve) => (commit = resolve));
  const held = send([
    { method: 'POST', url: 'accounts', body: { name: 'Late 1' } },
    { method: 'POST', url: 'accounts', body: { name: 'Late 2' } },
  ]);
  while (counters.oldestOpen() === undefined) await new Promise((resolve) => setImmediate(resolve));
  dataverse.service.hold = undefined;
  await dataverse.send('POST', 'accounts', { body: { name: 'Quick' } });
  commit();
  expect(statuses(await held)).toEqual([204, 204]);
  const { json } = await dataverse.send(
    'GET',
    "accounts?$select=name&$orderby=versionnumber&$filter=startswith(name,'Late')%20or%20name%20eq%20'Quick'",
  );
  expect(json.value.map((row: { name: string }) => row.name)).toEqual(['Late 1', 'Late 2', 'Quick']);
});

test('what stands on the batch holds for its operations', async () => {
  const answer = await send(
    [{ method: 'POST', url: 'accounts?$select=name', body: { name: 'R' } }],
    'return=representation',
  );
  expect(statuses(answer)).toEqual([201]);
});

const good = operation({ method: 'GET', url: 'WhoAmI' });
test.each<[string, string]>([
  ['bare line feeds', batch([{ method: 'GET', url: 'WhoAmI' }]).replaceAll('\r\n', '\n')],
  ['a GET in a change set', batch([[{ method: 'GET', url: 'WhoAmI', id: '1' }]])],
  ['no Content-ID in a change set', batch([[{ method: 'POST', url: 'accounts', body: {} }]])],
  [
    'a Content-ID twice',
    batch([
      [
        { method: 'POST', url: 'accounts', body: {}, id: '1' },
        { method: 'POST', url: 'accounts', body: {}, id: '1' },
      ],
    ]),
  ],
  ['no transfer encoding', `--batch\r\n${good.replace('Content-Transfer-Encoding: binary\r\n', '')}\r\n--batch--\r\n`],
  [
    'no content type of the part',
    `--batch\r\n${good.replace('Content-Type: application/http\r\n', '')}\r\n--batch--\r\n`,
  ],
  ['a broken request line', `--batch\r\n${good.replace('HTTP/1.1', '')}\r\n--batch--\r\n`],
  ['no boundary at the end', `--batch\r\n${good}`],
  ['more than 1 000 operations', batch(Array.from({ length: 1001 }, () => ({ method: 'GET', url: 'WhoAmI' })))],
])('refused as a whole: %s', async (_name, body) => {
  const answer = await send(body);
  expect([answer.status, answer.code]).toEqual([400, '0x80048d19']);
});

test('a batch in a batch, a body of no type', async () => {
  const nested = await send([{ method: 'POST', url: '$batch', body: {} }], 'odata.continue-on-error');
  expect(statuses(nested)).toEqual([400]);
  const plain = await send(
    [{ method: 'POST', url: 'accounts', headers: { 'Content-Type': 'text/plain' }, body: { name: 'x' } }],
    'odata.continue-on-error',
  );
  expect(statuses(plain)).toEqual([415]);
  const json = await dataverse.send('POST', '$batch', { body: {} });
  expect(json.status).toBe(415);
});

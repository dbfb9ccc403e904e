import { afterEach, beforeEach, expect, test } from 'vitest';
import { rig, ROOT, type Answer, type Rig } from './rig';

let dataverse: Rig;
beforeEach(async () => {
  dataverse = await rig();
});
afterEach(() => dataverse.close());

const track = { prefer: 'odata.track-changes' };

async function read(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return dataverse.send('GET', url.startsWith('http') ? url.replace('http://contoso.test', '') : url, { headers });
}

async function create(name: string): Promise<string> {
  const answer = await dataverse.send('POST', 'accounts', { body: { name } });
  return /\(([^)]+)\)/.exec(answer.headers['odata-entityid'] ?? '')?.[1] ?? '';
}

function ids(answer: Answer): string[] {
  return answer.json.value.map((row: Record<string, string>) => (row.reason ? `-${row.id}` : row.accountid));
}

test('all rows, then what changed in the order of versions, then what was deleted', async () => {
  const [a, b, c] = [await create('A'), await create('B'), await create('C')];
  const first = await read('accounts?$select=name', track);
  expect(ids(first)).toEqual([a, b, c]);
  expect(first.json['@odata.context']).toBe('http://contoso.test/api/data/v9.2/$metadata#accounts(name)');
  expect(first.json['@odata.deltaLink']).toContain('/accounts?$select=name&$deltatoken=');
  expect(first.headers['preference-applied']).toBe('odata.track-changes');

  await dataverse.send('PATCH', `accounts(${b})`, { body: { telephone1: '1' } });
  await dataverse.send('PATCH', `accounts(${a})`, { body: { name: 'A2' } });
  await dataverse.send('DELETE', `accounts(${c})`);
  const d = await create('D');
  await dataverse.send('DELETE', `accounts(${d})`);
  const second = await read(first.json['@odata.deltaLink']);
  expect(ids(second)).toEqual([b, a, `-${c}`, `-${d}`]);
  expect(second.json['@odata.context']).toMatch(/#accounts\(name\)\/\$delta$/);
  expect(second.json.value[2]).toEqual({
    '@odata.context': 'http://contoso.test/api/data/v9.2/$metadata#accounts/$deletedEntity',
    id: c,
    reason: 'deleted',
  });
  expect((await read(first.json['@odata.deltaLink'].replace('accounts?', 'accounts/$count?'))).text).toBe('\uFEFF4');

  const third = await read(second.json['@odata.deltaLink']);
  expect(third.json.value).toEqual([]);
  await dataverse.send('POST', 'accounts', { body: { accountid: c, name: 'C again' } });
  expect(ids(await read(third.json['@odata.deltaLink']))).toEqual([c]);
  expect(ids(await read(second.json['@odata.deltaLink']))).toEqual([c]);
});

test('pages of a first read and of a delta; the token stands at the last', async () => {
  const made = [];
  for (let index = 0; index < 5; index += 1) made.push(await create(`A${index}`));
  const pageSize = { prefer: 'odata.track-changes, odata.maxpagesize=2' };
  const first = await read('accounts?$select=name', pageSize);
  expect([first.json.value.length, first.json['@odata.deltaLink']]).toEqual([2, undefined]);
  // A row written between pages is in the next delta, whether or not a page showed it.
  await dataverse.send('PATCH', `accounts(${made[0]})`, { body: { name: 'again' } });
  const seen = ids(first);
  let answer = first;
  while (answer.json['@odata.nextLink']) {
    answer = await read(answer.json['@odata.nextLink'], pageSize);
    seen.push(...ids(answer));
  }
  expect(new Set(seen)).toEqual(new Set(made));
  const delta = answer.json['@odata.deltaLink'];
  for (const id of made.slice(1, 4)) await dataverse.send('DELETE', `accounts(${id})`);
  const changes: string[] = [];
  answer = await read(delta, { prefer: 'odata.maxpagesize=2' });
  for (;;) {
    changes.push(...ids(answer));
    if (!answer.json['@odata.nextLink']) break;
    expect(answer.json.value.length).toBe(2);
    answer = await read(answer.json['@odata.nextLink'], { prefer: 'odata.maxpagesize=2' });
  }
  expect(changes).toEqual([made[0], ...made.slice(1, 4).map((id) => `-${id}`)]);
});

test('a token lives as long as the organisation says', async () => {
  const { json } = await read('accounts?$select=name', track);
  dataverse.now += 7 * 86_400_000;
  expect((await read(json['@odata.deltaLink'])).status).toBe(200);
  dataverse.now += 1000;
  const late = await read(json['@odata.deltaLink']);
  expect([late.status, late.code]).toEqual([400, '0x80044352']);
  expect((await read('accounts?$deltatoken=abc')).status).toBe(400);
});

test.each([
  ["$filter=name eq 'x'", 400, '0x80060888'],
  ['$expand=owninguser', 400, '0x80060888'],
  ['$orderby=name', 400, '0x80060888'],
  ['$top=5', 400, '0x80060888'],
])('not together with %s', async (option, status, code) => {
  const answer = await read(`accounts?${option.replaceAll(' ', '%20')}`, track);
  expect([answer.status, answer.code]).toEqual([status, code]);
});

test('not where it is off, not for those who may not read everything', async () => {
  const off = await read('uomschedules', track);
  expect([off.status, off.code]).toEqual([400, '0x80072491']);
  const role = '0a000000-0000-4000-8000-0000000000a1';
  dataverse.organization.setRolePrivilege(role, 'prvReadAccount', 4);
  const answer = await dataverse.send('GET', 'accounts', { as: 'pm', headers: track });
  expect([answer.status, answer.code]).toEqual([403, '0x80040220']);
});

test('a transaction that commits late shows a lower version after a higher one', async () => {
  for (const deltaToken of ['newest', 'oldestOpen'] as const) {
    dataverse.service.switches.deltaToken = deltaToken;
    const id = await create('held');
    const start = await read('accounts?$select=name', track);
    let commit = (): void => undefined;
    dataverse.service.hold = () => new Promise((resolve) => (commit = resolve));
    const held = dataverse.send('PATCH', `accounts(${id})`, { body: { name: 'late' } });
    while (dataverse.organization.counters.oldestOpen() === undefined)
      await new Promise((resolve) => setImmediate(resolve));
    dataverse.service.hold = undefined;
    const other = await create('quick');
    const between = await read(start.json['@odata.deltaLink']);
    commit();
    expect((await held).status).toBe(204);
    const after = await read(between.json['@odata.deltaLink']);
    const version = async (row: string) => (await read(`accounts(${row})`)).json.versionnumber;
    expect(await version(id)).toBeLessThan(await version(other));
    if (deltaToken === 'newest') {
      expect(ids(between)).toEqual([other]);
      expect(ids(after)).toEqual([]);
      // An older token, read again, has it.
      expect(ids(await read(start.json['@odata.deltaLink']))).toEqual([id, other]);
    } else {
      expect(ids(between)).toEqual([]);
      expect(ids(after)).toEqual([id, other]);
    }
  }
});

test('tokens survive opening again, and links lead to the same service', async () => {
  const { json } = await read('accounts', track);
  expect(json['@odata.deltaLink']).toMatch(
    new RegExp(`^http://contoso.test${ROOT}accounts\\?\\$deltatoken=\\d+!11%2F25%2F2026%2010%3A00%3A00$`),
  );
});

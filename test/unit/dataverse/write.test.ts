import { describe, expect, it } from 'vitest';
import { createDataverseSide } from '../../../plugins-ts/dataverse';
import type { CompiledMap } from '../../../plugins-ts/maps';
import { exactNumber } from '../../../plugins-ts/odata';
import { SideUnavailable, type DataverseWrite } from '../../../plugins-ts/sync';
import { error, FakeClient, listed, ok, rows, type Answer, type Asked } from './fake-client';
import { guid, mapOf, readTable } from './tables';

const PROJECTS = mapOf(
  'msdyn_project',
  ['dataAreaId', 'ProjectID'],
  [
    ['msdyn_owningcompany.cdm_companycode', 'dataAreaId', 'both'],
    ['msdyn_projectnumber', 'ProjectID', 'both'],
    ['msdyn_subject', 'Name', 'both'],
    ['msdyn_budget', 'Budget', 'both'],
    ['msdyn_customer.accountnumber', 'Customer', 'both'],
  ],
);

const ORDERS = mapOf(
  'salesorder',
  ['dataAreaId', 'Number'],
  [
    ['msdyn_company.cdm_companycode', 'dataAreaId', 'both'],
    ['msdyn_salesordernumber', 'Number', 'both'],
    ['customerid.accountnumber', 'Account', 'both'],
    ['customerid.msdyn_contactpersonid', 'Contact', 'both'],
    ['msdyn_project.msdyn_projectnumber', 'Project', 'both'],
    ['msdyn_project.msdyn_owningcompany.cdm_companycode', 'ProjectCompany', 'both'],
  ],
);

const USMF = guid(801);
const FRRT = guid(802);
const COMPANIES: Readonly<Record<string, string>> = { usmf: USMF, frrt: FRRT };
/** Two companies have a customer C-1; C-9 belongs to all; C-2 is there twice. */
const ACCOUNTS = [
  { accountid: guid(11), accountnumber: 'C-1', _msdyn_company_value: USMF },
  { accountid: guid(12), accountnumber: 'C-1', _msdyn_company_value: FRRT },
  { accountid: guid(13), accountnumber: "O'Hara 🚲", _msdyn_company_value: USMF },
  { accountid: guid(14), accountnumber: 'C-9', _msdyn_company_value: null },
  { accountid: guid(15), accountnumber: 'C-2', _msdyn_company_value: USMF },
  { accountid: guid(16), accountnumber: 'C-2', _msdyn_company_value: USMF },
];

/** Reference rows for look-ups; what a write answers is up to the test. */
function service(write: (asked: Asked) => Answer, current: Record<string, unknown> = {}) {
  const client = new FakeClient((asked) => {
    const { method, path } = asked;
    if (method !== 'GET') return write(asked);
    if (path.startsWith('cdm_companies')) {
      return rows(
        ...listed(path, 'cdm_companycode').flatMap((code) => {
          const id = COMPANIES[code.toLowerCase()];
          return id === undefined ? [] : [{ cdm_companyid: id, cdm_companycode: code.toLowerCase() }];
        }),
      );
    }
    if (path.startsWith('accounts')) {
      const numbers = listed(path, 'accountnumber').map((one) => one.trimEnd().toUpperCase());
      return rows(...ACCOUNTS.filter((one) => numbers.includes(one.accountnumber.toUpperCase())));
    }
    if (path.startsWith('contacts')) {
      const found = listed(path, 'msdyn_contactpersonid').filter((one) => one === 'K-1');
      return rows(...found.map((one) => ({ contactid: guid(21), msdyn_contactpersonid: one })));
    }
    if (path.startsWith('msdyn_projects?') && path.includes("PropertyName='msdyn_projectnumber'")) {
      return rows({ msdyn_projectid: guid(31), msdyn_projectnumber: 'P-1', _msdyn_owningcompany_value: USMF });
    }
    const [set = ''] = path.split('?');
    const column = set === 'salesorders' ? 'salesorderid' : 'msdyn_projectid';
    return rows(
      ...listed(path, column).map((id) => ({
        '@odata.etag': 'W/"read"',
        versionnumber: '70',
        [column]: id,
        ...current,
      })),
    );
  });
  const side = createDataverseSide({ client, tables: readTable, now: () => 0 });
  return { client, write: (map: CompiledMap, ...writes: DataverseWrite[]) => side.write(map, writes) };
}

const done = (): Answer => ok({ '@odata.etag': 'W/"own"', versionnumber: '69' });

const update = (n: number, values: Record<string, string | number | null>): DataverseWrite => ({
  kind: 'update',
  id: guid(n),
  values,
  etag: `W/"${n}"`,
});
const create = (n: number, values: Record<string, string | number | null>): DataverseWrite => ({
  kind: 'create',
  id: guid(n),
  values,
});

describe('a write', () => {
  it('is a conditional update, read back in the same request, with the version that it gave the row itself', async () => {
    const { client, write } = service(done, { msdyn_subject: 'Bridge', msdyn_projectnumber: 'P-1' });
    const [outcome] = await write(PROJECTS, update(1, { msdyn_subject: 'Bridge "2" 🌉', msdyn_budget: '1234.5600' }));
    expect(client.requests).toHaveLength(1);
    const [patch, get] = client.asked;
    expect(patch).toMatchObject({
      method: 'PATCH',
      path: `msdyn_projects(${guid(1)})?$select=versionnumber`,
      headers: { 'If-Match': 'W/"1"', Prefer: 'return=representation' },
      body: { msdyn_subject: 'Bridge "2" 🌉', msdyn_budget: exactNumber('1234.5600') },
    });
    expect(get?.method).toBe('GET');
    // The row that was read back is version 70: somebody has changed it since.
    expect(outcome).toMatchObject({ kind: 'written', touched: true, row: { version: '69', etag: 'W/"own"' } });
    expect(outcome).toMatchObject({ row: { name: 'Bridge' } });
  });

  it('that nobody else has touched says nothing of the kind', async () => {
    const { write } = service(() => ok({ '@odata.etag': 'W/"own"', versionnumber: '70' }));
    const [outcome] = await write(PROJECTS, update(1, { msdyn_subject: 'x' }));
    expect(outcome).not.toHaveProperty('touched');
  });

  it('creates under the id that was given, and leaves out what has no value', async () => {
    const { client, write } = service(done);
    const [outcome] = await write(PROJECTS, create(5, { msdyn_subject: 'New', msdyn_budget: null }));
    expect(client.asked[0]).toMatchObject({ method: 'POST', path: 'msdyn_projects?$select=versionnumber' });
    expect(client.asked[0]?.body).toEqual({ msdyn_projectid: guid(5), msdyn_subject: 'New' });
    expect(outcome?.kind).toBe('written');
  });

  it('deletes on condition, and reads nothing back', async () => {
    const { client, write } = service(() => ({ status: 204 }));
    const outcomes = await write(PROJECTS, { kind: 'delete', id: guid(1), etag: 'W/"1"' });
    expect(outcomes).toEqual([{ kind: 'written', row: null }]);
    expect(client.asked.map(({ method, headers }) => [method, headers['If-Match']])).toEqual([['DELETE', 'W/"1"']]);
  });

  it.each([
    ['another writer was faster', update(1, { msdyn_subject: 'x' }), error(412, '0x80060882'), { kind: 'changed' }],
    ['the id is taken', create(1, { msdyn_subject: 'x' }), error(412, '0x80040237'), { kind: 'exists' }],
    ['an alternate key is taken', create(1, { msdyn_subject: 'x' }), error(412, '0x80060892'), { kind: 'exists' }],
    ['a unique index is hit', create(1, { msdyn_subject: 'x' }), error(400, '0x80073002'), { kind: 'exists' }],
    [
      'an update would double a key',
      update(1, { msdyn_subject: 'x' }),
      error(412, '0x80060892'),
      { kind: 'refused', code: '0x80060892', says: 'refused with 412 0x80060892' },
    ],
    [
      'a rule of the platform says no',
      update(1, { msdyn_subject: 'x' }),
      error(400, '0x80040265'),
      { kind: 'refused', code: '0x80040265', says: 'refused with 400 0x80040265' },
    ],
    [
      'what a lookup is bound to is gone, while the row is there',
      update(1, { msdyn_subject: 'x' }),
      error(404, '0x80040217'),
      { kind: 'refused', code: '0x80040217', says: 'refused with 404 0x80040217' },
    ],
    [
      'the database gave up on this row alone',
      update(1, { msdyn_subject: 'x' }),
      error(500, '0x80044151', 3_000),
      { kind: 'failed', says: 'refused with 500 0x80044151', retryAfter: 3_000 },
    ],
  ] as const)('%s', async (_, write, answer, expected) => {
    const { write: send } = service(() => answer);
    expect(await send(PROJECTS, write)).toEqual([expected]);
  });

  it('meets no row', async () => {
    const client = new FakeClient(({ method }) => (method === 'GET' ? rows() : error(404, '0x80040217')));
    const side = createDataverseSide({ client, tables: readTable, now: () => 0 });
    const writes = [update(1, { msdyn_subject: 'x' }), { kind: 'delete', id: guid(2), etag: 'W/"2"' }] as const;
    expect(await side.write(PROJECTS, writes)).toEqual([{ kind: 'missing' }, { kind: 'missing' }]);
  });

  it('keeps its own outcome whatever becomes of the others', async () => {
    const { write } = service(({ path }) => (path.includes(guid(2)) ? error(400, '0x80040265') : done()));
    const outcomes = await write(PROJECTS, ...[1, 2, 3].map((n) => update(n, { msdyn_subject: 'x' })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'refused', 'written']);
  });

  it('that is not read back is read once more; a row that is gone by then has changed', async () => {
    let reads = 0;
    const client = new FakeClient(({ method, path }) => {
      if (method !== 'GET') return done();
      reads += 1;
      if (reads <= 2) return error(500);
      return rows(
        ...listed(path, 'msdyn_projectid')
          .filter((id) => id === guid(1))
          .map((id) => ({ msdyn_projectid: id })),
      );
    });
    const side = createDataverseSide({ client, tables: readTable, now: () => 0 });
    const outcomes = await side.write(PROJECTS, [update(1, { msdyn_subject: 'x' }), update(2, { msdyn_subject: 'x' })]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'changed']);
  });

  it('says nothing of any row when the service refuses everybody', async () => {
    const { write } = service(() => error(429, '0x80072321', 9_000));
    const refused = await write(PROJECTS, update(1, { msdyn_subject: 'x' })).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(SideUnavailable);
    expect(refused).toMatchObject({ retryAfter: 9_000 });
  });

  it('tells which rows were written when the service begins to refuse halfway', async () => {
    const { write } = service(({ path }) => (path.includes(guid(1)) ? done() : error(429, '0x80072321', 9_000)));
    const outcomes = await write(PROJECTS, update(1, { msdyn_subject: 'x' }), update(2, { msdyn_subject: 'x' }));
    expect(outcomes[0]?.kind).toBe('written');
    expect(outcomes[1]).toMatchObject({ kind: 'failed', retryAfter: 9_000 });
  });
});

describe('state and status', () => {
  it('always travel together on update', async () => {
    const { client, write } = service(done);
    await write(
      PROJECTS,
      update(1, { statuscode: 2 }),
      update(2, { statecode: 1 }),
      update(3, { statuscode: 192350000 }),
    );
    const bodies = client.asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
    expect(bodies).toEqual([
      { statuscode: 2, statecode: 1 },
      { statecode: 1, statuscode: 2 },
      { statuscode: 192350000, statecode: 0 },
    ]);
  });

  it('of a row that is created closed are set right after it is there, both or neither', async () => {
    const { client, write } = service(done);
    const [outcome] = await write(PROJECTS, create(5, { msdyn_subject: 'Old', statuscode: 2 }));
    const [post, patch] = client.asked;
    expect(post?.body).toEqual({ msdyn_projectid: guid(5), msdyn_subject: 'Old' });
    expect(patch).toMatchObject({
      method: 'PATCH',
      body: { statecode: 1, statuscode: 2 },
      headers: { 'If-Match': '*' },
    });
    expect(outcome?.kind).toBe('written');
  });

  it('of a row that is created open need no state', async () => {
    const { client, write } = service(done);
    await write(PROJECTS, create(5, { msdyn_subject: 'Open', statuscode: 192350000 }));
    const writes = client.asked.filter(({ method }) => method !== 'GET');
    expect(writes.map(({ body }) => body)).toEqual([
      { msdyn_projectid: guid(5), msdyn_subject: 'Open', statuscode: 192350000 },
    ]);
  });

  it('are refused as a whole with the create', async () => {
    const { write } = service(({ method }) => (method === 'POST' ? done() : error(400, '0x80048408')));
    const outcomes = await write(PROJECTS, create(5, { msdyn_subject: 'Old', statuscode: 2 }));
    expect(outcomes).toEqual([{ kind: 'refused', code: '0x80048408', says: 'refused with 400 0x80048408' }]);
  });
});

describe('lookups', () => {
  const COMPANY = 'msdyn_owningcompany.cdm_companycode';
  const bodyOf = (client: FakeClient, n: number) =>
    client.asked.find(({ method, path, body }) =>
      method === 'PATCH' ? path.includes(guid(n)) : method === 'POST' && Object.values(body).includes(guid(n)),
    )?.body;

  it('are bound to the row of their company, by the navigation property of the metadata', async () => {
    const { client, write } = service(done);
    await write(
      PROJECTS,
      create(1, { [COMPANY]: 'usmf', 'msdyn_customer.accountnumber': 'c-1 ' }),
      create(2, { [COMPANY]: 'frrt', 'msdyn_customer.accountnumber': 'C-1' }),
      create(3, { [COMPANY]: 'frrt', 'msdyn_customer.accountnumber': 'C-9' }),
    );
    expect(bodyOf(client, 1)).toMatchObject({ 'msdyn_Customer@odata.bind': `/accounts(${guid(11)})` });
    expect(bodyOf(client, 2)).toEqual({
      msdyn_projectid: guid(2),
      'msdyn_OwningCompany@odata.bind': `/cdm_companies(${FRRT})`,
      'msdyn_Customer@odata.bind': `/accounts(${guid(12)})`,
    });
    expect(bodyOf(client, 3)).toMatchObject({ 'msdyn_Customer@odata.bind': `/accounts(${guid(14)})` });
  });

  it('are looked up for all writes together', async () => {
    const { client, write } = service(done);
    const writes = Array.from({ length: 40 }, (_, n) =>
      create(100 + n, { [COMPANY]: n % 2 ? 'usmf' : 'frrt', 'msdyn_customer.accountnumber': 'C-1' }),
    );
    const outcomes = await write(PROJECTS, ...writes);
    expect(outcomes.every(({ kind }) => kind === 'written')).toBe(true);
    // Companies, then accounts with the companies' own, then the writes.
    expect(client.requests.length).toBeLessThanOrEqual(3);
  });

  it('take values with quotes and beyond the basic plane', async () => {
    const { client, write } = service(done);
    await write(PROJECTS, create(1, { [COMPANY]: 'usmf', 'msdyn_customer.accountnumber': "O'Hara 🚲" }));
    expect(bodyOf(client, 1)).toMatchObject({ 'msdyn_Customer@odata.bind': `/accounts(${guid(13)})` });
  });

  it('wait for a row that is not there, and name it', async () => {
    const { client, write } = service(done);
    const outcomes = await write(
      PROJECTS,
      create(1, { [COMPANY]: 'usmf', 'msdyn_customer.accountnumber': 'C-404' }),
      create(2, { [COMPANY]: 'dat', 'msdyn_customer.accountnumber': 'C-1' }),
    );
    expect(outcomes).toEqual([
      { kind: 'parentMissing', path: 'msdyn_customer.accountnumber', table: 'account', value: 'C-404' },
      { kind: 'parentMissing', path: COMPANY, table: 'cdm_company', value: 'dat' },
    ]);
    expect(client.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('are refused where several rows fit', async () => {
    const { write } = service(done);
    const [outcome] = await write(PROJECTS, create(1, { [COMPANY]: 'usmf', 'msdyn_customer.accountnumber': 'C-2' }));
    expect(outcome).toMatchObject({ kind: 'refused', code: '0x8006089d' });
  });

  it('know the company of an update from the row itself', async () => {
    const { client, write } = service(done, {
      _msdyn_owningcompany_value: FRRT,
      msdyn_OwningCompany: { cdm_companycode: 'FRRT' },
    });
    await write(PROJECTS, update(1, { 'msdyn_customer.accountnumber': 'C-1' }));
    expect(bodyOf(client, 1)).toEqual({ 'msdyn_Customer@odata.bind': `/accounts(${guid(12)})` });
  });

  it('are cleared by null', async () => {
    const { client, write } = service(done);
    await write(PROJECTS, update(1, { 'msdyn_customer.accountnumber': null }));
    expect(bodyOf(client, 1)).toEqual({ 'msdyn_Customer@odata.bind': null });
  });

  it('to one of several tables go by the property of that table', async () => {
    const { client, write } = service(done);
    const company = { 'msdyn_company.cdm_companycode': 'usmf' };
    await write(
      ORDERS,
      create(1, { ...company, 'customerid.accountnumber': 'C-1' }),
      create(2, { ...company, 'customerid.msdyn_contactpersonid': 'K-1' }),
    );
    expect(bodyOf(client, 1)).toMatchObject({ 'customerid_account@odata.bind': `/accounts(${guid(11)})` });
    expect(bodyOf(client, 2)).toMatchObject({ 'customerid_contact@odata.bind': `/contacts(${guid(21)})` });
  });

  it('are described by all their paths together, through other rows where a path is longer', async () => {
    const { client, write } = service(done);
    const company = { 'msdyn_company.cdm_companycode': 'usmf' };
    const [first, second] = await write(
      ORDERS,
      create(1, {
        ...company,
        'msdyn_project.msdyn_projectnumber': 'P-1',
        'msdyn_project.msdyn_owningcompany.cdm_companycode': 'usmf',
      }),
      create(2, {
        ...company,
        'msdyn_project.msdyn_projectnumber': 'P-1',
        'msdyn_project.msdyn_owningcompany.cdm_companycode': 'frrt',
      }),
    );
    expect(first?.kind).toBe('written');
    expect(bodyOf(client, 1)).toMatchObject({ 'msdyn_Project@odata.bind': `/msdyn_projects(${guid(31)})` });
    expect(second).toMatchObject({ kind: 'parentMissing', table: 'msdyn_project', value: 'P-1' });
  });

  it('are never bound to a row that only its company describes', async () => {
    const { client, write } = service(done);
    const [outcome] = await write(
      ORDERS,
      create(1, {
        'msdyn_company.cdm_companycode': 'usmf',
        'msdyn_project.msdyn_owningcompany.cdm_companycode': 'usmf',
      }),
    );
    expect(outcome?.kind).toBe('written');
    expect(Object.keys(bodyOf(client, 1) ?? {})).not.toContain('msdyn_Project@odata.bind');
  });

  it('take an id as it is', async () => {
    const { client, write } = service(done);
    await write(PROJECTS, update(1, { msdyn_customer: guid(11).toUpperCase() }));
    expect(bodyOf(client, 1)).toEqual({ 'msdyn_Customer@odata.bind': `/accounts(${guid(11)})` });
  });
});

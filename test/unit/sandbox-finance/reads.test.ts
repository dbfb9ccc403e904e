import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, openSession, type Reply, says, type Session } from './session';

let session: Session;
const get = (path: string, headers: Record<string, string> = {}, user?: string): Promise<Reply> =>
  session.send('GET', path, undefined, headers, user);
const accounts = (reply: Reply): string[] =>
  reply.json.value.map((row: { CustomerAccount: string }) => row.CustomerAccount);

beforeAll(async () => {
  session = await openSession({ pageSize: 3 });
  const rows = [
    customer('US-1', { OrganizationName: 'Adventure Works', CreditLimit: 1000.5, OrganizationNumberOfEmployees: 12 }),
    customer('US-2', { OrganizationName: "Margie's Travel", CreditLimit: 250, OnHoldStatus: 'All' }),
    customer('US-3', { OrganizationName: '100 % Café_Noir', SalesMemo: 'a/b %2F ü 🙂', CreditLimit: 0.1 }),
    customer('US-4', { OrganizationName: 'Wide World', CredManCustomerSince: '2020-03-01T12:00:00Z' }),
    customer('FR-1', { dataAreaId: 'frrt', OrganizationName: 'Fabrikam Lyon SAS', CreditLimit: 50_000 }),
    customer("O'1/2", { OrganizationName: 'Odd key' }),
  ];
  for (const row of rows) expect((await session.send('POST', 'data/CustomersV3', row)).status).toBe(201);
});
afterAll(() => session.stop());

describe('who asks', () => {
  it.each([
    ['without a token', {}, ''],
    ['with a token of nobody', { authorization: 'Bearer sandbox-nobody' }, ''],
    ['with another scheme', { authorization: 'Basic c2FuZGJveC1ob3N0' }, ''],
  ])('%s gets a 401 without a body', async (_name, headers, user) => {
    for (const path of ['data', 'data/Currencies', 'metadata/DataEntities']) {
      const reply = await get(path, headers, user);
      expect([reply.status, reply.text]).toEqual([401, '']);
    }
  });
});

describe('companies', () => {
  it('shows the default company of the caller only', async () => {
    expect(accounts(await get('data/CustomersV3?$orderby=CustomerAccount'))).toEqual(["O'1/2", 'US-1', 'US-2']);
    expect(accounts(await get('data/CustomersV3', {}, 'chef'))).toEqual(['FR-1']);
  });

  it('shows all with cross-company, and one with a filter on it, whatever its case', async () => {
    expect((await get('data/CustomersV3/$count?cross-company=true')).text).toBe('6');
    const french = "data/CustomersV3?cross-company=true&$filter=dataAreaId eq 'FRRT'";
    expect(accounts(await get(french))).toEqual(['FR-1']);
    expect(accounts(await get("data/CustomersV3?$filter=dataAreaId eq 'frrt'"))).toEqual([]);
  });

  it.each([
    ['', 404],
    ['?cross-company=false', 404],
    ['?cross-company=true', 200],
  ])("finds another company's row by key with %j: %i", async (query, status) => {
    const reply = await get(`data/CustomersV3(dataAreaId='frrt',CustomerAccount='FR-1')${query}`);
    expect(reply.status).toBe(status);
  });

  it('begins a count with a byte order mark', async () => {
    const headers = { authorization: 'Bearer sandbox-host' };
    const reply = await fetch(`${session.finance.data}Currencies/$count`, { headers });
    expect(Buffer.from(await reply.arrayBuffer()).toString('hex')).toBe('efbbbf32');
  });

  it('has rows of no company', async () => {
    expect((await get("data/Currencies('EUR')")).json.Name).toBe('Euro');
    expect((await get("data/Currencies(CurrencyCode='EUR')")).json.Name).toBe('Euro');
  });
});

describe('keys', () => {
  it.each([
    ["(dataAreaId='usmf',CustomerAccount='US-1')", 200, ''],
    ["(CustomerAccount='US-1',dataAreaId='usmf')", 200, ''],
    ["(dataAreaId='USMF',CustomerAccount='us-1')", 200, ''],
    ["(dataAreaId='usmf',CustomerAccount='O''1%2F2')", 200, ''],
    ["(dataAreaId='usmf',CustomerAccount='US-9')", 404, 'No HTTP resource was found'],
    ["(CustomerAccount='US-1')", 404, 'Only 1 of 2 keys provided for lookup'],
    ["('US-1')", 404, 'not a key'],
    ["(dataAreaid='usmf',CustomerAccount='US-1')", 404, 'not a key'],
    ["(dataAreaId='usmf',CustomerAccount=US-1)", 400, 'incompatible types'],
    ["(dataAreaId='usmf',CustomerAccount='US-1', OrganizationName='x')", 404, 'not a key'],
  ])('CustomersV3%s: %i', async (key, status, words) => {
    const reply = await get(`data/CustomersV3${key}`);
    expect(reply.status, reply.text).toBe(status);
    expect(says(reply)).toContain(words);
  });
});

describe('names', () => {
  it.each([
    ['customersV3', 404, 'No route data was found'],
    ['CustomerV3', 404, 'No route data was found'],
    ['ProjectInvoiceProposalsV2', 404, 'No route data was found'],
    ['PaymentTerms', 501, 'the entity PaymentTerms'],
    ['CustomersV3?$select=customerAccount', 400, "Could not find a property named 'customerAccount'"],
    ["CustomersV3?$filter=organizationName eq 'x'", 400, "Could not find a property named 'organizationName'"],
    ['CustomersV3?$orderby=ModifiedDateTime desc', 400, "Could not find a property named 'ModifiedDateTime'"],
    ['CustomersV3?$expand=DimensionSet', 501, '$expand'],
    ['CustomersV3?$apply=aggregate($count as n)', 501, '$apply'],
    ['CustomersV3?$deltatoken=1', 501, '$deltatoken'],
    ["CustomersV3(dataAreaId='usmf',CustomerAccount='US-1')/OrganizationName", 501, 'OrganizationName'],
    ['CustomersV3?$top=-1', 400, '$top'],
    ['CustomersV3?$top=1&$top=2', 400, 'more than once'],
    ['CustomersV3?$count=yes', 400, '$count'],
  ])('data/%s: %i', async (path, status, words) => {
    const reply = await get(`data/${path}`);
    expect(reply.status, reply.text).toBe(status);
    expect(says(reply)).toContain(words);
  });
});

describe('filters', () => {
  it.each([
    ["OrganizationName eq 'adventure works'", ['US-1']],
    ["OrganizationName ne 'Adventure Works' and CreditLimit gt 100", ['US-2']],
    ["OrganizationName eq '*or*'", ['US-1', 'US-4']],
    ["OrganizationName eq 'W*'", ['US-4']],
    ["OrganizationName ne '*or*'", ["O'1/2", 'US-2', 'US-3']],
    ["OrganizationName eq '100 %*'", ['US-3']],
    ["OrganizationName eq '*é_n*'", ['US-3']],
    ["OrganizationName eq '*xNoir'", []],
    ["OrganizationName eq 'Margie''s Travel'", ['US-2']],
    ["CustomerAccount ge 'US-3'", ['US-3', 'US-4']],
    ["CustomerAccount eq 'US-1' or CustomerAccount eq 'US-2' and CreditLimit gt 900", ['US-1']],
    ["(CustomerAccount eq 'US-1' or CustomerAccount eq 'US-2') and not (CreditLimit gt 900)", ['US-2']],
    ['CreditLimit eq 1000.50', ['US-1']],
    ['CreditLimit eq 0.1', ['US-3']],
    ['CreditLimit mul 2 ge 2001', ['US-1']],
    ['CreditLimit add 1 eq 251', ['US-2']],
    ['249 lt CreditLimit and CreditLimit lt 251', ['US-2']],
    ['OrganizationNumberOfEmployees gt 9', ['US-1']],
    ["OnHoldStatus eq Microsoft.Dynamics.DataEntities.CustVendorBlocked'All'", ['US-2']],
    ['CredManCustomerSince eq 2020-03-01T12:00:00Z', ['US-4']],
    ['CredManCustomerSince ge 2020-02-29T23:00:00-02:00', ['US-4']],
    ['CredManCustomerSince gt 2020-03-01', []],
    ["SalesMemo eq ''", ["O'1/2", 'US-1', 'US-2', 'US-4']],
    ['SalesMemo eq null', ["O'1/2", 'US-1', 'US-2', 'US-4']],
    ['CreditLimit eq null', []],
    ['SalesMemo eq SalesMemo and OrganizationNumberOfEmployees eq 12', ['US-1']],
  ])('%s', async (filter, expected) => {
    const path = `data/CustomersV3?$select=CustomerAccount&$filter=${encodeURIComponent(filter)}`;
    const reply = await get(path);
    expect(reply.status, reply.text).toBe(200);
    const rest = reply.json['@odata.nextLink'] ? accounts(await get(reply.json['@odata.nextLink'])) : [];
    expect([...accounts(reply), ...rest]).toEqual(expected);
  });

  it.each([
    ["OnHoldStatus eq 'All'", 400, 'incompatible types'],
    ["OnHoldStatus gt Microsoft.Dynamics.DataEntities.CustVendorBlocked'All'", 400, 'not supported'],
    ["OnHoldStatus eq Microsoft.Dynamics.DataEntities.CustVendorBlocked'all'", 400, 'not a valid enumeration'],
    ["OnHoldStatus eq Microsoft.Dynamics.DataEntities.NoYes'Yes'", 400, 'incompatible types'],
    ["CredManCustomerSince eq '2020-03-01'", 400, 'incompatible types'],
    ["CredManCustomerSince eq datetime'2020-03-01T00:00:00'", 400, 'incompatible types'],
    ["CreditLimit eq '5'", 400, 'incompatible types'],
    ['CustomerAccount eq 5', 400, 'incompatible types'],
    ["CustomerAccount in ('US-1','US-2')", 400, "operator 'in' is not supported"],
    ["OnHoldStatus has Microsoft.Dynamics.DataEntities.CustVendorBlocked'All'", 400, "operator 'has' is not supported"],
    ["contains(OrganizationName,'x')", 501, 'contains()'],
    ["startswith(OrganizationName,'x') eq true", 501, 'startswith()'],
    ["CustomerAccount eq 'US-1", 400, 'Syntax error at position'],
    ['CustomerAccount', 400, 'single boolean value'],
    ["CustomerAccount EQ 'US-1'", 400, 'Syntax error'],
  ])('refuses %s: %i', async (filter, status, words) => {
    const reply = await get(`data/CustomersV3?$filter=${encodeURIComponent(filter)}`);
    expect(reply.status, reply.text).toBe(status);
    expect(says(reply)).toContain(words);
  });

  it('gives up on a chain that is too long', async () => {
    const chain = (links: number): string =>
      encodeURIComponent(Array.from({ length: links }, (_, n) => `DecimalsCount_MX eq ${n}`).join(' or '));
    expect((await get(`data/Currencies?$filter=${chain(300)}`)).status).toBe(200);
    const part = (links: number): string =>
      [
        '--b',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        `GET Currencies?$filter=${chain(links)} HTTP/1.1`,
        '',
        '',
        '--b--',
        '',
      ].join('\r\n');
    const batch = await session.send('POST', 'data/$batch', part(1500), {
      'content-type': 'multipart/mixed; boundary=b',
    });
    expect(batch.text).toContain('recursion depth exceeded');
  });

  it('refuses a request line that is too long', async () => {
    expect((await get(`data/Currencies?$filter=Name eq '${'x'.repeat(17_000)}'`)).status).toBe(414);
  });
});

describe('pages', () => {
  it('goes on where it ended, encoded anew, and never past $top', async () => {
    const first = await get(
      'data/CustomersV3?$select=CustomerAccount,CreditLimit&$top=4&$orderby=CreditLimit desc&$count=true',
    );
    expect(first.json['@odata.count']).toBe(5);
    expect(accounts(first)).toEqual(['US-1', 'US-2', 'US-3']);
    expect(first.json['@odata.nextLink']).toContain('CustomerAccount%2CCreditLimit');
    const second = await get(first.json['@odata.nextLink']);
    expect(accounts(second)).toHaveLength(1);
    expect(second.json['@odata.nextLink']).toBeUndefined();
  });

  it('takes a smaller page when asked, and says so', async () => {
    const reply = await get('data/CustomersV3', { prefer: 'odata.maxpagesize=2' });
    expect(reply.json.value).toHaveLength(2);
    expect(reply.headers.get('preference-applied')).toBe('odata.maxpagesize=2');
    const greedy = await get('data/CustomersV3', { prefer: 'odata.maxpagesize=500' });
    expect(greedy.json.value).toHaveLength(3);
  });

  it('has no link on a last page that is exactly full', async () => {
    const reply = await get("data/CustomersV3?$filter=CustomerAccount le 'US-2'");
    expect(reply.json.value).toHaveLength(3);
    expect(reply.json['@odata.nextLink']).toBeUndefined();
  });

  it('shifts under a delete: it pages by position', async () => {
    const first = await get('data/CustomersV3?cross-company=true&$select=CustomerAccount&$top=6');
    await session.send('POST', 'data/CustomersV3', customer('AA-0', { dataAreaId: 'frrt' }));
    const second = await get(first.json['@odata.nextLink']);
    expect(accounts(second)[0]).toBe(accounts(first).at(-1));
    await session.send('DELETE', "data/CustomersV3(dataAreaId='frrt',CustomerAccount='AA-0')?cross-company=true");
  });
});

describe('what a row looks like', () => {
  it('carries its tag, and only what was asked', async () => {
    const reply = await get("data/CustomersV3(dataAreaId='usmf',CustomerAccount='US-3')?$select=SalesMemo,CreditLimit");
    const { '@odata.context': context, '@odata.etag': etag, ...rest } = reply.json;
    expect(rest).toEqual({ SalesMemo: 'a/b %2F ü 🙂', CreditLimit: 0.1 });
    expect(context).toMatch(/\/data\/\$metadata#CustomersV3\(SalesMemo,CreditLimit\)\/\$entity$/);
    expect(etag).toMatch(/^W\/"J[A-Za-z0-9+/=]+"$/);
    expect(Buffer.from(etag.slice(3, -1), 'base64').toString()).toMatch(/^'1,\d{10}'$/);
    expect(reply.headers.get('etag')).toBe(etag);
  });

  it('has a value for every field: nothing is null', async () => {
    const row = (await get("data/CustomersV3(dataAreaId='usmf',CustomerAccount='US-4')")).json;
    expect(Object.keys(row)).toHaveLength(305 + 2);
    expect(Object.values(row)).not.toContain(null);
    expect(row).toMatchObject({
      CreditRating: '',
      OnHoldStatus: 'No',
      OrganizationNumberOfEmployees: 0,
      CreditLimit: 0,
      AddressValidFrom: '1900-01-01T00:00:00Z',
      CredManLastReviewDate: '1900-01-01T12:00:00Z',
      CredManCustomerSince: '2020-03-01T12:00:00Z',
    });
  });

  it('writes decimals and 64-bit integers as text when asked', async () => {
    const path =
      "data/CustomersV3(dataAreaId='usmf',CustomerAccount='US-1')?$select=CreditLimit,AddressRecordId,ConsolidationDay";
    const plain = await get(path);
    expect(plain.text).toContain('"CreditLimit":1000.5,"AddressRecordId":0,"ConsolidationDay":0');
    const quoted = await get(path, { accept: 'application/json;IEEE754Compatible=true' });
    expect(quoted.text).toContain('"CreditLimit":"1000.5","AddressRecordId":"0","ConsolidationDay":0');
    expect(quoted.headers.get('content-type')).toContain('IEEE754Compatible=true');
  });

  it('is not sent again to who has it', async () => {
    const path = "data/CustomersV3(dataAreaId='usmf',CustomerAccount='US-1')";
    const etag = (await get(path)).headers.get('etag') ?? '';
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
  });

  it.each([
    [{ 'odata-version': '4.01' }, 400],
    [{ 'odata-maxversion': '3.0' }, 400],
    [{ 'odata-version': '4.0', 'odata-maxversion': '4.0' }, 200],
    [{ accept: 'application/json;odata.metadata=full' }, 501],
  ])('speaks OData 4.0 with minimal metadata: %o', async (headers, status) => {
    const reply = await get('data/Currencies', headers as unknown as Record<string, string>);
    expect(reply.status).toBe(status);
  });
});

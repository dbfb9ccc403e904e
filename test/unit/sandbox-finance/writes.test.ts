import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer, openSession, type Reply, says, type Session } from './session';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.stop());

let next = 0;
let account = '';
let address = '';
beforeEach(() => {
  next += 1;
  account = `US-T${next}`;
  address = `data/CustomersV3(dataAreaId='usmf',CustomerAccount='${account}')`;
});
const create = (more: Record<string, unknown> = {}, headers = {}): Promise<Reply> =>
  session.send('POST', 'data/CustomersV3', customer(account, more), headers);
const read = async (): Promise<Record<string, unknown>> => (await session.send('GET', address)).json;

describe('create', () => {
  it('answers the row with its address and tag', async () => {
    const reply = await create();
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`${session.finance.data}${address.slice(5)}`);
    expect(reply.headers.get('etag')).toBe(reply.json['@odata.etag']);
    expect(reply.json['@odata.context']).toBe(`${session.finance.data}$metadata#CustomersV3/$entity`);
  });

  it('fills what was not sent, from the row, the company and other rows', async () => {
    await create({ OrganizationName: 'A name of more than twenty letters' });
    expect(await read()).toMatchObject({
      SalesCurrencyCode: 'USD',
      LanguageId: 'en-US',
      NameAlias: 'A name of more than',
      PaymentTerms: 'Net30',
      PartyType: 'Organization',
      PartyNumber: expect.stringMatching(/^\d{9}$/),
    });
  });

  it('leaves alone what was sent, empty too', async () => {
    await create({ NameAlias: '', PaymentTerms: 'Net60', SalesCurrencyCode: 'EUR' });
    expect(await read()).toMatchObject({ NameAlias: '', PaymentTerms: 'Net60', SalesCurrencyCode: 'EUR' });
  });

  it('takes the default company of the caller when none is named', async () => {
    const { dataAreaId: _, ...row } = customer(account);
    const reply = await session.send('POST', 'data/CustomersV3', row, {}, 'chef');
    expect(reply.json).toMatchObject({ dataAreaId: 'frrt', SalesCurrencyCode: 'EUR', LanguageId: 'fr' });
  });

  it('takes any company that there is, in lower case, and no other', async () => {
    expect((await create({ dataAreaId: 'FRRT' })).json.dataAreaId).toBe('frrt');
    const reply = await create({ dataAreaId: 'xxxx' });
    expect([reply.status, says(reply)]).toEqual([400, "The company 'xxxx' does not exist."]);
  });

  it('gives a number to a row without one', async () => {
    const { CustomerAccount: _, ...row } = customer('');
    const numbers = [
      (await session.send('POST', 'data/CustomersV3', row)).json.CustomerAccount,
      (await session.send('POST', 'data/CustomersV3', row)).json.CustomerAccount,
    ];
    expect(numbers).toEqual(['CUST-000001', 'CUST-000002']);
  });

  it('refuses an existing key in Finance’s words, whatever its case', async () => {
    await create();
    const reply = await session.send('POST', 'data/CustomersV3', customer(account.toLowerCase()));
    expect(reply.status).toBe(400);
    expect(says(reply)).toBe(
      `Write failed for table row of type 'CustCustomerV3Entity'. Infolog: Error: Cannot create a record in Customers (CustTable). Customer account: ${account.toLowerCase()}, Fabrikam.\nThe record already exists..`,
    );
    expect(reply.json.error).toMatchObject({ code: '', message: 'An error has occurred.' });
    expect(reply.json.error.innererror.type).toMatch(/AxODataWriteException$/);
  });

  it('drops blanks at the end of texts', async () => {
    await create({ SalesMemo: ' kept, dropped  ' });
    expect((await read())['SalesMemo']).toBe(' kept, dropped');
  });
});

describe('values', () => {
  it.each([
    ['CreditLimit', '12.5', 12.5],
    ['CreditLimit', '0.1234567', 0.123457],
    ['CreditLimit', '-2.0000005', -2.000001],
    ['CreditLimit', '1.5E3', 1500],
    ['CreditLimit', '-0.00', 0],
    ['ConsolidationDay', '2147483647', 2147483647],
    ['PrimaryContactPhoneRecordId', '5637144576', 5637144576],
    ['CredManCustomerSince', '"2026-11-09T23:30:00-05:00"', '2026-11-10T12:00:00Z'],
    ['CredManCustomerSince', '"2026-11-09T00:00:00Z"', '2026-11-09T12:00:00Z'],
    ['AddressValidFrom', '"2026-11-09T08:30:15.123Z"', '2026-11-09T08:30:15Z'],
    ['SalesMemo', 'null', ''],
    ['OnHoldStatus', 'null', 'No'],
    ['OnHoldStatus', '"Invoice"', 'Invoice'],
    ['SalesMemo', '"« l’été » 🙂\\n2"', '« l’été » 🙂\n2'],
  ])('%s takes %s', async (field, text, expected) => {
    await create();
    const reply = await session.send('PATCH', address, `{"${field}":${text}}`);
    expect(reply.status, reply.text).toBe(204);
    expect((await read())[field]).toBe(expected);
  });

  it.each([
    ['CreditLimit', 'null', 'does not allow null values'],
    ['CredManCustomerSince', 'null', 'does not allow null values'],
    ['ConsolidationDay', 'null', 'does not allow null values'],
    ['CreditLimit', '"12.5"', 'Cannot convert the literal'],
    ['CreditLimit', `1${'0'.repeat(30)}`, 'Cannot convert the literal'],
    ['ConsolidationDay', '2147483648', 'Cannot convert the literal'],
    ['ConsolidationDay', '1.5', 'Cannot convert the literal'],
    ['CredManCustomerSince', '"2026-11-09"', 'Cannot convert the literal'],
    ['CredManCustomerSince', '"2026-11-09T08:00:00"', 'Cannot convert the literal'],
    ['CredManCustomerSince', '"2026-13-09T08:00:00Z"', 'Cannot convert the literal'],
    ['OnHoldStatus', '"all"', "Requested value 'all' was not found"],
    ['OnHoldStatus', '2', 'Cannot convert the literal'],
    ['IsOneTimeCustomer', 'true', 'Cannot convert the literal'],
    ['SalesMemo', '5', 'Cannot convert the literal'],
    ['salesMemo', '"x"', "The property 'salesMemo' does not exist"],
    ['ModifiedDateTime', '"x"', "The property 'ModifiedDateTime' does not exist"],
    ['@odata.type', '"#Microsoft.Dynamics.DataEntities.CustomerV2"', 'is not'],
  ])('%s does not take %s', async (field, text, words) => {
    await create();
    const reply = await session.send('PATCH', address, `{"${field}":${text}}`);
    expect(reply.status, reply.text).toBe(400);
    expect(says(reply)).toContain(words);
  });

  it('wants texts for decimals and 64-bit integers, once it is told so', async () => {
    await create();
    const headers = { 'content-type': 'application/json;IEEE754Compatible=true' };
    const exact = '{"CreditLimit":"123456789012345678.123456","PrimaryContactPhoneRecordId":"9007199254740993"}';
    expect((await session.send('PATCH', address, exact, headers)).status).toBe(204);
    const reply = await session.send('GET', address, undefined, { accept: 'application/json;IEEE754Compatible=true' });
    expect(reply.json.CreditLimit).toBe('123456789012345678.123456');
    expect(reply.json.PrimaryContactPhoneRecordId).toBe('9007199254740993');
    expect((await session.send('PATCH', address, '{"CreditLimit":1}', headers)).status).toBe(400);
  });

  it.each([
    ['{"SalesMemo":"a","SalesMemo":"a"}', 'Multiple properties'],
    ['{"SalesMemo":"a",}', 'Invalid JSON'],
    ['[]', 'an object was expected'],
    ['', 'Invalid JSON'],
    ['{"SalesMemo":"a"} // no', 'Invalid JSON'],
  ])('refuses the body %s', async (body, words) => {
    await create();
    const reply = await session.send('PATCH', address, body);
    expect(reply.status).toBe(400);
    expect(says(reply)).toContain(words);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'refuses a body of type %s',
    async (type) => {
      expect((await create({}, { 'content-type': type })).status).toBe(415);
    },
  );
});

describe('update and delete', () => {
  it('changes what was sent and no more, and answers nothing', async () => {
    const before = (await create({ SalesMemo: 'stays' })).json;
    const reply = await session.send('PATCH', address, { PrimaryContactPhone: '+33 4 72 10 20 99' });
    expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([204, '', null]);
    const { '@odata.etag': etag, ...after } = await read();
    expect(after).toEqual({
      ...before,
      PrimaryContactPhone: '+33 4 72 10 20 99',
      '@odata.etag': undefined,
    });
    expect(etag).not.toBe(before['@odata.etag']);
  });

  it('gives a new tag with every write, even when nothing differs', async () => {
    const before = (await create()).json['@odata.etag'];
    await session.send('PATCH', address, { OrganizationName: 'Fabrikam' });
    expect((await read())['@odata.etag']).not.toBe(before);
  });

  it.each(['PATCH', 'DELETE'])('%s holds to If-Match', async (method) => {
    const etag = (await create()).json['@odata.etag'];
    await session.send('PATCH', address, { SalesMemo: 'moved on' });
    const body = method === 'PATCH' ? { SalesMemo: 'mine' } : undefined;
    const stale = await session.send(method, address, body, { 'if-match': etag });
    expect(stale.status).toBe(412);
    expect((await read())['SalesMemo']).toBe('moved on');
    const fresh = (await read())['@odata.etag'] as string;
    expect((await session.send(method, address, body, { 'if-match': fresh })).status).toBe(204);
  });

  it.each([
    ['PATCH', { 'if-match': '*' }],
    ['PATCH', {}],
    ['DELETE', { 'if-match': '*' }],
    ['DELETE', {}],
  ])('%s %o of a row that is not there is a 400', async (method, headers) => {
    const body = method === 'PATCH' ? { SalesMemo: 'x' } : undefined;
    const reply = await session.send(method, address, body, headers as unknown as Record<string, string>);
    expect([reply.status, says(reply)]).toEqual([400, 'No resources were found when selecting for update.']);
  });

  it.each(['PATCH', 'DELETE'])('%s does not see another company without cross-company', async (method) => {
    await create({ dataAreaId: 'frrt' });
    const other = address.replace('usmf', 'frrt');
    const body = method === 'PATCH' ? { SalesMemo: 'x' } : undefined;
    expect((await session.send(method, other, body)).status).toBe(400);
    expect((await session.send(method, `${other}?cross-company=true`, body)).status).toBe(204);
  });

  it('does not let a key be changed; the same key may come along', async () => {
    await create();
    expect((await session.send('PATCH', address, { CustomerAccount: account, dataAreaId: 'USMF' })).status).toBe(204);
    const reply = await session.send('PATCH', address, { CustomerAccount: 'US-OTHER' });
    expect(reply.status).toBe(400);
    expect(says(reply)).toContain("Field 'Customer account' does not allow editing.");
  });

  it('deletes once', async () => {
    await create();
    expect((await session.send('DELETE', address)).status).toBe(204);
    expect((await session.send('GET', address)).status).toBe(404);
  });

  it.each([
    ['PUT', '', 501],
    ['PATCH', 'data/CustomersV3', 405],
    ['DELETE', 'data/CustomersV3', 405],
    ['POST', 'data/$metadata', 405],
  ])('%s %s: %i', async (method, path, status) => {
    const body = method === 'DELETE' ? undefined : {};
    expect((await session.send(method, path || address, body)).status).toBe(status);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, openSession, type Reply, says, type Session } from './session';

let session: Session;
beforeAll(async () => {
  session = await openSession();
  const rows: [string, Record<string, unknown>][] = [
    ['CustomersV3', customer('US-C1')],
    ['CustomersV3', customer('US-C2', { PaymentTerms: 'Net60' })],
    ['CustomersV3', customer('FR-C1', { dataAreaId: 'frrt' })],
    ['ProjectContractHeaders', contract('CON-1', 'US-C1')],
    ['ProjectContractHeaders', contract('CON-2', 'US-C2')],
    ['ProjectsV2', { ProjectId: 'P-1', ProjectName: 'One', ProjectContractId: 'CON-1' }],
  ];
  for (const [set, row] of rows) {
    const reply = await session.send('POST', `data/${set}`, row);
    expect(reply.status, reply.text).toBe(201);
  }
});
afterAll(() => session.stop());

function contract(id: string, account: string): Record<string, unknown> {
  return { dataAreaId: 'usmf', ProjectContractId: id, Name: `Contract ${id}`, CustomerAccountNumber: account };
}

const post = (set: string, row: Record<string, unknown>): Promise<Reply> => session.send('POST', `data/${set}`, row);
const infolog = (reply: Reply): string => /Infolog: (.*)$/s.exec(says(reply))?.[1] ?? says(reply);

describe('Finance’s own rules', () => {
  it.each([
    [
      'CustomersV3',
      customer('N1', { CustomerGroupId: 'Local' }),
      "Warning: The value 'Local' in field 'Customer group' is not found in the related table 'Customer groups'.; Warning: validateField failed on field 'CustCustomerV3Entity.CustomerGroupId'.",
    ],
    [
      'CustomersV3',
      customer('N1', { CustomerGroupId: '' }),
      "Warning: Field 'Customer group' must be filled in.; Warning: validateWrite failed on data source 'CustTable (CustTable)'.",
    ],
    [
      'CustomersV3',
      customer('N1', { SalesCurrencyCode: 'XXX' }),
      "Warning: The value 'XXX' in field 'Currency' is not found in the related table 'Currencies'.; Warning: validateField failed on field 'CustCustomerV3Entity.SalesCurrencyCode'.",
    ],
    [
      'CustomersV3',
      customer('N1', { SalesCurrencyCode: 'EURO' }),
      "Warning: The field 'Currency' is too long: it takes 3 characters.; Warning: validateField failed on field 'CustCustomerV3Entity.SalesCurrencyCode'.",
    ],
    [
      'ProjectContractHeaders',
      contract('N1', 'FR-C1'),
      "Warning: The value 'FR-C1' in field 'Customer account' is not found in the related table 'Customers'.; Warning: validateField failed on field 'ProjProjectContractHeaderEntity.CustomerAccountNumber'.",
    ],
    [
      'ProjectContractHeaders',
      { ...contract('N1', ''), Name: 'x' },
      "Warning: Field 'Customer account' must be filled in.; Warning: validateWrite failed on data source 'ProjInvoiceTable (ProjInvoiceTable)'.",
    ],
    [
      'ProjectsV2',
      { ProjectId: 'N1', ProjectName: 'x', ProjectContractId: 'CON-9' },
      "Warning: The value 'CON-9' in field 'Project contract ID' is not found in the related table 'Project contracts'.; Warning: validateField failed on field 'ProjProjectV2Entity.ProjectContractId'.",
    ],
    [
      'ProjectsV2',
      { ProjectId: 'x'.repeat(21), ProjectName: 'x' },
      "Warning: The field 'Project ID' is too long: it takes 20 characters.; Warning: validateField failed on field 'ProjProjectV2Entity.ProjectId'.",
    ],
    [
      'ProjectsV2',
      { ProjectId: 'N1', ProjectName: 'n'.repeat(61) },
      "Warning: The field 'Project name' is too long: it takes 60 characters.; Warning: validateField failed on field 'ProjProjectV2Entity.ProjectName'.",
    ],
    [
      'ProjectsV2',
      { ProjectId: 'N1' },
      "Warning: Field 'Project name' must be filled in.; Warning: validateWrite failed on data source 'ProjTable (ProjTable)'.",
    ],
  ])('%s refuses %o', async (set, row, expected) => {
    const reply = await post(set, row);
    expect(reply.status).toBe(400);
    expect(infolog(reply)).toBe(expected);
  });

  it('counts letters, not halves of an emoji', async () => {
    expect((await post('ProjectsV2', { ProjectId: 'EMOJI', ProjectName: '🙂'.repeat(60) })).status).toBe(201);
  });

  it('takes the customer of a project from its contract, and again when the contract changes', async () => {
    const address = "data/ProjectsV2(dataAreaId='usmf',ProjectId='P-1')";
    const project = async (): Promise<Record<string, unknown>> => (await session.send('GET', address)).json;
    expect(await project()).toMatchObject({
      CustomerAccountNumber: 'US-C1',
      DefaultInvoiceAccount: 'US-C1',
      ProjectGroupId: 'TM_US',
      ProjectStage: 'Created',
      DateOfCreation: '2026-11-25T12:00:00Z',
    });
    await session.send('PATCH', address, { ProjectContractId: 'CON-2' });
    expect(await project()).toMatchObject({ CustomerAccountNumber: 'US-C2', DefaultInvoiceAccount: 'US-C1' });
  });

  it('gives a contract the payment terms and the currency of its customer', async () => {
    const row = (await session.send('GET', "data/ProjectContractHeaders(dataAreaId='usmf',ProjectContractId='CON-2')"))
      .json;
    expect(row).toMatchObject({ TermsOfPayment: 'Net60', SalesCurrencyCode: 'USD' });
  });

  it.each([
    ['All', 400],
    ['Invoice', 201],
    ['Never', 201],
    ['No', 201],
  ])('a customer whose hold is %s: a project answers %i', async (hold, status) => {
    const account = `HOLD-${hold}`;
    await post('CustomersV3', customer(account, { OnHoldStatus: hold }));
    const reply = await post('ProjectsV2', {
      ProjectId: `P-${hold}`,
      ProjectName: 'x',
      CustomerAccountNumber: account,
    });
    expect(reply.status).toBe(status);
    if (status === 400) {
      expect(infolog(reply)).toBe('Error: Customer HOLD-All is on hold.; Error: Update has been canceled..');
    }
  });

  it('refuses a change of a project while its customer is on hold, and takes it once the hold is lifted', async () => {
    const owner = "data/CustomersV3(dataAreaId='usmf',CustomerAccount='US-C2')";
    const project = "data/ProjectsV2(dataAreaId='usmf',ProjectId='P-1')";
    await session.send('PATCH', owner, { OnHoldStatus: 'All' });
    const refused = await session.send('PATCH', project, { ProjectName: 'Two' });
    expect([refused.status, infolog(refused)]).toEqual([
      400,
      'Error: Customer US-C2 is on hold.; Error: Update has been canceled..',
    ]);
    await session.send('PATCH', owner, { OnHoldStatus: 'No' });
    expect((await session.send('PATCH', project, { ProjectName: 'Two' })).status).toBe(204);
  });

  it.each([
    [
      "CustomersV3(dataAreaId='usmf',CustomerAccount='US-C1')",
      'Customer cannot be deleted while dependent Project contracts exist.',
    ],
    [
      "ProjectContractHeaders(dataAreaId='usmf',ProjectContractId='CON-2')",
      'Project contract cannot be deleted while dependent Projects exist.',
    ],
    [
      "CustomerGroups(dataAreaId='usmf',CustomerGroupId='10')",
      'Customer group cannot be deleted while dependent Customers exist.',
    ],
    ["LegalEntities('frrt')", 'Legal entity cannot be deleted while dependent Customers exist.'],
  ])('does not delete %s', async (address, words) => {
    const reply = await session.send('DELETE', `data/${address}`);
    expect(reply.status).toBe(400);
    expect(infolog(reply)).toContain(words);
  });
});

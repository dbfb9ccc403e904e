import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Books, id, openBooks } from './books';
import { type Reply, says } from './session';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.stop());

const send = (method: string, path: string, body?: unknown): Promise<Reply> =>
  books.session.send(method, `data/${path}`, body);
const create = async (set: string, row: Record<string, unknown>): Promise<void> => {
  const reply = await send('POST', set, { dataAreaId: 'usmf', ...row });
  expect([set, reply.status, reply.status === 201 ? '' : reply.text]).toEqual([set, 201, '']);
};

/** The two kinds of estimate that come in pairs, by the fields of their staging entities. */
const KINDS = [
  {
    set: 'ProjEstimateExpensesImports',
    forecasts: 'ExpenseForecasts',
    key: 'EstimateExpensesImportId',
    origin: 'OriginEstimateLineId',
    line: (name: string, of: string | null, type: string, price: number, quantity: number) => ({
      EstimateExpensesImportId: id(name),
      EstimateLineId: id(name),
      ...(of === null ? {} : { OriginEstimateLineId: id(of) }),
      TransType: type,
      Price: price,
      Quantity: quantity,
      CurrencyId: type === 'Cost' ? 'USD' : 'EUR',
      ProjectId: 'P1',
      BillingType: 'Chargeable',
      TransactionCategoryId: 'HOTEL',
    }),
  },
  {
    set: 'ProjForecastSalesImport',
    forecasts: 'ItemForecasts',
    key: 'ImportId',
    origin: 'ForecastLineIdOrigin',
    line: (name: string, of: string | null, type: string, price: number, quantity: number) => ({
      ImportId: id(name),
      ForecastLineId: id(name),
      ...(of === null ? {} : { ForecastLineIdOrigin: id(of) }),
      TransType: type,
      Price: price,
      SalesQty: quantity,
      Currency: type === 'Cost' ? 'USD' : 'EUR',
      ProjId: 'P1',
      BillingType: 'Chargeable',
      TransactionCategoryId: 'CONSULT',
    }),
  },
] as const;

describe.each(KINDS)('estimates of $set', ({ set, forecasts, key, origin, line }) => {
  const forecast = async (): Promise<unknown> =>
    (await books.rows(forecasts)).map((row) => [
      row['Quantity'],
      row['CostPrice'],
      row['SalesPrice'],
      row['SalesCurrency'],
    ]);
  const address = (name: string): string => `${set}(dataAreaId='usmf',${key}=${id(name)})`;

  it.each([
    ['cost first', ['cost', 'sale']],
    ['sale first', ['sale', 'cost']],
  ])('make one forecast of a cost and a sales line: %s', async (_, order) => {
    const lines = { cost: line('cost', null, 'Cost', 128, 15), sale: line('sale', 'cost', 'Sales', 160, 15) };
    for (const name of order) await create(set, lines[name as keyof typeof lines]);
    expect(await forecast()).toEqual([['15', '128', '160', 'EUR']]);
    expect((await books.rows(forecasts))[0]).toMatchObject({ LineProperty: 'CHARGE', OriginId: id('cost') });
  });

  it('need their project', async () => {
    const project = set === 'ProjForecastSalesImport' ? 'ProjId' : 'ProjectId';
    const reply = await send('POST', set, { dataAreaId: 'usmf', ...line('cost', null, 'Cost', 1, 1), [project]: 'P9' });
    expect([reply.status, await forecast()]).toEqual([400, []]);
    expect(says(reply)).toContain("The value 'P9' in field");
  });

  it('keep it right when either line changes or goes', async () => {
    await create(set, line('cost', null, 'Cost', 128, 15));
    await create(set, line('sale', 'cost', 'Sales', 160, 15));
    await send('PATCH', address('sale'), { Price: 175.5 });
    await send('PATCH', address('cost'), { Price: 130 });
    expect(await forecast()).toEqual([['15', '130', '175.5', 'EUR']]);
    await send('DELETE', address('cost'));
    expect(await forecast()).toEqual([['15', '0', '175.5', 'EUR']]);
    await send('DELETE', address('sale'));
    expect(await forecast()).toEqual([]);
  });

  it('move a line that gets another origin', async () => {
    await create(set, line('one', null, 'Cost', 1, 1));
    await create(set, line('two', null, 'Cost', 2, 1));
    await create(set, line('sale', 'one', 'Sales', 3, 1));
    await send('PATCH', address('sale'), { [origin]: id('two') });
    expect(((await forecast()) as string[][]).map(([, cost, sales]) => [cost, sales]).sort()).toEqual([
      ['1', '0'],
      ['2', '3'],
    ]);
  });
});

describe('hour estimates', () => {
  it('are hour forecasts, one each, also when an assignment goes and comes again', async () => {
    const row = {
      EstimateHoursImportId: id('a'),
      ProjectId: 'P1',
      Duration: 40,
      PlannedCostAmount: 3400,
      PlannedSalesAmount: 4800.4,
    };
    await create('ProjEstimateHoursImport', row);
    expect(await books.rows('HourForecasts')).toMatchObject([
      { Quantity: '40', CostPrice: '85', SalesPrice: '120.01' },
    ]);
    const address = `ProjEstimateHoursImport(dataAreaId='usmf',EstimateHoursImportId=${id('a')})`;
    await send('PATCH', address, { Duration: 20 });
    expect(await books.rows('HourForecasts')).toMatchObject([{ Quantity: '20', CostPrice: '170' }]);
    await send('DELETE', address);
    expect(await books.rows('HourForecasts')).toEqual([]);
    await create('ProjEstimateHoursImport', row);
    expect(await books.rows('HourForecasts')).toHaveLength(1);
  });
});

describe('contract lines and milestones', () => {
  const line = { ProjectContractId: 'CON-1', LineSequenceNumber: 1, ContractLineId: 'CL-1', LineProjectId: 'P1' };
  const lineAddress = "ProjectContractLines(dataAreaId='usmf',ProjectContractId='CON-1',LineSequenceNumber=1)";
  const milestone = (name: string) => ({
    ContractLineMilestoneIdentifier: name,
    ProjectContractId: 'CON-1',
    ProjectNumber: 'P1',
    ContractLineId: 'CL-1',
    CurrencyCode: 'USD',
    Amount: 100,
  });

  it.each([
    ['TimeMaterial', 'TimeAndMaterial'],
    ['FixedPrice', 'Milestone'],
  ])('a line billed by %s makes a rule of type %s', async (method, type) => {
    await create('ProjectContractLines', { ...line, BillingMethod: method, LineAmount: 500 });
    expect(await books.rows('BillingRules')).toMatchObject([{ RuleType: type, Amount: '500', ContractLineId: 'CL-1' }]);
    await send('PATCH', lineAddress, { LineAmount: 600 });
    expect(await books.rows('BillingRules')).toMatchObject([{ Amount: '600' }]);
    expect((await send('DELETE', lineAddress)).status).toBe(204);
    expect(await books.rows('BillingRules')).toEqual([]);
  });

  it('milestones are on-account transactions, and the first one makes the estimate project', async () => {
    await create('ProjectContractLines', { ...line, BillingMethod: 'FixedPrice' });
    await create('ProjectContractLineMilestones', milestone('M1'));
    await create('ProjectContractLineMilestones', milestone('M2'));
    expect(await books.rows('OnAccountTransactions')).toMatchObject([
      { TransId: 'OA-000001', MilestoneIdentifier: 'M1', TransStatus: 'Registered' },
      { TransId: 'OA-000002', MilestoneIdentifier: 'M2' },
    ]);
    expect(await books.rows('EstimateProjects')).toMatchObject([{ ProjectId: 'P1', ContractLineId: 'CL-1' }]);
    expect(says(await send('DELETE', lineAddress))).toContain('cannot be deleted while it has on-account transactions');
    const address = (name: string) =>
      `ProjectContractLineMilestones(dataAreaId='usmf',ContractLineMilestoneIdentifier='${name}')`;
    for (const name of ['M1', 'M2']) expect((await send('DELETE', address(name))).status).toBe(204);
    expect(await books.rows('OnAccountTransactions')).toEqual([]);
    expect((await send('DELETE', lineAddress)).status).toBe(204);
  });

  it('a line that has been billed stays', async () => {
    await create('ProjectContractLines', { ...line, BillingMethod: 'TimeMaterial' });
    await books.put('ProjInvoiceProposalV2', {
      dataAreaId: 'usmf',
      InvoiceProposalId: 'INV-1',
      ProjectContractId: 'CON-1',
      SalesCurrency: 'USD',
      InvoiceDate: '2026-10-31',
    });
    await books.connect('sale', 'billed');
    await books.stage('sale', { TransactionType: 'Sales', ContractLineId: 'CL-1' });
    await books.run('import-from-staging');
    await books.run('post-journals');
    await books.stage('billed', { TransactionType: 'BilledSales', ContractLineId: 'CL-1', InvoiceProposalId: 'INV-1' });
    await books.run('import-from-staging');
    expect(says(await send('DELETE', lineAddress))).toContain(
      'Contract line CL-1 cannot be deleted because it has been billed.',
    );
  });
});

describe('records without a company', () => {
  it('a role is made in every company', async () => {
    await send('POST', 'ResourceCategoriesShared', { RoleId: 'SOLARCH', Description: 'Solution architect' });
    const roles = async () =>
      (await books.rows('ResourceCategories')).map((row) => [row['dataAreaId'], row['Description']]);
    expect(await roles()).toEqual([
      ['frrt', 'Solution architect'],
      ['usmf', 'Solution architect'],
    ]);
    await send('PATCH', "ResourceCategoriesShared(RoleId='SOLARCH')", { Description: 'Architect' });
    expect(await roles()).toEqual([
      ['frrt', 'Architect'],
      ['usmf', 'Architect'],
    ]);
    await send('DELETE', "ResourceCategoriesShared(RoleId='SOLARCH')");
    expect(await roles()).toEqual([]);
  });

  it('a transaction category makes four shared categories', async () => {
    await send('POST', 'ProjectTransactionCategories', { CategoryId: 'TRAIN', Name: 'Training' });
    const rows = await books.rows('SharedCategories', { TransactionCategoryId: 'TRAIN' });
    expect(rows.map((row) => [row['CategoryId'], row['CategoryName'], row['TransactionType']])).toEqual([
      ['TRAIN-1', 'Training', 'Hour'],
      ['TRAIN-2', 'Training', 'Revenue'],
      ['TRAIN-3', 'Training', 'Item'],
      ['TRAIN-4', 'Training', 'Cost'],
    ]);
    expect(await books.rows('ProjectCategories', { Category: 'TRAIN-1' })).toEqual([]);
  });
});

describe('what has transactions', () => {
  const used = async (): Promise<void> => {
    await books.put('ProjInvoiceProposalV2', {
      dataAreaId: 'usmf',
      InvoiceProposalId: 'INV-1',
      ProjectContractId: 'CON-1',
      SalesCurrency: 'USD',
    });
    await books.stage('one');
    await books.run('import-from-staging');
  };

  it.each([
    ["ProjectsV2(dataAreaId='usmf',ProjectId='P1')", 'Project P1 cannot be deleted because it has transactions.'],
    [
      "ProjectContractHeaders(dataAreaId='usmf',ProjectContractId='CON-1')",
      'Project contract CON-1 cannot be deleted because it has transactions.',
    ],
    [
      "ProjectTransactionCategories(CategoryId='CONSULT')",
      'Project transaction category CONSULT cannot be deleted while project categories of it exist.',
    ],
  ])('stays: %s', async (address, message) => {
    await used();
    const reply = await send('DELETE', address);
    expect(reply.status).toBe(400);
    expect(says(reply)).toContain(message);
  });

  it('goes while there is none', async () => {
    expect((await send('DELETE', "ProjectsV2(dataAreaId='usmf',ProjectId='P1')")).status).toBe(204);
    expect((await send('DELETE', "ProjectContractHeaders(dataAreaId='usmf',ProjectContractId='CON-1')")).status).toBe(
      204,
    );
    await send('POST', 'ProjectTransactionCategories', { CategoryId: 'NEW', Name: 'New' });
    expect((await send('DELETE', "ProjectTransactionCategories(CategoryId='NEW')")).status).toBe(204);
  });
});

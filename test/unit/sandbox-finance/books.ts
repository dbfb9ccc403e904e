import { v5 } from 'uuid';
import { setUpProjectAccounting } from '../../sandbox/finance/index';
import { TableRows } from '../../sandbox/finance/control/rows';
import { NOW, openSession, type Reply, type Session } from './session';

const IDS = 'd2f5b1de-1a1b-4a2e-9e0c-6a2c3d1f0a77';

/** An id that a test can name. */
export const id = (name: string): string => v5(name, IDS);

export const CLASSES = { time: 192_350_000, expense: 192_350_001, material: 192_350_002, milestone: 192_350_003 };

/**
 * A Finance with two companies in different currencies that are set up for project accounting. Open: October and November 2026; rates: EUR
 * and GBP to USD from October on, GBP to EUR none.
 */
export async function openBooks(): Promise<Books> {
  const session = await openSession();
  const rows: readonly (readonly [string, Record<string, unknown>])[] = [
    ['Currencies', { CurrencyCode: 'GBP', Name: 'Pound Sterling' }],
    ['ExchangeRateTypes', { Name: 'Default' }],
    ['ExchangeRateCurrencyPairs', pair('EUR', 'USD', { ExchangeRateDisplayFactor: 'Hundred' })],
    ['ExchangeRateCurrencyPairs', pair('GBP', 'USD', { ExchangeRateDisplayFactor: 'One' })],
    [
      'ExchangeRatesCDSEntity',
      pair('EUR', 'USD', { ValidFrom: day('2026-10-01'), ValidTo: day('2026-10-31'), Rate: 116.11 }),
    ],
    [
      'ExchangeRatesCDSEntity',
      pair('EUR', 'USD', { ValidFrom: day('2026-11-01'), ValidTo: day('2154-12-31'), Rate: 108.62 }),
    ],
    [
      'ExchangeRatesCDSEntity',
      pair('GBP', 'USD', { ValidFrom: day('2026-10-01'), ValidTo: day('2154-12-31'), Rate: 1.2684 }),
    ],
    ['Ledgers', ledger('usmf', 'USD', 'EUR')],
    ['Ledgers', ledger('frrt', 'EUR', 'USD')],
    ['UnitsOfMeasure', { UnitSymbol: 'hr' }],
    ['ProjectTransactionCategories', { CategoryId: 'CONSULT', Name: 'Consulting' }],
    ['ProjectTransactionCategories', { CategoryId: 'HOTEL', Name: 'Hotel' }],
    ['Workers', { PersonnelNumber: '000109', FirstName: 'Hugo', LastName: 'Lambert' }],
    ['WorkerResourceImports', { ProjCDSResourceId: id('Hugo'), PersonnelNumber: '000109' }],
    ['CustomersV3', { dataAreaId: 'usmf', CustomerAccount: 'C1', OrganizationName: 'Fabrikam', CustomerGroupId: '10' }],
    [
      'CustomersV3',
      {
        dataAreaId: 'frrt',
        CustomerAccount: 'C2',
        OrganizationName: 'Litware',
        CustomerGroupId: '10',
        SalesTaxGroup: 'FR',
      },
    ],
    [
      'ProjectContractHeaders',
      { dataAreaId: 'usmf', ProjectContractId: 'CON-1', Name: 'One', CustomerAccountNumber: 'C1' },
    ],
    [
      'ProjectContractHeaders',
      { dataAreaId: 'frrt', ProjectContractId: 'CON-2', Name: 'Deux', CustomerAccountNumber: 'C2' },
    ],
    ['ProjectsV2', { dataAreaId: 'usmf', ProjectId: 'P1', ProjectName: 'One', ProjectContractId: 'CON-1' }],
    ['ProjectsV2', { dataAreaId: 'frrt', ProjectId: 'P2', ProjectName: 'Deux', ProjectContractId: 'CON-2' }],
  ];
  const { store } = session.finance;
  const writer = new TableRows({ store, now: () => NOW, refuse: () => null });
  store.transaction(() => rows.forEach(([set, row]) => writer.put(set, row)));
  setUpProjectAccounting(store, { company: 'usmf', years: [2026, 2026], closedUntil: '2026-09-30' });
  setUpProjectAccounting(store, {
    company: 'frrt',
    years: [2026, 2026],
    closedUntil: '2026-09-30',
    salesTax: { code: 'TVA20', group: 'FR', itemGroup: 'FULL', percent: '20' },
  });
  return new Books(session);
}

const day = (text: string): string => `${text}T12:00:00Z`;
const pair = (from: string, to: string, more: Record<string, unknown>): Record<string, unknown> => ({
  ExchangeRateTypeName: 'Default',
  FromCurrencyCode: from,
  ToCurrencyCode: to,
  ...more,
});
const ledger = (company: string, accounting: string, reporting: string): Record<string, unknown> => ({
  LegalEntityId: company,
  Name: company,
  AccountingCurrency: accounting,
  ReportingCurrency: reporting,
  ExchangeRateType: 'Default',
  FiscalCalendar: 'Fiscal',
});

export class Books {
  constructor(readonly session: Session) {}

  /** Writes an actual to the staging entity, as an hour of October in US dollars unless it says otherwise. */
  stage(name: string, more: Record<string, unknown> = {}): Promise<Reply> {
    const row = {
      dataAreaId: 'usmf',
      ActualsImportId: id(name),
      ActualId: id(name),
      TransactionType: 'Cost',
      TransactionClassification: CLASSES.time,
      TransactionCategoryId: 'CONSULT',
      ProjectId: 'P1',
      ResourceId: id('Hugo'),
      UnitOfMeasure: 'hr',
      TransactionCurrencyId: 'USD',
      Quantity: 8,
      UnitPrice: 100,
      Amount: 800,
      BillingType: 'Chargeable',
      DocumentDate: day('2026-10-14'),
      AccountingDate: day('2026-10-14'),
      ...more,
    };
    return this.session.send('POST', 'data/ProjActualsImports', row);
  }

  async staged(name: string, company = 'usmf'): Promise<Record<string, unknown> | null> {
    const key = `dataAreaId='${company}',ActualsImportId=${id(name)}`;
    const reply = await this.session.send('GET', `data/ProjActualsImports(${key})?cross-company=true`);
    return reply.status === 200 ? reply.json : null;
  }

  /** A connection, straight into its staging table: data packages have their own tests. */
  connect(one: string, other: string): Promise<Reply> {
    return this.put('ProjCDSTransactionRelationshipImport', {
      ConnectionId: id(`${one}/${other}`),
      Transaction1Id: id(one),
      Transaction1Role: 'Cost',
      Transaction1Type: 'msdyn_actual',
      Transaction2Id: id(other),
      Transaction2Role: 'UnbilledSales',
      Transaction2Type: 'msdyn_actual',
    });
  }

  // Answers of the control address have many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async run(process: string, wish: Record<string, unknown> = {}): Promise<any> {
    const reply = await this.session.send('POST', `sandbox/processes/${process}`, wish, {}, '');
    return reply.status === 200 ? reply.json : { status: reply.status, ...reply.json };
  }

  put(set: string, row: Record<string, unknown>): Promise<Reply> {
    return this.session.send('PUT', `sandbox/tables/${set}`, row, {}, '');
  }

  remove(set: string, key: Record<string, unknown>): Promise<Reply> {
    return this.session.send('DELETE', `sandbox/tables/${set}`, key, {}, '');
  }

  async rows(set: string, having: Record<string, string> = {}): Promise<Record<string, string>[]> {
    return (await this.session.send('GET', `sandbox/tables/${set}?${new URLSearchParams(having)}`, undefined, {}, ''))
      .json;
  }

  /** Where the staged actuals of a company are, by the name that the test gave them. */
  async places(names: readonly string[]): Promise<Record<string, string>> {
    const list: { importId: string; name: string }[] = (
      await this.session.send('GET', 'sandbox/staging', undefined, {}, '')
    ).json;
    return Object.fromEntries(
      names.map((name) => [name, list.find(({ importId }) => importId === id(name))?.name ?? 'nowhere']),
    );
  }

  async message(name: string): Promise<string> {
    const list: { importId: string; message: string }[] = (
      await this.session.send('GET', 'sandbox/staging', undefined, {}, '')
    ).json;
    return list.find(({ importId }) => importId === id(name))?.message ?? '';
  }

  setPeriod(month: string, status: string, company = 'usmf'): Promise<Reply> {
    const key = { LedgerName: company, Calendar: 'Fiscal', YearName: '2026', PeriodName: month };
    return this.put('LedgerFiscalPeriods', { ...key, PeriodStatus: status });
  }

  stop(): Promise<void> {
    return this.session.stop();
  }
}

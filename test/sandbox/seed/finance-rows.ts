import type { Row } from '../finance/model/value';
import { companyOf, COMPANIES, CONTRACTS, isOn } from './data';
import { DELIVERY, MASTERS, PURCHASING, rowId, type Vendor, type Worker } from './rows';

export type AddFinance = (set: string, row: Row, company: string) => void;

/** Rates, ledgers, units, roles, categories, vendors and workers. Companies and currencies must be there. */
export function addFinanceMasters(add: AddFinance): void {
  for (const { name, description } of MASTERS.exchangeRateTypes)
    add('ExchangeRateTypes', { Name: name, Description: description }, '');
  for (const { type, from, to, factor } of MASTERS.currencyPairs) {
    const pair = { ExchangeRateTypeName: type, FromCurrencyCode: from, ToCurrencyCode: to };
    add('ExchangeRateCurrencyPairs', { ...pair, ExchangeRateDisplayFactor: factor }, '');
  }
  for (const { type, from, to, validFrom, validTo, rate } of MASTERS.exchangeRates) {
    const pair = { ExchangeRateTypeName: type, FromCurrencyCode: from, ToCurrencyCode: to };
    add('ExchangeRatesCDSEntity', { ...pair, ValidFrom: validFrom, ValidTo: validTo, Rate: rate }, '');
  }
  for (const ledger of MASTERS.ledgers) {
    const row = {
      LegalEntityId: ledger.company,
      Name: ledger.name,
      Description: ledger.description,
      AccountingCurrency: companyOf(ledger.company).currency,
      ReportingCurrency: ledger.reporting,
      ExchangeRateType: 'Default',
      ReportingCurrencyExchangeRateType: 'Default',
      BudgetExchangeRateType: 'Budget',
      ChartOfAccounts: 'Shared',
      FiscalCalendar: 'Fiscal',
    };
    add('Ledgers', row, '');
  }
  for (const unit of MASTERS.units) {
    const row = { UnitSymbol: unit.symbol, UnitDescription: unit.name, UnitClass: unit.class };
    add('UnitsOfMeasure', { ...row, DecimalPrecision: String(unit.decimals) }, '');
  }
  for (const { number, name } of MASTERS.categories)
    add('ProjectTransactionCategories', { CategoryId: number, Name: name }, '');
  for (const { number, name } of MASTERS.roles)
    add('ResourceCategoriesShared', { RoleId: number, Description: name }, '');
  for (const vendor of MASTERS.vendors.filter((row) => isOn('finance', row)))
    add('VendorsV2', vendorRow(vendor), vendor.company);
  for (const worker of MASTERS.workers) {
    add('Workers', workerRow(worker), '');
    const resource = rowId('bookableresource', worker.number);
    add('WorkerResourceImports', { ProjCDSResourceId: resource, PersonnelNumber: worker.number }, '');
  }
}

function vendorRow(vendor: Vendor): Row {
  return {
    VendorAccountNumber: vendor.account,
    VendorOrganizationName: vendor.name,
    VendorGroupId: vendor.group,
    CurrencyCode: vendor.currency,
    LanguageId: companyOf(vendor.company).language,
    DefaultPaymentTermsName: 'Net30',
    AddressStreet: vendor.street,
    AddressCity: vendor.city,
    AddressZipCode: vendor.zip,
    AddressStateId: vendor.state,
    AddressCountryRegionId: vendor.region,
    AddressCountryRegionISOCode: vendor.country,
    PrimaryPhoneNumber: vendor.phone,
    PrimaryEmailAddress: vendor.email,
    OnHoldStatus: vendor.hold ?? 'No',
  };
}

function workerRow(worker: Worker): Row {
  return {
    PersonnelNumber: worker.number,
    FirstName: worker.first,
    LastName: worker.last,
    WorkerType: worker.type,
    WorkerStatus: 'Employed',
    PrimaryContactEmail: worker.email,
    LanguageId: companyOf(worker.company).language,
  };
}

/** What dual-write sent of contract lines, funding sources, tasks and milestones while it ran. */
export function addFinanceDelivery(add: AddFinance): void {
  const contractOf = (number: string) => {
    const contract = CONTRACTS.find((row) => row.number === number);
    if (!contract) throw new Error(`no contract ${number}`);
    return contract;
  };
  const yes = (is: boolean): string => (is ? 'Yes' : 'No');
  for (const line of DELIVERY.contractLines.filter((row) => isOn('finance', row))) {
    const fixed = line.method === 'fixed';
    const row = {
      ProjectContractId: line.contract,
      LineSequenceNumber: String(line.line),
      ContractLineId: line.number,
      Description: line.name,
      LineProjectId: line.project,
      LineAmount: line.amount,
      Quantity: '1',
      UnitPrice: line.amount,
      BillingMethod: fixed ? 'FixedPrice' : 'TimeMaterial',
      LineType: fixed ? 'LumpSum' : 'TAndM',
      AreHourTransactionsIncluded: yes(line.includes.includes('time')),
      AreExpenseTransactionsIncluded: yes(line.includes.includes('expense')),
      AreItemTransactionsIncluded: yes(line.includes.includes('material')),
      AreFeeTransactionsIncluded: yes(line.includes.includes('fee')),
    };
    add('ProjectContractLines', row, contractOf(line.contract).company);
  }
  for (const source of DELIVERY.fundingSources.filter((row) => isOn('finance', row))) {
    const row = {
      ProjectContractID: source.contract,
      FundingSourceId: source.number,
      FundingType: 'Customer',
      CustomerOrOrganization: source.customer,
      TermsOfPayment: source.terms.replace(' ', ''),
    };
    add('ProjectFundingSources', row, contractOf(source.contract).company);
  }
  const projects = new Map(DELIVERY.contractLines.map((line) => [line.project, contractOf(line.contract).company]));
  for (const [at, task] of DELIVERY.tasks.entries()) {
    if (!isOn('finance', task)) continue;
    const row = {
      ProjectId: task.project,
      TaskId: task.number,
      TaskElementId: task.wbs,
      ParentTaskElementId: task.parent ?? '',
      TaskOutlineLevel: String(task.wbs.split('.').length),
      TaskDisplaySequence: String(at + 1),
      TaskName: task.name,
    };
    add('ProjectTasks', row, projects.get(task.project) ?? '');
  }
  for (const milestone of DELIVERY.milestones.filter((row) => isOn('finance', row))) {
    const line = DELIVERY.contractLines.find((row) => row.number === milestone.line);
    if (!line) throw new Error(`no contract line ${milestone.line}`);
    const contract = contractOf(line.contract);
    const row = {
      ContractLineMilestoneIdentifier: milestone.number,
      ContractLineMilestoneGuid: rowId('msdyn_contractlinescheduleofvalue', milestone.number),
      Description: milestone.name,
      ProjectContractId: line.contract,
      ContractLineId: line.number,
      ProjectNumber: line.project,
      Amount: milestone.amount,
      CurrencyCode: contract.currency,
      TransactionDate: milestone.date,
    };
    add('ProjectContractLineMilestones', row, contract.company);
  }
}

/** What was booked in Finance and waits to be fetched: expenses and vendor invoices. */
export function addFinancePurchasing(add: AddFinance): void {
  for (const { code } of COMPANIES) {
    for (const { id, name, type, category } of PURCHASING.expenseCategories) {
      const row = { CostType: id, CostTxt: name, ExpType: type, TransactionCategoryId: category };
      add('ProjExpenseCategoriesExport', row, code);
    }
  }
  for (const expense of PURCHASING.expenses) {
    const kind = PURCHASING.expenseCategories.find((row) => row.id === expense.category);
    const row = {
      ExpTransNumber: expense.number,
      ReferenceDataAreaId: expense.company,
      ProjId: expense.project,
      ProjActivityNumber: expense.task ?? '',
      InterCompanyLE: expense.company,
      CostType: expense.category,
      TransactionCategoryId: kind?.category ?? '',
      ExchangeCode: companyOf(expense.company).currency,
      TransDate: expense.date,
      Quantity: '1',
      NetAmount: expense.amount,
      TaxAmount: expense.tax,
      Amount: String(Number(expense.amount) + Number(expense.tax)),
      BillingType: 'Chargeable',
      AdditionalInformation: expense.text,
    };
    add('ProjExpensesExport', row, '');
  }
  for (const invoice of PURCHASING.vendorInvoices) {
    const head = {
      VendorInvoiceNum: invoice.number,
      TableRefId: invoice.id,
      InvoiceAccount: invoice.vendor,
      OrderAccount: invoice.vendor,
      CurrencyCode: companyOf(invoice.company).currency,
      TransDate: invoice.date,
      DocumentDate: invoice.date,
      Description: invoice.text,
    };
    add('VendInvoiceExportsV2', { ...head, ProjVendInvoiceStatus: invoice.status }, invoice.company);
    add('ProjVendInvoicesExport', head, invoice.company);
    for (const line of invoice.lines) {
      const row = {
        ProjTransId: line.id,
        ProjDataAreaId: invoice.company,
        DAreaId: invoice.company,
        VendorInvoiceNum: invoice.number,
        InvoiceAccount: invoice.vendor,
        OrderAccount: invoice.vendor,
        ProjId: line.project,
        RoleId: line.role ?? '',
        TransactionCategoryId: line.category,
        CategoryType: line.type,
        QtyReceiveNow: line.quantity,
        PurchUnit: line.unit,
        PurchPrice: line.price,
        LineAmount: String(Math.round(Number(line.quantity) * Number(line.price) * 100) / 100),
        currencyCode: companyOf(invoice.company).currency,
        TransDate: invoice.date,
        BillingType: 'Chargeable',
        Description: line.text,
      };
      add('ProjVendInvoiceLinesExportEntity', row, '');
    }
  }
}

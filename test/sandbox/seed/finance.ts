import { createRow, type WriteContext } from '../finance/business/write';
import type { FinanceStore } from '../finance/store';
import { knownEntity } from '../finance/model/entity';
import type { Row } from '../finance/model/value';
import {
  COMPANIES,
  type Company,
  companyOf,
  type Contract,
  CONTRACTS,
  CURRENCIES,
  type Customer,
  CUSTOMER_GROUPS,
  CUSTOMERS,
  isOn,
  partyNumber,
  type Project,
  PROJECTS,
} from './data';
import { addFinanceDualWrite } from './dual-write';
import { addFinanceAccounting } from './finance-accounting';
import { addFinanceDelivery, addFinanceMasters, addFinancePurchasing } from './finance-rows';

/**
 * Fills an empty Finance, through its own rules. Does nothing when companies are there already.
 * @param now milliseconds since 1970
 */
export function seedFinance(store: FinanceStore, now: () => number): void {
  const companies = knownEntity('LegalEntities');
  if (store.count(companies, []) > 0) return;
  const context: WriteContext = { store, now, refuse: () => null };
  const add = (set: string, row: Row, company: string): void => {
    createRow(context, knownEntity(set), row, company);
  };
  store.transaction(() => {
    for (const currency of CURRENCIES) {
      add('Currencies', { CurrencyCode: currency.code, Name: currency.name, Symbol: currency.symbol }, '');
    }
    for (const company of COMPANIES) {
      add('LegalEntities', legalEntity(company), '');
      for (const { id, name, terms } of CUSTOMER_GROUPS) {
        add('CustomerGroups', { CustomerGroupId: id, Description: name, PaymentTermId: terms }, company.code);
      }
    }
    addFinanceMasters(add);
    for (const customer of CUSTOMERS.filter((row) => isOn('finance', row))) {
      add('CustomersV3', customerRow(customer), customer.company);
    }
    for (const contract of CONTRACTS.filter((row) => isOn('finance', row))) {
      add('ProjectContractHeaders', contractRow(contract), contract.company);
    }
    for (const project of PROJECTS.filter((row) => isOn('finance', row))) {
      add('ProjectsV2', projectRow(project), project.company);
    }
    addFinanceDelivery(add);
    addFinancePurchasing(add);
    addFinanceDualWrite(add);
    addFinanceAccounting(store);
  });
}

function legalEntity(company: Company): Row {
  return {
    LegalEntityId: company.code,
    Name: company.name,
    LanguageId: company.language,
    CompanyCountry: company.region,
    AddressStreet: company.street,
    AddressCity: company.city,
    AddressZipCode: company.zip,
    AddressState: company.state,
    AddressCountryRegionId: company.region,
    AddressCountryRegionISOCode: company.country,
    TimeZone: company.country === 'FR' ? 'GMTPLUS0100BRUSSELS_COPENHAGEN_MADRID' : 'GMTMINUS0800PACIFICTIME',
  };
}

function customerRow(customer: Customer): Row {
  const { country, currency, language } = companyOf(customer.company);
  return {
    CustomerAccount: customer.account ?? '',
    OrganizationName: customer.name,
    CustomerGroupId: customer.group,
    SalesCurrencyCode: currency,
    LanguageId: language,
    PartyNumber: partyNumber(customer),
    PrimaryContactPhone: customer.phone,
    PrimaryContactEmail: customer.email,
    PrimaryContactURL: customer.web,
    DeliveryAddressStreet: customer.street,
    DeliveryAddressCity: customer.city,
    DeliveryAddressZipCode: customer.zip,
    DeliveryAddressState: customer.state,
    DeliveryAddressCountryRegionISOCode: country,
    DeliveryAddressLatitude: String(Number(customer.latitude ?? 0)),
    DeliveryAddressLongitude: String(Number(customer.longitude ?? 0)),
    InvoiceAddressStreet: customer.street,
    InvoiceAddressCity: customer.city,
    InvoiceAddressZipCode: customer.zip,
    InvoiceAddressState: customer.state,
    InvoiceAddressCountryRegionISOCode: country,
    CreditLimit: customer.credit,
    CreditRating: customer.rating ?? '',
    OrganizationNumberOfEmployees: String(customer.employees),
    SalesMemo: customer.memo ?? '',
    OnHoldStatus: customer.hold ?? 'No',
    ...customer.finance,
  };
}

function contractRow(contract: Contract): Row {
  return {
    ProjectContractId: contract.number,
    Name: contract.name,
    CustomerAccountNumber: contract.customer,
    SalesCurrencyCode: contract.currency,
    CustomersOrderReference: contract.reference,
    CustomerRequisitionNumber: contract.requisition,
    ...contract.finance,
  };
}

function projectRow(project: Project): Row {
  return {
    ProjectId: project.number,
    ProjectName: project.name,
    ProjectStage: project.completed === undefined ? 'InProcess' : 'Completed',
    ProjectedStartDate: project.start,
    ProjectedEndDate: project.end,
    ActualEndDate: project.completed ?? '1900-01-01',
    ProjectContractId: project.contract ?? '',
    CustomerAccountNumber: project.customer ?? '',
    Description: project.description ?? '',
    ...project.finance,
  };
}

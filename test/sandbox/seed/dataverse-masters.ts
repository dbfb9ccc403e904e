import type { Values } from '../dataverse/store/layout';
import { companyOf, COMPANIES, isOn } from './data';
import { currency, noon, to, toRow, user } from './references';
import { MASTERS, nameOf, rowId, type Vendor, type Worker } from './rows';

export type Add = (table: string, values: Values) => void;

/** Rates, ledgers, units, roles, categories, vendors and workers. Companies and currencies must be there. */
export function addMasters(add: Add): void {
  addRates(add);
  addLedgers(add);
  addUnits(add);
  for (const { number, name, unit } of MASTERS.categories) {
    add('msdyn_transactioncategory', {
      msdyn_transactioncategoryid: rowId('msdyn_transactioncategory', number),
      msdyn_transactioncategorynumber: number,
      msdyn_name: name,
      msdyn_billingtype: 192_350_001,
      msdyn_defaultunit: toRow('uom', unit),
    });
  }
  for (const { number, name } of MASTERS.roles) {
    add('bookableresourcecategory', {
      bookableresourcecategoryid: rowId('bookableresourcecategory', number),
      msdyn_resourcecategorynumber: number,
      name,
      msdyn_billingtype: 192_350_001,
      msdyn_targetutilization: 80,
    });
  }
  addVendors(add);
  for (const worker of MASTERS.workers) addWorker(add, worker);
}

function addRates(add: Add): void {
  for (const { name, description } of MASTERS.exchangeRateTypes) {
    add('msdyn_exchangeratetype', {
      msdyn_exchangeratetypeid: rowId('msdyn_exchangeratetype', name),
      msdyn_name: name,
      msdyn_description: description,
    });
  }
  for (const { type, from, to: into, factor } of MASTERS.currencyPairs) {
    add('msdyn_currencyexchangeratepair', {
      msdyn_currencyexchangeratepairid: rowId('msdyn_currencyexchangeratepair', nameOf(type, from, into)),
      msdyn_name: `${from} - ${into}`,
      msdyn_currencyexchangeratetypeid: toRow('msdyn_exchangeratetype', type),
      msdyn_fromtransactioncurrencyid: currency(from),
      msdyn_totransactioncurrencyid: currency(into),
      msdyn_displayfactor: 192_350_000 + ['One', 'Ten', 'Hundred', 'Thousand', 'TenThousand'].indexOf(factor),
    });
  }
  for (const { type, from, to: into, validFrom, validTo, rate } of MASTERS.exchangeRates) {
    add('msdyn_currencyexchangerate', {
      msdyn_name: `${from} - ${into} ${validFrom}`,
      msdyn_currencyexchangeratepair: toRow('msdyn_currencyexchangeratepair', nameOf(type, from, into)),
      msdyn_validfrom: noon(validFrom),
      msdyn_validto: noon(validTo),
      msdyn_exchangerate: rate,
    });
  }
}

function addLedgers(add: Add): void {
  add('msdyn_chartofaccounts', {
    msdyn_chartofaccountsid: rowId('msdyn_chartofaccounts', 'Shared'),
    msdyn_name: 'Shared',
  });
  add('msdyn_fiscalcalendar', {
    msdyn_fiscalcalendarid: rowId('msdyn_fiscalcalendar', 'Fiscal'),
    msdyn_name: 'Fiscal',
    msdyn_calendar: 'Fiscal',
  });
  for (const { company, name, description, reporting } of MASTERS.ledgers) {
    add('msdyn_ledger', {
      msdyn_ledgerid: rowId('msdyn_ledger', company),
      msdyn_name: name,
      msdyn_description: description,
      msdyn_company: to('cdm_company', 'company', company),
      msdyn_accountingcurrency: currency(companyOf(company).currency),
      msdyn_reportingcurrency: currency(reporting),
      msdyn_exchangeratetype: toRow('msdyn_exchangeratetype', 'Default'),
      msdyn_reportingcurrencyexchangeratetype: toRow('msdyn_exchangeratetype', 'Default'),
      msdyn_budgetexchangeratetype: toRow('msdyn_exchangeratetype', 'Budget'),
      msdyn_chartofaccounts: toRow('msdyn_chartofaccounts', 'Shared'),
      msdyn_fiscalcalendar: toRow('msdyn_fiscalcalendar', 'Fiscal'),
    });
  }
}

function addUnits(add: Add): void {
  for (const name of new Set(MASTERS.units.map((unit) => unit.class)))
    add('uomschedule', { uomscheduleid: rowId('uomschedule', name), name });
  for (const unit of MASTERS.units) {
    add('uom', {
      uomid: rowId('uom', unit.symbol),
      name: unit.name,
      msdyn_symbol: unit.symbol,
      msdyn_description: unit.name,
      msdyn_externalunitclassname: unit.class,
      msdyn_decimalprecision: unit.decimals,
      msdyn_systemofunits: 192_350_000,
      quantity: 1,
      uomscheduleid: toRow('uomschedule', unit.class),
    });
  }
}

function addVendors(add: Add): void {
  for (const name of MASTERS.paymentTerms) {
    add('msdyn_paymentterm', { msdyn_paymenttermid: rowId('msdyn_paymentterm', name), msdyn_name: name });
  }
  for (const { code } of COMPANIES) {
    for (const { id, name } of MASTERS.vendorGroups) {
      add('msdyn_vendorgroup', {
        msdyn_vendorgroupid: rowId('msdyn_vendorgroup', nameOf(code, id)),
        msdyn_name: name,
        msdyn_vendorgroup: id,
        msdyn_company: to('cdm_company', 'company', code),
      });
    }
  }
  for (const vendor of MASTERS.vendors.filter((row) => isOn('dataverse', row))) add('msdyn_vendor', vendorRow(vendor));
}

const HOLDS = ['No', 'Invoice', 'All', 'Payment', 'Requisition', 'Never'];

function vendorRow(vendor: Vendor): Values {
  return {
    msdyn_vendorid: rowId('msdyn_vendor', vendor.account),
    msdyn_vendoraccountnumber: vendor.account,
    msdyn_name: vendor.name,
    msdyn_company: to('cdm_company', 'company', vendor.company),
    msdyn_vendorgroupid: toRow('msdyn_vendorgroup', nameOf(vendor.company, vendor.group)),
    msdyn_currencycode: currency(vendor.currency),
    msdyn_language: companyOf(vendor.company).language,
    msdyn_paymentterms: toRow('msdyn_paymentterm', 'Net30'),
    msdyn_addressstreet: vendor.street,
    msdyn_addresscity: vendor.city,
    msdyn_addresszipcode: vendor.zip,
    msdyn_addressstateid: vendor.state === '' ? null : vendor.state,
    msdyn_addresscountryregionid: vendor.region,
    msdyn_addresscountryregionisocode: vendor.country,
    msdyn_pimaryphonenumber: vendor.phone,
    msdyn_primaryemailaddress: vendor.email,
    msdyn_isperson: false,
    msdyn_onholdstatus: 806_380_000 + HOLDS.indexOf(vendor.hold ?? 'No'),
  };
}

function addWorker(add: Add, worker: Worker): void {
  const name = `${worker.first} ${worker.last}`;
  const employee = worker.type === 'Employee';
  add('cdm_worker', {
    cdm_workerid: rowId('cdm_worker', worker.number),
    cdm_workernumber: worker.number,
    cdm_firstname: worker.first,
    cdm_lastname: worker.last,
    cdm_fullname: name,
    cdm_type: employee ? 754_400_000 : 754_400_001,
    cdm_status: 754_400_000,
    cdm_primaryemailaddress: worker.email,
  });
  add('bookableresource', {
    bookableresourceid: rowId('bookableresource', worker.number),
    name,
    resourcetype: worker.user === undefined ? 2 : 3,
    userid: worker.user === undefined ? null : user(worker.user),
    cdm_worker: toRow('cdm_worker', worker.number),
    msdyn_organizationalunit: to('msdyn_organizationalunit', 'unit', worker.company),
    msdyn_workertype: employee ? 192_350_000 : 192_350_001,
    msdyn_primaryemail: worker.email,
    msdyn_displayonscheduleboard: true,
    timezone: worker.company === 'frrt' ? 105 : 4,
  });
}

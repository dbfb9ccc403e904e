import type { Organization } from '../dataverse/organization';
import { createRow } from '../dataverse/rows/write';
import { SYSTEM } from '../dataverse/security/callers';
import type { Values } from '../dataverse/store/layout';
import { addDualWrite } from './dual-write';
import {
  COMPANIES,
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
  seedId,
} from './data';
import { addActuals } from './dataverse-actuals';
import { addDelivery } from './dataverse-delivery';
import { addMasters } from './dataverse-masters';
import { currency, to, user } from './references';

/** Fills an organisation that has nothing but its base rows. Does nothing when companies are there already. */
export function seedDataverse(organization: Organization): void {
  if (organization.rows('cdm_company').length > 0) return;
  organization.transaction(() => {
    const add = (table: string, values: Values): void => {
      createRow(organization, SYSTEM, table, values);
    };
    addReference(add);
    addMasters(add);
    addDualWrite(add);
    for (const customer of CUSTOMERS.filter((row) => isOn('dataverse', row))) add('account', accountRow(customer));
    for (const contract of CONTRACTS.filter((row) => isOn('dataverse', row))) add('salesorder', contractRow(contract));
    for (const project of PROJECTS.filter((row) => isOn('dataverse', row))) add('msdyn_project', projectRow(project));
    addDelivery(add);
    addActuals(add);
    // Numbers go on after those of the seed.
    const { counters } = organization;
    counters.next('auto number msdyn_project.msdyn_projectnumber', lastNumber(PROJECTS));
    counters.next('auto number salesorder.msdyn_salesordernumber', lastNumber(CONTRACTS));
  });
}

function lastNumber(rows: readonly { readonly number: string }[]): bigint {
  return BigInt(Math.max(...rows.map((row) => Number(row.number.replace(/\D/g, '')))));
}

function addReference(add: (table: string, values: Values) => void): void {
  for (const { code, name, symbol, rate } of CURRENCIES) {
    if (code !== 'USD') {
      add('transactioncurrency', {
        transactioncurrencyid: seedId('currency', code),
        currencyname: name,
        isocurrencycode: code,
        currencysymbol: symbol,
        currencyprecision: 2,
        exchangerate: rate,
      });
    }
    add('pricelevel', { pricelevelid: seedId('price', code), name: `Standard ${code}` });
  }
  for (const { code, name, unit } of COMPANIES) {
    add('cdm_company', {
      cdm_companyid: seedId('company', code),
      cdm_companycode: code,
      cdm_name: name,
      cdm_isenabledfordualwrite: true,
      ownerid: user('admin'),
    });
    add('msdyn_organizationalunit', { msdyn_organizationalunitid: seedId('unit', code), msdyn_name: unit });
  }
  for (const { id, name } of CUSTOMER_GROUPS) {
    add('msdyn_customergroup', { msdyn_customergroupid: seedId('group', id), msdyn_groupid: id, msdyn_name: name });
  }
}

/** Finance's `OnHoldStatus`, in the order of its values. */
const HOLDS = ['No', 'Invoice', 'All', 'Payment', 'Requisition', 'Never'];

function accountRow(customer: Customer): Values {
  const company = companyOf(customer.company);
  const nothing = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
  return {
    accountid: seedId('account', customer.account ?? customer.name),
    accountnumber: customer.account,
    name: customer.name,
    customertypecode: 3,
    ownerid: user(customer.company === 'frrt' ? 'chef' : 'pm'),
    msdyn_company: to('cdm_company', 'company', customer.company),
    msdyn_customergroupid: to('msdyn_customergroup', 'group', customer.group),
    transactioncurrencyid: currency(company.currency),
    msdyn_partynumber: partyNumber(customer),
    telephone1: customer.phone,
    emailaddress1: customer.email,
    websiteurl: customer.web,
    address1_addresstypecode: 2,
    address1_line1: customer.street,
    address1_city: customer.city,
    address1_postalcode: customer.zip,
    address1_stateorprovince: nothing(customer.state),
    address1_country: company.country,
    address1_latitude: Number(customer.latitude ?? 0),
    address1_longitude: Number(customer.longitude ?? 0),
    address2_line1: customer.street,
    address2_city: customer.city,
    address2_postalcode: customer.zip,
    address2_stateorprovince: nothing(customer.state),
    address2_country: company.country,
    address2_latitude: 0,
    address2_longitude: 0,
    creditlimit: customer.credit,
    msdyn_creditrating: nothing(customer.rating),
    msdyn_creditlimitismandatory: false,
    msdyn_onetimecustomer: false,
    msdyn_onholdstatus: 806_380_000 + HOLDS.indexOf(customer.hold ?? 'No'),
    numberofemployees: customer.employees,
    msdyn_paymenttermsbasedays: 0,
    description: nothing(customer.memo),
  };
}

function contractRow(contract: Contract): Values {
  const customer = to('account', 'account', contract.customer);
  return {
    salesorderid: seedId('contract', contract.number),
    msdyn_salesordernumber: contract.number,
    ordernumber: contract.number.replace('CON', 'ORD'),
    name: contract.name,
    ownerid: user(contract.manager),
    msdyn_ordertype: 192_350_001,
    msdyn_psastate: 192_350_002,
    msdyn_psastatusreason: 192_350_003,
    msdyn_company: to('cdm_company', 'company', contract.company),
    customerid: customer,
    msdyn_account: customer,
    msdyn_accountmanagerid: user(contract.manager),
    msdyn_contractorganizationalunitid: to('msdyn_organizationalunit', 'unit', contract.company),
    transactioncurrencyid: currency(contract.currency),
    pricelevelid: to('pricelevel', 'price', contract.currency),
    ispricelocked: false,
    totalamount: contract.amount,
    msdyn_customersorderreference: contract.reference === '' ? null : contract.reference,
    msdyn_customerrequisitionnumber: contract.requisition === '' ? null : contract.requisition,
  };
}

function projectRow(project: Project): Values {
  const french = project.company === 'frrt';
  return {
    msdyn_projectid: seedId('project', project.number),
    msdyn_projectnumber: project.number,
    msdyn_subject: project.name,
    msdyn_description: project.description ?? null,
    ownerid: user(project.manager),
    msdyn_projectmanager: user(project.manager),
    msdyn_owningcompany: to('cdm_company', 'company', project.company),
    msdyn_contractorganizationalunitid: to('msdyn_organizationalunit', 'unit', project.company),
    msdyn_customer: project.customer === null ? null : to('account', 'account', project.customer),
    msdyn_salesorderid: project.contract === null ? null : to('salesorder', 'contract', project.contract),
    transactioncurrencyid: currency(companyOf(project.company).currency),
    msdyn_istemplate: project.template === true,
    msdyn_calendarid: french ? 'France 35 h' : 'US 40 h',
    msdyn_schedulemode: 192_350_001,
    msdyn_overallprojectstatus: 1,
    // Nine in the morning to five in the afternoon, at the company: the same day in every zone between them.
    msdyn_scheduledstart: `${project.start}T${french ? '08' : '17'}:00:00Z`,
    msdyn_finish: `${project.end}T${french ? '16' : '23'}:00:00Z`,
    msdyn_actualend: project.completed === undefined ? null : `${project.completed}T${french ? '16' : '23'}:00:00Z`,
    msdyn_duration: String(workingDays(project.start, project.end)),
    msdyn_effort: project.effort,
    msdyn_progress: String(project.progress),
    msdyn_totalplannedcost: project.estimatedCost,
    msdyn_totalactualcost: project.actualCost ?? null,
    msdyn_costvariance: project.costVariance ?? null,
    ...(project.completed !== undefined && { statecode: 1, statuscode: 2 }),
  };
}

/** Monday to Friday, both ends included. */
function workingDays(start: string, end: string): number {
  const day = 86_400_000;
  let days = 0;
  for (let at = Date.parse(start); at <= Date.parse(end); at += day) {
    if (![0, 6].includes(new Date(at).getUTCDay())) days += 1;
  }
  return days;
}

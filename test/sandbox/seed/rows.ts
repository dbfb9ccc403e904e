import delivery from './delivery.json';
import masters from './masters.json';
import purchasing from './purchasing.json';
import type { Side } from './data';

/** Rows beside customers, contracts and projects. `only` puts one on one side. */
interface Placed {
  readonly only?: Side;
  readonly why?: string;
}

export interface Vendor extends Placed {
  readonly account: string;
  readonly company: string;
  readonly name: string;
  readonly group: string;
  readonly currency: string;
  readonly street: string;
  readonly city: string;
  readonly zip: string;
  readonly state: string;
  /** Finance's three letters. */
  readonly region: string;
  /** Two letters. */
  readonly country: string;
  readonly phone: string;
  readonly email: string;
  /** Finance's `OnHoldStatus`. */
  readonly hold?: string;
}

export interface Worker {
  readonly number: string;
  readonly first: string;
  readonly last: string;
  readonly company: string;
  /** Number of a role. */
  readonly role: string;
  readonly email: string;
  readonly type: 'Employee' | 'Contractor';
  /** Who signs in as this worker. */
  readonly user?: string;
}

export interface Masters {
  readonly exchangeRateTypes: readonly { name: string; description: string }[];
  readonly currencyPairs: readonly { type: string; from: string; to: string; factor: string }[];
  /** Rates hold for as many units as the pair's factor says. */
  readonly exchangeRates: readonly {
    type: string;
    from: string;
    to: string;
    validFrom: string;
    validTo: string;
    rate: string;
  }[];
  readonly ledgers: readonly { company: string; name: string; description: string; reporting: string }[];
  readonly paymentTerms: readonly string[];
  readonly units: readonly { symbol: string; name: string; class: string; decimals: number }[];
  readonly roles: readonly { number: string; name: string }[];
  readonly categories: readonly { number: string; name: string; unit: string }[];
  readonly vendorGroups: readonly { id: string; name: string }[];
  readonly vendors: readonly Vendor[];
  readonly workers: readonly Worker[];
}

export interface ContractLine extends Placed {
  readonly number: string;
  readonly contract: string;
  readonly line: number;
  readonly project: string;
  readonly name: string;
  readonly method: 'fixed' | 'timeAndMaterial';
  readonly amount: string;
  readonly includes: readonly string[];
}

export interface FundingSource extends Placed {
  readonly number: string;
  readonly contract: string;
  readonly customer: string;
  readonly terms: string;
}

export interface Task extends Placed {
  readonly number: string;
  readonly project: string;
  readonly wbs: string;
  readonly parent?: string;
  readonly name: string;
  readonly category: string;
  /** Hours. */
  readonly effort: string;
  readonly start: string;
  readonly end: string;
}

export interface Milestone extends Placed {
  readonly number: string;
  /** Number of a contract line. */
  readonly line: string;
  readonly name: string;
  readonly amount: string;
  readonly date: string;
  readonly status: 'ready' | 'notReady';
}

/** Work or an expense; it becomes a cost, what is to be billed for it, and, with an invoice, what was billed. */
export interface Actual {
  readonly number: string;
  readonly project: string;
  readonly wbs: string;
  readonly worker: string;
  /** Number of a contract line. */
  readonly line: string;
  readonly class: 'time' | 'expense';
  readonly category: string;
  readonly date: string;
  readonly quantity: string;
  /** Price at cost, and price for the customer. */
  readonly cost: string;
  readonly sales: string;
  readonly text: string;
  readonly invoice?: string;
}

export interface Invoice {
  readonly number: string;
  readonly contract: string;
  readonly name: string;
  readonly date: string;
  readonly amount: string;
  readonly status: 'draft' | 'confirmed';
}

export interface Delivery {
  readonly contractLines: readonly ContractLine[];
  readonly fundingSources: readonly FundingSource[];
  readonly tasks: readonly Task[];
  readonly milestones: readonly Milestone[];
  readonly team: readonly { project: string; worker: string }[];
  readonly assignments: readonly {
    project: string;
    wbs: string;
    worker: string;
    hours: string;
    cost: string;
    sales: string;
  }[];
  readonly actuals: readonly Actual[];
  readonly invoices: readonly Invoice[];
  readonly estimates: readonly {
    project: string;
    wbs: string;
    class: 'expense' | 'material';
    category: string;
    text: string;
    quantity: string;
    price: string;
  }[];
}

export interface Purchasing {
  readonly expenseCategories: readonly { id: string; name: string; type: string; category: string }[];
  readonly expenses: readonly {
    number: string;
    company: string;
    project: string;
    task?: string;
    category: string;
    date: string;
    amount: string;
    tax: string;
    text: string;
  }[];
  readonly vendorInvoices: readonly {
    number: string;
    id: string;
    company: string;
    vendor: string;
    date: string;
    text: string;
    status: string;
    lines: readonly {
      id: string;
      project: string;
      role?: string;
      category: string;
      type: string;
      quantity: string;
      unit: string;
      price: string;
      text: string;
    }[];
  }[];
}

export const MASTERS: Masters = masters as unknown as Masters;
export const DELIVERY: Delivery = delivery as unknown as Delivery;
export const PURCHASING: Purchasing = purchasing as unknown as Purchasing;

/** A part of the name of a pair, a rate or a task: what tells it from its like. */
export function nameOf(...parts: readonly string[]): string {
  return parts.join('/');
}

const TABLES = {
  msdyn_exchangeratetype: ['b1', MASTERS.exchangeRateTypes.map(({ name }) => name)],
  msdyn_currencyexchangeratepair: ['b2', MASTERS.currencyPairs.map(({ type, from, to }) => nameOf(type, from, to))],
  msdyn_ledger: ['b3', MASTERS.ledgers.map(({ company }) => company)],
  msdyn_paymentterm: ['b4', MASTERS.paymentTerms],
  uom: ['b5', MASTERS.units.map(({ symbol }) => symbol)],
  bookableresourcecategory: ['b6', MASTERS.roles.map(({ number }) => number)],
  msdyn_transactioncategory: ['b7', MASTERS.categories.map(({ number }) => number)],
  msdyn_vendorgroup: ['b8', ['usmf', 'frrt'].flatMap((code) => MASTERS.vendorGroups.map(({ id }) => nameOf(code, id)))],
  msdyn_vendor: ['b9', MASTERS.vendors.map(({ account }) => account)],
  cdm_worker: ['ba', MASTERS.workers.map(({ number }) => number)],
  bookableresource: ['bb', MASTERS.workers.map(({ number }) => number)],
  uomschedule: ['bc', [...new Set(MASTERS.units.map((unit) => unit.class))]],
  msdyn_chartofaccounts: ['bd', ['Shared']],
  msdyn_fiscalcalendar: ['be', ['Fiscal']],
  salesorderdetail: ['d1', DELIVERY.contractLines.map(({ number }) => number)],
  msdyn_projectcontractsplitbillingrule: ['d2', DELIVERY.fundingSources.map(({ number }) => number)],
  msdyn_projecttask: ['d3', DELIVERY.tasks.map(({ project, wbs }) => nameOf(project, wbs))],
  msdyn_contractlinescheduleofvalue: ['d4', DELIVERY.milestones.map(({ number }) => number)],
  msdyn_projectteam: ['d5', DELIVERY.team.map(({ project, worker }) => nameOf(project, worker))],
  msdyn_projectbucket: ['d6', [...new Set(DELIVERY.tasks.map(({ project }) => project))]],
  invoice: ['d8', DELIVERY.invoices.map(({ number }) => number)],
  msdyn_actual: [
    'd9',
    DELIVERY.actuals.flatMap(({ number }) => ['cost', 'unbilled', 'billed'].map((side) => nameOf(number, side))),
  ],
  msdyn_estimate: ['d7', [...new Set(DELIVERY.estimates.map(({ project }) => project))]],
} as const satisfies Readonly<Record<string, readonly [code: string, names: readonly string[]]>>;

export type SeedTable = keyof typeof TABLES;

const ids = new Map<string, string>(
  Object.entries(TABLES).flatMap(([table, [code, names]]) =>
    names.map((name, at): [string, string] => [
      `${table} ${name}`,
      `0a0000${code}-0000-4000-8000-${String(at + 1).padStart(12, '0')}`,
    ]),
  ),
);

/** The Dataverse id of such a row: the same on every machine. */
export function rowId(table: SeedTable, name: string): string {
  const id = ids.get(`${table} ${name}`);
  if (id === undefined) throw new Error(`no ${table} ${name} in the seed`);
  return id;
}

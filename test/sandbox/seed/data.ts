import contracts from './contracts.json';
import customers from './customers.json';
import projects from './projects.json';
import reference from './reference.json';

/** On which side a row is: both, unless it says so. */
export type Side = 'dataverse' | 'finance';

/** What Finance has otherwise, by Finance field: such a row differs from the first day. */
type Differences = Readonly<Record<string, string>>;

interface Placed {
  readonly only?: Side;
  readonly finance?: Differences;
  /** Why the row is as it is, for readers of the data. */
  readonly why?: string;
}

export interface Customer extends Placed {
  /** Null: a number sequence has not given it a number yet. */
  readonly account: string | null;
  readonly company: string;
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly zip: string;
  readonly state: string;
  readonly phone: string;
  readonly email: string;
  readonly web: string;
  readonly group: string;
  readonly credit: string;
  readonly employees: number;
  readonly latitude?: string;
  readonly longitude?: string;
  readonly rating?: string;
  readonly memo?: string;
  /** Finance's `OnHoldStatus`. */
  readonly hold?: string;
}

export interface Contract extends Placed {
  readonly number: string;
  readonly company: string;
  readonly name: string;
  /** Account number; the name of a customer without one. */
  readonly customer: string;
  readonly currency: string;
  readonly reference: string;
  readonly requisition: string;
  readonly amount: string;
  /** User name. */
  readonly manager: string;
}

export interface Project extends Placed {
  readonly number: string;
  readonly company: string;
  readonly name: string;
  readonly customer: string | null;
  readonly contract: string | null;
  /** Days. */
  readonly start: string;
  readonly end: string;
  readonly completed?: string;
  readonly manager: string;
  readonly effort: string;
  readonly estimatedCost: string;
  readonly actualCost?: string;
  readonly costVariance?: string;
  readonly progress: number;
  readonly description?: string;
  readonly template?: boolean;
}

export interface Company {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly language: string;
  readonly street: string;
  readonly city: string;
  readonly zip: string;
  readonly state: string;
  /** Two letters. */
  readonly country: string;
  /** Finance's three letters. */
  readonly region: string;
  /** Contracting unit. */
  readonly unit: string;
}

export const CUSTOMERS: readonly Customer[] = customers as readonly unknown[] as readonly Customer[];
export const CONTRACTS: readonly Contract[] = contracts as readonly unknown[] as readonly Contract[];
export const PROJECTS: readonly Project[] = projects as readonly unknown[] as readonly Project[];
export const COMPANIES: readonly Company[] = reference.companies;
export const CURRENCIES: readonly { code: string; name: string; symbol: string; rate: string }[] = reference.currencies;
export const CUSTOMER_GROUPS: readonly { id: string; name: string; terms: string }[] = reference.customerGroups;

export function companyOf(code: string): Company {
  const company = COMPANIES.find((candidate) => candidate.code === code);
  if (!company) throw new Error(`no company ${code}`);
  return company;
}

export function isOn(side: Side, row: Placed): boolean {
  return row.only === undefined || row.only === side;
}

/** The party number of a customer, the same on both sides. */
export function partyNumber(customer: Customer): string {
  return String(100_100 + CUSTOMERS.indexOf(customer)).padStart(9, '0');
}

const KINDS = {
  company: 'c1',
  currency: 'c2',
  group: 'c3',
  unit: 'c4',
  account: 'a1',
  contract: 'a2',
  project: 'a3',
  price: 'a4',
} as const;

export type Kind = keyof typeof KINDS;

/** The Dataverse id of a seed row: the same on every machine. */
export function seedId(kind: Kind, name: string): string {
  const names: Readonly<Record<Kind, readonly string[]>> = {
    company: COMPANIES.map((row) => row.code),
    currency: CURRENCIES.map((row) => row.code),
    group: CUSTOMER_GROUPS.map((row) => row.id),
    unit: COMPANIES.map((row) => row.code),
    account: CUSTOMERS.map((row) => row.account ?? row.name),
    contract: CONTRACTS.map((row) => row.number),
    project: PROJECTS.map((row) => row.number),
    price: CURRENCIES.map((row) => row.code),
  };
  const at = names[kind].indexOf(name);
  if (at < 0) throw new Error(`no ${kind} ${name} in the seed`);
  return `0a0000${KINDS[kind]}-0000-4000-8000-${String(at + 1).padStart(12, '0')}`;
}

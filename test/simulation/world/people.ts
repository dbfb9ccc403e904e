import type { Value } from '../../../plugins-ts/maps/value';
import { keyText, type SyncRequest } from '../../../plugins-ts/sync';
import type { FinanceBooks } from './finance';
import type { Books } from './ledger';
import type { Organization } from './organization';
import type { Random } from './random';

/** One edit by a person, kept so that it can be asked afterwards what became of it. */
export interface Edit {
  readonly at: number;
  readonly side: 'dataverse' | 'finance';
  readonly recordId: string;
  readonly column: 'Name' | 'Phone' | 'Credit';
  readonly value: Value;
}

const TWO_WAY = { name: 'Name', phone: 'Phone', credit: 'Credit' } as const;

/** What users of both systems do while hosts run. Every value is written once in a history, so that it can be traced. */
export class People {
  readonly edits: Edit[] = [];
  #values = 0;

  constructor(
    private readonly random: Random,
    private readonly org: Organization,
    private readonly finance: FinanceBooks,
    private readonly books: Books,
    private readonly newId: () => string,
    private readonly now: () => number,
  ) {}

  /** The world before the first host starts. */
  seed(): void {
    for (const code of ['usmf', 'frrt']) this.finance.put('LegalEntities', { LegalEntityId: code }, { Name: code });
    const companies = ['usmf', 'frrt'].map((code) => {
      const id = this.newId();
      this.org.put('company', id, { code, name: code });
      return { id, code };
    });
    for (let n = 0; n < 3; n += 1) {
      const company = this.random.pick(companies);
      const id = this.newId();
      const name = this.#value();
      this.org.put('customer', id, { number: `C${n}`, company: company.id, name });
      // Some stand on both sides already, the same or not.
      if (this.random.chance(0.6)) {
        const key = { dataAreaId: company.code, CustomerAccount: `C${n}` };
        this.finance.put('Customers', key, { Name: this.random.chance(0.7) ? name : this.#value() });
      }
    }
    for (let n = 0; n < 2; n += 1) this.#newProject(n);
  }

  /** One thing somebody does. */
  act(): void {
    const acts = [
      () => this.#editCustomerHere(),
      () => this.#editCustomerHere(),
      () => this.#editCustomerThere(),
      () => this.#editCustomerThere(),
      () => this.#editProject(),
      () => this.#newProject(this.#values),
      () => this.#newCustomerThere(),
      () => this.#newCustomerHere(),
      () => this.#numberACustomer(),
      () => this.#deleteProject(),
      () => this.#ask(),
      () => this.#ask(),
    ];
    this.random.pick(acts)();
  }

  /** A long transaction: the version is taken now, the row appears when the answer is called. */
  beginLateEdit(): (() => void) | null {
    const customers = [...this.org.table('customer').values()];
    const [row] = customers;
    if (row === undefined) return null;
    const value = this.#value();
    const target = this.random.pick(customers);
    return this.org.beginLate('customer', target.id, (now) => ({ ...now?.values, memo: value }));
  }

  /** What a form does after a save, or a person with Retry. */
  #ask(): void {
    const [table, mapKey] = this.random.pick([['customer', 'customers'] as const, ['project', 'projects'] as const]);
    const rows = [...this.org.table(table).keys()];
    if (rows.length === 0) return;
    const id = this.newId();
    const request: SyncRequest = {
      id,
      kind: this.random.pick(['syncNow', 'retry'] as const),
      table,
      recordId: this.random.pick(rows),
      mapKey: this.random.chance(0.5) ? mapKey : null,
      state: 'open',
      outcome: null,
      choice: null,
      claimedBy: null,
      claimedAt: null,
      by: 'somebody',
    };
    this.books.put(this.books.requests, id, request, null);
  }

  #editCustomerHere(): void {
    const customers = [...this.org.table('customer').values()];
    if (customers.length === 0) return;
    const row = this.random.pick(customers);
    const column = this.random.pick(['name', 'phone', 'credit'] as const);
    const value = this.#value();
    this.org.put('customer', row.id, { ...row.values, [column]: value });
    this.edits.push({ at: this.now(), side: 'dataverse', recordId: row.id, column: TWO_WAY[column], value });
  }

  #editCustomerThere(): void {
    const rows = [...this.finance.entity('Customers').values()];
    if (rows.length === 0) return;
    const row = this.random.pick(rows);
    const column = this.random.pick(['Name', 'Phone', 'Credit', 'Rating'] as const);
    const value = this.#value();
    this.finance.put('Customers', row.key, { [column]: value });
    if (column === 'Rating') return;
    this.edits.push({ at: this.now(), side: 'finance', recordId: keyText(row.key), column, value });
  }

  #newCustomerHere(): void {
    const id = this.newId();
    const numbered = this.random.chance(0.6);
    this.org.put('customer', id, {
      number: numbered ? `H${(this.#values += 1)}` : null,
      company: this.random.pick([...this.org.table('company').values()]).id,
      name: this.#value(),
    });
  }

  #numberACustomer(): void {
    const bare = [...this.org.table('customer').values()].find((row) => row.values.number === null);
    if (bare) this.org.put('customer', bare.id, { ...bare.values, number: `N${(this.#values += 1)}` });
  }

  #newCustomerThere(): void {
    const key = { dataAreaId: this.random.pick(['usmf', 'frrt']), CustomerAccount: `F${(this.#values += 1)}` };
    this.finance.put('Customers', key, { Name: this.#value(), Rating: 'A' });
  }

  #newProject(n: number): void {
    const customers = [...this.org.table('customer').values()];
    const customer = customers.length > 0 && this.random.chance(0.8) ? this.random.pick(customers) : null;
    const companies = [...this.org.table('company').values()];
    this.org.put('project', this.newId(), {
      number: `P${n}`,
      company: customer?.values.company ?? this.random.pick(companies).id,
      customer: customer?.id ?? null,
      name: this.#value(),
      start: '2026-11-01',
      template: this.random.chance(0.1),
    });
  }

  #editProject(): void {
    const projects = [...this.org.table('project').values()];
    if (projects.length === 0) return;
    const row = this.random.pick(projects);
    this.org.put('project', row.id, { ...row.values, name: this.#value() });
  }

  #deleteProject(): void {
    const projects = [...this.org.table('project').values()];
    if (projects.length > 0 && this.random.chance(0.3)) this.org.remove('project', this.random.pick(projects).id);
  }

  #value(): string {
    this.#values += 1;
    return `v${this.#values}`;
  }
}

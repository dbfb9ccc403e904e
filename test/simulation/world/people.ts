import type { Value, Values } from '../../../plugins-ts/maps/value';
import { CODES, keyText, type FinanceRow, type SyncRequest } from '../../../plugins-ts/sync';
import type { FinanceBooks } from './finance';
import type { Books } from './ledger';
import type { Organization, OrgRow } from './organization';
import { Accountants } from './accountants';
import type { Chronicle } from './chronicle';
import { Planners } from './planners';
import type { Random } from './random';

/** One edit by a person, kept so that it can be asked afterwards what became of it. */
export interface Edit {
  readonly at: number;
  readonly side: 'dataverse' | 'finance';
  /** Of the Dataverse row, or the text of the Finance key. */
  readonly recordId: string;
  readonly column: 'Name' | 'Phone' | 'Credit';
  readonly value: Value;
  /** What stood there before. */
  readonly before: Value;
  /** Takes back what the same person has just written. */
  readonly isUndo: boolean;
}

const HERE = { Name: 'name', Phone: 'phone', Credit: 'credit' } as const;
type Column = keyof typeof HERE;
const short = (id: string): string => (id.startsWith('[') ? id.replace(/[^\w,]/g, '') : id.slice(0, 8));
const told = ({ value, isUndo }: Pick<Edit, 'value' | 'isUndo'>): string => `${String(value)}${isUndo ? ' again' : ''}`;
const COLUMNS = ['Name', 'Phone', 'Credit'] as const;

/**
 * What users of both systems do while hosts run. A value is written once in a history, so that it can be traced, but for
 * somebody who takes back what he has just written.
 */
export class People {
  readonly edits: Edit[] = [];
  /** Rows, by id or Finance key, of which somebody has deleted one side: edits of them went with it. */
  readonly deleted = new Set<string>();
  /** Times that somebody has asked for a project, deleted or not: such a delete no brake holds. */
  confirmed = 0;
  readonly planners: Planners;
  readonly accountants: Accountants;
  #values = 0;
  /** Accounts of customers that were deleted: others will get them. */
  readonly #freeAccounts: { number: Value; company: Value }[] = [];

  constructor(
    private readonly random: Random,
    private readonly org: Organization,
    private readonly finance: FinanceBooks,
    private readonly books: Books,
    private readonly newId: () => string,
    private readonly now: () => number,
    /** Does something a little later. */
    private readonly soon: (act: () => void) => void,
    private readonly chronicle: Chronicle,
  ) {
    const value = (): string => this.#value();
    this.planners = new Planners(random, org, finance, newId, value, soon, chronicle);
    this.accountants = new Accountants(random, org, finance, books, newId, value, now, chronicle);
  }

  /** The world before the first host starts. */
  seed(): void {
    for (const code of ['usmf', 'frrt']) this.finance.put('LegalEntities', { LegalEntityId: code }, { Name: code });
    const companies = ['usmf', 'frrt'].map((code) => {
      const id = this.newId();
      this.org.put('company', id, { code, name: code });
      return { id, code };
    });
    // A company that Finance does not have: whatever is in it waits, and says so.
    if (this.random.chance(0.3)) this.org.put('company', this.newId(), { code: 'zzzz', name: 'zzzz' });
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
      // One number for two, from the beginning.
      if (this.random.chance(0.1)) {
        this.org.put('customer', this.newId(), { number: `C${n}`, company: company.id, name: this.#value() });
      }
    }
    for (let n = 0; n < 2; n += 1) this.planners.newProject();
    this.accountants.seed();
  }

  /** One thing somebody does. */
  act(): void {
    const acts = [
      () => this.#editCustomerHere(),
      () => this.#editCustomerHere(),
      () => this.#editCustomerThere(),
      () => this.#editCustomerThere(),
      () => this.planners.act(),
      () => this.planners.act(),
      () => this.planners.act(),
      () => this.planners.act(),
      () => this.accountants.act(),
      () => this.accountants.act(),
      () => this.accountants.act(),
      () => this.#newCustomerThere(),
      () => this.#newCustomerHere(),
      () => this.#numberACustomer(),
      () => this.#seldom(),
      () => this.#ask(),
      () => this.#ask(),
      () => this.#choose(),
      () => this.#confirmDelete(),
    ];
    this.random.pick(acts)();
  }

  /** A long transaction: the version is taken now, the row appears when the answer is called. */
  beginLateEdit(): (() => void) | null {
    if (this.random.chance(0.5)) return this.planners.beginLate();
    const customers = [...this.org.table('customer').values()];
    if (customers.length === 0) return null;
    const value = this.#value();
    const target = this.random.pick(customers);
    return this.org.beginLate('customer', target.id, (now) => (now ? { ...now.values, memo: value } : null));
  }

  /** Somebody writes to a row while a host is about to, and mostly what the host is about to write. */
  meddleHere(table: string, row: OrgRow): void {
    this.chronicle.count('writtenUnderHands');
    if (table === 'customer') this.#writeHere(row, this.#contested('finance'), this.#value(), false);
    else if (table === 'project') this.planners.edit(row);
  }

  meddleThere(row: FinanceRow): void {
    this.#writeThere(keyText(row.key), this.#contested('dataverse'), this.#value(), false);
  }

  /** Somebody takes back his last change in Dataverse, which has just arrived in Finance. */
  regret(entity: string, written: Values): void {
    if (entity === 'Projects') return this.planners.regret(written);
    const last = this.edits.filter((edit) => edit.side === 'dataverse').at(-1);
    if (entity === 'Customers' && last !== undefined && !last.isUndo) this.#takeBack(last);
  }

  /** The column that was written last on the other side. */
  #contested(side: Edit['side']): Column {
    const last = this.edits.filter((edit) => edit.side === side).at(-1)?.column;
    return last !== undefined && this.random.chance(0.7) ? last : this.random.pick(COLUMNS);
  }

  #seldom(): void {
    const acts = [
      () => this.#deleteCustomerHere(),
      () => this.#deleteCustomerThere(),
      () => this.#sameNumberAgain(),
      () => this.#newCompanyThere(),
      () => this.#renameCompanyThere(),
      () => this.#accountThatIsTakenHere(),
    ];
    this.random.pick(acts)();
  }

  // ── Asking ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** What a form does after a save, or a person with Retry. */
  #ask(): void {
    const [table, mapKey] = this.random.pick([
      ['customer', 'customers'],
      ['project', 'projects'],
      ['task', 'tasks'],
      ['company', 'companies'],
    ] as const);
    const rows = [...this.org.table(table).keys()];
    if (rows.length === 0) return;
    const kind = this.random.pick(['syncNow', 'retry'] as const);
    this.#request({
      kind,
      table,
      recordId: this.random.pick(rows),
      mapKey: this.random.chance(0.5) ? mapKey : null,
      choice: null,
    });
  }

  /** Somebody decides a conflict on the form. */
  #choose(): void {
    const open = [...this.books.records.values()].map(({ value }) => value).filter((one) => one.status === 'conflict');
    if (open.length === 0) return;
    const record = this.random.pick(open);
    const choice = Object.fromEntries(
      record.conflict.map(({ column }) => [column, this.random.pick(['dataverse', 'finance'] as const)]),
    );
    this.#request({ kind: 'resolve', table: 'customer', recordId: record.recordId, mapKey: record.mapKey, choice });
  }

  /** A delete that the brake holds is meant. */
  #confirmDelete(): void {
    const held = [...this.books.records.values()].filter(({ value }) => value.reason?.code === CODES.DELETE_BRAKE);
    if (held.length === 0) return;
    const { recordId, mapKey, table } = this.random.pick(held).value;
    this.#request({ kind: 'retry', table, recordId, mapKey, choice: null });
  }

  #request(asked: Pick<SyncRequest, 'kind' | 'table' | 'recordId' | 'mapKey' | 'choice'>): void {
    const id = this.newId();
    this.chronicle.count(asked.kind);
    if (asked.kind === 'retry' && asked.table === 'project') this.confirmed += 1;
    this.chronicle.tell('people', () => `ask for ${asked.kind} of ${asked.table} ${short(asked.recordId)}`);
    const asking = { claimedBy: null, claimedAt: null, by: 'somebody', at: this.now() } as const;
    const open = { id, state: 'open', outcome: null, ...asking } as const;
    this.books.put(this.books.requests, id, { ...open, ...asked }, null);
  }

  // ── Customers ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #editCustomerHere(): void {
    const customers = [...this.org.table('customer').values()];
    if (customers.length === 0) return;
    this.#writeHere(this.random.pick(customers), this.random.pick(COLUMNS), this.#value(), false);
  }

  #writeHere(row: OrgRow, column: Column, value: Value, isUndo: boolean): void {
    const before = row.values[HERE[column]] ?? null;
    const { values } = this.org.put('customer', row.id, { ...row.values, [HERE[column]]: value });
    const stands = values[HERE[column]] ?? null;
    this.#note({ side: 'dataverse', recordId: row.id, column, value: stands, before, isUndo });
  }

  #editCustomerThere(): void {
    const rows = [...this.finance.entity('Customers').values()];
    if (rows.length === 0) return;
    const row = this.random.pick(rows);
    const column = this.random.pick(['Name', 'Phone', 'Credit', 'Rating'] as const);
    if (column === 'Rating') this.finance.put('Customers', row.key, { Rating: this.#value() });
    else this.#writeThere(keyText(row.key), column, this.#value(), false);
  }

  #writeThere(key: string, column: Column, value: Value, isUndo: boolean): void {
    const row = this.finance.entity('Customers').get(key);
    if (row === undefined) return;
    const before = row.row[column] ?? null;
    this.finance.put('Customers', row.key, { [column]: value });
    this.#note({ side: 'finance', recordId: key, column, value, before, isUndo });
  }

  /** Somebody takes back what he has just written, if nobody else has touched the column since. */
  #takeBack({ side, recordId, column, value, before }: Edit): void {
    if (side === 'finance') {
      const row = this.finance.entity('Customers').get(recordId);
      if (row?.row[column] === value) this.#writeThere(recordId, column, before, true);
    } else {
      const row = this.org.table('customer').get(recordId);
      if (row?.values[HERE[column]] === value) this.#writeHere(row, column, before, true);
    }
  }

  #note(edit: Omit<Edit, 'at'>): void {
    const noted = { ...edit, at: this.now() };
    this.edits.push(noted);
    this.chronicle.tell('people', () => `${edit.column} of ${short(edit.recordId)} is ${told(edit)} (${edit.side})`);
    if (edit.isUndo) this.chronicle.count('takenBack');
    if (!edit.isUndo && this.random.chance(0.3)) this.soon(() => this.#takeBack(noted));
  }

  #newCustomerHere(): void {
    const free = this.random.chance(0.3) ? this.#freeAccounts.pop() : undefined;
    const numbered = this.random.chance(0.6);
    if (free !== undefined) this.chronicle.count('recreated');
    this.org.put('customer', this.newId(), {
      number: numbered ? `H${(this.#values += 1)}` : null,
      company: this.random.pick([...this.org.table('company').values()]).id,
      name: this.#value(),
      ...free,
    });
  }

  #numberACustomer(): void {
    const bare = [...this.org.table('customer').values()].find((row) => row.values.number === null);
    if (bare) this.org.put('customer', bare.id, { ...bare.values, number: `N${(this.#values += 1)}` });
  }

  #newCustomerThere(): void {
    const companies = [...this.finance.entity('LegalEntities').values()].map(({ key }) => key.LegalEntityId ?? null);
    const key = { dataAreaId: this.random.pick(companies), CustomerAccount: `F${(this.#values += 1)}` };
    this.finance.put('Customers', key, { Name: this.#value(), Rating: 'A' });
  }

  #deleteCustomerHere(): void {
    const used = new Set([...this.org.table('project').values()].map((row) => row.values.customer));
    const free = [...this.org.table('customer').values()].filter((row) => !used.has(row.id));
    if (free.length === 0) return;
    const { id, values } = this.random.pick(free);
    this.org.remove('customer', id);
    this.#say('deleted', () => `customer ${short(id)} is deleted`);
    const company = this.org.table('company').get(String(values.company))?.values.code ?? null;
    this.deleted.add(id).add(keyText({ dataAreaId: company, CustomerAccount: values.number ?? null }));
    if (values.number != null) this.#freeAccounts.push({ number: values.number, company: values.company ?? null });
  }

  #deleteCustomerThere(): void {
    const rows = [...this.finance.entity('Customers').values()];
    if (rows.length === 0) return;
    const text = keyText(this.random.pick(rows).key);
    this.finance.entity('Customers').delete(text);
    this.#say('deletedInFinance', () => `customer ${short(text)} is deleted in Finance`);
    this.deleted.add(text);
  }

  #sameNumberAgain(): void {
    const numbered = [...this.org.table('customer').values()].filter((row) => row.values.number != null);
    if (numbered.length === 0) return;
    const { number, company } = this.random.pick(numbered).values;
    this.#say('sharedNumber', () => `another customer gets the number ${String(number)}`);
    this.org.put('customer', this.newId(), { number: number ?? null, company: company ?? null, name: this.#value() });
  }

  /** Dataverse has another customer with this unique number, where nobody sees it. */
  #accountThatIsTakenHere(): void {
    const key = { dataAreaId: 'usmf', CustomerAccount: `X${(this.#values += 1)}` };
    this.#say('takenHere', () => `customer ${key.CustomerAccount} is new in Finance, and taken here`);
    this.finance.put('Customers', key, { Name: this.#value() });
  }

  // ── Companies ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #newCompanyThere(): void {
    const key = { LegalEntityId: 'dkmf' };
    if (this.finance.entity('LegalEntities').has(keyText(key))) return;
    this.finance.put('LegalEntities', key, { Name: 'dkmf' });
    this.finance.put('Customers', { dataAreaId: 'dkmf', CustomerAccount: 'D1' }, { Name: this.#value() });
  }

  #renameCompanyThere(): void {
    const rows = [...this.finance.entity('LegalEntities').values()];
    const row = this.random.pick(rows);
    const name = row.row.Name ?? null;
    // Taken back as often as not.
    const named = name === row.key.LegalEntityId || this.random.chance(0.5) ? this.#value() : row.key.LegalEntityId;
    this.finance.put('LegalEntities', row.key, { Name: named ?? null });
  }

  #say(what: string, told: () => string): void {
    this.chronicle.count(what);
    this.chronicle.tell('people', told);
  }

  #value(): string {
    this.#values += 1;
    return `v${this.#values}`;
  }
}

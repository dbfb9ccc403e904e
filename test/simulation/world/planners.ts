import type { Value, Values } from '../../../plugins-ts/maps/value';
import { keyText } from '../../../plugins-ts/sync';
import type { Chronicle } from './chronicle';
import type { FinanceBooks } from './finance';
import type { Organization, OrgRow } from './organization';
import type { Random } from './random';

/** People who only work in Dataverse, on projects and their tasks. */
export class Planners {
  #numbers = 0;
  /** The last edit of each project. */
  readonly #edits = new Map<string, { readonly before: OrgRow; readonly after: Values }>();
  /** Projects that are gone, and may come back as they were, or leave their number to another. */
  readonly #bin: OrgRow[] = [];

  constructor(
    private readonly random: Random,
    private readonly org: Organization,
    private readonly finance: FinanceBooks,
    private readonly newId: () => string,
    private readonly value: () => string,
    private readonly soon: (act: () => void) => void,
    private readonly chronicle: Chronicle,
  ) {}

  act(): void {
    const acts = [
      () => this.#editProject(),
      () => this.#editProject(),
      () => this.newProject(),
      () => this.newProject(),
      () => this.#newTask(),
      () => this.#newTask(),
      () => this.#editTask(),
      () => this.#renumberTask(),
      () => this.#numberAProject(),
      () => this.#deleteProject(),
      () => this.#deleteProject(),
      () => this.#seldom(),
    ];
    this.random.pick(acts)();
  }

  #seldom(): void {
    const acts = [
      () => this.#turnTemplate(),
      () => this.#renumberTask(),
      () => this.#comesBack(),
      () => this.#givesNumberAway(),
      () => this.#otherCustomer(),
      () => this.#numberThatIsTakenThere(),
      () => this.#deleteTask(),
      () => this.deleteTogether(),
    ];
    this.random.pick(acts)();
  }

  /** A long transaction that makes a project or changes one. */
  beginLate(): (() => void) | null {
    const projects = this.#projects();
    if (projects.length === 0 || this.random.chance(0.4)) {
      const values = this.#fresh();
      return this.org.beginLate('project', this.newId(), () => this.#withCustomer(values));
    }
    const name = this.value();
    return this.org.beginLate('project', this.random.pick(projects).id, (now) =>
      now ? { ...now.values, name } : null,
    );
  }

  newProject(): void {
    this.org.put('project', this.newId(), this.#fresh());
  }

  #fresh(): Values {
    const customers = [...this.org.table('customer').values()];
    const customer = customers.length > 0 && this.random.chance(0.8) ? this.random.pick(customers) : null;
    const companies = [...this.org.table('company').values()];
    return {
      number: this.random.chance(0.8) ? `P${(this.#numbers += 1)}` : null,
      company: customer?.values.company ?? this.random.pick(companies).id,
      customer: customer?.id ?? null,
      name: this.value(),
      start: '2026-11-01',
      group: this.random.chance(0.5) ? this.value() : null,
      template: this.random.chance(0.1),
    };
  }

  #editProject(): void {
    const row = this.#anyProject();
    if (row) this.edit(row);
  }

  edit(row: OrgRow): void {
    const column = this.random.pick(['name', 'name', 'start', 'unmapped'] as const);
    const { values } = this.org.put('project', row.id, { ...row.values, [column]: this.value() });
    this.#say('edited', () => `${column} of project ${row.id.slice(0, 8)} is ${String(values[column])}`);
    this.#edits.set(row.id, { before: row, after: values });
    if (this.random.chance(0.4)) this.soon(() => this.#takeBack(row, values));
  }

  /** Takes back the change that has just been written. */
  regret(written: Values): void {
    const arrived = [...this.#edits.values()].find(
      ({ after }) => after.name === written.Name || after.start === written.Start,
    );
    if (arrived !== undefined) this.#takeBack(arrived.before, arrived.after);
  }

  /** If nobody else has touched it since. */
  #takeBack(before: OrgRow, after: Values): void {
    const now = this.org.table('project').get(before.id);
    if (now?.values !== after) return;
    this.org.put('project', before.id, before.values);
    this.#say('takenBack', () => `project ${before.id.slice(0, 8)} is as it was`);
  }

  #otherCustomer(): void {
    const row = this.#anyProject();
    const same = [...this.org.table('customer').values()].filter((one) => one.values.company === row?.values.company);
    if (row === null || same.length === 0) return;
    this.org.put('project', row.id, { ...row.values, customer: this.random.pick(same).id });
  }

  #numberAProject(): void {
    const bare = this.#projects().find((row) => row.values.number === null);
    if (bare) this.org.put('project', bare.id, { ...bare.values, number: `P${(this.#numbers += 1)}` });
  }

  /** A project becomes a template, or is one no longer. */
  #turnTemplate(): void {
    const templates = this.#projects().filter(({ values }) => values.template === true);
    const row = templates.length > 0 && this.random.chance(0.5) ? this.random.pick(templates) : this.#anyProject();
    if (row === null) return;
    const template = row.values.template !== true;
    this.org.put('project', row.id, { ...row.values, template });
    this.#say(
      template ? 'leftFilter' : 'enteredFilter',
      () => `project ${row.id.slice(0, 8)} is a template: ${template}`,
    );
  }

  #deleteProject(): void {
    const row = this.#anyProject();
    if (row !== null && !this.random.chance(0.4)) this.#remove(row, false);
  }

  #remove(row: OrgRow, withActuals: boolean): void {
    const actuals = [...this.org.table('actual').values()].filter((actual) => actual.values.project === row.id);
    if (actuals.length > 0 && !withActuals) return;
    for (const actual of actuals) this.org.remove('actual', actual.id);
    for (const task of this.#tasks()) if (task.values.project === row.id) this.org.remove('task', task.id);
    this.org.remove('project', row.id);
    this.#bin.push(row);
    this.#say('deleted', () => `project ${row.id.slice(0, 8)} is deleted`);
  }

  /** A bulk delete, by mistake or not. */
  deleteTogether(): void {
    const rows = this.#projects();
    if (rows.length < 3) return;
    rows.forEach((row) => this.#remove(row, true));
    this.#say('massDelete', () => `${rows.length} projects are deleted together`);
  }

  /** Restored from the recycle bin: the same row, under its id. */
  #comesBack(): void {
    const row = this.#bin.pop();
    if (!row || this.org.table('project').has(row.id)) return;
    this.org.put('project', row.id, this.#withCustomer(row.values));
    this.#say('recreated', () => `project ${row.id.slice(0, 8)} is restored`);
  }

  /** No lookup points to a customer that is gone. */
  #withCustomer(values: Values): Values {
    const isThere = this.org.table('customer').has(String(values.customer));
    return isThere ? values : { ...values, customer: null };
  }

  /** A number that was free again, or is not: another project gets it. */
  #givesNumberAway(): void {
    const row = this.#bin.at(-1) ?? this.#anyProject();
    if (!row) return;
    this.org.put('project', this.newId(), this.#withCustomer({ ...row.values, name: this.value() }));
    this.#say('numberGivenAway', () => `another project gets the number of ${row.id.slice(0, 8)}`);
  }

  /** Finance has another project with this number, where nobody sees it. */
  #numberThatIsTakenThere(): void {
    const companies = [...this.org.table('company').values()].filter((row) => row.values.code !== 'zzzz');
    const company = this.random.pick(companies);
    const number = `T${(this.#numbers += 1)}`;
    this.finance.hidden.add(keyText({ dataAreaId: company.values.code ?? null, ProjectId: number }));
    this.org.put('project', this.newId(), { ...this.#fresh(), company: company.id, customer: null, number });
  }

  #newTask(): void {
    const project = this.#anyProject();
    if (project === null) return;
    this.org.put('task', this.newId(), {
      number: `T${(this.#numbers += 1)}`,
      company: project.values.company ?? null,
      project: project.id,
      name: this.value(),
    });
  }

  #editTask(): void {
    const row = this.#anyTask();
    if (row) this.org.put('task', row.id, { ...row.values, name: this.value() });
  }

  /** The key changes after it was sent, and perhaps back again. */
  #renumberTask(): void {
    const row = this.#anyTask();
    if (row === null) return;
    const number = String(row.values.number);
    const other: Value = number.endsWith('x') && this.random.chance(0.7) ? number.slice(0, -1) : `${number}x`;
    this.org.put('task', row.id, { ...row.values, number: other });
    this.#say('keyChanged', () => `task ${row.id.slice(0, 8)} gets the number ${String(other)}`);
  }

  #deleteTask(): void {
    const row = this.#anyTask();
    if (row) this.org.remove('task', row.id);
  }

  #say(what: string, told: () => string): void {
    this.chronicle.count(what);
    this.chronicle.tell('planners', told);
  }

  #projects(): readonly OrgRow[] {
    return [...this.org.table('project').values()];
  }

  #tasks(): readonly OrgRow[] {
    return [...this.org.table('task').values()];
  }

  #anyProject(): OrgRow | null {
    const rows = this.#projects();
    return rows.length === 0 ? null : this.random.pick(rows);
  }

  #anyTask(): OrgRow | null {
    const rows = this.#tasks();
    return rows.length === 0 ? null : this.random.pick(rows);
  }
}

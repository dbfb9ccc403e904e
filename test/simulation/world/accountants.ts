import type { CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import type { Value } from '../../../plugins-ts/maps/value';
import { CODES, keyText, syncRecordId, type SyncRecord } from '../../../plugins-ts/sync';
import type { Chronicle } from './chronicle';
import type { FinanceBooks } from './finance';
import { OPTIONS } from './hosts';
import type { Books } from './ledger';
import { ACTUALS, CONNECTIONS } from './maps';
import type { Organization, OrgRow } from './organization';
import type { Random } from './random';

export const STAGING = 'Staging';
export const RELATIONS = 'Relations';

/** What is posted: people enter it in Dataverse, Finance takes it from staging and moves it to its history. */
export class Accountants {
  #numbers = 0;

  constructor(
    private readonly random: Random,
    private readonly org: Organization,
    private readonly finance: FinanceBooks,
    private readonly books: Books,
    private readonly newId: () => string,
    private readonly value: () => string,
    private readonly now: () => number,
    private readonly chronicle: Chronicle,
  ) {
    const hasUniqueKey = !random.chance(0.5);
    for (const entity of [STAGING, RELATIONS]) this.finance.staging.set(entity, { hasUniqueKey, taken: [] });
  }

  /** Rows from before the cut-over: some were sent by what was there before. */
  seed(): void {
    for (let n = this.random.below(3); n > 0; n -= 1) {
      const row = this.#enter();
      const company = this.org.table('company').get(String(row?.values.company))?.values.code;
      if (row === null || company === undefined || this.random.chance(0.5)) continue;
      const key = { dataAreaId: company, ImportId: row.values.importid ?? null };
      const { amount, memo, project } = row.values;
      const number = this.org.table('project').get(String(project))?.values.number ?? null;
      this.finance.brought.add(keyText(key));
      this.finance.put(STAGING, key, { ProjectId: number, Amount: amount ?? null, Memo: memo ?? null });
    }
  }

  act(): void {
    const acts = [
      () => this.#enter(),
      () => this.#enter(),
      () => this.#enter(),
      () => this.import(),
      () => this.archive(),
      () => this.#ask(),
      () => this.#seldom(),
      () => this.#seldom(),
    ];
    this.random.pick(acts)();
  }

  #seldom(): void {
    this.random.pick([
      () => this.#correct(),
      () => this.#correct(),
      () => this.#repoint(),
      () => this.#discard(),
      () => this.#takenElsewhere(),
    ])();
  }

  #enter(): OrgRow | null {
    const projects = [...this.org.table('project').values()];
    if (projects.length === 0) return null;
    const project = this.random.pick(projects);
    const before = this.#any();
    const actual = this.org.put('actual', this.newId(), {
      importid: `I${(this.#numbers += 1)}`,
      company: project.values.company ?? null,
      project: project.id,
      amount: this.value(),
      memo: this.random.chance(0.5) ? this.value() : null,
    });
    // In the same transaction.
    // Most go alone: what is held is never posted twice, and tells little.
    for (let n = this.random.chance(0.3) ? 1 + this.random.below(2) : 0; n > 0; n -= 1) this.#connect(actual, before);
    return actual;
  }

  #connect(one: OrgRow, two: OrgRow | null): void {
    const ends = this.random.chance(0.5) ? [one.id, two?.id ?? null] : [two?.id ?? null, one.id];
    const connectionid = `C${(this.#numbers += 1)}`;
    this.org.put('connection', this.newId(), { connectionid, one: ends[0] ?? null, two: ends[1] ?? null });
  }

  import(): void {
    const count = [RELATIONS, STAGING].map((entity) => this.finance.import(entity, this.now()));
    if (count.some((one) => one > 0)) this.#note('imported', 'imports from staging');
  }

  archive(): void {
    if (this.finance.archive(this.now() - OPTIONS.archive) > 0) this.#note('archived', 'archives what was imported');
  }

  /** Against the rules, and so to be told: what was posted is changed. */
  #correct(): void {
    const posted = this.#posted();
    const row = posted.length > 0 ? this.random.pick(posted) : this.#any();
    if (row === null) return;
    this.org.put('actual', row.id, { ...row.values, amount: this.value() });
    this.#note('postedRowEdited', `${row.id.slice(0, 8)} is changed`);
  }

  /** The wrong project: while it is on its way, to one that is perhaps not in Finance yet. */
  #repoint(): void {
    const rows = [...this.org.table('actual').values()];
    const under = rows.filter((row) => this.#recordOf(row)?.status === 'sending');
    const projects = [...this.org.table('project').values()];
    const [row, project] = [under.length > 0 ? this.random.pick(under) : this.#any(), projects.at(-1)];
    if (row === null || project === undefined) return;
    this.org.put('actual', row.id, { ...row.values, project: project.id });
    this.chronicle.tell('people', () => `actual ${row.id.slice(0, 8)} gets another project`);
  }

  #discard(): void {
    const row = this.#any();
    if (row !== null) this.org.remove('actual', row.id);
  }

  /** Somebody else has brought a row with this key and other values. */
  #takenElsewhere(): void {
    const row = this.#enter();
    const company: Value = this.org.table('company').get(String(row?.values.company))?.values.code ?? null;
    if (row === null || company === null) return;
    const key = { dataAreaId: company, ImportId: row.values.importid ?? null };
    if (this.finance.entity(STAGING).has(keyText(key))) return;
    this.finance.brought.add(keyText(key));
    this.finance.put(STAGING, key, { Amount: this.value() });
  }

  /** Retry where the record says what is wrong; whether a row was posted nobody asks without having looked. */
  #ask(): void {
    const map = this.random.chance(0.3) ? CONNECTIONS : ACTUALS;
    const { key, dataverse } = map.definition;
    const rows = [...this.org.table(dataverse.table).values()];
    if (rows.length === 0) return;
    const { id: recordId } = this.random.pick(rows);
    const record = this.books.records.get(syncRecordId(key, recordId))?.value;
    const kind = record !== undefined && this.#mayRetry(map, record) ? ('retry' as const) : ('syncNow' as const);
    const id = this.newId();
    const request = { id, kind, table: dataverse.table, recordId, mapKey: key, choice: null };
    const open = {
      state: 'open',
      outcome: null,
      claimedBy: null,
      claimedAt: null,
      by: 'somebody',
      at: this.now(),
    } as const;
    this.books.put(this.books.requests, id, { ...request, ...open }, null);
  }

  #mayRetry({ definition }: CompiledMap, record: SyncRecord): boolean {
    const isBrought = record.financeKey !== null && this.finance.brought.has(keyText(record.financeKey));
    if (isBrought) return false;
    if (record.reason?.code !== CODES.RECEIPT_UNKNOWN) return record.status === 'error' && record.claimedAt === null;
    const taken = this.finance.staging.get(definition.finance.entity)?.taken ?? [];
    const isSent = taken.some(({ key }) => record.financeKey !== null && key === keyText(record.financeKey));
    return !isSent;
  }

  #posted(): readonly OrgRow[] {
    return [...this.org.table('actual').values()].filter((row) => this.#recordOf(row)?.hash != null);
  }

  #any(): OrgRow | null {
    const rows = [...this.org.table('actual').values()];
    return rows.length === 0 ? null : this.random.pick(rows);
  }

  #recordOf(row: OrgRow): SyncRecord | undefined {
    return this.books.records.get(syncRecordId(ACTUALS.definition.key, row.id))?.value;
  }

  #note(what: string, told: string): void {
    this.chronicle.count(what);
    this.chronicle.tell('finance', () => told);
  }
}

import { CODES, keyText, syncRecordId, type Checkpoint, type SyncRecord } from '../../plugins-ts/sync';
import type { CompiledMap } from '../../plugins-ts/maps/compiled-map';
import { isJudged } from './promises';
import { RELATIONS, STAGING } from './world/accountants';
import type { Carried } from './world/finance';
import { ACTUALS, ALL_MAPS, CONNECTIONS, flatOf } from './world/maps';
import type { OrgRow } from './world/organization';
import type { World } from './world/world';

const DAY = 23 * 3_600_000;

const nameOf = (code: string): string => Object.entries(CODES).find(([, value]) => value === code)?.[0] ?? code;

/** Looks at every write of every host as it happens. */
export class Watch {
  readonly broken: string[] = [];
  readonly #order = new Map<string, { readonly id: string; readonly first: number; readonly last: number }>();
  /** Keys that rows were made under, by entity and id of the row here. */
  readonly #keys = new Map<string, string>();
  #stored = 0;
  #writes = 0;
  #isIdle = false;

  constructor(private readonly world: World) {
    const { books, finance, org } = world;
    const before = finance.onWritten;
    finance.onWritten = (write) => {
      this.#look(write);
      before(write);
    };
    for (const table of ['project', 'task']) for (const row of org.table(table).values()) this.#remember(table, row);
    org.onStored = (table, row) => this.#remember(table, row);
    org.onWritten = (table, id) => this.#wrote(`${table} ${id}`);
    books.onSettled = (record, settledBefore) => this.#settled(record, settledBefore);
    books.onCheckpoint = (after, checkpointBefore) => this.#moved(after, checkpointBefore);
  }

  say(lines: readonly string[]): void {
    this.broken.push(...lines);
  }

  // ── Work ends ──────────────────────────────────────────────────────────────────────────────────────────────────────

  beginIdle(): void {
    this.#isIdle = true;
    this.#writes = 0;
  }

  endIdle(): void {
    if (this.#writes > 0 && this.broken.length === 0) this.broken.push(`${this.#writes} writes when all was quiet`);
  }

  #wrote(what: string): void {
    this.#writes += 1;
    if (this.#isIdle) this.world.chronicle.tell('—', () => `written when all was quiet: ${what}`);
  }

  // ── Writes to Finance ──────────────────────────────────────────────────────────────────────────────────────────────

  #look(write: Carried): void {
    const { hosts } = this.world;
    this.#wrote(`${write.entity} ${write.key}`);
    const map = ALL_MAPS.find(({ definition }) => definition.finance.entity === write.entity);
    if (map === undefined) return;
    if (write.host.startsWith('copy')) this.broken.push(`a copy of the environment writes to ${write.entity}`);
    if (!write.isLate && !hosts.mayWrite(write.host, map.definition.key))
      this.broken.push(`${write.host} writes to ${write.entity}, and its map is paused`);
    this.#isOlder(write);
    this.#isSecond(write);
    if (write.kind === 'delete') this.#brake(write);
    if (write.entity === STAGING) this.#isAhead(write);
  }

  /** No write is planned from an older state than the one that it overwrites. */
  #isOlder({ entity, key, before, values, kind }: Carried): void {
    if (kind !== 'update') return;
    const [was, is] = [before?.row.Name, values.Name].map((name) => this.#order.get(`${entity} ${plain(name)}`));
    // What was taken back is as new as it was when it stood there first.
    if (was === undefined || is === undefined || was.id !== is.id || is.last >= was.first) return;
    this.broken.push(
      `${entity} ${key}: ${String(before?.row.Name)} is overwritten by the older ${String(values.Name)}`,
    );
  }

  /** One row has one counterpart, whatever becomes of its key. */
  #isSecond({ entity, key, values, kind }: Carried): void {
    const source = this.#order.get(`${entity} ${plain(values.Name)}`);
    if (kind !== 'create' || source === undefined) return;
    const id = `${entity} ${source.id}`;
    const first = this.#keys.get(id);
    this.#keys.set(id, key);
    if (first !== undefined && first !== key && this.world.finance.entity(entity).has(first))
      this.broken.push(`${entity} ${key} is the second one of ${source.id}, after ${first}`);
  }

  /** What connects a row to others is in Finance before it. */
  #isAhead({ key }: Carried): void {
    const { org, finance } = this.world;
    const row = [...org.table('actual').values()].find((one) => key === keyIn(this.world, ACTUALS, one));
    if (row === undefined) return;
    const sent = new Set(finance.staging.get(RELATIONS)?.taken.map((one) => one.key));
    for (const connection of connectionsOf(this.world, row)) {
      const own = keyIn(this.world, CONNECTIONS, connection);
      // What came later, with another row, could not be waited for.
      const isWithIt = connection.madeAt >= this.world.cutover && connection.madeAt <= row.madeAt;
      if (isWithIt && own !== null && !sent.has(own))
        this.broken.push(`${key} is posted before ${own}, which connects it`);
    }
  }

  #remember(table: string, { id, values }: OrgRow): void {
    const entity = { project: 'Projects', task: 'Tasks' }[table];
    if (entity === undefined) return;
    const value = `${entity} ${plain(values.name)}`;
    const last = (this.#stored += 1);
    const known = this.#order.get(value);
    this.#order.set(value, { id, first: known?.id === id ? known.first : last, last });
  }

  #brake({ entity, company, at }: Carried): void {
    const { finance, deletesADay, people } = this.world;
    const today = finance.carried.filter(
      (one) => one.kind === 'delete' && one.entity === entity && one.company === company && one.at > at - DAY,
    );
    const most = deletesADay + people.confirmed;
    if (today.length > most)
      this.broken.push(`${today.length} deletes in ${entity} of ${String(company)} within a day`);
  }

  // ── Tandem's own tables ────────────────────────────────────────────────────────────────────────────────────────────

  #settled(record: SyncRecord, before: SyncRecord | undefined): void {
    const { chronicle } = this.world;
    // A slow attempt is due now and then, and may find out more.
    if (before?.status !== 'waiting') this.#wrote(`record ${record.mapKey} ${record.recordId} ${record.status}`);
    if (record.reason !== null && record.reason.code !== before?.reason?.code)
      chronicle.count(nameOf(record.reason.code));
    if (record.claimedAt !== null && before?.claimedAt != null && record.claimedAt !== before.claimedAt)
      chronicle.count('takenOver');
  }

  /** A checkpoint is never ahead of a change without an outcome. */
  #moved(after: Checkpoint, before: Checkpoint | undefined): void {
    const { org, hosts, admins, now } = this.world;
    if (after.token === null || after.token === before?.token || after.side !== 'dataverse') return;
    if (after.leaseHolder === 'copy' || now() - admins.changedAt < 600_000 || !hosts.haveAllHeard) return;
    const running = admins.maps.running.find((one) => one.map.definition.key === after.mapKey);
    if (running === undefined || running.companies.length > 0) return;
    const { map } = running;
    for (const row of org.table(map.definition.dataverse.table).values()) {
      if (row.version > BigInt(after.token) || row.late || isJudged(this.world, map, row)) continue;
      this.broken.push(`checkpoint of ${after.mapKey} is ahead of ${row.id}, which was not looked at`);
    }
  }
}

const keyIn = (world: World, map: CompiledMap, row: OrgRow): string | null => {
  const keyed = map.financeKey(flatOf(world.org, map, row));
  return 'key' in keyed ? keyText(keyed.key) : null;
};

const connectionsOf = ({ org }: World, { id }: OrgRow): readonly OrgRow[] =>
  [...org.table('connection').values()].filter(({ values }) => values.one === id || values.two === id);

const plain = (name: unknown): string => String(name ?? '').replace(/!$/, '');

// ── What is posted ───────────────────────────────────────────────────────────────────────────────────────────────────

/** No row twice over the whole history, whatever was archived since; and every row once, or its record says why not. */
export function checkPosted(world: World): readonly string[] {
  const times = new Map<string, number>();
  const taken = [STAGING, RELATIONS].flatMap((entity) => world.finance.staging.get(entity)?.taken ?? []);
  for (const { key } of taken) times.set(key, (times.get(key) ?? 0) + 1);
  const twice = [...times].filter(([, count]) => count > 1).map(([key, count]) => `${key} was posted ${count} times`);
  const rows = [...world.org.table(ACTUALS.definition.dataverse.table).values()];
  return [
    ...twice,
    ...rows.flatMap((row) => checkActual(world, row, times).map((line) => `actual ${row.id}: ${line}`)),
  ];
}

function checkActual(world: World, row: OrgRow, times: ReadonlyMap<string, number>): readonly string[] {
  const record = world.books.records.get(syncRecordId(ACTUALS.definition.key, row.id))?.value;
  if (record === undefined) return ['has no record'];
  const key = keyIn(world, ACTUALS, row);
  const isTaken = key !== null && times.has(key);
  const stands = key === null ? undefined : world.finance.entity(STAGING).get(key);
  const isOld = row.madeAt < world.cutover;
  switch (record.reason?.code) {
    case undefined:
      if (isTaken && isOld) return ['posted, and is from before the cut-over'];
      return isTaken || (isOld && key !== null && world.finance.brought.has(key))
        ? checkValues(world, row, key)
        : ['said to be posted, and is not'];
    case CODES.ALREADY_POSTED:
      return isTaken || isOld ? [] : ['said to have been posted as it was, and is not posted'];
    case CODES.ADJUSTED:
      return isOld ? [] : ['adjusted, and nobody adjusts it'];
    case CODES.BEFORE_CUTOVER:
      return isOld && !isTaken ? [] : ['said to be from before the cut-over'];
    case CODES.KEY_TAKEN:
      // Who changes a row while it is on its way is told so, in the same words.
      return isTaken && checkValues(world, row, key).length === 0 && !isRepointed(world, row, key)
        ? ['said to be somebody else’s, and was posted from here']
        : [];
    case CODES.RECEIPT_UNKNOWN:
      return stands === undefined ? [] : ['said to be unknown, and is there'];
    case CODES.RELEASE_GROUP:
      if (isTaken) return ['posted, and the record says that it is held'];
      return connectionsOf(world, row).some((one) => !isSent(world, one)) ? [] : ['held, and by nobody'];
    case CODES.PARENT_MISSING:
    case CODES.KEY_EMPTY:
    case CODES.FINANCE_REFUSED:
      return isTaken ? [`posted, and the record says ${nameOf(record.reason?.code ?? '')}`] : [];
    default:
      return [`is ${record.status}: ${nameOf(record.reason?.code ?? '')}`];
  }
}

const isSent = ({ books }: World, { id }: OrgRow): boolean =>
  books.records.get(syncRecordId(CONNECTIONS.definition.key, id))?.value.hash != null;

/** It belongs to another project than when it was posted. */
function isRepointed(world: World, row: OrgRow, key: string | null): boolean {
  const sent = world.finance.staging.get(STAGING)?.taken.find((one) => one.key === key);
  const number = world.org.table('project').get(String(row.values.project))?.values.number ?? null;
  return (sent?.values.ProjectId ?? null) !== number;
}

/** What was posted is what the row says. */
function checkValues(world: World, row: OrgRow, key: string | null): readonly string[] {
  const sent = world.finance.staging.get(STAGING)?.taken.find((one) => one.key === key);
  if (sent === undefined) return [];
  // Its project may have got its number since, or another one, while the row was on its way.
  const { amount = null, memo = null } = row.values;
  const isSame = sent.values.Amount === amount && (sent.values.Memo ?? null) === memo;
  return isSame ? [] : [`posted as ${JSON.stringify(sent.values)}, and is ${String(amount)}`];
}

// ── The log ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Every row that was posted and every delete has its line. */
export function checkAccounts(world: World): readonly string[] {
  const { finance, books } = world;
  const logged = (kind: string, map: CompiledMap, key: string): boolean =>
    books.log.some((line) => {
      if (line.kind !== kind || line.mapKey !== map.definition.key) return false;
      const known = books.records.get(syncRecordId(line.mapKey, line.recordId))?.value.financeKey;
      return known != null && keyText(known) === key;
    });
  return finance.carried.flatMap(({ kind, entity, key }) => {
    const map = ALL_MAPS.find(({ definition }) => definition.finance.entity === entity);
    if (map === undefined) return [];
    if (kind === 'delete')
      return logged('delete', map, key) ? [] : [`${entity} ${key} was deleted, and no log says so`];
    if (!map.definition.policies.insertOnce || !isClaimedByItsRow(world, key)) return [];
    return logged('sent', map, key) ? [] : [`${entity} ${key} was posted, and no log says so`];
  });
}

/** Its row is there, and does not say that nobody knows whether it was posted from here. */
function isClaimedByItsRow(world: World, key: string): boolean {
  const { org, books } = world;
  return [...org.table(ACTUALS.definition.dataverse.table).values()].some((row) => {
    const record = books.records.get(syncRecordId(ACTUALS.definition.key, row.id))?.value;
    return keyIn(world, ACTUALS, row) === key && !isUnknown(record?.reason?.code);
  });
}

/** It was changed while it was on its way, or Finance had moved it on before anybody looked. */
const isUnknown = (code: string | undefined): boolean => code === CODES.KEY_TAKEN || code === CODES.RECEIPT_UNKNOWN;

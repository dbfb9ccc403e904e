import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import { ageOf, claimedKey, isClaimed, isOwnClaim, isUnderWay, isUnsure, isUntouched } from './claims';
import { runsIn, type Engine, type RunningMap } from './engine';
import { keyText } from './identity';
import type { StoredBase } from './ledger';
import type { Links } from './links';
import { firstMissing, parentsOf } from './parents';
import type { ExecutionId } from './package-side';
import { plan } from './plan';
import { planPackaged } from './plan-once';
import type { MissingParent, Plan, Situation } from './situation';
import { isThere, type Instant, type RecordId, type StoredRecord } from './record';
import { firstHeldBy } from './release';
import { ownersOfNewcomers, ownersThatLeave } from './rivals';
import type { FinanceRow, KeyText, SourceRow } from './sides';

/** A row that a pass deals with, and why. */
export interface Subject {
  readonly recordId: RecordId;
  /** Found through Finance's feed: the key of the row there. */
  readonly keyHint: FinanceKey | null;
  readonly changedInFinance: boolean;
  readonly again: boolean;
  readonly asked: boolean;
  /** When a person asked, where that is known. */
  readonly askedAt?: Instant;
  readonly choices: Readonly<Record<string, 'dataverse' | 'finance'>>;
  /** Two rows have come to one Finance row: who yields? */
  readonly contested?: true;
  /** Part of a data package that is asked after: its name, and how many rows were claimed for it. */
  readonly execution?: { readonly id: ExecutionId; readonly size: number };
  /** When this pass claimed the record, and was then not let to say what came of it. */
  readonly claimedAt?: Instant;
}

/** A row of which only the id is known: what a change feed yields. */
export const changed = (recordId: RecordId): Subject => ({
  recordId,
  keyHint: null,
  changedInFinance: false,
  again: false,
  asked: false,
  choices: {},
});

export interface Loaded {
  readonly subject: Subject;
  readonly stored: StoredRecord | null;
  readonly base: StoredBase | null;
  readonly source: SourceRow | null;
  readonly finance: FinanceRow | null;
  /** Whether the base counts as what both sides last agreed on. */
  readonly isBaseTrusted: boolean;
  /**
   * `busy`: another host's claim holds. `stale`: the row read is older than the one already dealt with. `after`: other
   * rows come first.
   */
  readonly plan:
    | Plan
    | { readonly kind: 'busy' }
    | { readonly kind: 'stale' }
    | { readonly kind: 'after'; readonly ids: readonly RecordId[] };
}

/**
 * Reads in the order that keeps a plan honest (sync record before source row before target row), each kind of row in
 * as few requests as its side allows, and plans.
 */
export async function load(
  engine: Engine,
  running: RunningMap,
  links: Links,
  subjects: readonly Subject[],
): Promise<readonly Loaded[]> {
  const { map } = running;
  const ids = subjects.map((subject) => subject.recordId);
  const records = await engine.ledger.records(map.definition.key, ids);
  const twoWay = map.carries.toFinance && map.carries.toDataverse;
  const bases = twoWay
    ? await engine.ledger.bases([...records.values()].map((stored) => stored.record.id))
    : new Map<string, StoredBase>();
  const rows = await engine.dataverse.rows(map, ids);
  const parents = new Map([...rows.values()].map((source) => [source.id, parentsOf(links.parents, source)] as const));
  const parentIds = [...new Set([...parents.values()].flat().map((parent) => parent.syncRecordId))];
  const parentRecords = parentIds.length === 0 ? new Map() : await engine.ledger.recordsById(parentIds);

  const held = await heldBack(engine, running, links, records, rows);

  const first = subjects.map((subject) => {
    const stored = records.get(subject.recordId) ?? null;
    const source = rows.get(subject.recordId) ?? null;
    const base = stored === null ? null : (bases.get(stored.record.id) ?? null);
    const situation: Situation = {
      map,
      recordId: subject.recordId,
      record: stored?.record ?? null,
      base: base?.values ?? null,
      dataverse: source,
      finance: 'unread',
      elsewhere: null,
      keyHint: subject.keyHint,
      missingParent:
        firstMissing(parents.get(subject.recordId) ?? [], parentRecords) ?? held.get(subject.recordId) ?? null,
      changedInFinance: subject.changedInFinance,
      again: subject.again || stored?.record.status === 'sending',
      asked: subject.asked,
      askedAt: subject.askedAt ?? null,
      choices: subject.choices,
      runsIn: runsIn(running),
      age: ageOf(engine, running, source, stored?.record ?? null),
      rivals: [],
    };
    return { subject, stored, source, base, situation, plan: judge(engine, situation, subject) };
  });

  const needed = first.flatMap(({ plan: made, stored }) => {
    if (made.kind !== 'readFinance') return [];
    const claimed = claimedKey(stored?.record ?? null, made.key);
    return claimed === null ? [made.key] : [made.key, claimed];
  });
  if (needed.length === 0) {
    return first.map(({ situation, ...rest }) => ({
      ...rest,
      finance: null,
      isBaseTrusted: !isUnsure(situation.record),
    }));
  }
  const financeRows = await engine.finance.rows(map, needed);
  const newcomers = first.flatMap(({ subject, stored, plan: made }) =>
    made.kind === 'readFinance' && (subject.contested || !isThere(stored?.record))
      ? [{ key: keyText(made.key), recordId: subject.recordId }]
      : [],
  );
  const owners = await ownersOfNewcomers(engine, map.definition.key, newcomers);
  const rivalsOf = ({ recordId }: Situation, key: KeyText): readonly RecordId[] =>
    (owners.get(key) ?? []).filter((id) => id !== recordId);
  const rivals = first.flatMap(({ situation, plan: made }) =>
    made.kind === 'readFinance' ? rivalsOf(situation, keyText(made.key)) : [],
  );
  const leaving = await ownersThatLeave(engine, map, rivals);
  const second = first.map(({ situation, plan: made, ...rest }): Loaded => {
    if (made.kind !== 'readFinance')
      return { ...rest, finance: null, isBaseTrusted: !isUnsure(situation.record), plan: made };
    const key = keyText(made.key);
    const finance: FinanceRow | null = financeRows.get(key) ?? null;
    const rivals = rivalsOf(situation, key);
    const before = rivals.filter((rival) => leaving.has(rival));
    if (before.length > 0) return { ...rest, finance, isBaseTrusted: false, plan: { kind: 'after', ids: before } };
    const { record, dataverse } = situation;
    const isBaseTrusted = record === null || !isUnsure(record) || isUntouched(record, dataverse, finance);
    const base = isBaseTrusted ? situation.base : null;
    const claimed = claimedKey(record, made.key);
    const elsewhere = claimed === null ? null : (financeRows.get(keyText(claimed)) ?? null);
    return { ...rest, finance, isBaseTrusted, plan: plan({ ...situation, finance, elsewhere, rivals, base }) };
  });
  return withoutOlder(engine, map, second);
}

/** Of rows that go after others: what Finance has been sent, and what the filter leaves out, is not held. */
function heldBack(
  engine: Engine,
  { map }: RunningMap,
  { earlier }: Links,
  records: ReadonlyMap<RecordId, StoredRecord>,
  rows: ReadonlyMap<RecordId, SourceRow>,
): Promise<ReadonlyMap<RecordId, MissingParent>> {
  if (earlier.length === 0) return Promise.resolve(new Map());
  const unsent = [...rows.values()].filter(
    ({ id, row }) => !isThere(records.get(id)?.record) && map.includesDataverse(row),
  );
  return firstHeldBy(
    engine,
    earlier,
    unsent.map(({ id }) => id),
  );
}

/**
 * A row may have changed, and another host have carried that over, after it was read here and before its counterpart
 * was: what was planned would put the older values over the newer ones. Where the counterpart is not as its record left
 * it, the row is read once more. What is claimed need not be: then the record itself has moved.
 */
async function withoutOlder(engine: Engine, map: CompiledMap, loaded: readonly Loaded[]): Promise<readonly Loaded[]> {
  if (map.carries.toDataverse) return loaded;
  const doubtful = loaded.filter(({ plan: made, stored, finance }) => {
    if (made.kind !== 'write' || made.finance === null || made.finance.kind === 'create') return false;
    return finance?.etag == null || finance.etag !== stored?.record.targetEtag;
  });
  if (doubtful.length === 0) return loaded;
  const rows = await engine.dataverse.rows(
    map,
    doubtful.map(({ subject }) => subject.recordId),
  );
  const older = new Set(
    doubtful.filter(({ subject, source }) => rows.get(subject.recordId)?.version !== source?.version),
  );
  return loaded.map((item) => (older.has(item) ? { ...item, plan: { kind: 'stale' } } : item));
}

function judge(engine: Engine, situation: Situation, subject: Subject): Loaded['plan'] {
  const { record, dataverse } = situation;
  if (subject.execution !== undefined)
    return isUnderWay(record) && record?.executionId === subject.execution.id
      ? planPackaged(situation)
      : { kind: 'nothing' };
  // What is written down to be asked after needs nobody else.
  if (isUnderWay(record)) return { kind: 'nothing' };
  if (record !== null && isClaimed(engine, situation.map, record) && !isOwnClaim(record, subject.claimedAt))
    return { kind: 'busy' };
  if (record?.sourceVersion && dataverse && BigInt(dataverse.version) < BigInt(record.sourceVersion)) {
    return { kind: 'stale' };
  }
  return plan(situation);
}

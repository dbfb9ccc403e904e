import type { CompiledMap, FinanceKey, ValueProblem } from '../maps/compiled-map';
import { conditionsOf } from '../maps/filter';
import type { Value, Values } from '../maps/value';
import { CODES } from './codes';
import { columnNames } from './column-names';
import { fingerprint, splitFingerprints } from './fingerprint';
import { companyOf, keyText } from './identity';
import { dataverseValues, financeFingerprint, merge, type DecidedConflict } from './merge';
import { isThere, type Reason, type SyncRecord } from './record';
import type { Settlement } from './settlement';
import type { DataverseWrite, FinanceRow, FinanceWrite, SourceRow } from './sides';

/** Everything a plan is made from. Rows are as they were read; nothing here does I/O. */
export interface Situation {
  readonly map: CompiledMap;
  /** The Dataverse id of the row, whether it is there or would be created. */
  readonly recordId: string;
  readonly record: SyncRecord | null;
  /** Null where there is none, or where an interrupted write makes it unreliable. */
  readonly base: Values | null;
  readonly dataverse: SourceRow | null;
  /** `unread`: not asked for yet; a plan that needs it says so. */
  readonly finance: FinanceRow | null | 'unread';
  /** Where the change came from Finance: the key it was found under. */
  readonly keyHint: FinanceKey | null;
  readonly missingParent: MissingParent | null;
  /** Finance's feed says that its row differs from what was last agreed on: read it before saying "nothing". */
  readonly changedInFinance: boolean;
  /** Judge again, although nothing seems to have changed: a due attempt, a wake, a request. */
  readonly again: boolean;
  /** A person asked: also makes again what Finance no longer has. */
  readonly asked: boolean;
  readonly choices: Readonly<Record<string, 'dataverse' | 'finance'>>;
  readonly runsIn: (company: string | null) => boolean;
  /** Other Dataverse rows that have, or are about to get, the same Finance row. Not asked for where it is this row's. */
  readonly rivals: readonly string[];
}

/** A row that has to be on the other side first. */
export interface MissingParent {
  readonly mapKey: string;
  readonly table: string;
  readonly recordId: string;
  readonly name: string | null;
  readonly syncRecordId: string;
}

export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'readFinance'; readonly key: FinanceKey }
  | { readonly kind: 'settle'; readonly settlement: Settlement; readonly base?: Values; readonly park?: MissingParent }
  | {
      readonly kind: 'write';
      readonly finance: FinanceWrite | null;
      readonly dataverse: DataverseWrite | null;
      /** What the record becomes when all writes are done and read back as meant. */
      readonly settlement: Settlement;
      readonly base: Values;
      readonly decided: readonly DecidedConflict[];
    };

const NOTHING: Plan = { kind: 'nothing' };

/** What is to be done about one row of one map, now. Pure and total: every situation has exactly one answer. */
export function plan(s: Situation): Plan {
  return s.dataverse === null ? planWithoutDataverseRow(s) : planWithDataverseRow(s, s.dataverse);
}

// ── The row is not (or no longer) in Dataverse ───────────────────────────────────────────────────────────────────────

function planWithoutDataverseRow(s: Situation): Plan {
  const key = s.record?.financeKey ?? s.keyHint;
  if (s.record !== null && mayBeInFinance(s, s.record)) return planDelete(s, s.record, key);
  if (!s.map.carries.toDataverse || key === null) return s.record === null ? NOTHING : gone(s);
  if (s.finance === 'unread') return { kind: 'readFinance', key };
  if (s.finance === null) return s.record === null ? NOTHING : gone(s);
  if (isThere(s.record) && !s.asked) return targetMissing(s, 'dataverse', key);
  // The row that wanted it is gone, and another one has it.
  if (s.rivals.length > 0) return s.record === null ? NOTHING : gone(s);
  return planCreateInDataverse(s, s.finance);
}

/** Sent to Finance, or about to be by somebody who has not said what became of it. */
const mayBeInFinance = ({ map }: Situation, record: SyncRecord): boolean =>
  map.carries.toFinance && (isThere(record) || (record.claimedAt !== null && !map.carries.toDataverse));

function planDelete(s: Situation, record: SyncRecord, key: FinanceKey | null): Plan {
  // What was perhaps made for it has become another row's.
  if (s.rivals.length > 0) return gone(s);
  const policy = s.map.definition.policies.onDelete;
  if (policy === 'never' || key === null) return gone(s);
  if (policy === 'ask' && !s.asked) return hold(s, 'waiting', reason(CODES.DELETE_ASK));
  if (s.finance === 'unread') return { kind: 'readFinance', key };
  if (s.finance === null) return gone(s);
  return {
    kind: 'write',
    finance: { kind: 'delete', key, etag: s.finance.etag },
    dataverse: null,
    settlement: {
      status: 'notApplicable',
      reason: reason(CODES.DELETED),
      action: 'deleted',
      set: { sourceVersion: record.sourceVersion, hash: null, targetEtag: null, claimedAt: null },
    },
    base: {},
    decided: [],
  };
}

/** Where Finance does not have it either, the record forgets that it ever had. */
const gone = (s: Situation): Plan => hold(s, 'notApplicable', reason(CODES.DELETED), forgetting(s));

const forgetting = (s: Situation): Settlement['set'] =>
  s.finance === null ? { hash: null, targetEtag: null, claimedAt: null } : {};

function planCreateInDataverse(s: Situation, finance: FinanceRow): Plan {
  const company = companyOf(s.map, finance.key);
  if (!s.map.includesFinance(finance.row))
    return s.record === null ? NOTHING : hold(s, 'notApplicable', leftOut(s, 'finance'));
  if (!s.runsIn(company)) return s.record === null ? NOTHING : hold(s, 'notApplicable', reason(CODES.COMPANY_OFF));
  if (alreadyJudged(s)) return NOTHING;

  const values: Record<string, Value> = {};
  const problems: ValueProblem[] = [];
  for (const column of s.map.columns) {
    if (column.dataverse === undefined || (column.direction === 'toFinance' && !column.isKey)) continue;
    const value = column.finance === undefined ? null : (finance.row[column.finance] ?? null);
    const mapped = column.toDataverse(value, company);
    if ('problem' in mapped) problems.push(mapped.problem);
    else if (mapped.value !== null) values[column.dataverse] = mapped.value;
  }
  if (problems.length > 0)
    return refuseValues(s, problems, { targetEtag: finance.etag, financeKey: finance.key, company });

  // What will stand in Dataverse is what was just made from Finance: merged with itself it gives base and hash.
  const merged = merge({
    map: s.map,
    company,
    dataverse: values,
    finance: finance.row,
    base: null,
    choices: agreeWithFinance(s.map),
  });
  // What Finance has in columns that Dataverse feeds, and has nothing for, stays.
  const adjusted = columnNames(s.map, merged.toFinance, {});
  return {
    kind: 'write',
    finance: null,
    dataverse: { kind: 'create', id: s.recordId, values },
    settlement: {
      status: 'inSync',
      action: 'received',
      columns: columnNames(s.map, {}, values),
      ...(adjusted.length > 0 ? { reason: reason(CODES.ADJUSTED, { columns: adjusted.join(', ') }) } : {}),
      set: { financeKey: finance.key, company, hash: merged.hash, targetEtag: finance.etag, adjusted },
    },
    base: merged.base,
    decided: [],
  };
}

const agreeWithFinance = (map: CompiledMap): Record<string, 'finance'> =>
  Object.fromEntries(map.columns.map((column) => [column.name, 'finance']));

// ── The row is in Dataverse ──────────────────────────────────────────────────────────────────────────────────────────

function planWithDataverseRow(s: Situation, source: SourceRow): Plan {
  const known = s.record !== null;
  if (s.map.carries.toFinance && !s.map.includesDataverse(source.row)) {
    return known || s.asked ? hold(s, 'notApplicable', leftOut(s, 'dataverse')) : NOTHING;
  }
  const looksFirst = s.changedInFinance && s.finance === 'unread';
  if (!looksFirst && alreadyJudged(s)) return NOTHING;

  const keyed = s.map.financeKey(source.row);
  if ('problem' in keyed) return refuseValues(s, [keyed.problem], {});
  if ('missing' in keyed) {
    if (!s.map.carries.toFinance && !known && !s.asked) return NOTHING;
    // What the parent feeds into the key comes with the parent, who wakes the row.
    if (s.missingParent !== null) return park(s, s.missingParent, null, null);
    return hold(s, 'waiting', reason(CODES.KEY_EMPTY, { columns: keyed.missing.join(', ') }));
  }
  const key = keyed.key;
  const company = companyOf(s.map, key);
  if (!s.runsIn(company)) return known || s.asked ? hold(s, 'notApplicable', reason(CODES.COMPANY_OFF)) : NOTHING;
  if (isThere(s.record) && s.record?.financeKey && keyText(s.record.financeKey) !== keyText(key)) {
    return hold(s, 'error', reason(CODES.KEY_CHANGED, { before: spell(s.record.financeKey), now: spell(key) }));
  }
  if (s.map.carries.toFinance && s.missingParent !== null) return park(s, s.missingParent, key, company);

  const here = dataverseValues(s.map, source.row, company);
  if (here.problems.length > 0) return refuseValues(s, here.problems, { financeKey: key, company });

  const agreed = splitFingerprints(s.record?.hash ?? null);
  const unchangedHere = agreed !== null && agreed.dataverse === fingerprint(here.values);
  if (s.finance === 'unread') {
    if (unchangedHere && s.record?.status === 'inSync' && !s.again && !s.asked && !s.changedInFinance) return NOTHING;
    return { kind: 'readFinance', key };
  }
  if (hasToYield(s)) return ambiguous(s, key, company);
  if (s.finance === null) return planWithoutFinanceRow(s, source, key, company, here.values);
  return planMerge(s, source, s.finance, company, here.values);
}

/** No row is as it was where there was none; a row without an etag is never known to be as it was. */
const isSameEtag = (finance: FinanceRow | null, etag: string | null): boolean =>
  finance === null ? etag === null : finance.etag !== null && finance.etag === etag;

/**
 * A record that was set aside for this very version (and, from Finance, this very etag) stays as it is until something
 * changes or somebody asks: replaying a page must not try a refused row again.
 */
function alreadyJudged(s: Situation): boolean {
  const record = s.record;
  if (s.again || s.asked || record === null) return false;
  // Companies are switched on and off without touching a row.
  if (record.reason?.code === CODES.COMPANY_OFF) return false;
  if (!['error', 'conflict', 'waiting', 'notApplicable', 'pending'].includes(record.status)) return false;
  const sameHere = (s.dataverse?.version ?? null) === record.sourceVersion;
  const sameThere = s.finance === 'unread' || isSameEtag(s.finance, record.targetEtag);
  // A placeholder made for a child has been judged by nobody yet.
  return record.checkedAt !== null && sameHere && sameThere;
}

function planWithoutFinanceRow(
  s: Situation,
  source: SourceRow,
  key: FinanceKey,
  company: string | null,
  here: Values,
): Plan {
  if (!s.map.carries.toFinance) return s.record !== null || s.asked ? notInFinance(s) : NOTHING;
  if (isThere(s.record) && !s.asked) return targetMissing(s, 'finance', key);

  const values: Record<string, Value> = {};
  const finance: Record<string, Value> = { ...key };
  for (const column of s.map.columns) {
    if (column.finance === undefined || column.isKey || column.direction === 'toDataverse') continue;
    const value = column.dataverse === undefined ? null : (source.row[column.dataverse] ?? null);
    const mapped = column.toFinance(value, company);
    // Finance has no null: what has no value is left to its defaults.
    if (!('problem' in mapped) && mapped.value !== null) values[column.finance] = mapped.value;
    finance[column.finance] = here[column.name] ?? null;
  }
  const choices = Object.fromEntries(s.map.columns.map((column) => [column.name, 'dataverse' as const]));
  const merged = merge({ map: s.map, company, dataverse: source.row, finance, base: null, choices });
  return {
    kind: 'write',
    finance: { kind: 'create', key, values },
    dataverse: null,
    settlement: {
      ...seen(source),
      status: 'inSync',
      action: 'created',
      columns: columnNames(s.map, values, {}),
      set: { ...about(source), financeKey: key, company, hash: merged.hash, adjusted: [] },
    },
    base: merged.base,
    decided: [],
  };
}

function planMerge(s: Situation, source: SourceRow, finance: FinanceRow, company: string | null, here: Values): Plan {
  if (!s.map.carries.toFinance && !s.map.includesFinance(finance.row))
    return hold(s, 'notApplicable', leftOut(s, 'finance'));
  const merged = merge({
    map: s.map,
    company,
    dataverse: source.row,
    finance: finance.row,
    base: s.base,
    choices: s.choices,
    leave: leftAlone(s, finance, here),
  });
  if (merged.problems.length > 0) {
    return refuseValues(s, merged.problems, { targetEtag: finance.etag, financeKey: finance.key, company });
  }
  const writesFinance = Object.keys(merged.toFinance).length > 0;
  const writesDataverse = Object.keys(merged.toDataverse).length > 0;

  const settlement: Settlement = {
    ...seen(source),
    status: merged.open.length > 0 ? 'conflict' : 'inSync',
    reason:
      merged.open.length > 0
        ? reason(CODES.CONFLICT, { columns: merged.open.map((column) => column.column).join(', ') })
        : merged.left.length > 0
          ? reason(CODES.ADJUSTED, { columns: merged.left.join(', ') })
          : null,
    action: writesFinance ? 'updated' : writesDataverse ? 'received' : isThere(s.record) ? 'checked' : 'adopted',
    columns:
      merged.open.length > 0
        ? merged.open.map((column) => column.column)
        : columnNames(s.map, merged.toFinance, merged.toDataverse),
    set: {
      ...about(source),
      financeKey: finance.key,
      company,
      hash: merged.hash,
      targetEtag: finance.etag,
      conflict: merged.open,
      adjusted: merged.left,
    },
  };
  if (!writesFinance && !writesDataverse) {
    return settlesNothing(s, settlement) ? NOTHING : { kind: 'settle', settlement, base: merged.base };
  }
  return {
    kind: 'write',
    finance: writesFinance ? { kind: 'update', key: finance.key, values: merged.toFinance, etag: finance.etag } : null,
    dataverse: writesDataverse
      ? { kind: 'update', id: source.id, values: merged.toDataverse, etag: source.etag }
      : null,
    settlement,
    base: merged.base,
    decided: merged.decided,
  };
}

/**
 * The adjusted columns that are not touched again: the side that would be written to has set them itself, and the side
 * that they come from has not changed since. A value that Finance filled in where there was none stays, whatever else
 * changes.
 */
function leftAlone(s: Situation, finance: FinanceRow, here: Values): ReadonlySet<string> {
  const agreed = splitFingerprints(s.record?.hash ?? null);
  const sameHere = agreed?.dataverse === fingerprint(here);
  const sameThere = agreed?.finance === financeFingerprint(s.map, finance.row);
  const adjusted = s.map.columns.filter((column) => s.record?.adjusted.includes(column.name));
  const left = adjusted.filter(({ name, direction }) => {
    if (direction === 'toFinance' && here[name] === null) return true;
    return !s.asked && (sameHere || direction === 'toDataverse') && (sameThere || direction === 'toFinance');
  });
  return new Set(left.map(({ name }) => name));
}

/** Finance, from which the map takes its rows, has none for this one: it is nobody's business, until it is there. */
const notInFinance = (s: Situation): Plan => hold(s, 'notApplicable', reason(CODES.NOT_IN_FINANCE), forgetting(s));

/** True when the record says all that the settlement would say, but for the time. A person who asked sees the time. */
function settlesNothing(s: Situation, settlement: Settlement): boolean {
  const record = s.record;
  return (
    !s.asked &&
    !s.again &&
    record !== null &&
    record.status === settlement.status &&
    record.hash === settlement.set?.hash &&
    record.claimedAt === null &&
    JSON.stringify(record.conflict) === JSON.stringify(settlement.set?.conflict ?? []) &&
    (record.reason?.code ?? null) === (settlement.reason?.code ?? null)
  );
}

// ── Settlements that write no business row ───────────────────────────────────────────────────────────────────────────

function hold(
  s: Situation,
  status: 'notApplicable' | 'waiting' | 'error',
  why: Reason,
  set: Settlement['set'] = {},
): Plan {
  const settlement: Settlement = {
    ...(s.dataverse ? seen(s.dataverse) : {}),
    status,
    reason: why,
    action: status === 'error' ? 'refused' : status === 'waiting' ? 'waiting' : 'checked',
    set: {
      ...(s.dataverse ? about(s.dataverse) : { sourceVersion: null }),
      ...(s.finance !== 'unread' && s.finance !== null ? { targetEtag: s.finance.etag } : {}),
      // Somebody may have made it in Finance and not lived to say so.
      ...(isThere(s.record) ? {} : { claimedAt: s.record?.claimedAt ?? null }),
      ...set,
    },
  };
  const record = s.record;
  const same =
    record !== null &&
    record.status === status &&
    record.reason?.code === why.code &&
    record.sourceVersion === (s.dataverse?.version ?? null) &&
    !s.asked &&
    !(s.again && status === 'waiting');
  return same ? NOTHING : { kind: 'settle', settlement };
}

function park(s: Situation, parent: MissingParent, financeKey: FinanceKey | null, company: string | null): Plan {
  const held = hold(
    s,
    'waiting',
    reason(CODES.PARENT_MISSING, {
      map: parent.mapKey,
      table: parent.table,
      recordId: parent.recordId,
      name: parent.name,
    }),
    { waitingFor: parent.syncRecordId, ...(isThere(s.record) || financeKey === null ? {} : { financeKey, company }) },
  );
  return held.kind === 'settle' ? { ...held, park: parent } : held;
}

/** Whoever comes to a Finance row that has an owner yields; of two who came at the same moment, one. */
const hasToYield = ({ record, recordId, rivals }: Situation): boolean =>
  rivals.length > 0 && (!isThere(record) || rivals.some((rival) => rival < recordId));

/** Two Dataverse rows with one integration key would overwrite each other in Finance for ever: one has it. */
function ambiguous(s: Situation, key: FinanceKey, company: string | null): Plan {
  const why = reason(CODES.KEY_AMBIGUOUS, { key: spell(key), rows: s.rivals.join(', ') });
  const held = hold(s, 'error', why, { company, hash: null });
  return held.kind === 'settle' && isThere(s.record) ? { ...held, base: {} } : held;
}

const targetMissing = (s: Situation, side: 'dataverse' | 'finance', financeKey: FinanceKey): Plan =>
  hold(s, 'error', reason(CODES.TARGET_MISSING, { side }), { financeKey });

function refuseValues(s: Situation, problems: readonly ValueProblem[], set: Settlement['set']): Plan {
  const [first] = problems;
  if (first === undefined) return NOTHING;
  const more = problems.slice(1).map((problem) => `${problem.column} (${problem.code})`);
  return hold(
    s,
    'error',
    reason(first.code, {
      ...first.parameters,
      column: first.column,
      ...(more.length > 0 ? { more: more.join(', ') } : {}),
    }),
    set,
  );
}

const reason = (code: string, parameters: Reason['parameters'] = {}): Reason => ({ code, parameters });

/** By the filter of a side; which column it looks at is told where there is only one. */
function leftOut(s: Situation, side: 'dataverse' | 'finance'): Reason {
  const [column, ...others] = new Set(conditionsOf(s.map.definition[side].filter).map((condition) => condition.column));
  return reason(CODES.FILTER, column !== undefined && others.length === 0 ? { column } : {});
}

const seen = (source: SourceRow): Pick<Settlement, 'by' | 'changedAt'> => ({
  by: source.modifiedBy,
  changedAt: source.modifiedOn,
});

const about = (source: SourceRow): NonNullable<Settlement['set']> => ({
  sourceVersion: source.version,
  ownerId: source.ownerId,
  ...(source.name === null ? {} : { name: source.name }),
});

const spell = (key: FinanceKey): string => Object.values(key).join(' · ');

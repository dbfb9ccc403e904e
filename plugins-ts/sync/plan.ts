import { valueThere, type CompiledMap, type FinanceKey, type ValueProblem } from '../maps/compiled-map';
import type { Value, Values } from '../maps/value';
import { CODES } from './codes';
import { columnNames } from './column-names';
import { createInFinance } from './create-in-finance';
import { fingerprint, splitFingerprints } from './fingerprint';
import {
  about,
  alreadyJudged,
  ambiguous,
  hasToYield,
  hold,
  leftOut,
  madeElsewhere,
  NOTHING,
  park,
  reason,
  refuseValues,
  seen,
  spell,
  targetMissing,
} from './hold';
import { companyOf, keyText } from './identity';
import { dataverseValues, financeFingerprint, merge } from './merge';
import { planOnce } from './plan-once';
import { isThere, type SyncRecord } from './record';
import type { Settlement } from './settlement';
import type { FinanceRow, SourceRow } from './sides';
import type { Plan, Situation } from './situation';

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
  // Once held, a row is deleted only by a person's word: the brake must not let a mass delete trickle through.
  if (record.reason?.code === CODES.DELETE_BRAKE && !s.asked) return hold(s, 'waiting', record.reason);
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
    const mapped = column.toDataverse(valueThere(column, finance.row), company);
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
  if (s.map.definition.policies.insertOnce) return planOnce(s, source);
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
  if (s.elsewhere !== null) return madeElsewhere(s, s.elsewhere, key);
  if (hasToYield(s)) return ambiguous(s, key, company);
  if (s.finance === null) return planWithoutFinanceRow(s, source, key, company, here.values);
  return planMerge(s, source, s.finance, company, here.values);
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

  return createInFinance(s.map, source, key, company, here);
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

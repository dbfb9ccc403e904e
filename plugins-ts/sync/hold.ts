import type { FinanceKey, ValueProblem } from '../maps/compiled-map';
import { conditionsOf } from '../maps/filter';
import { keyOfClaim } from './claims';
import { CODES } from './codes';
import { isThere, type Reason } from './record';
import type { Settlement } from './settlement';
import type { FinanceRow, SourceRow } from './sides';
import type { MissingParent, Plan, Situation } from './situation';

/** Plans that write no business row: the sync record says why not. */

export const NOTHING: Plan = { kind: 'nothing' };

export function hold(
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
      ...underClaim(s, set),
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

/** The key of a claim is where the row has to be looked for, whatever number it has got since. */
function underClaim({ record }: Situation, set: Settlement['set']): Settlement['set'] {
  const financeKey = keyOfClaim(record);
  return record === null || financeKey === null || set?.claimedAt === null
    ? {}
    : { financeKey, company: record.company };
}

export function park(s: Situation, parent: MissingParent, financeKey: FinanceKey | null, company: string | null): Plan {
  const held = hold(
    s,
    'waiting',
    reason(parent.why, {
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
export const hasToYield = ({ record, recordId, rivals }: Situation): boolean =>
  rivals.length > 0 && (!isThere(record) || rivals.some((rival) => rival < recordId));

/** Two Dataverse rows with one integration key would overwrite each other in Finance for ever: one has it. */
export function ambiguous(s: Situation, key: FinanceKey, company: string | null): Plan {
  const why = reason(CODES.KEY_AMBIGUOUS, { key: spell(key), rows: s.rivals.join(', ') });
  const held = hold(s, 'error', why, { company, hash: null });
  return held.kind === 'settle' && isThere(s.record) ? { ...held, base: {} } : held;
}

/** Somebody made it under another key, and did not live to say so, before its number changed. */
export const madeElsewhere = (s: Situation, there: FinanceRow, key: FinanceKey): Plan =>
  hold(s, 'error', reason(CODES.KEY_CHANGED, { before: spell(there.key), now: spell(key) }));

export const targetMissing = (s: Situation, side: 'dataverse' | 'finance', financeKey: FinanceKey): Plan =>
  hold(s, 'error', reason(CODES.TARGET_MISSING, { side }), { financeKey });

export function refuseValues(s: Situation, problems: readonly ValueProblem[], set: Settlement['set']): Plan {
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

export const reason = (code: string, parameters: Reason['parameters'] = {}): Reason => ({ code, parameters });

/** By the filter of a side; which column it looks at is told where there is only one. */
export function leftOut(s: Situation, side: 'dataverse' | 'finance'): Reason {
  const [column, ...others] = new Set(conditionsOf(s.map.definition[side].filter).map((condition) => condition.column));
  return reason(CODES.FILTER, column !== undefined && others.length === 0 ? { column } : {});
}

export const seen = (source: SourceRow): Pick<Settlement, 'by' | 'changedAt'> => ({
  by: source.modifiedBy,
  changedAt: source.modifiedOn,
});

export const about = (source: SourceRow): NonNullable<Settlement['set']> => ({
  sourceVersion: source.version,
  ownerId: source.ownerId,
  ...(source.name === null ? {} : { name: source.name }),
});

export const spell = (key: FinanceKey): string => Object.values(key).join(' · ');

/** No row is as it was where there was none; a row without an etag is never known to be as it was. */
export const isSameEtag = (finance: FinanceRow | null, etag: string | null): boolean =>
  finance === null ? etag === null : finance.etag !== null && finance.etag === etag;

/**
 * A record that was set aside for this very version (and, from Finance, this very etag) stays as it is until something
 * changes or somebody asks: replaying a page must not try a refused row again.
 */
export function alreadyJudged(s: Situation): boolean {
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

import type { FinanceKey } from '../maps/compiled-map';
import type { Values } from '../maps/value';
import { isUnsure } from './claims';
import { CODES } from './codes';
import { createInFinance } from './create-in-finance';
import { fingerprint, joinFingerprints, splitFingerprints } from './fingerprint';
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
} from './hold';
import { companyOf, keyText } from './identity';
import { dataverseValues } from './merge';
import { isThere } from './record';
import type { FinanceRow, SourceRow } from './sides';
import type { Plan, Situation } from './situation';

/**
 * A row that Finance posts: it is sent once, and the sync record is the receipt. Finance moves such rows on and archives
 * them, so that a row that is absent there may have been sent all the same: it is looked for wherever somebody may have
 * sent it, and never sent because it is not found alone.
 */
export function planOnce(s: Situation, source: SourceRow): Plan {
  const { record, map } = s;
  const known = record !== null;
  if (!map.includesDataverse(source.row)) {
    return known || s.asked ? hold(s, 'notApplicable', leftOut(s, 'dataverse')) : NOTHING;
  }
  if (alreadyJudged(s)) return NOTHING;
  const keyed = map.financeKey(source.row);
  if ('problem' in keyed) return refuseValues(s, [keyed.problem], {});
  if ('missing' in keyed) {
    if (s.missingParent !== null) return park(s, s.missingParent, null, null);
    return hold(s, 'waiting', reason(CODES.KEY_EMPTY, { columns: keyed.missing.join(', ') }));
  }
  const { key } = keyed;
  const company = companyOf(map, key);
  if (!s.runsIn(company)) return known || s.asked ? hold(s, 'notApplicable', reason(CODES.COMPANY_OFF)) : NOTHING;
  const here = dataverseValues(map, source.row, company);
  if (isThere(record)) return sentAlready(s, key, here.problems.length > 0 ? null : here.values);

  // What is on its way, or has arrived unheard, needs no parent any more: it is looked for first.
  if (s.finance === 'unread' && isUnsure(record)) return { kind: 'readFinance', key };
  const isFound = s.finance !== 'unread' && s.finance !== null;
  if (s.missingParent !== null && !isFound && !isReceiptLost(s)) return park(s, s.missingParent, key, company);
  if (here.problems.length > 0) return refuseValues(s, here.problems, { financeKey: key, company });
  if (s.finance === 'unread' && mayHaveBeenSent(s)) return { kind: 'readFinance', key };
  if (s.elsewhere !== null) return madeElsewhere(s, s.elsewhere, key);
  if (hasToYield(s)) return ambiguous(s, key, company);
  return s.finance === 'unread' || s.finance === null
    ? notFound(s, source, key, company, here.values)
    : found(s, source, s.finance, company, here.values);
}

/** By another host, by another product, or before this environment was restored. */
const mayHaveBeenSent = (s: Situation): boolean => isUnsure(s.record) || s.again || s.asked || !s.age.isFresh;

/** The receipt stands whatever has changed since: a correction is another row. */
function sentAlready(s: Situation, key: FinanceKey, here: Values | null): Plan {
  const { record } = s;
  if (record?.financeKey && keyText(record.financeKey) !== keyText(key)) {
    return hold(s, 'error', reason(CODES.KEY_CHANGED, { before: spell(record.financeKey), now: spell(key) }));
  }
  const receipt = splitFingerprints(record?.hash ?? null);
  if (here === null || receipt?.dataverse !== fingerprint(here)) return hold(s, 'error', reason(CODES.ALREADY_POSTED));
  if (record?.status === 'inSync' && !s.asked) return NOTHING;
  return { kind: 'settle', settlement: { status: 'inSync', action: 'checked', reason: null, set: aboutNow(s) } };
}

const aboutNow = (s: Situation): ReturnType<typeof about> => (s.dataverse === null ? {} : about(s.dataverse));

function notFound(s: Situation, source: SourceRow, key: FinanceKey, company: string | null, here: Values): Plan {
  if (!s.asked && s.age.isBeforeCutover) return hold(s, 'notApplicable', reason(CODES.BEFORE_CUTOVER), { company });
  // Archived, or never arrived: only a person may say, and says it once.
  if ((isReceiptLost(s) || isSaidUnknown(s)) && !isSentOnRequest(s)) {
    return hold(s, 'error', reason(CODES.RECEIPT_UNKNOWN, { key: spell(key) }), { financeKey: key, company });
  }
  return createInFinance(s.map, source, key, company, here);
}

const isSaidUnknown = ({ record }: Situation): boolean =>
  record?.status === 'error' && record.reason?.code === CODES.RECEIPT_UNKNOWN;

const isReceiptLost = (s: Situation): boolean => isUnsure(s.record) && s.age.isReceiptLost;

/** A person's word counts where it was said of just this: what was asked before the row was sent knew nothing of it. */
const isSentOnRequest = (s: Situation): boolean => {
  const { asked, askedAt, record } = s;
  if (!asked || record === null || !isSaidUnknown(s)) return false;
  return askedAt == null || record.since === null || askedAt >= record.since;
};

/** What Finance filled in where nothing was sent is its own. */
function found(s: Situation, source: SourceRow, finance: FinanceRow, company: string | null, here: Values): Plan {
  const different = s.map.columns.filter(({ name, finance: field, normalFinance }) => {
    const sent = here[name] ?? null;
    return field !== undefined && sent !== null && sent !== normalFinance(finance.row[field] ?? null);
  });
  const columns = different.map(({ name }) => name);
  if (columns.length > 0 && !s.age.isBeforeCutover) {
    const why = reason(CODES.KEY_TAKEN, { key: spell(finance.key), columns: columns.join(', ') });
    return hold(s, 'error', why, { financeKey: finance.key, company });
  }
  return {
    kind: 'settle',
    settlement: {
      ...seen(source),
      status: 'inSync',
      action: isUnsure(s.record) ? 'created' : 'adopted',
      reason: columns.length === 0 ? null : reason(CODES.ADJUSTED, { columns: columns.join(', ') }),
      set: {
        ...about(source),
        financeKey: finance.key,
        company,
        hash: joinFingerprints({ dataverse: fingerprint(here), finance: fingerprint({}) }),
        targetEtag: finance.etag,
        adjusted: columns,
      },
    },
  };
}

/**
 * A row of a package that is under way: what it was claimed as. Its values are those of now, should the package have to be
 * begun anew; its receipt is for what it was claimed with.
 */
export function planPackaged(s: Situation): Plan {
  const { record, dataverse: source, map } = s;
  if (source === null) return hold(s, 'notApplicable', reason(CODES.DELETED));
  if (record?.financeKey == null) return NOTHING;
  const { financeKey, company, claimedHash, sourceVersion } = record;
  const made = createInFinance(map, source, financeKey, company, dataverseValues(map, source.row, company).values);
  const { settlement } = made;
  const hash = claimedHash ?? settlement.set?.hash ?? null;
  return { ...made, settlement: { ...settlement, set: { ...settlement.set, sourceVersion, hash } } };
}

import type { Instant, SyncStatus } from '../../../plugins-ts/sync/record';
import type { Answer, Asked, KnownHost, KnownMap, KnownRecord, Situation, Unanswered } from './known';

/** A host that has not been seen for so long counts as gone (milliseconds). */
export const HOST_SILENT_AFTER = 10 * 60_000;
/** A request that a living host has not answered in this time (milliseconds) is no longer shown as under way. */
const REQUEST_HOLDS = 10 * 60_000;

/** Where one record stands in one table map, as of now. */
export interface Standing {
  readonly status: SyncStatus;
  /** Why `pending`, where it is not the sync record that says so. */
  readonly because:
    { readonly kind: 'saved'; readonly at: Instant } | { readonly kind: 'asked'; readonly by: Asked } | null;
  /** Null where Tandem has not dealt with the record in this map. */
  readonly record: KnownRecord | null;
  readonly mapKey: string;
  readonly map: KnownMap | null;
  readonly host: KnownHost | null;
  /** Both sides were last compared, or known to be unchanged, at this time. */
  readonly asOf: Instant | null;
  /** Nobody has been running for a while, and the record needs somebody. */
  readonly noHost: boolean;
}

export type Judgement =
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'noRight' }
  | { readonly kind: 'offline'; readonly last: Standing | null }
  | { readonly kind: 'unknown'; readonly failedAt: Instant }
  | { readonly kind: 'notSetUp'; readonly map: KnownMap | null }
  | {
      readonly kind: 'known';
      /** The worst first. */
      readonly standings: readonly [Standing, ...Standing[]];
      /** The newest look failed; what is known is older. */
      readonly failedAt: Instant | null;
    };

/** Where the record of the form stands. Pure and total. */
export function judge(situation: Situation): Judgement {
  if (situation.record === null) return { kind: 'unsaved' };
  const standings = situation.answer === null ? [] : standingsOf(situation, situation.answer);
  const [worst, ...others] = standings;
  if (situation.isOffline) return { kind: 'offline', last: worst ?? null };
  if (situation.failure?.kind === 'noRight') return { kind: 'noRight' };
  const failedAt = situation.failure?.at ?? null;
  if (situation.answer === null) return failedAt === null ? { kind: 'loading' } : { kind: 'unknown', failedAt };
  if (worst === undefined) return { kind: 'notSetUp', map: mapOfTable(situation.answer, situation.record.table) };
  return { kind: 'known', standings: [worst, ...others], failedAt };
}

/** Settled: nothing is expected to change by itself, so nobody need look again before a save or a request. */
export function isSettled(judgement: Judgement): boolean {
  switch (judgement.kind) {
    case 'loading':
    case 'unknown':
    case 'offline':
      return false;
    case 'known':
      return judgement.failedAt === null && judgement.standings.every(({ status }) => SETTLED.has(status));
    default:
      return true;
  }
}

/** Unsettled, and not for long: neither waiting for another record nor for the time of a next attempt. */
export const isUnderWay = (judgement: Judgement): boolean =>
  judgement.kind !== 'known' ||
  judgement.failedAt !== null ||
  judgement.standings.some(
    ({ status, because, record }) =>
      status === 'sending' || (status === 'pending' && (because !== null || record?.nextAttempt == null)),
  );

/** Only then do the details open by themselves. */
export const needsPerson = (judgement: Judgement): boolean =>
  judgement.kind === 'known' && ['error', 'conflict'].includes(judgement.standings[0].status);

const SETTLED: ReadonlySet<SyncStatus> = new Set<SyncStatus>(['inSync', 'error', 'conflict', 'notApplicable']);

function standingsOf(situation: Situation, answer: Answer): readonly Standing[] {
  const known = answer.records.map((record) => standingOf(situation, answer, record));
  const dealtWith = new Set(answer.records.map((record) => record.mapKey));
  const others = mapsOfTable(answer, situation.record?.table ?? '')
    .filter(([mapKey, map]) => map.state !== 'stopped' && !dealtWith.has(mapKey))
    .map(([mapKey]) => withoutRecord(situation, answer, mapKey));
  // A map that has nothing to say of the record stays silent beside one that has.
  const all = known.length > 0 ? [...known, ...others.filter(({ status }) => status !== 'notApplicable')] : others;
  return all.sort((one, other) => weight(other) - weight(one) || (one.asOf ?? 0) - (other.asOf ?? 0));
}

/** Worse is heavier: what a person must mend, then what nobody takes care of, then what is under way. */
function weight({ status, noHost, record }: Standing): number {
  if (noHost) return 5;
  if (status === 'pending' && record?.status === 'pending' && record.nextAttempt !== null) return 4;
  return { error: 7, conflict: 6, waiting: 3, sending: 2, pending: 2, inSync: 1, notApplicable: 0 }[status];
}

function standingOf(situation: Situation, answer: Answer, record: KnownRecord): Standing {
  const { map, host } = hosted(answer, record.mapKey);
  const asOf = later(record.checkedAt, map?.caughtUpUntil ?? null);
  const because = pendingBecause(situation, record, map, host, asOf);
  const status = because === null ? record.status : 'pending';
  return withHost(situation.now, { status, because, record, mapKey: record.mapKey, map, host, asOf });
}

/** Nothing was ever due for the record: either the map's filter leaves it out, or no host has come to it yet. */
function withoutRecord(situation: Situation, answer: Answer, mapKey: string): Standing {
  const { map, host } = hosted(answer, mapKey);
  const asOf = map?.caughtUpUntil ?? null;
  const savedAt = later(situation.savedOn, situation.saved?.at ?? null);
  const isSeen = asOf !== null && (savedAt === null || savedAt <= asOf);
  const asked =
    situation.asked?.mapKey === null && holds(situation.asked, situation.now, host) ? situation.asked : null;
  const because =
    asked !== null && (asOf === null || asOf < asked.at)
      ? ({ kind: 'asked', by: asked } as const)
      : !isSeen && savedAt !== null
        ? ({ kind: 'saved', at: savedAt } as const)
        : null;
  const status = isSeen && because === null ? 'notApplicable' : 'pending';
  return withHost(situation.now, { status, because, record: null, mapKey, map, host, asOf });
}

function pendingBecause(
  { saved, savedOn, asked, now }: Situation,
  record: KnownRecord,
  map: KnownMap | null,
  host: KnownHost | null,
  asOf: Instant | null,
): Standing['because'] {
  const concerned = asked !== null && (asked.mapKey === null || asked.mapKey === record.mapKey);
  if (concerned && isUnanswered(asked, record) && holds(asked, now, host)) return { kind: 'asked', by: asked };
  const caughtUp = map?.caughtUpUntil ?? null;
  // What runs already is not made to look as if it stood still.
  if (record.status === 'sending') return null;
  if (saved !== null && isUnanswered(saved, record) && (caughtUp === null || caughtUp <= saved.at)) {
    return { kind: 'saved', at: saved.at };
  }
  return savedOn !== null && asOf !== null && savedOn > asOf ? { kind: 'saved', at: savedOn } : null;
}

const isUnanswered = ({ revisions }: Unanswered, record: KnownRecord): boolean =>
  revisions[record.mapKey] === record.revision;

const holds = (asked: Asked, now: Instant, host: KnownHost | null): boolean =>
  now - asked.at < REQUEST_HOLDS || isSilent(host, now);

function withHost(now: Instant, standing: Omit<Standing, 'noHost'>): Standing {
  const needsOne = ['pending', 'sending', 'waiting'].includes(standing.status) && standing.map?.state !== 'stopped';
  return { ...standing, noHost: needsOne && isSilent(standing.host, now) };
}

export const isSilent = (host: KnownHost | null, now: Instant): boolean =>
  host?.lastSeen == null || now - host.lastSeen > HOST_SILENT_AFTER;

/** The host that was seen last among those that know the map; how far the map is, whoever brought it there. */
function hosted(answer: Answer, mapKey: string): { readonly map: KnownMap | null; readonly host: KnownHost | null } {
  const all = bySeen(answer.hosts);
  const knowing = all.filter(({ maps }) => maps[mapKey] !== undefined);
  const running = knowing.filter(({ maps }) => maps[mapKey]?.state === 'running');
  const host = running[0] ?? knowing[0] ?? all[0] ?? null;
  const map = host?.maps[mapKey] ?? null;
  if (map === null) return { map, host };
  const caughtUpUntil = knowing.reduce<Instant | null>(
    (newest, { maps }) => later(newest, maps[mapKey]?.caughtUpUntil ?? null),
    null,
  );
  return { map: { ...map, caughtUpUntil }, host };
}

const bySeen = (hosts: readonly KnownHost[]): readonly KnownHost[] =>
  [...hosts].sort((one, other) => (other.lastSeen ?? 0) - (one.lastSeen ?? 0));

function mapsOfTable(answer: Answer, table: string): readonly (readonly [string, KnownMap])[] {
  const keys = new Set(answer.hosts.flatMap(({ maps }) => Object.keys(maps)));
  return [...keys].flatMap((key) => {
    const { map } = hosted(answer, key);
    return map?.table === table ? [[key, map] as const] : [];
  });
}

const mapOfTable = (answer: Answer, table: string): KnownMap | null => mapsOfTable(answer, table)[0]?.[1] ?? null;

export const later = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || (other !== null && other > one) ? other : one;

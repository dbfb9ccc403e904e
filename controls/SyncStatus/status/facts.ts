import type { Instant } from '../../../plugins-ts/sync/record';
import { CODES } from '../../../plugins-ts/sync/codes';
import { codeOf, isBackingOff, isTemplate, parentOf } from './causes';
import { columnList } from './columns';
import { financeLink } from './finance-link';
import { factOf, wordOf } from './line';
import { isSilent, type Standing } from './standing';
import { ageText } from './times';
import type { Fact, Piece } from './view';
import { mapName, type Wording } from './wording';

type Rule = (wording: Wording, standing: Standing) => readonly Piece[] | null;

/** Facts of a standing in their order; those without a value are left out. */
export function factsOf(wording: Wording, standing: Standing, others: readonly Standing[]): readonly Fact[] {
  const facts = rulesFor(standing).flatMap(([label, rule]) => {
    const value = rule(wording, standing);
    return value === null ? [] : [{ label: wording.texts(label), value }];
  });
  return [...facts, ...others.map((other) => otherMap(wording, other))];
}

const IN_FINANCE = ['Fact_inFinance', inFinance] as const;
const CHANGED = ['Fact_changed', changed] as const;
const CHECKED_WAS = ['Fact_checked', checkedWas] as const;
const MAP_STATE = ['Fact_map', mapState] as const;

function rulesFor(standing: Standing): readonly (readonly [string, Rule])[] {
  if (standing.noHost) return [['Fact_host', hostLastSeen], IN_FINANCE, CHECKED_WAS, CHANGED];
  switch (standing.status) {
    case 'inSync':
      return [IN_FINANCE, ['Fact_checked', checkedAge], CHANGED, ['Fact_host', silentHost], MAP_STATE];
    case 'pending':
      return isBackingOff(standing)
        ? [IN_FINANCE, ['Fact_attempts', attemptsLast], ['Fact_next', nextBySelf], CHANGED, MAP_STATE]
        : [IN_FINANCE, CHECKED_WAS, CHANGED, ['Fact_attempts', attemptsNone], ['Fact_host', hostSeen], MAP_STATE];
    case 'sending':
      return [IN_FINANCE, CHANGED, ['Fact_attempts', attemptUnderWay]];
    case 'waiting':
      return [IN_FINANCE, ['Fact_waitingFor', waitingFor], ['Fact_waitingSince', waitingSince], CHANGED, MAP_STATE];
    case 'error':
      return [IN_FINANCE, ['Fact_attempts', attemptsAt], ['Fact_next', nextNone], CHANGED, MAP_STATE];
    case 'conflict':
      return [IN_FINANCE, ['Fact_checked', checkedAt], MAP_STATE];
    case 'notApplicable':
      return [['Fact_rule', ruleOf], ['Fact_checked', checkedAsOf], MAP_STATE];
  }
}

const says = (text: string, title?: string): readonly Piece[] => [title === undefined ? { text } : { text, title }];

function timed(
  wording: Wording,
  at: Instant | null | undefined,
  text: (time: string) => string = (time) => time,
): readonly Piece[] | null {
  return at == null ? null : says(text(wording.times.exact(at, wording.now)), wording.times.full(at));
}

const ago = ({ texts, now }: Wording, at: Instant): string => ageText(texts, now - at);

function inFinance(wording: Wording, { record, map, host, status }: Standing): readonly Piece[] | null {
  const { texts, times, now } = wording;
  if (record === null) return null;
  const link = record.isInFinance ? financeLink(wording, record, map, host) : null;
  if (link === null) return record.isInFinance ? null : says(texts('Fact_inFinance_not'));
  const agreed = record.outcomes.find((outcome) => outcome.status === 'inSync');
  if (status !== 'error' || agreed === undefined) return [{ finance: link }];
  const asOf = texts('Fact_inFinance_asOf', { time: times.short(agreed.at, now) });
  return [{ finance: link }, { text: asOf, title: times.full(agreed.at) }];
}

const checkedAt: Rule = (wording, { record }) => timed(wording, record?.checkedAt);
const checkedAsOf: Rule = (wording, { asOf }) => timed(wording, asOf);
const checkedAge: Rule = (wording, { asOf }) =>
  timed(wording, asOf, (time) => wording.texts('Fact_checked_age', { time, age: ago(wording, asOf ?? 0) }));

/** The last time at which something was known, and what. */
function checkedWas(wording: Wording, { record, because, asOf }: Standing): readonly Piece[] | null {
  if (record === null) return timed(wording, asOf);
  const agreed = record.outcomes.find(({ status }) => status === 'inSync');
  const last =
    because !== null && record.checkedAt !== null
      ? { at: record.checkedAt, status: record.status }
      : agreed && { at: agreed.at, status: agreed.status };
  return timed(wording, last?.at, (time) =>
    wording.texts('Fact_checked_was', { time, was: wording.texts(`Was_${last?.status ?? 'pending'}`) }),
  );
}

function changed(wording: Wording, { record, because }: Standing): readonly Piece[] | null {
  const { texts, times, now } = wording;
  // What was changed by the save that nobody has looked at yet is not known here.
  const newest = because?.kind === 'saved' ? undefined : record?.outcomes[0];
  if (record === null || newest === undefined) return null;
  const isNew = newest.action === 'created' || !record.isInFinance;
  const what = isNew ? texts('Fact_created') : columnList(wording, newest.columns);
  const by = newest.by !== undefined && !/^[0-9a-f-]{36}$/i.test(newest.by) ? newest.by : null;
  const when = newest.changedAt === undefined ? null : times.short(newest.changedAt, now);
  const text = [what, [by, when].filter(Boolean).join(', ')].filter(Boolean).join(' · ');
  if (text === '' || (by === null && when === null && isNew)) return null;
  return says(text, newest.changedAt === undefined ? undefined : times.full(newest.changedAt));
}

const attemptsNone: Rule = ({ texts }, { record }) =>
  record === null || record.attempts === 0 ? says(texts('Fact_attempts_none')) : says(String(record.attempts));
const attemptUnderWay: Rule = (_, { record }) => says(String((record?.attempts ?? 0) + 1));
const attemptsLast: Rule = (wording, { record }) =>
  timed(wording, record?.checkedAt, (time) =>
    wording.texts('Fact_attempts_last', { count: record?.attempts ?? 0, time }),
  );
const attemptsAt: Rule = (wording, { record }) =>
  timed(wording, record?.outcomes[0]?.at ?? record?.since, (time) =>
    wording.texts('Fact_attempts_at', { count: Math.max(1, record?.attempts ?? 0), time }),
  );

function nextBySelf(wording: Wording, { record }: Standing): readonly Piece[] | null {
  const { texts, times, now } = wording;
  const at = record?.nextAttempt;
  return at == null ? null : says(texts('Fact_next_self', { time: times.short(at, now) }), times.full(at));
}
const nextNone: Rule = ({ texts }) => says(texts('Fact_next_none'));

const hostSeen: Rule = (wording, { host }) =>
  host?.lastSeen == null ? null : says(wording.texts('Fact_host_seen', { age: ago(wording, host.lastSeen) }));
const hostLastSeen: Rule = (wording, { host }) =>
  host?.lastSeen == null
    ? null
    : says(
        wording.texts('Fact_host_last', { host: host.name, time: wording.times.short(host.lastSeen, wording.now) }),
        wording.times.full(host.lastSeen),
      );
/** All is well, but nobody would notice the next change. */
const silentHost: Rule = (wording, { host }) =>
  host?.lastSeen == null || !isSilent(host, wording.now)
    ? null
    : says(wording.texts('Fact_host_silent', { host: host.name, age: ago(wording, host.lastSeen) }));

function waitingFor(wording: Wording, { record }: Standing): readonly Piece[] | null {
  const { texts, times, now } = wording;
  const awaited = parentOf(record);
  if (awaited === null) return null;
  const text = awaited.name ?? awaited.recordId;
  const name: Piece = awaited.isThere
    ? { text, action: { kind: 'openRecord', table: awaited.table, id: awaited.recordId } }
    : { text };
  if (awaited.status === null || awaited.since === null) return [name];
  const state = { status: texts(BARE[awaited.status]), time: times.short(awaited.since, now) };
  return [name, { text: texts('Fact_waitingFor_state', state), title: times.full(awaited.since) }];
}

/** The statuses as words without a time. */
const BARE = {
  inSync: 'Status_inSync_bare',
  pending: 'Status_pending',
  sending: 'Status_sending',
  waiting: 'Status_waiting',
  error: 'Status_error',
  conflict: 'Status_conflict',
  notApplicable: 'Status_notApplicable',
} as const;

function waitingSince(wording: Wording, { record }: Standing): readonly Piece[] | null {
  const { texts, times, now } = wording;
  const at = record?.since;
  if (at == null) return null;
  return says(texts('Fact_waitingSince_age', { time: times.short(at, now), age: ago(wording, at) }), times.full(at));
}

function ruleOf(wording: Wording, standing: Standing): readonly Piece[] | null {
  const map = mapName(wording, standing.map);
  if (map === null || codeOf(standing) !== CODES.FILTER) return null;
  return says(wording.texts(isTemplate(standing) ? 'Fact_rule_template' : 'Fact_rule_filter', { map }));
}

/** A map that runs goes without saying. */
function mapState(wording: Wording, { map }: Standing): readonly Piece[] | null {
  if (map === null || map.state === 'running') return null;
  const state = wording.texts(`State_${map.state}`);
  return says(wording.texts('Fact_map_state', { map: mapName(wording, map), state }));
}

function otherMap(wording: Wording, other: Standing): Fact {
  const text = [wordOf(wording, other), factOf(wording, other)?.text].filter(Boolean).join(' · ');
  return { label: mapName(wording, other.map) ?? other.mapKey, value: says(text) };
}

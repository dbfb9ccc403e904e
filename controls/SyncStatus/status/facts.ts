import type { Instant } from '../../../plugins-ts/sync/record';
import { CODES } from '../../../plugins-ts/sync/codes';
import { codeOf, isBackingOff, isTemplate, lastAgreed, parentOf } from './causes';
import { columnList } from './columns';
import { financeLink } from './finance-link';
import type { KnownMap } from './known';
import { bareWord, factOf, wordOf } from './line';
import { isSilent, type Standing } from './standing';
import type { Parts } from './texts';
import type { Fact, Piece } from './view';
import { mapName, timed, type Wording } from './wording';

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
const MAP_STATE = ['Fact_map', (wording, standing) => mapState(wording, standing)] as const satisfies readonly [
  string,
  Rule,
];

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
      return [IN_FINANCE, ['Fact_attempts', attemptUnderWay]];
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

const says = (text: string): readonly Piece[] => [{ text }];

/** A fact that is a moment. */
const moment = (
  wording: Wording,
  key: string,
  at: Instant | null | undefined,
  parts: Parts = {},
): readonly Piece[] | null => {
  const piece = timed(wording, key, at, parts);
  return piece === null ? null : [piece];
};

function inFinance(wording: Wording, { record, map, host, status }: Standing): readonly Piece[] | null {
  if (record === null) return null;
  if (!record.isInFinance) return says(wording.texts('Fact_inFinance_not'));
  const link = financeLink(wording, record, map, host);
  if (link === null) return null;
  const asOf = status === 'error' ? moment(wording, 'Fact_inFinance_asOf', lastAgreed(record)) : null;
  return [{ finance: link }, ...(asOf ?? [])];
}

const checkedAt: Rule = (wording, { record }) => moment(wording, 'Fact_checked_at', record?.checkedAt);
const checkedAsOf: Rule = (wording, { asOf }) => moment(wording, 'Fact_checked_at', asOf);
const checkedAge: Rule = (wording, { asOf }) => moment(wording, 'Fact_checked_age', asOf);

/** The last time at which something was known, and what. */
function checkedWas(wording: Wording, { record, because, asOf }: Standing): readonly Piece[] | null {
  if (record === null) return moment(wording, 'Fact_checked_at', asOf);
  const isOwn = because !== null && record.checkedAt !== null;
  const was = wording.texts(`Was_${isOwn ? record.status : 'inSync'}`);
  return moment(wording, 'Fact_checked_was', isOwn ? record.checkedAt : lastAgreed(record), { was });
}

function changed(wording: Wording, { record, because }: Standing): readonly Piece[] | null {
  // What was changed by the save that nobody has looked at yet is not known here.
  const newest = because?.kind === 'saved' ? undefined : record?.outcomes[0];
  if (record === null || newest === undefined) return null;
  const isNew = newest.action === 'created' || !record.isInFinance;
  const by = newest.by !== undefined && !/^[0-9a-f-]{36}$/i.test(newest.by) ? newest.by : null;
  if (isNew && by === null && newest.changedAt === undefined) return null;
  const what = isNew ? wording.texts('Fact_created') : columnList(wording, newest.columns);
  const parts = { what, by };
  const when = moment(wording, 'Fact_changed_when', newest.changedAt, parts);
  return when ?? (what === '' ? null : says(wording.texts('Fact_changed_what', parts)));
}

const attemptsNone: Rule = ({ texts }, { record }) =>
  says(record?.attempts ? String(record.attempts) : texts('Fact_attempts_none'));
const attemptUnderWay: Rule = (_, { record }) => says(String((record?.attempts ?? 0) + 1));
const attemptsLast: Rule = (wording, { record }) =>
  moment(wording, 'Fact_attempts_last', record?.checkedAt, { count: record?.attempts });
const attemptsAt: Rule = (wording, { record }) =>
  moment(wording, 'Fact_attempts_at', record?.outcomes[0]?.at ?? record?.since, {
    count: Math.max(1, record?.attempts ?? 0),
  });

const nextBySelf: Rule = (wording, { record }) => moment(wording, 'Fact_next_self', record?.nextAttempt);
const nextNone: Rule = ({ texts }) => says(texts('Fact_next_none'));

const hostSeen: Rule = (wording, { host }) => moment(wording, 'Fact_host_seen', host?.lastSeen);
const hostLastSeen: Rule = (wording, { host }) =>
  moment(wording, 'Fact_host_last', host?.lastSeen, { host: host?.name });
/** All is well, but nobody would notice the next change. */
const silentHost: Rule = (wording, { host }) =>
  isSilent(host, wording.now) ? moment(wording, 'Fact_host_silent', host?.lastSeen, { host: host?.name }) : null;

function waitingFor(wording: Wording, { record }: Standing): readonly Piece[] | null {
  const awaited = parentOf(record);
  if (awaited === null) return null;
  const { table, recordId, name, isThere, status, since } = awaited;
  const text = name ?? recordId;
  const piece: Piece = isThere ? { text, action: { kind: 'openRecord', table, id: recordId } } : { text };
  if (status === null) return [piece];
  const state = moment(wording, 'Fact_waitingFor_state', since, { status: wording.texts(bareWord(status)) });
  return [piece, ...(state ?? [])];
}

const waitingSince: Rule = (wording, { record }) => moment(wording, 'Fact_waitingSince_age', record?.since);

function ruleOf(wording: Wording, standing: Standing): readonly Piece[] | null {
  const map = mapName(wording, standing.map);
  if (map === null || codeOf(standing) !== CODES.FILTER) return null;
  return says(wording.texts(isTemplate(standing) ? 'Fact_rule_template' : 'Fact_rule_filter', { map }));
}

/** A map that runs goes without saying. */
const mapState: Rule = (wording, { map }) => mapFact(wording, map)[0]?.value ?? null;

/** That a map does not run; nothing for one that does, or that is not known. */
export function mapFact(wording: Wording, map: KnownMap | null): readonly Fact[] {
  if (map === null || map.state === 'running') return [];
  const state = wording.texts(`State_${map.state}`);
  const text = wording.texts('Fact_map_state', { map: mapName(wording, map), state });
  return [{ label: wording.texts('Fact_map'), value: says(text) }];
}

function otherMap(wording: Wording, other: Standing): Fact {
  const text = [wordOf(wording, other), factOf(wording, other)?.text].filter(Boolean).join(' · ');
  return { label: mapName(wording, other.map) ?? other.mapKey, value: says(text) };
}

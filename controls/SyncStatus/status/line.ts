import type { SyncStatus } from '../../../plugins-ts/sync/record';
import { codeOf, isBackingOff, isTemplate, parentOf, stringOf } from './causes';
import { nounParts } from './nouns';
import type { Standing } from './standing';
import type { IconName, Tone } from './view';
import { timed, type Wording } from './wording';

export interface Look {
  readonly icon: IconName;
  readonly tone: Tone;
}

const LOOKS: Readonly<Record<SyncStatus, Look>> = {
  inSync: { icon: 'check', tone: 'good' },
  pending: { icon: 'clock', tone: 'brand' },
  sending: { icon: 'sync', tone: 'brand' },
  waiting: { icon: 'hourglass', tone: 'wait' },
  error: { icon: 'cross', tone: 'bad' },
  conflict: { icon: 'branch', tone: 'warn' },
  notApplicable: { icon: 'minus', tone: 'quiet' },
};

export const lookOf = (status: SyncStatus): Look => LOOKS[status];

export const lookOfStanding = ({ status, noHost }: Standing): Look =>
  noHost ? { icon: 'warning', tone: 'warn' } : LOOKS[status];

/** The string of a status as a word without a time. */
export const bareWord = (status: SyncStatus): string =>
  status === 'inSync' ? 'Status_inSync_bare' : `Status_${status}`;

/** The word of the line: the status, with what belongs to it. */
export function wordOf({ texts, times, strings, now }: Wording, standing: Standing): string {
  const { status, record, asOf } = standing;
  switch (status) {
    case 'inSync':
      return asOf === null ? texts(bareWord(status)) : texts('Status_inSync', { time: times.short(asOf, now) });
    case 'waiting': {
      const parent = parentOf(record);
      if (parent === null || standing.noHost) return texts('Status_waiting');
      return texts('Status_waiting_parent', {
        ...nounParts(strings, parent.table, 'parent'),
        parentName: parent.name,
      });
    }
    case 'conflict': {
      const count = record?.conflict.length ?? 0;
      if (count === 0) return texts('Status_conflict');
      return texts(count === 1 ? 'Status_conflict_one' : 'Status_conflict_many', { count });
    }
    default:
      return texts(`Status_${status}`);
  }
}

/** The short fact behind the word; null where there is none. */
export function factOf(
  wording: Wording,
  standing: Standing,
): { readonly text: string; readonly title?: string } | null {
  const { texts } = wording;
  const { status, record, because, map, host } = standing;
  if (standing.noHost) {
    return timed(wording, 'Line_noHost', host?.lastSeen) ?? { text: texts('Line_noHostEver') };
  }
  switch (status) {
    case 'pending':
      if (map?.state === 'stopped') return { text: texts('Line_mapStopped') };
      if (map?.state === 'paused') return { text: texts('Line_mapPaused') };
      if (because?.kind === 'asked') return timed(wording, ASKED[because.by.kind], because.by.at);
      if (isBackingOff(standing)) return timed(wording, 'Line_nextAttempt', record?.nextAttempt);
      return timed(wording, 'Line_saved', because?.at ?? record?.outcomes[0]?.changedAt ?? record?.since);
    case 'sending':
      return timed(wording, 'Line_since', record?.claimedAt ?? record?.since);
    case 'error':
      return { text: errorFact(wording, standing) };
    case 'waiting':
    case 'notApplicable': {
      if (isTemplate(standing)) return { text: texts('Line_template') };
      const own = stringOf(record, codeOf(standing));
      return own === null ? null : { text: texts(`Line_${own}`) };
    }
    default:
      return null;
  }
}

const ASKED = { retry: 'Line_retryAsked', check: 'Line_checkAsked', choice: 'Line_choiceMade' } as const;

function errorFact({ texts }: Wording, { record }: Standing): string {
  const code = record?.reason?.code ?? null;
  const own = stringOf(record, code);
  if (own !== null) return texts(`Line_${own}`);
  return record?.financeSays != null || code?.startsWith('TDM3') ? texts('Line_refused') : (code ?? '');
}

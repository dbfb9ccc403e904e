import type { Outcome } from '../../../plugins-ts/sync/record';
import { columnList } from './columns';
import { lookOf } from './line';
import type { SyncLine } from './view';
import type { Wording } from './wording';

const SHOWN = 3;

/** The newest outcomes as lines. */
export const syncLines = (wording: Wording, outcomes: readonly Outcome[]): readonly SyncLine[] =>
  outcomes.slice(0, SHOWN).map((outcome) => ({
    ...lookOf(outcome.action === 'deleted' ? 'inSync' : outcome.status),
    time: wording.times.exact(outcome.at, wording.now),
    title: wording.times.full(outcome.at),
    text: happened(wording, outcome),
  }));

function happened(wording: Wording, outcome: Outcome): string {
  const columns = columnList(wording, outcome.columns);
  const key = `Sync_${kindOf(outcome)}`;
  return WITH_COLUMNS.has(key) && columns === '' ? wording.texts(`${key}_none`) : wording.texts(key, { columns });
}

/** These strings name columns, and have a twin for none. */
const WITH_COLUMNS = new Set(['Sync_updated', 'Sync_refused', 'Sync_failed', 'Sync_received']);

function kindOf({ action, status, columns }: Outcome): string {
  if (status === 'conflict') return columns.length > 0 ? 'conflict' : 'checked';
  return action === 'refused' && status === 'pending' ? 'failed' : action;
}

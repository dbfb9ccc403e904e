import type { LogEntry, MapState, RunRow, SyncRequest } from '../../sync/ledger';
import type { SyncStatus } from '../../sync/record';

/** Choice values of Tandem's own tables: the publisher's option prefix and the place in the list. */
const FIRST = 718_100_000;

/** A choice column between the platform's numbers and the engine's words. */
export interface Choice<T extends string> {
  valueOf(word: T): number;
  /** @throws TypeError for a number that this version does not know. */
  wordOf(value: unknown): T;
}

function choice<T extends string>(name: string, words: readonly T[]): Choice<T> {
  return {
    valueOf: (word) => FIRST + words.indexOf(word),
    wordOf: (value) => {
      const word = words[Number(value) - FIRST];
      if (word === undefined)
        throw new TypeError(`${name} has no option ${String(value)}: is this host older than the solution?`);
      return word;
    },
  };
}

export const STATUS = choice<SyncStatus>('tandem_syncstatus', [
  'notApplicable',
  'pending',
  'sending',
  'waiting',
  'inSync',
  'error',
  'conflict',
]);

export const MAP_STATE = choice<MapState>('tandem_mapstate', ['stopped', 'running', 'paused']);

export const REQUEST_KIND = choice<SyncRequest['kind']>('tandem_requestkind', [
  'syncNow',
  'retry',
  'resolve',
  'forget',
  'dependents',
]);

export const REQUEST_STATE = choice<SyncRequest['state']>('tandem_requeststate', ['open', 'claimed', 'done', 'failed']);

export const RUN_KIND = choice<RunRow['kind']>('tandem_runkind', ['adopt', 'initialSync', 'catchUp', 'reconcile']);

export const RUN_STATE = choice<RunRow['state']>('tandem_runstate', ['running', 'completed', 'failed', 'paused']);

export const LOG_KIND = choice<LogEntry['kind']>('tandem_logkind', ['conflict', 'error', 'delete', 'person', 'sent']);

export const SIDE = choice<'dataverse' | 'finance'>('tandem_side', ['dataverse', 'finance']);

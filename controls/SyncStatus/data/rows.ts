import type { MapState } from '../../../plugins-ts/sync/ledger';
import type { ConflictingColumn, Instant, Outcome, Reason, SyncStatus } from '../../../plugins-ts/sync/record';
import type { KnownHost, KnownMap, KnownParent, KnownRecord } from '../status/known';
import type { ApiRow } from './web-api';

/** First value of the solution's choices. */
const OPTION = 718_100_000;

/** The choice `tandem_syncstatus`, in the order of its values. */
const STATUSES: readonly SyncStatus[] = [
  'notApplicable',
  'pending',
  'sending',
  'waiting',
  'inSync',
  'error',
  'conflict',
];

export const HOST_COLUMNS = ['tandem_name', 'tandem_lastseen', 'tandem_financeurl', 'tandem_maps'] as const;

export const PARENT_COLUMNS = [
  'tandem_name',
  'tandem_recordtable',
  'tandem_recordid',
  'tandem_status',
  'tandem_since',
] as const;

export const RECORD_COLUMNS = [
  'tandem_mapkey',
  'tandem_status',
  'tandem_since',
  'tandem_reasoncode',
  'tandem_reasonparameters',
  'tandem_financesays',
  'tandem_conflict',
  'tandem_company',
  'tandem_financekey',
  'tandem_hash',
  'tandem_adjusted',
  'tandem_outcomes',
  'tandem_attempts',
  'tandem_nextattempt',
  'tandem_claimedat',
  'tandem_checkedat',
] as const;

/** A row of `tandem_syncrecord`. JSON that cannot be read counts as absent: a form must show what it can. */
export function recordOf(row: ApiRow): KnownRecord {
  const code = text(row.tandem_reasoncode);
  const parameters = json<Reason['parameters']>(row.tandem_reasonparameters) ?? {};
  const parent = row.tandem_WaitingForId;
  return {
    mapKey: text(row.tandem_mapkey) ?? '',
    status: statusOf(row.tandem_status) ?? 'pending',
    since: instant(row.tandem_since),
    reason: code === null ? null : { code, parameters },
    financeSays: text(row.tandem_financesays),
    conflict: json<ConflictingColumn[]>(row.tandem_conflict) ?? [],
    company: text(row.tandem_company),
    financeKey: json(row.tandem_financekey),
    isInFinance: text(row.tandem_hash) !== null,
    adjusted: json<string[]>(row.tandem_adjusted) ?? [],
    outcomes: json<Outcome[]>(row.tandem_outcomes) ?? [],
    attempts: typeof row.tandem_attempts === 'number' ? row.tandem_attempts : 0,
    nextAttempt: instant(row.tandem_nextattempt),
    claimedAt: instant(row.tandem_claimedat),
    checkedAt: instant(row.tandem_checkedat),
    waitingFor: isRow(parent) ? parentOf(parent) : null,
    revision: text(row['@odata.etag']) ?? JSON.stringify(RECORD_COLUMNS.map((column) => row[column] ?? null)),
  };
}

export function parentOf(row: ApiRow): KnownParent | null {
  const table = text(row.tandem_recordtable);
  const recordId = text(row.tandem_recordid);
  if (table === null || recordId === null) return null;
  return {
    table,
    recordId,
    name: text(row.tandem_name),
    status: statusOf(row.tandem_status),
    since: instant(row.tandem_since),
  };
}

/** A row of `tandem_host`. */
export function hostOf(row: ApiRow): KnownHost {
  const maps = json<Record<string, HostedRow>>(row.tandem_maps) ?? {};
  return {
    name: text(row.tandem_name) ?? '',
    lastSeen: instant(row.tandem_lastseen),
    financeUrl: text(row.tandem_financeurl),
    maps: Object.fromEntries(Object.entries(maps).map(([key, map]) => [key, mapOf(key, map)])),
  };
}

/** What a host writes of a map, as it stands in the JSON of `tandem_maps`. */
interface HostedRow {
  readonly state?: MapState;
  readonly caughtUpUntil?: string | number | null;
  readonly table?: string;
  readonly name?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly page?: string | null;
}

const mapOf = (key: string, map: HostedRow): KnownMap => ({
  state: map.state ?? 'stopped',
  caughtUpUntil: instant(map.caughtUpUntil),
  table: map.table ?? '',
  name: map.name ?? key,
  names: map.names ?? {},
  page: map.page ?? null,
});

/** The expanded host of a record, where there is one that the user may read. */
export const expandedHost = (row: ApiRow): KnownHost | null =>
  isRow(row.tandem_HostId) ? hostOf(row.tandem_HostId) : null;

const isRow = (value: unknown): value is ApiRow => typeof value === 'object' && value !== null;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const statusOf = (value: unknown): SyncStatus | null =>
  typeof value === 'number' ? (STATUSES[value - OPTION] ?? null) : null;

function instant(value: unknown): Instant | null {
  const at = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function json<T>(value: unknown): T | null {
  if (typeof value !== 'string' || value === '') return null;
  try {
    return JSON.parse(value) as T;
  } catch {
    return null;
  }
}

import type { ODataClient, ODataErrorLike } from '../../odata';
import { tableMapId } from '../../sync/identity';
import type { Ledger } from '../../sync/ledger';
import { onSide, unavailable } from '../failure';
import { readCheckpoint, writeCheckpoint } from './checkpoints';
import { ensureHost, writeHost } from './hosts';
import { writeLog } from './log';
import { Owners } from './owners';
import { readOpenRequests, writeRequest } from './requests';
import { writeRun } from './runs';
import { settleRecords } from './settle';
import {
  readAllRecords,
  readBases,
  readClaimedFor,
  readDue,
  readExecutions,
  readOwners,
  readRecords,
  readRecordsById,
  readWaitingFor,
} from './sync-records';
import { readTableMaps, type TableMapRow } from './table-maps';

export interface LedgerOptions {
  readonly client: ODataClient;
  /** Name of the host that settles. */
  readonly host: string;
  /** The server's time in milliseconds. */
  readonly now: () => number;
  /** Finance's address as people open it, for links on forms. */
  readonly financeUrl?: string | null;
  /** Told of what a reader of this host's output should know and the engine cannot act on. */
  readonly told?: (event: LedgerEvent) => void;
}

export type LedgerEvent =
  /** The platform refuses what is to be written about a record, whatever is left out of it. */
  | { readonly kind: 'recordRefused'; readonly syncRecordId: string; readonly error: ODataErrorLike }
  /** A table map whose definition cannot be read: it does not run. */
  | { readonly kind: 'mapUnreadable'; readonly row: TableMapRow };

/** Tandem's own tables as the engine sees them. Whatever fails as a whole is thrown as `SideUnavailable`. */
export function createLedger({ client, host, now, financeUrl = null, told = () => undefined }: LedgerOptions): Ledger {
  const owners = new Owners(client, now);
  // A row that somebody made by hand has an id of its own.
  const mapIds = new Map<string, string>();
  const mapId = (mapKey: string): string => mapIds.get(mapKey) ?? tableMapId(mapKey);
  let hostIsThere = false;
  const needHost = async (): Promise<void> => {
    if (!hostIsThere) await ensureHost(client, host);
    hostIsThere = true;
  };
  return {
    records: (mapKey, recordIds) => onSide(() => readRecords(client, mapKey, recordIds)),
    recordsById: (ids) => onSide(() => readRecordsById(client, ids)),
    async *allRecords(mapKey, company) {
      try {
        yield* readAllRecords(client, mapKey, company);
      } catch (error) {
        throw unavailable(error);
      }
    },
    due: (mapKey, at, claimedBefore, limit) => onSide(() => readDue(client, mapKey, at, claimedBefore, limit)),
    executions: (mapKey) => onSide(() => readExecutions(client, mapKey)),
    claimedFor: (mapKey, execution) => onSide(() => readClaimedFor(client, mapKey, execution)),
    owners: (mapKey, keys) => onSide(() => readOwners(client, mapKey, keys)),
    waitingFor: (ids) => onSide(() => readWaitingFor(client, ids)),
    bases: (ids) => onSide(() => readBases(client, ids)),
    settle: (writes) =>
      onSide(async () => {
        if (writes.length === 0) return [];
        await needHost();
        const refused = (syncRecordId: string, error: ODataErrorLike): void =>
          told({ kind: 'recordRefused', syncRecordId, error });
        return settleRecords(client, writes, { host, owners, tableMapId: mapId, refused });
      }),
    checkpoint: (at) => onSide(() => readCheckpoint(client, at)),
    writeCheckpoint: (checkpoint, etag) => onSide(() => writeCheckpoint(client, checkpoint, etag)),
    openRequests: (limit) => onSide(() => readOpenRequests(client, limit, now())),
    writeRequest: (request, etag) => onSide(() => writeRequest(client, request, etag)),
    heartbeat: (row) =>
      onSide(async () => {
        await writeHost(client, { financeUrl, ...row });
        hostIsThere ||= row.name === host;
      }),
    log: (entries) => onSide(() => writeLog(client, entries)),
    writeRun: (run) => onSide(() => writeRun(client, run, mapId(run.mapKey))),
    tableMaps: () =>
      onSide(async () => {
        const rows = await readTableMaps(client);
        for (const row of rows) {
          mapIds.set(row.key, row.id);
          if (row.stored === null) told({ kind: 'mapUnreadable', row });
        }
        return rows.flatMap((row) => row.stored ?? []);
      }),
  };
}

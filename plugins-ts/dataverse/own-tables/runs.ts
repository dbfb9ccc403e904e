import { query, text as quoted, type ODataClient, type WireRow } from '../../odata';
import type { RunRow } from '../../sync/ledger';
import { id, instant, isoSeconds, text } from '../cell';
import { isODataError } from '../failure';
import { RUN_KIND, RUN_STATE } from './choices';
import { upsert, type OwnRow } from './compare-and-set';
import { clip, clipOrNull } from './memo';

const rowOf = (runId: string): OwnRow => ({ set: 'tandem_syncruns', idColumn: 'tandem_syncrunid', id: runId });

/** Creates or replaces the row of a run. @throws ODataError */
export async function writeRun(client: ODataClient, run: RunRow, tableMapId: string): Promise<void> {
  const body = bodyOf(run);
  const bind = { 'tandem_TableMapId@odata.bind': `/tandem_tablemaps(${tableMapId})` };
  try {
    await upsert(client, rowOf(run.id), { ...body, ...bind });
  } catch (error) {
    // A run counts although its map's row has been taken away or was made by hand.
    if (!isODataError(error) || error.status < 400 || error.status >= 500 || error.transient) throw error;
    await upsert(client, rowOf(run.id), body);
  }
}

const bodyOf = (run: RunRow): WireRow => ({
  tandem_name: clip(`${run.mapKey} · ${run.kind}`, 400),
  tandem_kind: RUN_KIND.valueOf(run.kind),
  tandem_mapkey: run.mapKey,
  tandem_runstate: RUN_STATE.valueOf(run.state),
  tandem_total: run.total,
  tandem_done: run.done,
  tandem_written: run.written,
  tandem_errors: run.errors,
  tandem_started: isoSeconds(run.started),
  tandem_ended: isoSeconds(run.ended),
  tandem_host: clip(run.host, 200),
  tandem_error: clipOrNull(run.error, 8000),
});

const COLUMNS = [
  'tandem_syncrunid',
  'tandem_kind',
  'tandem_mapkey',
  'tandem_runstate',
  'tandem_total',
  'tandem_done',
  'tandem_written',
  'tandem_errors',
  'tandem_started',
  'tandem_ended',
  'tandem_host',
  'tandem_error',
];

/** The latest runs, of one map where given, newest first. @throws ODataError */
export async function latestRuns(client: ODataClient, limit: number, mapKey?: string): Promise<readonly RunRow[]> {
  const path = `tandem_syncruns${query({
    select: COLUMNS,
    orderby: ['tandem_started desc'],
    top: limit,
    ...(mapKey === undefined ? {} : { filter: `tandem_mapkey eq ${quoted(mapKey)}` }),
  })}`;
  return (await client.all(path)).map((row) => ({
    id: id(row.tandem_syncrunid) ?? '',
    kind: RUN_KIND.wordOf(row.tandem_kind),
    mapKey: text(row.tandem_mapkey) ?? '',
    state: RUN_STATE.wordOf(row.tandem_runstate),
    total: row.tandem_total == null ? null : Number(row.tandem_total),
    done: Number(row.tandem_done ?? 0),
    written: Number(row.tandem_written ?? 0),
    errors: Number(row.tandem_errors ?? 0),
    started: instant(row.tandem_started) ?? 0,
    ended: instant(row.tandem_ended),
    host: text(row.tandem_host) ?? '',
    error: text(row.tandem_error),
  }));
}

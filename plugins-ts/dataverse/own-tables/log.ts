import { v5 } from 'uuid';
import type { BatchAnswer, ODataClient, WireRow } from '../../odata';
import type { LogEntry } from '../../sync/ledger';
import { isoSeconds } from '../cell';
import { refusal } from '../failure';
import { chunks, UNANSWERED } from '../gather';
import { LOG_KIND, SIDE } from './choices';
import { clip, clipOrNull, listJson } from './memo';

/** The platform's own limit of a batch. */
const AT_ONCE = 1_000;

/** Ids of log lines are made in this namespace: a batch that is sent again writes the same lines again. */
const NAMESPACE = 'f2a9d6c0-58b3-5e7f-8d14-0c6e9b7a3f52';

/** Writes log lines in bulk. @throws ODataError when any line could not be written: what is not said must not be done. */
export async function writeLog(client: ODataClient, entries: readonly LogEntry[]): Promise<void> {
  for (const chunk of chunks(entries, AT_ONCE)) {
    const answers = await client.batch(
      chunk.map((entry) => ({
        method: 'PATCH',
        path: `tandem_synclogs(${v5(JSON.stringify(entry), NAMESPACE)})`,
        body: bodyOf(entry),
      })),
    );
    for (const answer of answers as readonly BatchAnswer[]) {
      if (answer.kind === 'failed') throw refusal(answer.error);
      if (answer.kind === 'notDone') throw refusal(UNANSWERED);
    }
  }
}

const bodyOf = (entry: LogEntry): WireRow => ({
  tandem_name: clip(entry.name, 400),
  tandem_kind: LOG_KIND.valueOf(entry.kind),
  tandem_mapkey: entry.mapKey,
  tandem_recordtable: entry.table,
  tandem_recordid: entry.recordId,
  tandem_at: isoSeconds(entry.at),
  tandem_cause: clipOrNull(entry.cause, 200),
  tandem_host: clip(entry.host, 200),
  tandem_towards: SIDE.valueOf(entry.towards),
  tandem_columns: listJson(entry.columns, 8000),
  tandem_result: clip(entry.result, 200),
  tandem_code: clipOrNull(entry.code, 20),
  tandem_detail: clipOrNull(entry.detail, 8000),
});

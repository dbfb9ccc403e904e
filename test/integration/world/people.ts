import { v4 } from 'uuid';
import type { World } from './world';

const OPTION = 718_100_000;
const KINDS = ['syncNow', 'retry', 'resolve', 'forget', 'dependents'];
const LOG_KINDS = ['conflict', 'error', 'delete', 'person', 'sent'];

/** Leaves a sync request, as the form does. Answers its id. */
export async function fileRequest(
  world: World,
  kind: 'syncNow' | 'retry' | 'resolve',
  table: string,
  recordId: string,
  choice?: Readonly<Record<string, 'dataverse' | 'finance'>>,
): Promise<string> {
  const id = v4();
  await world.dataverse('POST', 'tandem_syncrequests', {
    tandem_syncrequestid: id,
    tandem_name: `${table} ${recordId}`,
    tandem_kind: OPTION + KINDS.indexOf(kind),
    tandem_recordtable: table,
    tandem_recordid: recordId,
    tandem_requeststate: OPTION,
    ...(choice === undefined ? {} : { tandem_choice: JSON.stringify(choice) }),
  });
  return id;
}

export interface LogLine {
  readonly kind: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly result: string;
  readonly code: string | null;
}

/** The sync log since the world was opened, as it is stored. */
export function logLines({ sandbox, openedAt }: World): readonly LogLine[] {
  return sandbox.dataverse.organization
    .rows('tandem_synclog')
    .filter((row) => Date.parse(String(row.tandem_at)) >= openedAt)
    .map((row) => ({
      kind: LOG_KINDS[Number(row.tandem_kind) - OPTION] ?? 'none',
      name: String(row.tandem_name),
      columns: JSON.parse(String(row.tandem_columns ?? '[]')) as string[],
      result: String(row.tandem_result),
      code: row.tandem_code === null ? null : String(row.tandem_code),
    }));
}

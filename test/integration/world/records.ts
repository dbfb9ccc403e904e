import type { World } from './world';

const OPTION = 718_100_000;
const STATUSES = ['notApplicable', 'pending', 'sending', 'waiting', 'inSync', 'error', 'conflict'];
const LOG_KINDS = ['conflict', 'error', 'delete', 'person', 'sent'];

/** A sync record as it is stored, choices as words and JSON read. */
export interface Stands {
  readonly name: string;
  readonly status: string;
  readonly code: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly financeSays: string | null;
  readonly financeKey: Readonly<Record<string, string>> | null;
  readonly hash: string | null;
  readonly targetEtag: string | null;
  readonly conflict: readonly { readonly column: string; readonly here: unknown; readonly finance: unknown }[];
  readonly adjusted: readonly string[];
  readonly waitingForId: string | null;
}

/** Where a Dataverse row stands in the one map that its table has. @throws Error unless it has one sync record */
export function standing({ sandbox }: World, recordId: string): Stands {
  const [row, more] = sandbox.dataverse.organization.rows('tandem_syncrecord', { tandem_recordid: recordId });
  if (row === undefined || more !== undefined) throw new Error(`not one sync record of ${recordId}`);
  const text = (column: string): string | null => (row[column] == null ? null : String(row[column]));
  const json = <T>(column: string, otherwise: T): T => JSON.parse(text(column) ?? JSON.stringify(otherwise)) as T;
  const waitingFor = row.tandem_waitingforid;
  return {
    name: text('tandem_name') ?? '',
    status: STATUSES[Number(row.tandem_status) - OPTION] ?? 'none',
    code: text('tandem_reasoncode'),
    parameters: json('tandem_reasonparameters', {}),
    financeSays: text('tandem_financesays'),
    financeKey: json('tandem_financekey', null),
    hash: text('tandem_hash'),
    targetEtag: text('tandem_targetetag'),
    conflict: json('tandem_conflict', []),
    adjusted: json('tandem_adjusted', []),
    waitingForId: waitingFor !== null && typeof waitingFor === 'object' ? waitingFor.id : null,
  };
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

/** How a request of a person ended: its state and what the host said. */
export function requestEnded({ sandbox }: World, id: string): { readonly state: string; readonly outcome: string } {
  const row = sandbox.dataverse.organization.row('tandem_syncrequest', id);
  const state = ['open', 'claimed', 'done', 'failed'][Number(row?.tandem_requeststate) - OPTION];
  return { state: state ?? 'none', outcome: String(row?.tandem_outcome ?? '') };
}

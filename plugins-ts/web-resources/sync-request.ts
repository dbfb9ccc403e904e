import type { Platform, RecordRef } from './platform';

/** The choices `tandem_requestkind` and `tandem_requeststate`: their first values. */
const SYNC_NOW = 718_100_000;
const OPEN = 718_100_000;

/** Leaves a sync request for the next host, for all maps of the record's table, and tells the form's control. */
export async function askToSync(platform: Platform, record: RecordRef): Promise<void> {
  await platform.create('tandem_syncrequest', {
    tandem_name: `check ${record.table} ${record.id}`,
    tandem_kind: SYNC_NOW,
    tandem_recordtable: record.table,
    tandem_recordid: record.id,
    tandem_requeststate: OPEN,
  });
}

import type { FormRecord } from '../status/known';
import type { WebApi } from './web-api';

/** A person's wish. `mapKey` null: all maps of the record's table. */
export interface Wish {
  readonly kind: 'check' | 'retry' | 'choice';
  readonly mapKey: string | null;
  /** Which side's value to keep, by column: with `choice`. */
  readonly choice?: Readonly<Record<string, 'dataverse' | 'finance'>>;
}

/** The choices `tandem_requestkind` and `tandem_requeststate`. */
const KINDS = { check: 718_100_000, retry: 718_100_001, choice: 718_100_002 } as const;
const OPEN = 718_100_000;

/** Leaves a sync request for the next host. */
export async function ask(api: WebApi, record: FormRecord, wish: Wish): Promise<void> {
  await api.createRecord('tandem_syncrequest', {
    tandem_name: `${wish.kind} ${record.table} ${record.id}`,
    tandem_kind: KINDS[wish.kind],
    tandem_recordtable: record.table,
    tandem_recordid: record.id,
    tandem_requeststate: OPEN,
    ...(wish.mapKey === null ? {} : { tandem_mapkey: wish.mapKey }),
    ...(wish.choice === undefined ? {} : { tandem_choice: JSON.stringify(wish.choice) }),
  });
}

import type { RecordId } from './record';

/** What became of a row in a pass. */
export type PassResult =
  | 'unchanged'
  | 'adopted'
  | 'created'
  | 'updated'
  | 'received'
  | 'deleted'
  | 'notApplicable'
  | 'waiting'
  | 'conflict'
  | 'error'
  | 'pending'
  /** Another host is at it; its claim brings the row back if that host does not finish. */
  | 'busy'
  /** Only in adopt: both sides have the row, with differences; only one side has it. */
  | 'different'
  | 'oneSided';

export interface PassReport {
  readonly results: ReadonlyMap<RecordId, PassResult>;
  /** Rows without an outcome: whoever found the change must not count it as done. */
  readonly unsettled: readonly RecordId[];
  /** Rows, of any map, that waited for a row that has now arrived. */
  readonly woken: readonly { readonly mapKey: string; readonly recordId: RecordId }[];
}

/** `adopt` writes sync records for rows that match already, and no business row. */
export type PassMode = 'sync' | 'adopt';

import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import type { Values } from '../maps/value';
import type { CODES } from './codes';
import type { DecidedConflict } from './merge';
import type { Instant, SyncRecord } from './record';
import type { Settlement } from './settlement';
import type { DataverseWrite, FinanceRow, FinanceWrite, SourceRow } from './sides';

/** Everything a plan is made from. Rows are as they were read; nothing here does I/O. */
export interface Situation {
  readonly map: CompiledMap;
  /** The Dataverse id of the row, whether it is there or would be created. */
  readonly recordId: string;
  readonly record: SyncRecord | null;
  /** Null where there is none, or where an interrupted write makes it unreliable. */
  readonly base: Values | null;
  readonly dataverse: SourceRow | null;
  /** `unread`: not asked for yet; a plan that needs it says so. */
  readonly finance: FinanceRow | null | 'unread';
  /** The row that an interrupted create may have made under another key than the row has now. */
  readonly elsewhere: FinanceRow | null;
  /** Where the change came from Finance: the key it was found under. */
  readonly keyHint: FinanceKey | null;
  readonly missingParent: MissingParent | null;
  /** Finance's feed says that its row differs from what was last agreed on: read it before saying "nothing". */
  readonly changedInFinance: boolean;
  /** Judge again, although nothing seems to have changed: a due attempt, a wake, a request. */
  readonly again: boolean;
  /** A person asked: also makes again what Finance no longer has. */
  readonly asked: boolean;
  /** When; null where it is not known. */
  readonly askedAt?: Instant | null;
  readonly choices: Readonly<Record<string, 'dataverse' | 'finance'>>;
  readonly runsIn: (company: string | null) => boolean;
  /** Insert-once maps: what the age of the row and of its claim say. */
  readonly age: Age;
  /** Other Dataverse rows that have, or are about to get, the same Finance row. Not asked for where it is this row's. */
  readonly rivals: readonly string[];
}

/** What only a clock can tell of a row that may be sent once. */
export interface Age {
  /** Made so lately that nobody can have sent it before: nothing has been restored, and no other product was at work. */
  readonly isFresh: boolean;
  /** Made before the map's cut-over: whether to send it was somebody else's business. */
  readonly isBeforeCutover: boolean;
  /** Claimed so long ago that Finance may have archived what was sent: that it is absent proves nothing. */
  readonly isReceiptLost: boolean;
}

/** A row that has to be on the other side first. */
export interface MissingParent {
  /** A row that this one points to, or one of its release group that points to this one. */
  readonly why: typeof CODES.PARENT_MISSING | typeof CODES.RELEASE_GROUP;
  readonly mapKey: string;
  readonly table: string;
  readonly recordId: string;
  readonly name: string | null;
  readonly syncRecordId: string;
}

export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'readFinance'; readonly key: FinanceKey }
  | { readonly kind: 'settle'; readonly settlement: Settlement; readonly base?: Values; readonly park?: MissingParent }
  | {
      readonly kind: 'write';
      readonly finance: FinanceWrite | null;
      readonly dataverse: DataverseWrite | null;
      /** What the record becomes when all writes are done and read back as meant. */
      readonly settlement: Settlement;
      readonly base: Values;
      readonly decided: readonly DecidedConflict[];
    };

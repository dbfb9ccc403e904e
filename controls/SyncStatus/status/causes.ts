import { CODES } from '../../../plugins-ts/sync/codes';
import type { Instant } from '../../../plugins-ts/sync/record';
import type { Value } from '../../../plugins-ts/maps/value';
import type { KnownParent, KnownRecord } from './known';
import type { Standing } from './standing';

/** Rows of these tables are sent once: what Finance has is checked again, never sent again. */
const INSERT_ONCE = new Set(['msdyn_actual', 'msdyn_transactionconnection', 'invoice']);

/** What a person may ask for when the record is in error. */
export const mayRetry = (record: KnownRecord, table: string): boolean =>
  !(record.isInFinance && INSERT_ONCE.has(table));

/** When both sides last held the same; null when that is too long ago to be on the record. */
export const lastAgreed = (record: KnownRecord): Instant | null =>
  record.outcomes.find(({ status }) => status === 'inSync')?.at ?? null;

/** Text of a named part of the reason; null when there is none. */
export function part(record: KnownRecord | null, name: string): string | null {
  const value: Value | undefined = record?.reason?.parameters[name];
  return value == null || value === '' ? null : String(value);
}

/** The names in a part that lists columns. */
export const listed = (record: KnownRecord, name: string): readonly string[] => part(record, name)?.split(/,\s*/) ?? [];

/** The row that the record waits for: its own sync record, or else what the reason says of it. */
export function parentOf(record: KnownRecord | null): (KnownParent & { readonly isThere: boolean }) | null {
  if (record === null || record.status !== 'waiting') return null;
  if (record.waitingFor) return { ...record.waitingFor, isThere: true };
  const table = part(record, 'table');
  if (record.reason?.code !== CODES.PARENT_MISSING || table === null) return null;
  const recordId = part(record, 'recordId');
  return {
    table,
    recordId: recordId ?? '',
    name: part(record, 'name'),
    status: null,
    since: null,
    isThere: recordId !== null,
  };
}

/** A template of Project Operations that the map's filter leaves out. */
export const isTemplate = ({ record }: Standing): boolean =>
  record?.reason?.code === CODES.FILTER && part(record, 'column') === 'msdyn_istemplate';

/** The code of the reason that a standing shows; one without a sync record is outside its map's filter. */
export const codeOf = ({ record, status }: Standing): string | null =>
  record === null && status === 'notApplicable' ? CODES.FILTER : (record?.reason?.code ?? null);

/** Is it waiting for its next attempt after a side did not answer? */
export const isBackingOff = ({ status, because, record }: Standing): boolean =>
  status === 'pending' && because === null && record !== null && record.nextAttempt !== null;

/** Codes whose strings end in the code: `Say_TDM4004_1`, `Line_TDM4004`. A pattern, for every byte counts here. */
const OWN = /TDM(2|3002|40(0[246-9]|1)|9002)/;

/** The key, without its prefix, of the strings that speak of a code; null for a code without text of its own. */
export function stringOf(record: KnownRecord | null, code: string | null): string | null {
  if (code === null) return null;
  if (code === CODES.TARGET_MISSING) return `${code}_${part(record, 'side') === 'dataverse' ? 'dataverse' : 'finance'}`;
  if (code.startsWith('TDM1')) return 'TDM1';
  return OWN.test(code) ? code : null;
}

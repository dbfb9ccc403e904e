import type { FormRecord } from '../status/known';

/** What the control's inputs say of the record; empty where the form's own record is meant. */
export interface RecordInputs {
  readonly recordId: string | null;
  readonly recordTable: string | null;
}

/**
 * The record of the form, or null while it has not been saved. The inputs go first; without them the form tells it in
 * `context.mode.contextInfo`, which every model-driven form fills but no documentation names: this is the only place
 * that reads it.
 */
export function formRecord(inputs: RecordInputs, mode: object): FormRecord | null {
  const info = (mode as { contextInfo?: { entityId?: unknown; entityTypeName?: unknown } }).contextInfo;
  const id = guid(inputs.recordId) ?? guid(info?.entityId);
  const table = text(inputs.recordTable) ?? text(info?.entityTypeName);
  return id === null || table === null ? null : { id, table };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function guid(value: unknown): string | null {
  const id = text(value)?.replace(/[{}]/g, '').toLowerCase() ?? null;
  // A new record may have an id of zeros.
  return id !== null && /^[0-9a-f-]{36}$/.test(id) && /[1-9a-f]/.test(id) ? id : null;
}

import type { AlternateKey, Table } from './table';

/** The index of a key that was imported is built in the background: it is Active from a moment on, not at once. */
export function keyStatus(key: AlternateKey, now: string): AlternateKey['status'] {
  if (key.activeFrom === undefined || key.status === 'Failed') return key.status;
  return key.activeFrom <= now ? 'Active' : 'Pending';
}

export function activeKeys(table: Table, now: string): readonly AlternateKey[] {
  return table.keys.filter((key) => keyStatus(key, now) === 'Active');
}

/** A record that was opened lately in this tab. */
export interface RecentRecord {
  readonly table: string;
  readonly id: string;
  readonly name: string;
}

const KEY = 'sandbox.recent';
const KEPT = 8;

export function recentRecords(): readonly RecentRecord[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as RecentRecord[];
  } catch {
    return [];
  }
}

/** Puts a record first among those opened lately. */
export function remember(record: RecentRecord): void {
  const others = recentRecords().filter((other) => other.id !== record.id);
  sessionStorage.setItem(KEY, JSON.stringify([record, ...others].slice(0, KEPT)));
}

import { isNoRight, wordsOf } from './failures';
import type { Platform, RecordRef } from './platform';
import { askToSync } from './sync-request';

/** Requests under way at a time: a list may have a hundred rows selected. */
const AT_ONCE = 8;

/** Asks for a sync of each record and says what came of it in one sentence. */
export async function syncNow(platform: Platform, records: readonly RecordRef[]): Promise<void> {
  const failures: unknown[] = [];
  const waiting = [...records];
  const askOneByOne = async (): Promise<void> => {
    for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
      try {
        await askToSync(platform, record);
        platform.hint('asked', record);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, records.length) }, askOneByOne));

  const [first] = failures;
  if (first === undefined) {
    platform.notify('info', platform.text(records.length === 1 ? 'SyncNow_One' : 'SyncNow_Many', records.length));
  } else if (failures.some(isNoRight)) {
    platform.notify('error', platform.text('SyncNow_NoRight'));
  } else {
    platform.notify('error', platform.text('SyncNow_Failed', failures.length, records.length, wordsOf(first)));
  }
}

import { readTableSchema } from '../dataverse';
import type { ODataClient } from '../odata';
import { EXIT, Failure, FAILURES } from './failure';

/** Alternate keys that Tandem's own tables must have: their indexes are built by a job after the import. */
const KEYS: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['tandem_syncrecord', ['tandem_recordid', 'tandem_mapkey']],
  ['tandem_tablemap', ['tandem_key']],
  ['tandem_setting', ['tandem_name']],
];

const EVERY = 1_000;
const LOOKS = 120;

/** @throws Failure when a key is not there in two minutes */
export async function waitForKeys(client: ODataClient, sleep: (milliseconds: number) => Promise<void>): Promise<void> {
  for (let look = 1; ; look += 1) {
    const missing: string[] = [];
    for (const [table, columns] of KEYS) {
      const { alternateKeys = [] } = await readTableSchema(client, table, { fresh: true });
      if (!alternateKeys.some((key) => [...key].sort().join() === [...columns].sort().join())) missing.push(table);
    }
    if (missing.length === 0) return;
    if (look >= LOOKS) {
      throw new Failure(
        EXIT.wrongInput,
        FAILURES.KEY_NOT_ACTIVE,
        `The keys of ${missing.join(', ')} are not Active.`,
        'Look at the system jobs of the environment; reactivate the key there, then run setup again.',
      );
    }
    await sleep(EVERY);
  }
}

import type { CompiledMap } from '../maps/compiled-map';
import type { Engine } from './engine';
import { splitFingerprints } from './fingerprint';
import { keyText, recordIdFor } from './identity';
import type { CaughtUp } from './dataverse-feed';
import { advance, begin, hasOtherScope, inScope, keep, type Held } from './lease';
import { CODES } from './codes';
import { changed, type Subject } from './load';
import { financeFingerprint } from './merge';
import { isThere, type SyncRecord } from './record';
import type { FinanceRow, KeyText } from './sides';
import { passAll, type Walk } from './walk';

/**
 * Compares all Finance rows of one company with what was last agreed on, by key and fingerprint, and takes what moved
 * through the passes. Finance has no change feed that proves anything; this does.
 *
 * @throws SideUnavailable, LeaseLost
 */
export async function compareFinance(
  engine: Engine,
  walk: Walk,
  company: string | null,
  held: Held,
): Promise<{ held: Held; caughtUp: CaughtUp }> {
  const { map } = walk.running;
  const now = engine.clock.now();
  let current = await begin(engine, held, walk.running);
  const known = await recordsByKey(engine, map.definition.key, company);
  let complete = true;
  const seen = new Set<KeyText>();
  // Rows that the map left out before, and did not write down, look as if they had been dealt with.
  const again = hasOtherScope(current, walk.running);
  for await (const rows of engine.finance.scan(map, company)) {
    for (const row of rows) seen.add(keyText(row.key));
    const moved = rows.filter((row) => again || hasMoved(map, row, known.get(keyText(row.key))));
    const subjects = await subjectsOf(engine, map, moved, known);
    complete =
      (await passAll(
        engine,
        walk,
        subjects.map((subject) => ({ ...subject, again })),
      )) && complete;
    current = await keep(engine, current);
  }
  const vanished = [...known].filter(([key, record]) => isThere(record) && !seen.has(key) && isSettledThere(record));
  complete =
    (await passAll(
      engine,
      walk,
      vanished.map(([, record]) => ({
        ...changed(record.recordId),
        keyHint: record.financeKey,
        changedInFinance: true,
      })),
    )) && complete;
  if (!complete || walk.mode === 'adopt') return { held: current, caughtUp: null };
  return { held: await advance(engine, current, { tokenAt: now, ...inScope(current, walk.running) }), caughtUp: now };
}

/** What a compare has to know of each record; all of them are in memory at once. */
type Known = Pick<SyncRecord, 'recordId' | 'financeKey' | 'hash' | 'status' | 'reason'>;

/** Only a record that claims to agree is news when its row is gone; the others have said why already. */
const isSettledThere = (record: Known): boolean => record.status === 'inSync' || record.status === 'conflict';

async function recordsByKey(
  engine: Engine,
  mapKey: string,
  company: string | null,
): Promise<ReadonlyMap<KeyText, Known>> {
  const known = new Map<KeyText, Known>();
  for await (const records of engine.ledger.allRecords(mapKey, company)) {
    for (const { record } of records) {
      if (record.financeKey === null) continue;
      const key = keyText(record.financeKey);
      const { recordId, financeKey, hash, status, reason } = record;
      const before = known.get(key);
      if (before === undefined || weight(record) > weight(before)) {
        known.set(key, { recordId, financeKey, hash, status, reason });
      }
    }
  }
  return known;
}

/** Of several records with one key, the one whose row is there speaks for it; one whose row was deleted only if alone. */
const weight = (record: Known): number => (isDeleted(record) ? 0 : isThere(record) ? 2 : 1);
const isDeleted = ({ reason }: Known): boolean => reason?.code === CODES.DELETED;

function hasMoved(map: CompiledMap, row: FinanceRow, record: Known | undefined): boolean {
  if (record === undefined) return map.includesFinance(row.row);
  // It is there again, perhaps as it was.
  if (record.reason?.code === CODES.TARGET_MISSING) return true;
  return splitFingerprints(record.hash)?.finance !== financeFingerprint(map, row.row);
}

/** Which Dataverse row belongs to each: the one already known, one with that integration key, or one to be made. */
async function subjectsOf(
  engine: Engine,
  map: CompiledMap,
  rows: readonly FinanceRow[],
  known: ReadonlyMap<KeyText, Known>,
): Promise<readonly Subject[]> {
  const strangers = rows.filter((row) => !known.has(keyText(row.key)));
  const ids =
    strangers.length === 0
      ? new Map()
      : await engine.dataverse.idsByKey(
          map,
          strangers.map((row) => row.key),
        );
  return rows.map((row) => {
    const key = keyText(row.key);
    const found: readonly string[] = ids.get(key) ?? [];
    const recordId = known.get(key)?.recordId ?? found[0] ?? recordIdFor(map.definition.key, row.key);
    return { ...changed(recordId), keyHint: row.key, changedInFinance: true };
  });
}

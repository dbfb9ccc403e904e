import type { Finding } from '../maps';
import type { StoredTableMap } from '../sync';
import type { Connected } from './connect';
import { checkDualWrite } from './preflight/decide';
import { gatherDualWrite } from './preflight/gather';

/**
 * A map belongs to dual-write or to Tandem, never to both: they would write the same rows, and post the same actuals. It
 * was looked at when the map started, and somebody may have started it again in dual-write since.
 *
 * @returns for each running map that dual-write runs too, what is to be done
 * @throws ODataError
 */
export async function runByDualWrite(
  connected: Connected,
  stored: readonly StoredTableMap[],
): Promise<readonly Finding[]> {
  const running = stored.filter(({ state }) => state === 'running');
  if (running.length === 0) return [];
  const facts = await gatherDualWrite(connected);
  return running.flatMap((one) => checkDualWrite(facts, one));
}

/** Those maps are left alone as if somebody had paused them: rows of others wait for theirs. Pure. */
export function leftToDualWrite(
  stored: readonly StoredTableMap[],
  findings: readonly Finding[],
): readonly StoredTableMap[] {
  const keys = new Set(findings.map(({ map }) => map));
  return stored.map((one) => (keys.has(one.map.key) ? { ...one, state: 'paused' } : one));
}

import type { CompiledMap } from '../maps/compiled-map';
import type { Values } from '../maps/value';
import { SideUnavailable, type FinanceRow, type WriteOutcome } from './sides';

interface Writer<W, R> {
  probe(): Promise<void>;
  write(map: CompiledMap, writes: readonly W[]): Promise<readonly WriteOutcome<R>[]>;
}

/**
 * Writes rows in one batch. When the batch as a whole fails while the side itself answers, one row may be to blame:
 * then each is sent on its own, and only the one that fails again is set aside. Every ordinary write carries an etag or
 * is a create with its full key, so that repeating one whose answer was lost answers `changed` or `exists`.
 *
 * @throws SideUnavailable when the side does not answer its probe either, or asked to be left alone.
 */
export async function writeIsolated<W, R>(
  side: Writer<W, R>,
  map: CompiledMap,
  writes: readonly W[],
): Promise<readonly WriteOutcome<R>[]> {
  if (writes.length === 0) return [];
  try {
    return await side.write(map, writes);
  } catch (error) {
    await sideIsUp(side, error);
    const [only] = writes;
    if (writes.length === 1 && only !== undefined) return [{ kind: 'failed', says: (error as Error).message }];
  }
  const outcomes: WriteOutcome<R>[] = [];
  for (const write of writes) {
    try {
      outcomes.push(...(await side.write(map, [write])));
    } catch (error) {
      await sideIsUp(side, error);
      outcomes.push({ kind: 'failed', says: (error as Error).message });
    }
  }
  return outcomes;
}

async function sideIsUp(side: { probe(): Promise<void> }, error: unknown): Promise<void> {
  if (!(error instanceof SideUnavailable) || error.retryAfter !== undefined) throw error;
  await side.probe();
}

/** Finance fields that came back different from what was sent. */
export function adjustedFields(map: CompiledMap, sent: Values, readBack: FinanceRow): readonly string[] {
  return map.columns.flatMap((column) => {
    const field = column.finance;
    if (field === undefined || column.createOnly || !(field in sent)) return [];
    const meant = column.normalFinance(sent[field] ?? null);
    return column.normalFinance(readBack.row[field] ?? null) === meant ? [] : [field];
  });
}

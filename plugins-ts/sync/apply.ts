import type { CompiledMap } from '../maps/compiled-map';
import type { Row, Values } from '../maps/value';
import { SideUnavailable, type FinanceRow, type SourceRow, type WriteOutcome } from './sides';

/** What both sides have in common when rows are written. */
export interface WritableSide<W, R> {
  probe(): Promise<void>;
  write(map: CompiledMap, writes: readonly W[]): Promise<readonly WriteOutcome<R>[]>;
}

/** What became of a write. `repeated`: it had been sent before, and nobody knows what became of that. */
export interface Tried<R> {
  readonly outcome: WriteOutcome<R>;
  readonly repeated: boolean;
}

/**
 * Writes rows in one batch. When the batch as a whole fails while the side itself answers, one row may be to blame:
 * then each is sent on its own, and only the one that fails again is set aside. Every ordinary write carries an etag or
 * is a create with its full key, so that repeating one whose answer was lost answers `changed` or `exists`.
 *
 * @param inTime whether the claim of a write is young enough to send it once more; one that is not counts as `changed`
 * @throws SideUnavailable when the side does not answer its probe either, or asked to be left alone.
 */
export async function writeIsolated<W, R>(
  side: WritableSide<W, R>,
  map: CompiledMap,
  writes: readonly W[],
  inTime: (at: number) => boolean = () => true,
): Promise<readonly Tried<R>[]> {
  if (writes.length === 0) return [];
  try {
    return (await side.write(map, writes)).map((outcome) => ({ outcome, repeated: false }));
  } catch (error) {
    await sideIsUp(side, error);
    if (writes.length === 1) return [{ outcome: unanswered(error), repeated: false }];
  }
  const tried: Tried<R>[] = [];
  for (const [at, write] of writes.entries()) {
    if (!inTime(at)) {
      tried.push({ outcome: { kind: 'changed' }, repeated: true });
      continue;
    }
    try {
      const outcomes = await side.write(map, [write]);
      tried.push(...outcomes.map((outcome) => ({ outcome, repeated: true })));
    } catch (error) {
      await sideIsUp(side, error);
      tried.push({ outcome: unanswered(error), repeated: true });
    }
  }
  return tried;
}

/**
 * Writes rows that must never be sent twice: whatever happens to the batch, nothing of it is sent again. Rows of which
 * nobody knows what became of them say so.
 *
 * @throws SideUnavailable when the side does not answer its probe either: the claims of the rows tell what was under way
 */
export async function writeOnce<W, R>(
  side: WritableSide<W, R>,
  map: CompiledMap,
  writes: readonly W[],
): Promise<readonly Tried<R>[]> {
  if (writes.length === 0) return [];
  try {
    return (await side.write(map, writes)).map((outcome) => ({ outcome, repeated: false }));
  } catch (error) {
    if (!(error instanceof SideUnavailable)) throw error;
    const { message: says, retryAfter, nothingDone } = error;
    if (!nothingDone) await side.probe();
    const known = nothingDone ? (retryAfter === undefined ? {} : { retryAfter }) : { unknown: true as const };
    return writes.map(() => ({ outcome: { kind: 'failed', says, ...known }, repeated: false }));
  }
}

const unanswered = (error: unknown): { kind: 'failed'; says: string; unknown: true } => ({
  kind: 'failed',
  says: (error as Error).message,
  unknown: true,
});

async function sideIsUp(side: { probe(): Promise<void> }, error: unknown): Promise<void> {
  if (!(error instanceof SideUnavailable) || error.retryAfter !== undefined) throw error;
  await side.probe();
}

/**
 * Columns that Finance set to something else than was meant: other than sent, or, where nothing was sent, other than
 * before. A new row had nothing before.
 */
export function adjustedInFinance(
  map: CompiledMap,
  sent: Values,
  before: Row | null,
  readBack: FinanceRow,
): readonly string[] {
  return map.columns.flatMap((column) => {
    const field = column.finance;
    if (field === undefined || column.createOnly || column.isKey || column.direction === 'toDataverse') return [];
    const meant = field in sent ? sent[field] : before?.[field];
    const isAsMeant = column.normalFinance(readBack.row[field] ?? null) === column.normalFinance(meant ?? null);
    return isAsMeant ? [] : [column.name];
  });
}

/** Columns that Dataverse set to something else than was sent. */
export function adjustedInDataverse(map: CompiledMap, sent: Values, readBack: SourceRow): readonly string[] {
  return map.columns.flatMap((column) => {
    const path = column.dataverse;
    if (path === undefined || column.createOnly || !(path in sent)) return [];
    const isAsMeant = column.normalDataverse(readBack.row[path] ?? null) === column.normalDataverse(sent[path] ?? null);
    return isAsMeant ? [] : [column.name];
  });
}

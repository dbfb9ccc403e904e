import type { TableMap } from '../maps/table-map';
import { CODES } from './codes';
import { runsIn, type Engine, type RunningMap } from './engine';
import { companyOf, syncRecordId } from './identity';
import { isThere, type RecordId, type StoredRecord } from './record';
import type { SourceRow } from './sides';
import type { MissingParent } from './situation';

/**
 * Release groups: rows that Finance reads together arrive in an order. Lines come before their header, and what connects
 * transactions before the transactions, so that a row is held while rows that point to it are on their way.
 *
 * Dataverse makes such rows in one transaction, or the later one last: whoever sees a row sees all that point to it.
 */
export interface EarlierRows {
  readonly mapKey: string;
  readonly table: string;
  /** Columns of that table that hold the id of the later row. */
  readonly columns: readonly string[];
  /** Null while the map does not run: then nothing is known of what it would leave out, and all its rows are waited for. */
  readonly running: RunningMap | null;
}

/** The rows that go before those of a map. A map that is not there at all has no table to be asked about. */
export function earlierRows(
  { policies }: TableMap,
  running: readonly RunningMap[],
  others: readonly TableMap[],
): readonly EarlierRows[] {
  return (policies.releasedAfter ?? []).flatMap(({ map: mapKey, columns }): readonly EarlierRows[] => {
    const served = running.find(({ map }) => map.definition.key === mapKey) ?? null;
    const definition = served?.map.definition ?? others.find(({ key }) => key === mapKey);
    return definition === undefined ? [] : [{ mapKey, table: definition.dataverse.table, columns, running: served }];
  });
}

/** Sync records that are looked at together: of many lines, the youngest are the last to arrive, and asked for first. */
const AT_ONCE = 1_000;

/**
 * Of each row, one that has to be in Finance first and is not. Rows that are complete are absent from the answer.
 *
 * @throws SideUnavailable
 */
export async function firstHeldBy(
  engine: Engine,
  earlier: readonly EarlierRows[],
  ids: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, MissingParent>> {
  const held = new Map<RecordId, MissingParent>();
  for (const rows of earlier) {
    const free = ids.filter((id) => !held.has(id));
    if (free.length === 0) break;
    const pointing = await engine.dataverse.pointing(rows.table, rows.columns, free);
    const left = new Map([...pointing].map(([id, members]): [RecordId, RecordId[]] => [id, [...members]]));
    for (let looked = next(left); looked.length > 0; looked = next(left)) {
      const missing = await notThere(engine, rows, [...new Set(looked.map(({ member }) => member))]);
      for (const { id, member } of looked) {
        const found = missing.get(member);
        if (found === undefined) continue;
        held.set(id, found);
        left.delete(id);
      }
    }
  }
  return held;
}

/** Takes the youngest members of each row that is still in question. */
function next(left: Map<RecordId, RecordId[]>): readonly { readonly id: RecordId; readonly member: RecordId }[] {
  const share = Math.max(1, Math.floor(AT_ONCE / Math.max(1, left.size)));
  return [...left].flatMap(([id, members]) => {
    const some = members.splice(-share);
    if (members.length === 0) left.delete(id);
    return some.map((member) => ({ id, member }));
  });
}

/** Which rows have no receipt and will get one. */
async function notThere(
  engine: Engine,
  { mapKey, table, running }: EarlierRows,
  ids: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, MissingParent>> {
  const records = await engine.ledger.records(mapKey, ids);
  const open = ids.filter((id) => !isThere(records.get(id)?.record) && !isLeftOut(records.get(id)));
  const unjudged = running === null ? [] : open.filter((id) => records.get(id)?.record.checkedAt == null);
  const rows =
    running === null || unjudged.length === 0
      ? new Map<RecordId, SourceRow>()
      : await engine.dataverse.rows(running.map, unjudged);
  const never = new Set(running === null ? [] : unjudged.filter((id) => !takesIn(running, rows.get(id))));
  return new Map(
    open
      .filter((id) => !never.has(id))
      .map((id) => [
        id,
        {
          why: CODES.RELEASE_GROUP,
          mapKey,
          table,
          recordId: id,
          name: records.get(id)?.record.name ?? rows.get(id)?.name ?? null,
          syncRecordId: syncRecordId(mapKey, id),
        },
      ]),
  );
}

/** By the filter, the company, the cut-over: somebody has judged it. */
const isLeftOut = (stored: StoredRecord | undefined): boolean =>
  stored !== undefined && stored.record.status === 'notApplicable' && stored.record.checkedAt !== null;

/** Would the map send it? A row that is gone meanwhile it will not. */
function takesIn(running: RunningMap, source: SourceRow | undefined): boolean {
  if (source === undefined || !running.map.includesDataverse(source.row)) return false;
  const keyed = running.map.financeKey(source.row);
  return !('key' in keyed) || runsIn(running)(companyOf(running.map, keyed.key));
}

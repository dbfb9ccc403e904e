import type { CompiledMap } from '../maps/compiled-map';
import type { Engine } from './engine';
import type { RecordId } from './record';
import type { KeyText } from './sides';

/**
 * Rows that are about to be created or adopted: has another Dataverse row got that Finance row already? Of several that
 * want it in one batch, the first is the owner.
 */
export async function ownersOfNewcomers(
  engine: Engine,
  mapKey: string,
  newcomers: readonly { readonly key: KeyText; readonly recordId: RecordId }[],
): Promise<ReadonlyMap<KeyText, readonly RecordId[]>> {
  if (newcomers.length === 0) return new Map();
  const owners = new Map(
    await engine.ledger.owners(
      mapKey,
      newcomers.map(({ key }) => key),
    ),
  );
  for (const { key, recordId } of newcomers) if (!owners.has(key)) owners.set(key, [recordId]);
  return owners;
}

/**
 * Owners whose Dataverse row is gone, which nobody has dealt with yet: what becomes of their Finance row is decided
 * before somebody else gets it. Change tracking tells of new rows first, and of deleted ones last.
 */
export async function ownersThatLeave(
  engine: Engine,
  map: CompiledMap,
  owners: readonly RecordId[],
): Promise<ReadonlySet<RecordId>> {
  if (owners.length === 0) return new Set();
  const records = await engine.ledger.records(map.definition.key, owners);
  const rows = await engine.dataverse.rows(map, owners);
  // Whoever has dealt with a row that is gone leaves no version of it.
  const leaves = (id: RecordId): boolean => !rows.has(id) && records.get(id)?.record.sourceVersion != null;
  return new Set(owners.filter(leaves));
}

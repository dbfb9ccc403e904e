import { inList, query, type ODataClient } from '../odata';
import type { RecordId } from '../sync/record';
import { id } from './cell';
import { chunks, gather } from './gather';
import { propertyOf, type DataverseTable } from './table';

/** Ids in one condition for each column: two conditions and what is selected stay well under a request line of 16 KB. */
const IDS_AT_ONCE = 50;

/**
 * Rows that point to others, by the row they point to, the oldest first. A column is a lookup, or holds an id as text, as
 * the ends of a transaction connection do.
 *
 * @throws ODataError
 */
export async function findPointing(
  client: ODataClient,
  table: DataverseTable,
  columns: readonly string[],
  to: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, readonly RecordId[]>> {
  const properties = columns.map((column) => propertyOf(table.columns[column], column));
  const wanted = new Set(to);
  const paths = chunks([...wanted], IDS_AT_ONCE).map((some) => {
    const filter = columns.map((column) => inList(column, some)).join(' or ');
    return table.entitySet + query({ select: [table.primaryId, ...properties], filter, orderby: ['createdon'] });
  });
  const found = new Map<RecordId, RecordId[]>();
  for (const row of (await gather(client, paths)).flat()) {
    const own = id(row[table.primaryId]);
    const ends = new Set(properties.map((property) => id(row[property])));
    for (const end of ends) {
      if (own === null || end === null || !wanted.has(end)) continue;
      const before = found.get(end);
      if (before === undefined) found.set(end, [own]);
      else before.push(own);
    }
  }
  return found;
}

import { query, type ODataClient } from '../odata';
import type { VersionedRow, VersionWindow } from '../sync/sides';
import { id, instant, isoSeconds, text } from './cell';
import type { DataverseTable } from './table';

/** Small enough for whoever stops after a page, large enough to be one request of many. */
const PAGE = 250;
const MODIFIED = 'modifiedon';

/**
 * Rows of a table in the order of their versions. Each page is a query of its own, from behind the last row: a paging
 * cookie would not outlive a pause, and rows that move to the end meanwhile push nobody over the edge of a page.
 *
 * A table that does not tell when its rows were changed has all of them in every window.
 *
 * @throws ODataError
 */
export async function* rowsByVersion(
  client: ODataClient,
  table: DataverseTable,
  { after, since, until }: VersionWindow,
): AsyncIterable<readonly VersionedRow[]> {
  const tells = MODIFIED in table.columns;
  const within = [
    ...(tells && since !== null ? [`${MODIFIED} ge ${isoSeconds(since)}`] : []),
    ...(tells && until !== null ? [`${MODIFIED} lt ${isoSeconds(until)}`] : []),
  ];
  for (let from = after ?? '0'; ;) {
    const path = query({
      select: [table.primaryId, 'versionnumber', ...(tells ? [MODIFIED] : [])],
      filter: [`versionnumber gt ${from}`, ...within].join(' and '),
      orderby: ['versionnumber'],
      top: PAGE,
    });
    const page = (await client.all(table.entitySet + path)).map((raw): VersionedRow => ({
      id: id(raw[table.primaryId]) ?? '',
      version: text(raw.versionnumber) ?? from,
      modifiedOn: tells ? instant(raw[MODIFIED]) : null,
    }));
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    if (page.length < PAGE) return;
    from = last.version;
  }
}

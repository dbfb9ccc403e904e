import type { CompiledMap } from '../maps/compiled-map';
import { conditionsOf } from '../maps/filter';
import { lookupsOf } from '../maps/lookup-path';
import { query, type ODataClient } from '../odata';
import { onSide } from './failure';
import { askedFilter } from './filter';
import { id } from './cell';
import { tableReader } from './metadata';
import { flatten, planRead } from './read-plan';
import { readRows } from './rows';
import type { TableReader } from './table';

export interface CountDataverseOptions {
  readonly client: ODataClient;
  readonly map: CompiledMap;
  /** Metadata; by default read once per table, when first needed. */
  readonly tables?: TableReader;
}

/** `$count` goes no further: 5 000 may mean any number above. */
const COUNTED = 5000;
const PAGE = `odata.maxpagesize=${COUNTED}`;

/**
 * How many rows of the table the map's Dataverse filter lets through.
 *
 * Dataverse counts them itself up to 5 000, in one small request, where it understands the whole filter as the map does.
 * Otherwise, and above, rows are read page by page, ids and what the filter looks at only. Aggregation would stop at
 * 50 000, and the platform's count of a whole table knows no filter and may be a day old.
 *
 * @throws SideUnavailable, TableNotFound
 */
export function countDataverseRows(options: CountDataverseOptions): Promise<number> {
  const { client, map, tables = tableReader(options.client) } = options;
  return onSide(async () => {
    const { filter } = map.definition.dataverse;
    const table = await tables(map.definition.dataverse.table);
    const asked = askedFilter(table, filter);
    const condition = asked === null ? {} : { filter: asked.text };
    if (filter === undefined || asked?.exact) {
      const path = table.entitySet + query({ select: [table.primaryId], ...condition, count: true });
      for await (const page of client.pages(path, { prefer: ['odata.maxpagesize=1'] })) {
        if (page.count !== null && page.count < COUNTED) return page.count;
        break;
      }
      let rows = 0;
      const ids = table.entitySet + query({ select: [table.primaryId], ...condition });
      for await (const page of client.pages(ids, { prefer: [PAGE] })) rows += page.rows.length;
      return rows;
    }
    return countByReading(client, map, tables, condition);
  });
}

async function countByReading(
  client: ODataClient,
  map: CompiledMap,
  tables: TableReader,
  condition: { readonly filter?: string },
): Promise<number> {
  const paths = conditionsOf(map.definition.dataverse.filter).flatMap(({ column }) => [...lookupsOf(column), column]);
  const { companyPath: _, ...rest } = map;
  const plan = await planRead({ ...rest, read: { ...map.read, dataverse: paths } }, tables);
  const [part, ...others] = plan.parts;
  const isWhole = others.length === 0;
  const path =
    plan.table.entitySet +
    query({
      select: isWhole ? part.select : [plan.table.primaryId],
      ...condition,
      ...(isWhole && part.expand !== undefined ? { expand: [part.expand] } : {}),
    });
  let rows = 0;
  for await (const page of client.pages(path, { prefer: [PAGE] })) {
    const found = isWhole
      ? page.rows.map((raw) => flatten(raw, part.branch).row)
      : // More lookups than one query may follow.
        [
          ...(
            await readRows(
              client,
              plan,
              page.rows.flatMap((raw) => id(raw[plan.table.primaryId]) ?? []),
            )
          ).values(),
        ].map(({ row }) => row);
    rows += found.filter((row) => map.includesDataverse(row)).length;
  }
  return rows;
}

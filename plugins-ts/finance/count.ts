import type { CompiledMap } from '../maps/compiled-map';
import { conditionsOf } from '../maps/filter';
import { query, type ODataClient } from '../odata';
import { toLiteral, toRow } from './cell';
import type { FinanceEntity } from './entity';
import { orUnavailable } from './failure';
import { pushed } from './filter';
import { ALL_COMPANIES } from './key';
import { createFinanceMetadata, type FinanceMetadata } from './metadata';

export interface CountFinanceOptions {
  readonly client: ODataClient;
  readonly map: CompiledMap;
  /** To share what has been read already. */
  readonly metadata?: FinanceMetadata;
  /** Codes; by default all companies that the caller may see. */
  readonly companies?: readonly string[];
}

/** Rows in one page; Finance gives at most 10 000. */
const PAGE = 'odata.maxpagesize=5000';

/**
 * How many rows of the entity the map's Finance filter lets through. Finance counts them itself where it understands the
 * whole filter as the map does; otherwise those that it cannot rule out are read, with what the filter looks at.
 *
 * @throws SideUnavailable
 */
export function countFinanceRows(options: CountFinanceOptions): Promise<number> {
  const { client, map, metadata = createFinanceMetadata(options.client), companies } = options;
  return orUnavailable(async () => {
    const entity = await metadata.entity(map.definition.finance.entity);
    const field = map.definition.finance.companyField;
    if (companies === undefined || field === undefined) return countIn(client, map, entity, null);
    let rows = 0;
    for (const company of new Set(companies.map((one) => one.toLowerCase()))) {
      rows += await countIn(client, map, entity, `${field} eq ${toLiteral(entity, field, company)}`);
    }
    return rows;
  });
}

async function countIn(
  client: ODataClient,
  map: CompiledMap,
  entity: FinanceEntity,
  company: string | null,
): Promise<number> {
  const { filter } = map.definition.finance;
  const asked = pushed(entity, filter);
  const conditions = [company, asked?.text ?? null].filter((one) => one !== null);
  const condition = {
    filter: conditions.map((one) => (conditions.length > 1 ? `(${one})` : one)).join(' and '),
    custom: ALL_COMPANIES,
  };
  if (filter === undefined || asked?.exact) {
    const path = entity.entitySet + query({ select: entity.key, ...condition, top: 1, count: true });
    for await (const page of client.pages(path)) if (page.count !== null) return page.count;
  }
  const looked = conditionsOf(filter).map(({ column }) => column);
  const select = [...new Set([...entity.key, ...looked])];
  let rows = 0;
  const path = entity.entitySet + query({ select, ...condition, orderby: entity.key });
  for await (const page of client.pages(path, { prefer: [PAGE] })) {
    rows += page.rows.filter((wire) => map.includesFinance(toRow(entity, wire))).length;
  }
  return rows;
}

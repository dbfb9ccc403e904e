import { ENTITIES, type Entity, HIDDEN_ENTITIES } from '../model/entity';
import { HISTORY_TABLES, INNER_TABLES } from '../model/inner-table';

/** All companies at once, as a value of `cmp`. */
export const ALL = 'all';

/**
 * What a page's address asks for: `/?cmp=frrt&mi=ProjProjectsListPage&key=PRJ-001042`. `cmp` and `mi` are Finance's own;
 * `key` (key values but the company, joined by commas) it ignores, and opens the list.
 */
export interface PageAddress {
  /** Lower case, or `all`. */
  readonly company: string;
  /** None: the first page. */
  readonly entity?: Entity;
  readonly key?: string;
  readonly edit: boolean;
  /** A form for a new row. */
  readonly create: boolean;
  readonly search: string;
  /** From 1. */
  readonly page: number;
}

/** What has a page: all that Finance serves, and what it keeps for itself. */
const PAGES: readonly Entity[] = [...ENTITIES, ...HIDDEN_ENTITIES, ...INNER_TABLES, ...HISTORY_TABLES];

export function readPageAddress(query: URLSearchParams, defaultCompany: string): PageAddress {
  const page = query.get('mi')?.toLowerCase();
  const entity = PAGES.find((candidate) => candidate.page.toLowerCase() === page);
  const key = query.get('key');
  return {
    company: (query.get('cmp') || defaultCompany).toLowerCase(),
    ...(entity && { entity }),
    ...(entity && key && { key }),
    edit: query.has('edit'),
    create: query.has('new'),
    search: (query.get('q') ?? '').trim(),
    page: Math.max(1, Math.trunc(Number(query.get('page'))) || 1),
  };
}

/** The address of a page, in the other direction. */
export function pageAddress(to: Partial<PageAddress>): string {
  const query = new URLSearchParams();
  if (to.company) query.set('cmp', to.company);
  if (to.entity) query.set('mi', to.entity.page);
  if (to.key) query.set('key', to.key);
  if (to.edit) query.set('edit', '1');
  if (to.create) query.set('new', '1');
  if (to.search) query.set('q', to.search);
  if (to.page && to.page > 1) query.set('page', String(to.page));
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** The values of a row's key but the company, as an address has them. */
export function keyText(entity: Entity, values: Readonly<Record<string, string>>): string {
  return ownKey(entity)
    .map((name) => values[name] ?? '')
    .join(',');
}

/** The key that an address means. */
export function keyOf(entity: Entity, company: string, text: string): Record<string, string> {
  const own = ownKey(entity);
  const values = own.length === 1 ? [text] : text.split(',');
  return { dataAreaId: company, ...Object.fromEntries(own.map((name, at) => [name, values[at] ?? ''])) };
}

function ownKey(entity: Entity): string[] {
  return entity.key.filter((name) => name !== 'dataAreaId');
}

/** The workspace of the integration. @param state one state of actuals; none: all */
export function workspaceAddress(company: string, state?: string, page = 1): string {
  const query = new URLSearchParams({ cmp: company });
  if (state !== undefined) query.set('state', state);
  if (page > 1) query.set('page', String(page));
  return `/integration?${query}`;
}

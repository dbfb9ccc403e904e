import { all, everywhere, first, parseXml, writeXml, type XmlElement } from './xml';

/** A column of a view. `name` is a column of the table, or `alias.column` of a linked one. */
export interface ViewColumn {
  readonly name: string;
  readonly width: number;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** What a FetchXML query reads. */
export interface Query {
  readonly table: string;
  readonly sorting: readonly Sorting[];
  /** Table by alias of each link. */
  readonly links: ReadonlyMap<string, string>;
}

export interface Page {
  /** From 1. */
  readonly number: number;
  readonly size: number;
  readonly cookie?: string;
  readonly sorting?: Sorting;
  /** Rows in which one of the columns contains the text. */
  readonly search?: { readonly columns: readonly string[]; readonly text: string };
  /** Rows in which the column has the value: a sub-grid's rows of one record. */
  readonly where?: { readonly column: string; readonly value: string };
}

const DEFAULT_WIDTH = 100;

/** Columns of `layoutxml`, hidden ones left out. */
export function parseLayout(layoutXml: string): readonly ViewColumn[] {
  return everywhere(parseXml(layoutXml), 'cell')
    .filter((cell) => cell.attributes['ishidden'] !== '1')
    .map((cell) => ({ name: cell.attributes['name'] ?? '', width: Number(cell.attributes['width'] ?? DEFAULT_WIDTH) }));
}

/** What a view's `fetchxml` reads. */
export function parseQuery(fetchXml: string): Query {
  const entity = entityOf(parseXml(fetchXml));
  return {
    table: entity.attributes['name'] ?? '',
    sorting: all(entity, 'order').map((order) => ({
      column: order.attributes['attribute'] ?? '',
      descending: order.attributes['descending'] === 'true',
    })),
    links: new Map(
      everywhere(entity, 'link-entity').flatMap((link) => {
        const { alias, name } = link.attributes;
        return alias !== undefined && name !== undefined ? [[alias, name] as const] : [];
      }),
    ),
  };
}

/** Columns that quick find searches: those of the filter marked `isquickfindfields` in the quick find view. */
export function quickFindColumns(fetchXml: string): readonly string[] {
  return everywhere(parseXml(fetchXml), 'filter')
    .filter((filter) => filter.attributes['isquickfindfields'] === '1')
    .flatMap((filter) => all(filter, 'condition').map((condition) => condition.attributes['attribute'] ?? ''));
}

/** The view's query for one page of rows, sorted and searched as the user asked. */
export function pageOf(fetchXml: string, page: Page): string {
  const fetch = parseXml(fetchXml);
  const entity = entityOf(fetch);
  const kept = entity.children.filter((child) => child.name !== 'order' || page.sorting === undefined);
  const children = [...kept, ...orders(page.sorting), ...searchFilter(page.search), ...whereFilter(page.where)];
  return writeXml({
    ...fetch,
    attributes: {
      ...fetch.attributes,
      page: String(page.number),
      count: String(page.size),
      returntotalrecordcount: 'true',
      ...(page.cookie === undefined ? {} : { 'paging-cookie': page.cookie }),
    },
    children: fetch.children.map((child) => (child === entity ? { ...entity, children } : child)),
  });
}

function entityOf(fetch: XmlElement): XmlElement {
  const entity = first(fetch, 'entity');
  if (!entity) throw new Error('The query has no <entity> element.');
  return entity;
}

function orders(sorting: Sorting | undefined): XmlElement[] {
  if (!sorting) return [];
  return [element('order', { attribute: sorting.column, descending: String(sorting.descending) })];
}

function searchFilter(search: Page['search']): XmlElement[] {
  if (!search || search.text === '' || search.columns.length === 0) return [];
  const value = `%${search.text.replace(/[%_[]/g, (character) => `[${character}]`)}%`;
  const conditions = search.columns.map((attribute) => element('condition', { attribute, operator: 'like', value }));
  return [element('filter', { type: 'or' }, conditions)];
}

function whereFilter(where: Page['where']): XmlElement[] {
  if (!where) return [];
  const condition = element('condition', { attribute: where.column, operator: 'eq', value: where.value });
  return [element('filter', { type: 'and' }, [condition])];
}

function element(name: string, attributes: Record<string, string>, children: XmlElement[] = []): XmlElement {
  return { name, attributes, children, text: '' };
}

/** Reads the cookie out of `@Microsoft.Dynamics.CRM.fetchxmlpagingcookie`, where it is written twice encoded. */
export function pagingCookie(annotation: string): string | undefined {
  const cookie = parseXml(annotation).attributes['pagingcookie'];
  return cookie === undefined ? undefined : decodeURIComponent(decodeURIComponent(cookie));
}

import { type Entity, ENTITIES, type Field, fieldNamed, HIDDEN_ENTITIES } from '../model/entity';
import { TABLE_GROUPS, tablesIn } from '../model/inner-table';
import type { Condition, FinanceStore, StoredRow } from '../store';
import { ALL, keyText, pageAddress, type PageAddress } from './address';
import type { PageContext } from './frame';
import { html, type Html } from './html';
import { isNumber, shown } from './show';

const ROWS_ON_A_PAGE = 50;

function companyCondition(entity: Entity, company: string): Condition[] {
  if (!entity.perCompany || company === ALL) return [];
  return [{ sql: '"dataAreaId" = ?', parameters: [company] }];
}

/** The first page: what there is, and how much of it. */
export function home(store: FinanceStore, { address }: PageContext): Html {
  const tiles = (entities: readonly Entity[]): Html =>
    html`<ul class="tiles">
      ${entities.map((entity) => tile(store, entity, address))}
    </ul>`;
  return html`<h1>Finance</h1>
    ${tiles([...ENTITIES, ...HIDDEN_ENTITIES])}
    ${TABLE_GROUPS.map(
      ({ group, title }) =>
        html`<h2 class="section">${title}</h2>
          ${tiles(tablesIn(group))}`,
    )}`;
}

function tile(store: FinanceStore, entity: Entity, address: PageAddress): Html {
  const count = store.count(entity, companyCondition(entity, address.company));
  return html`<li>
    <a href="${pageAddress({ company: address.company, entity })}">
      <span class="count">${count}</span> <span>${count === 1 ? entity.one : entity.label}</span>
    </a>
  </li>`;
}

/** The rows of an entity: by company, searched, a page at a time. */
export function list(store: FinanceStore, entity: Entity, { address }: PageContext): Html {
  const fields = entity.list.map((name) => fieldNamed(entity, name)).filter((field) => field !== undefined);
  const showCompany = entity.perCompany && address.company === ALL;
  const where = [...companyCondition(entity, address.company), ...searchCondition(fields, address.search)];
  const total = store.count(entity, where);
  const pages = Math.max(1, Math.ceil(total / ROWS_ON_A_PAGE));
  const page = Math.min(address.page, pages);
  const rows = store.select(entity, { where, limit: ROWS_ON_A_PAGE, offset: (page - 1) * ROWS_ON_A_PAGE });
  return html`<h1>${entity.label}</h1>
    <div class="bar">
      <form class="search" method="get" action="/" role="search">
        <input type="hidden" name="cmp" value="${address.company}" />
        <input type="hidden" name="mi" value="${entity.page}" />
        <label class="only-read" for="q">Search ${entity.label}</label>
        <input id="q" type="search" name="q" value="${address.search}" placeholder="Search" />
        <button type="submit">Search</button>
      </form>
      ${
        !entity.readOnly &&
        address.company !== ALL &&
        html`<a class="button" href="${pageAddress({ company: address.company, entity, create: true })}">New</a>`
      }
      <p class="quiet">${total === 1 ? '1 row' : `${total} rows`}</p>
    </div>
    ${rows.length === 0 ? nothing(entity, address) : table(entity, fields, rows, showCompany, address)}
    ${pages > 1 && pager(address, page, pages)}`;
}

function searchCondition(fields: readonly Field[], search: string): Condition[] {
  if (search === '') return [];
  const pattern = `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  const texts = fields.filter((field) => field.type === 'string' || field.type === 'enum');
  return [
    {
      sql: texts.map((field) => `"${field.name}" LIKE ? ESCAPE '\\'`).join(' OR '),
      parameters: texts.map(() => pattern),
    },
  ];
}

function nothing(entity: Entity, address: PageAddress): Html {
  if (address.search === '') return html`<p class="empty">There are no rows here in this company.</p>`;
  return html`<p class="empty">
    No row matches “${address.search}”. <a href="${pageAddress({ company: address.company, entity })}">Show all</a>
  </p>`;
}

export function table(
  entity: Entity,
  fields: readonly Field[],
  rows: readonly StoredRow[],
  showCompany: boolean,
  address: PageAddress,
): Html {
  return html`<div class="scroll" role="region" aria-label="${entity.label}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${showCompany && html`<th scope="col">Company</th>`}
          ${fields.map((field) => html`<th scope="col" ${isNumber(field) && html`class="number"`}>${field.label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(entity, fields, row, showCompany, address))}
      </tbody>
    </table>
  </div>`;
}

function tableRow(
  entity: Entity,
  [first, ...others]: readonly Field[],
  { values }: StoredRow,
  showCompany: boolean,
  address: PageAddress,
): Html {
  const company = values['dataAreaId'] ?? address.company;
  const href = pageAddress({ company, entity, key: keyText(entity, values) });
  return html`<tr>
    ${showCompany && html`<td>${company}</td>`}
    <th scope="row"><a href="${href}">${values[first?.name ?? '']}</a></th>
    ${others.map((field) => cell(entity, field, values[field.name] ?? ''))}
  </tr>`;
}

function cell(entity: Entity, field: Field, value: string): Html {
  const held = field.name === 'OnHoldStatus' && value !== 'No';
  const text = shown(field, value);
  const style = isNumber(field) ? html`class="number"` : field.name === entity.title && html`class="title"`;
  return html`<td ${style}>${held ? html`<span class="held">${text}</span>` : text}</td>`;
}

function pager(address: PageAddress, page: number, pages: number): Html {
  const to = (target: number, label: string): Html =>
    target < 1 || target > pages
      ? html`<span class="quiet">${label}</span>`
      : html`<a href="${pageAddress({ ...address, page: target })}">${label}</a>`;
  return html`<nav class="pager" aria-label="Pages of this list">
    ${to(page - 1, 'Previous')} <span>Page ${page} of ${pages}</span> ${to(page + 1, 'Next')}
  </nav>`;
}

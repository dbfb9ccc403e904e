import { ENTITIES, type Entity } from '../model/entity';
import { TABLE_GROUPS, tablesIn } from '../model/inner-table';
import type { FinanceUser } from '../users';
import { ALL, pageAddress, type PageAddress, workspaceAddress } from './address';
import { html, type Html } from './html';

/** What every page needs to know. */
export interface PageContext {
  readonly address: PageAddress;
  readonly companies: readonly { readonly code: string; readonly name: string }[];
  readonly user: FinanceUser;
  /** On the workspace, which belongs to no table. */
  readonly workspace?: boolean;
}

/** Puts a page's own part between Finance's header and navigation. */
export function frame(context: PageContext, title: string, content: Html): string {
  const { address, user } = context;
  const initials = user.name
    .split(' ')
    .map((word) => word[0])
    .join('');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - Finance</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header>
          <a class="brand" href="${pageAddress({ company: address.company })}">Dynamics 365</a>
          <span class="product">Finance</span>
          ${companyPicker(context)}
          <span class="person" title="${user.name}"
            ><span aria-hidden="true">${initials}</span><span class="only-read">Signed in as ${user.name}</span></span
          >
        </header>
        <div class="body">
          <nav aria-label="Pages">
            <ul>
              <li>
                <a href="${workspaceAddress(address.company)}" ${context.workspace && html`aria-current="page"`}
                  >Project Operations integration</a
                >
              </li>
              ${ENTITIES.map((entity) => navigationItem(entity, address))}
            </ul>
            ${TABLE_GROUPS.map(
              ({ group, title }) =>
                html`<h2>${title}</h2>
                  <ul>
                    ${tablesIn(group).map((entity) => navigationItem(entity, address))}
                  </ul>`,
            )}
          </nav>
          <main id="content">${content}</main>
        </div>
      </body>
    </html>`.text;
}

function navigationItem(entity: Entity, address: PageAddress): Html {
  const here = entity === address.entity;
  return html`<li>
    <a href="${pageAddress({ company: address.company, entity })}" ${here && html`aria-current="page"`}
      >${entity.label}</a
    >
  </li>`;
}

function companyPicker({ address, companies, workspace }: PageContext): Html {
  return html`<form class="company" method="get" action="${workspace ? '/integration' : '/'}">
    ${address.entity && html`<input type="hidden" name="mi" value="${address.entity.page}" />`}
    <label for="cmp">Company</label>
    <select id="cmp" name="cmp">
      ${companies.map(({ code, name }) => option(code, `${code.toUpperCase()} · ${name}`, address.company))}
      ${option(ALL, 'All companies', address.company)}
    </select>
    <button type="submit">Go</button>
  </form>`;
}

export function option(value: string, label: string, chosen: string): Html {
  return html`<option value="${value}" ${value === chosen && html`selected`}>${label}</option>`;
}

/** A bar on top of a page: what was done, or what Finance has against it. */
export function messageBar(kind: 'good' | 'bad', lines: readonly string[]): Html {
  return html`<div class="message ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">
    ${lines.map((line) => html`<p>${line}</p>`)}
  </div>`;
}

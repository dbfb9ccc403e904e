import { of, Tables } from '../business/tables';
import { PROCESSES } from '../control/processes';
import { PLACE_LABELS, type PlaceName, placeOf, standsAt } from '../integration/place';
import { knownEntity } from '../model/entity';
import type { Condition, FinanceStore, StoredRow } from '../store';
import { ALL, keyText, pageAddress, workspaceAddress } from './address';
import type { PageContext } from './frame';
import { html, type Html } from './html';
import { amountShown, dayShown } from './show';
import { documentLink, placeMark, voucherLink } from './where-it-is';

const ROWS_ON_A_PAGE = 50;
const STATES = Object.keys(PLACE_LABELS).filter((name) => name !== 'archived') as Exclude<PlaceName, 'archived'>[];

/** Processes with a button of their own; the others are about one journal. */
const BUTTONS = ['import-from-staging', 'post-journals', 'post-invoice-proposals', 'archive-staging'] as const;

/** Every actual in staging with its state, and the processes that move them on. @param state one of the states, or nothing */
export function workspace(store: FinanceStore, context: PageContext, state: string | null, page: number): Html {
  const { company } = context.address;
  const staging = knownEntity('ProjActualsImports');
  const own: Condition[] = company === ALL ? [] : [{ sql: '"dataAreaId" = ?', parameters: [company] }];
  const chosen = STATES.find((name) => name === state);
  const where = chosen ? [...own, standsAt(chosen)] : own;
  const counts = STATES.map((name) => ({ name, count: store.count(staging, [...own, standsAt(name)]) }));
  const total = chosen ? (counts.find(({ name }) => name === chosen)?.count ?? 0) : store.count(staging, own);
  const pages = Math.max(1, Math.ceil(total / ROWS_ON_A_PAGE));
  const here = Math.min(page, pages);
  const rows = store.select(staging, { where, limit: ROWS_ON_A_PAGE, offset: (here - 1) * ROWS_ON_A_PAGE });
  return html`<h1>Project Operations integration</h1>
    <form class="bar" method="post" action="${workspaceAddress(company)}">
      ${BUTTONS.map(
        (name, at) =>
          html`<button ${at === 0 && html`class="primary"`} type="submit" name="process" value="${name}">
            ${PROCESSES[name]?.label}
          </button>`,
      )}
    </form>
    <ul class="states">
      ${stateLink(company, undefined, 'All in staging', store.count(staging, own), chosen === undefined)}
      ${counts.map(({ name, count }) => stateLink(company, name, PLACE_LABELS[name], count, name === chosen))}
    </ul>
    ${rows.length === 0 ? html`<p class="empty">No actual is here.</p>` : actualsTable(store, rows, company)}
    ${pages > 1 && pager(company, chosen, here, pages)} ${journalsInError(store, company)}`;
}

function stateLink(company: string, state: string | undefined, label: string, count: number, here: boolean): Html {
  return html`<li>
    <a href="${workspaceAddress(company, state)}" ${here && html`aria-current="true"`}><b>${count}</b> ${label}</a>
  </li>`;
}

function actualsTable(store: FinanceStore, rows: readonly StoredRow[], company: string): Html {
  const tables = new Tables(store);
  return html`<div class="scroll" role="region" aria-label="Actuals" tabindex="0">
    <table>
      <thead>
        <tr>
          ${company === ALL && html`<th scope="col">Company</th>`}
          <th scope="col">Actual</th>
          <th scope="col">State</th>
          <th scope="col">Type</th>
          <th scope="col">Project</th>
          <th scope="col">Date</th>
          <th scope="col" class="number">Amount</th>
          <th scope="col">Journal or proposal</th>
          <th scope="col">Voucher</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => actualRow(tables, row, company === ALL))}
      </tbody>
    </table>
  </div>`;
}

function actualRow(tables: Tables, row: StoredRow, showCompany: boolean): Html {
  const entity = knownEntity('ProjActualsImports');
  const company = of(row, 'dataAreaId');
  const place = placeOf(tables, row.recId);
  const type = of(row, 'TransactionType');
  const href = pageAddress({ company, entity, key: keyText(entity, row.values) });
  return html`<tr>
      ${showCompany && html`<td>${company}</td>`}
      <th scope="row"><a href="${href}">${of(row, 'Description') || of(row, 'ActualsImportId').slice(0, 8)}</a></th>
      <td>${placeMark(place)}</td>
      <td>${type}</td>
      <td>${of(row, 'ProjectId')}</td>
      <td>${dayShown(of(row, 'DocumentDate'))}</td>
      <td class="number">${amountShown(of(row, 'Amount'))} ${of(row, 'TransactionCurrencyId')}</td>
      <td>${place.document !== '' && documentLink(company, type === 'BilledSales', place.document)}</td>
      <td>${of(row, 'VoucherNumber') !== '' && voucherLink(company, of(row, 'VoucherNumber'))}</td>
    </tr>
    ${
      place.message !== '' &&
      html`<tr class="says-row">
        <td colspan="${showCompany ? 9 : 8}">${place.message}</td>
      </tr>`
    }`;
}

function pager(company: string, state: string | undefined, page: number, pages: number): Html {
  const to = (target: number, label: string): Html =>
    target < 1 || target > pages
      ? html`<span class="quiet">${label}</span>`
      : html`<a href="${workspaceAddress(company, state, target)}">${label}</a>`;
  return html`<nav class="pager" aria-label="Pages of this list">
    ${to(page - 1, 'Previous')} <span>Page ${page} of ${pages}</span> ${to(page + 1, 'Next')}
  </nav>`;
}

function journalsInError(store: FinanceStore, company: string): Html | null {
  const having = company === ALL ? { JournalStatus: 'Error' } : { dataAreaId: company, JournalStatus: 'Error' };
  const journals = new Tables(store).all('IntegrationJournals', having);
  if (journals.length === 0) return null;
  return html`<h2 class="section">Journals in error</h2>
    <ul class="plain">
      ${journals.map((row) => {
        const own = of(row, 'dataAreaId');
        return html`<li>
          <form class="bar" method="post" action="${workspaceAddress(company)}">
            ${documentLink(own, false, of(row, 'JournalId'))} <span class="quiet">${own}</span>
            <input type="hidden" name="journal" value="${of(row, 'JournalId')}" />
            <input type="hidden" name="company" value="${own}" />
            <button type="submit" name="process" value="update-to-draft">Update to draft</button>
          </form>
        </li>`;
      })}
    </ul>`;
}

/** What a process did, in a line. */
export function outcome(process: string, result: unknown): readonly string[] {
  const label = PROCESSES[process]?.label ?? process;
  const rows = Array.isArray(result) ? (result as Record<string, unknown>[]) : [result as Record<string, unknown>];
  const sum = (name: string): number =>
    rows.reduce((total, row) => {
      const value = row[name];
      return total + (Array.isArray(value) ? value.length : typeof value === 'number' ? value : value ? 1 : 0);
    }, 0);
  const counts: Readonly<Record<string, readonly (readonly [name: string, words: string])[]>> = {
    'import-from-staging': [
      ['journalLines', 'journal lines made'],
      ['proposalLines', 'proposal lines made'],
      ['refused', 'refused'],
    ],
    'post-journals': [
      ['posted', 'lines posted'],
      ['errors', 'lines in error'],
    ],
    'post-invoice-proposals': [
      ['invoice', 'invoices posted'],
      ['message', 'refused'],
    ],
    'archive-staging': [
      ['actuals', 'actuals archived'],
      ['relationships', 'relationships archived'],
    ],
    'update-to-draft': [['journals', 'journals in draft again']],
  };
  const said = (counts[process] ?? []).map(([name, words]) => `${sum(name)} ${words}`);
  return [`${label}: ${said.join(', ')}.`];
}

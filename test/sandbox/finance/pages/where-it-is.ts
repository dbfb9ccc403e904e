import { of, Tables } from '../business/tables';
import { type Place, PLACE_LABELS, placeOf } from '../integration/place';
import { INNER_TABLES } from '../model/inner-table';
import { type Entity, HIDDEN_ENTITIES } from '../model/entity';
import type { FinanceStore, StoredRow } from '../store';
import { pageAddress } from './address';
import { html, type Html } from './html';
import { moment } from './show';

/** A mark in colour and words. */
export function placeMark(place: Place): Html {
  const kind = /refused|Error/.test(place.name)
    ? 'bad'
    : ['posted', 'archived'].includes(place.name)
      ? 'good'
      : 'under-way';
  return html`<span class="mark ${kind}">${PLACE_LABELS[place.name]}</span>`;
}

type Step = 'done' | 'refused' | 'open';

/** Staged, in journal (or in invoice proposal), posted, archived: how far a staging row has come, with a link to each. */
export function whereItIs(store: FinanceStore, entity: Entity, row: StoredRow): Html | null {
  const archived = entity.set === 'ProjCDSActualsImportHistory';
  if (entity.set !== 'ProjActualsImports' && !archived) return null;
  const company = of(row, 'dataAreaId');
  const place = placeOf(new Tables(store), archived ? of(row, 'SourceRecId') : row.recId);
  const billed = of(row, 'TransactionType') === 'BilledSales';
  const inLine = place.document !== '';
  const posted = place.postedAt !== '';
  const step = (title: string, state: Step, fact: Html | string): Html =>
    html`<li class="${state}"><span class="title">${title}</span> <span class="quiet">${fact}</span></li>`;
  const steps = [
    step('Staged', 'done', `record ${archived ? of(row, 'SourceRecId') : row.recId}`),
    step(
      billed ? 'In invoice proposal' : 'In journal',
      inLine ? 'done' : place.name === 'refused' ? 'refused' : 'open',
      inLine
        ? documentLink(company, billed, place.document)
        : place.name === 'refused'
          ? `refused ${moment(place.messageAt)}`
          : 'not yet',
    ),
    step(
      'Posted',
      posted ? 'done' : /Error/.test(place.name) ? 'refused' : 'open',
      posted ? html`${voucherLink(company, place.voucher)} ${moment(place.postedAt)}` : 'not yet',
    ),
    ...(archived ? [step('Archived', 'done', moment(of(row, 'ArchivedAt')))] : []),
  ];
  return html`<section class="card" aria-label="Where it is">
    <h2>Where it is ${placeMark(archived ? { ...place, name: 'archived' } : place)}</h2>
    <ol class="steps">
      ${steps}
    </ol>
    ${place.message !== '' && html`<p class="says">${place.message}</p>`}
  </section>`;
}

export function documentLink(company: string, billed: boolean, document: string): Html {
  const set = billed ? 'ProjInvoiceProposalV2' : 'IntegrationJournals';
  const entity = [...INNER_TABLES, ...HIDDEN_ENTITIES].find((table) => table.set === set);
  return html`<a href="${pageAddress({ company, ...(entity && { entity }), key: document })}">${document}</a>`;
}

/** The voucher's transactions. */
export function voucherLink(company: string, voucher: string): Html {
  const entity = INNER_TABLES.find((table) => table.set === 'VoucherTransactions');
  return html`<a href="${pageAddress({ company, ...(entity && { entity }), search: voucher })}">${voucher}</a>`;
}

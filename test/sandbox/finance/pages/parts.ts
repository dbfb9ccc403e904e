import { of, tableNamed } from '../business/tables';
import { type Entity, fieldNamed } from '../model/entity';
import type { FinanceStore, StoredRow } from '../store';
import type { PageContext } from './frame';
import { html, type Html } from './html';
import { table } from './list';

/** Rows that belong to a row: a journal's lines, a voucher's transactions. */
interface Part {
  readonly title: string;
  readonly set: string;
  /** Its field, and the row's own. */
  readonly field: string;
  readonly own: string;
}

const PARTS: Readonly<Record<string, readonly Part[]>> = {
  IntegrationJournals: [{ title: 'Lines', set: 'IntegrationJournalLines', field: 'JournalId', own: 'JournalId' }],
  IntegrationJournalLines: [
    { title: 'Voucher transactions', set: 'VoucherTransactions', field: 'Voucher', own: 'Voucher' },
    { title: 'Related voucher', set: 'VoucherTransactions', field: 'Voucher', own: 'RelatedVoucher' },
  ],
  ProjInvoiceProposalV2: [
    { title: 'Lines', set: 'InvoiceProposalLines', field: 'InvoiceProposalId', own: 'InvoiceProposalId' },
  ],
  ProjectInvoices: [{ title: 'Voucher transactions', set: 'VoucherTransactions', field: 'Voucher', own: 'Voucher' }],
};

const MOST = 200;

export function partsOf(store: FinanceStore, entity: Entity, row: StoredRow, { address }: PageContext): Html | null {
  const parts = PARTS[entity.set];
  if (!parts) return null;
  return html`${parts.map(({ title, set, field, own }) => {
    const part = tableNamed(set);
    const value = of(row, own);
    if (value === '') return null;
    const where = [
      { sql: '"dataAreaId" = ?', parameters: [of(row, 'dataAreaId')] },
      { sql: `"${field}" = ?`, parameters: [value] },
    ];
    const rows = store.select(part, { where, limit: MOST });
    const fields = part.list.flatMap((name) => fieldNamed(part, name) ?? []);
    return html`<section class="part" aria-label="${title}">
      <h2>${title}</h2>
      ${rows.length === 0 ? html`<p class="empty">None yet.</p>` : table(part, fields, rows, false, address)}
    </section>`;
  })}`;
}

import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';
import type { Condition, StoredRow } from '../store';
import { messageAbout } from './errors';

/**
 * Where an actual is.
 *
 * ```
 * staged ─▶ refused ─▶ (the next import) ─▶ inJournal ─▶ posted ─▶ archived
 *    └──────────────────────────────────────▶  │  ▲
 *                                              ▼  │ update to draft
 *                                         journalError
 *    billed sales: inProposal in place of inJournal, proposalError of journalError
 * ```
 */
export type PlaceName =
  'staged' | 'refused' | 'inJournal' | 'journalError' | 'inProposal' | 'proposalError' | 'posted' | 'archived';

export interface Place {
  readonly name: PlaceName;
  /** Number of the journal or of the proposal. */
  readonly document: Value;
  /** Number that the line has; it is told to the staging row when it is posted. */
  readonly voucher: Value;
  /** What Finance has against it. */
  readonly message: string;
  readonly messageAt: Value;
  readonly postedAt: Value;
}

const NOWHERE: Place = { name: 'staged', document: '', voucher: '', message: '', messageAt: '', postedAt: '' };

/** @param recId of the staging row, in staging or in history */
export function placeOf(tables: Tables, recId: Value): Place {
  const line = tables.first('IntegrationJournalLines', { SourceRecId: recId });
  const billed = line ? undefined : tables.first('InvoiceProposalLines', { SourceRecId: recId });
  const said = messageAbout(tables, recId);
  const message = said ? { message: said.message, messageAt: said.at } : {};
  if (line) return { ...NOWHERE, ...message, ...inJournal(line) };
  if (billed) return { ...NOWHERE, ...message, ...inProposal(tables, billed, said !== null) };
  return said ? { ...NOWHERE, ...message, name: 'refused' } : NOWHERE;
}

function inJournal(line: StoredRow): Partial<Place> & Pick<Place, 'name'> {
  const names: Record<string, PlaceName> = { Posted: 'posted', Error: 'journalError' };
  return {
    name: names[of(line, 'LineStatus')] ?? 'inJournal',
    document: of(line, 'JournalId'),
    voucher: of(line, 'Voucher'),
    postedAt: of(line, 'LineStatus') === 'Posted' ? of(line, 'PostedAt') : '',
  };
}

function inProposal(tables: Tables, line: StoredRow, refused: boolean): Partial<Place> & Pick<Place, 'name'> {
  const proposal = of(line, 'InvoiceProposalId');
  const key = { dataAreaId: of(line, 'dataAreaId'), InvoiceProposalId: proposal };
  const invoice = tables.first('ProjectInvoices', key);
  if (!invoice) return { name: refused ? 'proposalError' : 'inProposal', document: proposal };
  return { name: 'posted', document: proposal, voucher: of(invoice, 'Voucher'), postedAt: of(invoice, 'PostedAt') };
}

const LINES = 'SELECT "SourceRecId" FROM "IntegrationJournalLines"';
const PROPOSED = 'SELECT "SourceRecId" FROM "InvoiceProposalLines"';
const LOGGED = 'SELECT "SourceRecId" FROM "IntegrationErrors"';
const INVOICED = `${PROPOSED} WHERE EXISTS (SELECT 1 FROM "ProjectInvoices" AS invoice
  WHERE invoice."dataAreaId" = "InvoiceProposalLines"."dataAreaId"
  AND invoice."InvoiceProposalId" = "InvoiceProposalLines"."InvoiceProposalId")`;
const WAITING = `recId NOT IN (${LINES}) AND recId NOT IN (${PROPOSED})`;

/** The same for many rows of the staging table at once. */
const CONDITIONS: Readonly<Record<Exclude<PlaceName, 'archived'>, string>> = {
  staged: `${WAITING} AND recId NOT IN (${LOGGED})`,
  refused: `${WAITING} AND recId IN (${LOGGED})`,
  inJournal: `recId IN (${LINES} WHERE "LineStatus" NOT IN ('Posted', 'Error'))`,
  journalError: `recId IN (${LINES} WHERE "LineStatus" = 'Error')`,
  inProposal: `recId IN (${PROPOSED}) AND recId NOT IN (${INVOICED}) AND recId NOT IN (${LOGGED})`,
  proposalError: `recId IN (${PROPOSED}) AND recId NOT IN (${INVOICED}) AND recId IN (${LOGGED})`,
  posted: `(recId IN (${LINES} WHERE "LineStatus" = 'Posted') OR recId IN (${INVOICED}))`,
};

/** Which rows of the staging table are there. */
export function standsAt(place: Exclude<PlaceName, 'archived'>): Condition {
  return { sql: CONDITIONS[place], parameters: [] };
}

/** What a person reads. */
export const PLACE_LABELS: Readonly<Record<PlaceName, string>> = {
  staged: 'Staged',
  refused: 'Refused by import',
  inJournal: 'In journal',
  journalError: 'Journal error',
  inProposal: 'In invoice proposal',
  proposalError: 'Proposal error',
  posted: 'Posted',
  archived: 'Archived',
};

import { type Entity, entityFrom, type Field, HIDDEN_ENTITIES, knownEntity } from './entity';
import definitions from './inner-tables.json';

/** Where a table is on the pages. */
export type TableGroup = 'Work' | 'Plan' | 'Set-up' | 'History';

/**
 * Tables that Finance keeps for itself: neither OData nor data packages show them here. Their names, keys and fields are Finance's own
 * where its public metadata or documentation tells them; the rest is assumed.
 */
export const INNER_TABLES: readonly Entity[] = definitions.map((definition) =>
  entityFrom({ type: '', dataEntity: definition.table, category: '', ...definition }),
);

const STAGING = knownEntity('ProjActualsImports');
const [RELATIONSHIPS] = HIDDEN_ENTITIES.filter(({ set }) => set === 'ProjCDSTransactionRelationshipImport');
if (!RELATIONSHIPS) throw new Error('no staging table for transaction relationships');

/**
 * What the archive job has moved. A history table has all columns of the live one and its name with the suffix History
 * (learn.microsoft.com, "Archive tables reference"); when, and the record's id, are added here.
 */
export const HISTORY_TABLES: readonly Entity[] = [historyOf(STAGING), historyOf(RELATIONSHIPS)];

function historyOf(live: Entity): Entity {
  const extra = (name: string, type: Field['type'], label: string, isKey: boolean): Field => ({
    name,
    label,
    type,
    isKey,
    readOnly: true,
    nullable: false,
  });
  const fields = [
    ...live.fields,
    extra('SourceRecId', 'int64', 'Record', true),
    extra('ArchivedAt', 'instant', 'Archived', false),
  ];
  return {
    ...live,
    set: `${live.table}History`,
    table: `${live.table}History`,
    label: `${live.label}: history`,
    page: `${live.page}History`,
    key: [...live.key, 'SourceRecId'],
    fields,
    readOnly: true,
  };
}

const groups = new Map<string, TableGroup>([
  ...definitions.map(({ set, group }): [string, TableGroup] => [set, group as TableGroup]),
  ...HISTORY_TABLES.map(({ set }): [string, TableGroup] => [set, 'History']),
]);

/** Groups in the order in which a person meets them. */
export const TABLE_GROUPS: readonly { readonly group: TableGroup; readonly title: string }[] = [
  { group: 'Work', title: 'Journals, invoices, vouchers' },
  { group: 'Plan', title: 'What estimates, contracts and subcontracts made' },
  { group: 'Set-up', title: 'Set-up of project accounting' },
  { group: 'History', title: 'Archived' },
];

export function tablesIn(group: TableGroup): readonly Entity[] {
  return [...INNER_TABLES, ...HISTORY_TABLES].filter(({ set }) => groups.get(set) === group);
}

/** Columns by which rows are looked for, beside their keys: set and fields. */
export const INDEXES: readonly (readonly [set: string, ...fields: string[]])[] = [
  ['ProjActualsImports', 'ActualId'],
  ['ProjCDSTransactionRelationshipImport', 'Transaction1Id'],
  ['ProjCDSTransactionRelationshipImport', 'Transaction2Id'],
  ['IntegrationJournals', 'dataAreaId', 'JournalStatus'],
  ['IntegrationJournalLines', 'SourceRecId'],
  ['IntegrationJournalLines', 'dataAreaId', 'ActualId'],
  ['IntegrationJournalLines', 'dataAreaId', 'JournalId'],
  ['InvoiceProposalLines', 'SourceRecId'],
  ['ProjCDSActualsImportHistory', 'ActualId'],
  ['InvoiceProposalLines', 'dataAreaId', 'InvoiceProposalId'],
  ['IntegrationErrors', 'SourceRecId'],
  ['VoucherTransactions', 'dataAreaId', 'Voucher'],
];

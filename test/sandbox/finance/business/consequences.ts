import { againstDeletingLine, againstDeletingMilestone, billingRule, onAccountTransaction } from '../planning/billing';
import { expenseForecast, hourForecast, itemForecast } from '../planning/forecasts';
import { companyRoles, sharedCategories } from '../planning/shared-records';
import { purchaseOrder, purchaseOrderLine } from '../purchasing/purchase-orders';
import type { Entity } from '../model/entity';
import type { Row } from '../model/value';
import type { FinanceStore, StoredRow } from '../store';
import { Tables } from './tables';

/** What a write makes happen in other tables. @param before null for a new row @param after null for one that went */
type Consequence = (tables: Tables, before: Row | null, after: Row | null, now: number) => void;

const CONSEQUENCES: Readonly<Record<string, Consequence>> = {
  ResourceCategoriesShared: companyRoles,
  ProjectTransactionCategories: sharedCategories,
  ProjectContractLines: billingRule,
  ProjectContractLineMilestones: onAccountTransaction,
  ProjEstimateHoursImport: hourForecast,
  ProjEstimateExpensesImports: expenseForecast,
  ProjForecastSalesImport: itemForecast,
  SubContractPurchaseOrderHeaders: purchaseOrder,
  ProjSubContractPurchaseOrderLines: purchaseOrderLine,
};

/** X++'s `inserted`, `updated` and `deleted` of the table behind an entity. */
export function followUp(
  store: FinanceStore,
  entity: Entity,
  before: Row | null,
  after: Row | null,
  now: number,
): void {
  CONSEQUENCES[entity.set]?.(new Tables(store), before, after, now);
}

/** What rules that look at other tables have against a new or changed row, in Finance's words; null: nothing. */
export function objectionToWrite(store: FinanceStore, entity: Entity, row: Row): string | null {
  switch (entity.set) {
    case 'ProjActualsImports':
      return againstLineProperty(new Tables(store), row);
    case 'ProjInvoiceProposalV2':
      return againstPostedProposal(store.find(entity, row), row);
    default:
      return null;
  }
}

/** A proposal that was posted is an invoice: sending it again as it is does no harm, changing it is refused (assumed). */
function againstPostedProposal(there: StoredRow | undefined, row: Row): string | null {
  if (!there || there.values['Invoice'] === '') return null;
  const changes = Object.entries(row).some(([name, value]) => there.values[name] !== value);
  return changes ? `Invoice proposal '${row['InvoiceProposalId']}' has already been posted.` : null;
}

/** And against deleting it. */
export function objectionToDelete(store: FinanceStore, entity: Entity, row: StoredRow): string | null {
  const tables = new Tables(store);
  switch (entity.set) {
    case 'ProjActualsImports':
      return againstDeletingActual(tables, row);
    case 'ProjectContractLines':
      return againstDeletingLine(tables, row.values);
    case 'ProjectContractLineMilestones':
      return againstDeletingMilestone(tables, row.values);
    case 'ProjectTransactionCategories':
      return againstDeletingCategory(tables, row.values);
    default:
      return againstDeletingUsed(tables, entity, row.values);
  }
}

/** Where rows of an entity are named by what was posted or proposed: set, field there, field here. */
const USED: Readonly<Record<string, readonly (readonly [set: string, field: string, own: string])[]>> = {
  ProjectsV2: [
    ['IntegrationJournalLines', 'ProjectId', 'ProjectId'],
    ['InvoiceProposalLines', 'ProjectId', 'ProjectId'],
  ],
  ProjectContractHeaders: [['ProjInvoiceProposalV2', 'ProjectContractId', 'ProjectContractId']],
  ProjectFundingSources: [['ProjInvoiceProposalV2', 'FundingSourceId', 'FundingSourceId']],
};

/** What has transactions stays (texts assumed). */
function againstDeletingUsed(tables: Tables, entity: Entity, row: Row): string | null {
  const company = { dataAreaId: row['dataAreaId'] ?? '' };
  const used = USED[entity.set]?.find(
    ([set, field, own]) => tables.count(set, { ...company, [field]: row[own] ?? '' }) > 0,
  );
  return used ? `${entity.one} ${row[used[2]]} cannot be deleted because it has transactions.` : null;
}

/** A transaction category of which a company has made a project category stays (text assumed). */
function againstDeletingCategory(tables: Tables, row: Row): string | null {
  const category = row['CategoryId'] ?? '';
  const shared = tables.all('SharedCategories', { TransactionCategoryId: category });
  const used = shared.some(
    ({ values }) => tables.count('ProjectCategories', { Category: values['CategoryId'] ?? '' }) > 0,
  );
  return used
    ? `Project transaction category ${category} cannot be deleted while project categories of it exist.`
    : null;
}

const BILLING_TYPES: Readonly<Record<string, string>> = {
  NotSpecified: 'Not specified',
  Chargeable: 'Chargeable',
  NonChargeable: 'Non-chargeable',
  Complimentary: 'Complimentary',
  NotAvailable: 'Not available',
};

/**
 * The staging table refuses an actual whose billing type has no line property ("Project operations dual-write integration errors and
 * mitigation": `Line property Not available doesn't exist`). A company that has set up none at all is not asked (assumed).
 */
function againstLineProperty(tables: Tables, row: Row): string | null {
  const company = { dataAreaId: row['dataAreaId'] ?? '' };
  const billingType = row['BillingType'] ?? '';
  if (billingType === 'NotSpecified' || tables.count('ProjectLineProperties', company) === 0) return null;
  if (tables.first('ProjectLineProperties', { ...company, BillingType: billingType })) return null;
  return `Line property ${BILLING_TYPES[billingType]} does not exist.`;
}

/** A row of which a line was made stays until it is archived (assumed). */
function againstDeletingActual(tables: Tables, { recId }: StoredRow): string | null {
  const having = { SourceRecId: recId };
  const used = tables.count('IntegrationJournalLines', having) + tables.count('InvoiceProposalLines', having);
  return used === 0 ? null : 'The actual is in a Project Operations integration journal or in an invoice proposal.';
}

import { MapRefused, parseTableMap, type TableMap } from '../maps';
import actuals from './maps/project-operations-integration-actuals.json';
import contractHeaders from './maps/project-contract-headers.json';
import contractLines from './maps/project-contract-lines.json';
import currencies from './maps/currencies.json';
import customers from './maps/customers-v3.json';
import exchangeRatePairs from './maps/exchange-rate-currency-pair.json';
import exchangeRates from './maps/cds-exchange-rates.json';
import exchangeRateTypes from './maps/exchange-rate-type.json';
import expenseCategories from './maps/project-operations-integration-project-expense-categories-export-entity.json';
import expenseEstimates from './maps/project-operations-integration-entity-for-expense-estimates.json';
import expenses from './maps/project-operations-integration-project-expenses-export-entity.json';
import fundingSources from './maps/project-funding-source.json';
import hourEstimates from './maps/project-operations-integration-entity-for-hour-estimates.json';
import invoiceProposals from './maps/project-invoice-proposals-v2.json';
import ledgers from './maps/ledger.json';
import legalEntities from './maps/legal-entities.json';
import materialEstimates from './maps/project-integration-table-for-material-estimates.json';
import milestones from './maps/project-operations-integration-contract-line-milestones.json';
import projects from './maps/projects-v2.json';
import roles from './maps/project-resource-roles-for-all-companies.json';
import subcontractHeaders from './maps/project-subcontract-purchase-order-header.json';
import subcontractLines from './maps/project-subcontract-purchase-order-line.json';
import tasks from './maps/project-tasks.json';
import transactionCategories from './maps/project-transaction-categories.json';
import transactionRelationships from './maps/integration-entity-for-project-transaction-relationships.json';
import units from './maps/units.json';
import vendorInvoiceLines from './maps/project-operations-integration-project-vendor-invoice-line-export-entity.json';
import vendorInvoices from './maps/project-operations-integration-project-vendor-invoice-export-entity.json';
import vendorInvoicesV2 from './maps/project-operations-integration-project-vendor-invoice-export-entity-v2.json';
import vendors from './maps/vendors-v2.json';
import workerResources from './maps/project-worker-resource-import.json';
import workers from './maps/worker.json';

/** The shipped table maps, parents before children. */
export const SHIPPED_MAPS: readonly TableMap[] = [
  actuals,
  contractHeaders,
  contractLines,
  currencies,
  customers,
  exchangeRatePairs,
  exchangeRates,
  exchangeRateTypes,
  expenseCategories,
  expenseEstimates,
  expenses,
  fundingSources,
  hourEstimates,
  invoiceProposals,
  ledgers,
  legalEntities,
  materialEstimates,
  milestones,
  projects,
  roles,
  subcontractHeaders,
  subcontractLines,
  tasks,
  transactionCategories,
  transactionRelationships,
  units,
  vendorInvoiceLines,
  vendorInvoices,
  vendorInvoicesV2,
  vendors,
  workerResources,
  workers,
]
  .map(shipped)
  .sort((one, other) => one.order - other.order);

/**
 * What every installation starts with: companies, customers, contracts, projects. The others are started by name, for
 * what they need beforehand differs: workers, dual-write's exchange rates, a cut-over.
 */
export const FIRST_MAPS: readonly string[] = [
  'legal-entities',
  'customers-v3',
  'project-contract-headers',
  'projects-v2',
];

function shipped(json: unknown): TableMap {
  const { map, findings } = parseTableMap(JSON.stringify(json));
  if (map === null) throw new MapRefused(findings[0]?.map ?? 'shipped map', findings);
  return map;
}

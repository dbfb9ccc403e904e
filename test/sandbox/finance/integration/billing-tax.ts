import { billingTaxGroup } from '../accounting/sales-tax';
import { of, type Tables } from '../business/tables';
import type { Row, Value } from '../model/value';
import type { Actual } from './actual';
import type { Parameters } from './parameters';

/** Sales tax groups of a sale: of project, contract or customer as the company wants it, and of the project category. */
export function taxGroupsOf(
  tables: Tables,
  { row, projectCompany }: Actual,
  category: Value,
  { taxGroupMethod }: Parameters,
): { readonly group: Value; readonly itemGroup: Value } {
  const find = (set: string, key: Row): Row => tables.first(set, { dataAreaId: projectCompany, ...key })?.values ?? {};
  const project = find('ProjectsV2', { ProjectId: of(row, 'ProjectId') });
  const contract = find('ProjectContractHeaders', {
    ProjectContractId: of(row, 'ContractId') || (project['ProjectContractId'] ?? ''),
  });
  const customer = find('CustomersV3', {
    CustomerAccount: of(row, 'CustomerAccountNumber') || (contract['CustomerAccountNumber'] ?? ''),
  });
  return {
    group: billingTaxGroup(taxGroupMethod, {
      project: project['SalesTaxGroupId'] ?? '',
      contract: contract['SalesTaxGroupCode'] ?? '',
      customer: customer['SalesTaxGroup'] ?? '',
    }),
    itemGroup: find('ProjectCategories', { Category: category })['ItemSalesTaxGroup'] ?? '',
  };
}

import { SHARED_CATEGORY_TYPES } from '../integration/transaction-class';
import { of, type Tables } from '../business/tables';
import type { Row } from '../model/value';

/** A role has no company in Dataverse: Finance makes one record per company ("Project resources"). */
export function companyRoles(tables: Tables, before: Row | null, after: Row | null): void {
  const role = (after ?? before)?.['RoleId'] ?? '';
  for (const row of tables.all('LegalEntities')) {
    const key = { dataAreaId: of(row, 'LegalEntityId').toLowerCase(), RoleId: role };
    tables.follow('ResourceCategories', key, after && { Description: after['Description'] ?? '' });
  }
}

/** A transaction category makes a shared category for each type of transaction; project categories of a company are made by people. */
export function sharedCategories(tables: Tables, before: Row | null, after: Row | null): void {
  const category = (after ?? before)?.['CategoryId'] ?? '';
  for (const [type, ending] of SHARED_CATEGORY_TYPES) {
    const key = { CategoryId: `${category}-${ending}` };
    tables.follow('SharedCategories', key, after && { CategoryName: after['Name'] ?? '' }, () => ({
      TransactionType: type,
      TransactionCategoryId: category,
      UseInProject: 'Yes',
    }));
  }
}

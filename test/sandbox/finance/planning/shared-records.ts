import { SHARED_CATEGORY_TYPES } from '../integration/transaction-class';
import { of, type Tables } from '../business/tables';
import type { Row } from '../model/value';

/** A role has no company in Dataverse: Finance makes one record per company ("Project resources"). */
export function companyRoles(tables: Tables, before: Row | null, after: Row | null): void {
  const role = (after ?? before)?.['RoleId'] ?? '';
  for (const row of tables.all('LegalEntities')) {
    const key = { dataAreaId: of(row, 'LegalEntityId').toLowerCase(), RoleId: role };
    const there = tables.first('ResourceCategories', key);
    const description = { Description: after?.['Description'] ?? '' };
    if (!after) {
      if (there) tables.remove('ResourceCategories', there);
    } else if (there) tables.change('ResourceCategories', there, description);
    else tables.add('ResourceCategories', { ...key, ...description });
  }
}

/** A transaction category makes a shared category for each type of transaction; project categories of a company are made by people. */
export function sharedCategories(tables: Tables, before: Row | null, after: Row | null): void {
  const category = (after ?? before)?.['CategoryId'] ?? '';
  for (const [type, ending] of SHARED_CATEGORY_TYPES) {
    const key = { CategoryId: `${category}-${ending}` };
    const there = tables.first('SharedCategories', key);
    const name = { CategoryName: after?.['Name'] ?? '' };
    if (!after) {
      if (there) tables.remove('SharedCategories', there);
    } else if (there) tables.change('SharedCategories', there, name);
    else {
      tables.add('SharedCategories', {
        ...key,
        ...name,
        TransactionType: type,
        TransactionCategoryId: category,
        UseInProject: 'Yes',
      });
    }
  }
}

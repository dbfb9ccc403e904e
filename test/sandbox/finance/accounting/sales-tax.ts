import { of, type Tables } from '../business/tables';
import type { Row, Value } from '../model/value';
import { amount, type Amount, roundedTo, ZERO } from './money';

export type TaxGroupMethod = 'Project' | 'ProjectContract' | 'Customer' | 'Search';

/** Whose sales tax group counts: those of project, contract and customer, each empty where it has none. */
export interface TaxGroups {
  readonly project: Value;
  readonly contract: Value;
  readonly customer: Value;
}

/**
 * The billing sales tax group of an unbilled sale. *Search* takes the first that is there: project, contract, customer ("Manage project
 * invoice proposals", Billing sales tax).
 */
export function billingTaxGroup(method: TaxGroupMethod, groups: TaxGroups): Value {
  switch (method) {
    case 'Project':
      return groups.project;
    case 'ProjectContract':
      return groups.contract;
    case 'Customer':
      return groups.customer;
    case 'Search':
      return groups.project || groups.contract || groups.customer;
  }
}

/**
 * Sales tax on an amount: of every sales tax code that is in the sales tax group and in the item sales tax group, with its percentage of
 * that day; rounded code by code to the currency (rounding by code or by group is a setting in Finance; by code is assumed).
 */
export function salesTax(
  tables: Tables,
  company: string,
  groups: { readonly group: Value; readonly itemGroup: Value },
  base: Amount,
  day: Value,
  unit: Amount,
): Amount {
  if (groups.group === '' || groups.itemGroup === '') return ZERO;
  const having: Row = { dataAreaId: company };
  const onItem = new Set(
    tables
      .all('TaxItemGroups', { ...having, TaxItemGroupCode: groups.itemGroup })
      .map((row) => of(row, 'TaxCodeId').toLowerCase()),
  );
  const codes = tables
    .all('TaxGroupDatas', { ...having, TaxGroupId: groups.group, ExemptTax: 'No' })
    .map((row) => of(row, 'TaxCodeId'))
    .filter((code) => onItem.has(code.toLowerCase()));
  return codes.reduce((sum, code) => {
    const value = tables
      .all('TaxCodeValues', { ...having, TaxCodeId: code })
      .find((row) => of(row, 'FromDate') <= day && (of(row, 'ToDate') === '1900-01-01' || day <= of(row, 'ToDate')));
    return value ? sum.plus(roundedTo(base.times(amount(of(value, 'Value'))).div(100), unit)) : sum;
  }, ZERO);
}

import type { Parts, Strings } from './texts';

/** Tables that have a word of their own; all others are "this record". */
const NAMED = new Set([
  'account',
  'bookableresource',
  'bookableresourcecategory',
  'cdm_company',
  'cdm_worker',
  'invoice',
  'msdyn_actual',
  'msdyn_estimateline',
  'msdyn_expense',
  'msdyn_project',
  'msdyn_projecttask',
  'msdyn_resourceassignment',
  'msdyn_subcontract',
  'msdyn_transactioncategory',
  'msdyn_vendor',
  'salesorder',
  'salesorderdetail',
  'transactioncurrency',
]);

/** The order of the forms in the string `Noun_…`, divided by bars. `e` ends a participle: French marks the feminine. */
const FORMS = ['one', 'this', 'its', 'of', 'the', 'many', 'it', 'obj', 'e'] as const;

/**
 * The word for a row of a table in all the forms that sentences need: `{this}` is "this project", `{of}` is "du
 * projet". With a prefix the forms are `{parentThis}`, `{parentOf}`, …
 */
export function nounParts(strings: Strings, table: string | null, prefix = ''): Parts {
  const forms = strings(`Noun_${table !== null && NAMED.has(table) ? table : 'record'}`).split('|');
  return Object.fromEntries(FORMS.map((form, at) => [prefix === '' ? form : prefix + capital(form), forms[at] ?? '']));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

import type { Parts, Strings } from './texts';

/** The order of the forms in a string `Noun_…`, divided by bars. `e` ends a participle: French marks the feminine. */
const FORMS = ['one', 'this', 'its', 'of', 'the', 'many', 'it', 'obj', 'e'] as const;

/**
 * The word for a row of a table in all the forms that sentences need: `{this}` is "this project", `{of}` is "du
 * projet". With a prefix the forms are `{parentThis}`, `{parentOf}`, … The string `Nouns` names the tables that have a
 * word of their own; a row of any other is a record.
 */
export function nounParts(strings: Strings, table: string | null, prefix = ''): Parts {
  const isNamed = table !== null && strings('Nouns').split(' ').includes(table);
  const forms = strings(`Noun_${isNamed ? table : 'record'}`).split('|');
  return Object.fromEntries(FORMS.map((form, at) => [prefix === '' ? form : prefix + capital(form), forms[at] ?? '']));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

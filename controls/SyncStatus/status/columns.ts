import type { Wording } from './wording';

/** Labels of Dataverse columns in the user's language, by logical name. */
export type Labels = ReadonlyMap<string, string>;

/** A logical name (`msdyn_subject`) or a lookup path (`msdyn_customer.accountnumber`): Finance's fields have capitals. */
const LOGICAL = /^[a-z_][a-z0-9_.]*$/;

/** The column of the record's own table that a name speaks of, where it is one of Dataverse. */
export const ownColumn = (name: string): string | null =>
  LOGICAL.test(name) ? name.slice(0, (name + '.').indexOf('.')) : null;

/**
 * How a person knows a column: its label, or else its name in plain words: `ProjectStartDate` becomes "Project start
 * date", `msdyn_scheduledstart` "scheduledstart".
 */
export function labelOf(labels: Labels, name: string): string {
  const own = ownColumn(name);
  if (own !== null) return labels.get(own) ?? own.slice(own.indexOf('_') + 1);
  const words = name
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_/)
    .map((word, at) => (at === 0 || /^[A-Z0-9]+$/.test(word) ? word : word.toLowerCase()));
  return words.join(' ');
}

const SHOWN = 3;

/** "Start date, End date", "Start date, End date, Name and 4 more"; empty for none. */
export function columnList({ texts, label }: Wording, columns: readonly string[]): string {
  const labels = [...new Set(columns.map(label))];
  const shown = labels.slice(0, SHOWN).join(', ');
  const rest = labels.length - SHOWN;
  return rest > 0 ? texts('Sync_more', { columns: shown, count: rest }) : shown;
}

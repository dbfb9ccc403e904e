import { BASE_CURRENCY, USERS } from '../dataverse/identifiers';
import type { Reference } from '../dataverse/store/layout';
import { type Kind, seedId } from './data';
import { rowId, type SeedTable } from './rows';

/** A lookup to a row of the seed. */
export function to(table: string, kind: Kind, name: string): Reference {
  return { table, id: seedId(kind, name) };
}

/** A lookup to one of the rows beside customers, contracts and projects. */
export function toRow(table: SeedTable, name: string): Reference {
  return { table, id: rowId(table, name) };
}

export function user(name: string): Reference {
  const id = USERS[name as keyof typeof USERS];
  if (!id) throw new Error(`no user ${name}`);
  return { table: 'systemuser', id };
}

export function currency(code: string): Reference {
  return code === 'USD'
    ? { table: 'transactioncurrency', id: BASE_CURRENCY }
    : to('transactioncurrency', 'currency', code);
}

/** An instant at noon: the same day in every zone of the seed. */
export function noon(day: string): string {
  return `${day}T12:00:00Z`;
}

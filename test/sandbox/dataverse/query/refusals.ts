import { Refusal } from '../refusal';
import type { Table } from '../schema/table';

/** Whatever is wrong with a URL's query: the platform has one code for all of it. */
export function badQuery(message: string): Refusal {
  return new Refusal(400, '0x80060888', message);
}

export function unknownProperty(table: Table, property: string): Refusal {
  return badQuery(
    `Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${table.logicalName}'.`,
  );
}

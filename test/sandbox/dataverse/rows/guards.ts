import { Refusal } from '../refusal';
import type { Caller } from '../security/caller';
import type { Table } from '../schema/table';
import type { Values } from '../store/layout';

export type Verb = 'create' | 'update' | 'delete';

/**
 * What Project Operations itself refuses, whoever asks: its plug-ins throw before the row is written.
 * @throws Refusal
 */
export function guard(verb: Verb, table: Table, caller: Caller, values: Values): void {
  if (caller.system) return;
  if (SCHEDULED.has(table.logicalName))
    throw plugin(
      `You cannot directly do '${verb}' operation to '${table.logicalName}'. Try editing it through the Resource editing UI via Project.`,
    );
  if (table.logicalName === 'msdyn_actual') {
    if (verb === 'create') throw plugin('Actuals can only be created through an entry journal or an import job.');
    const own = Object.keys(values).find((name) => name.startsWith('msdyn_'));
    if (verb === 'update' && own !== undefined) throw plugin(`The column '${own}' of an actual cannot be changed.`);
  }
}

/** Only the schedule APIs write these. */
const SCHEDULED: ReadonlySet<string> = new Set([
  'msdyn_projecttask',
  'msdyn_resourceassignment',
  'msdyn_projectbucket',
  'msdyn_projectteam',
]);

function plugin(message: string): Refusal {
  return new Refusal(400, '0x80040265', message);
}

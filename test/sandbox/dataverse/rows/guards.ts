import { Refusal } from '../refusal';
import { BASE_TABLES } from '../schema/base-tables';
import type { Caller } from '../security/caller';
import type { Table } from '../schema/table';
import type { Row, Values } from '../store/layout';

export type Verb = 'create' | 'update' | 'delete';

/**
 * What Project Operations itself refuses, whoever asks: its plug-ins throw before the row is written.
 * @param before the row as it stands, for an update and a delete
 * @throws Refusal
 */
export function guard(verb: Verb, table: Table, caller: Caller, values: Values, before?: Row): void {
  if (caller.system) return;
  const name = table.logicalName;
  if (SCHEDULED.has(name) && !(verb === 'create' && name === 'msdyn_projectteam'))
    throw plugin(`Rows of '${name}' are written by the schedule service only: '${verb}' is not possible here.`);
  if (name === 'msdyn_actual') guardActual(verb, values);
  const settled = SETTLED[name];
  if (settled && before && settled.states.includes(Number(before[settled.column]))) {
    const next = Number(values[settled.column] ?? before[settled.column]);
    const own = ownColumns(name, values).filter((column) => column !== settled.column);
    if (verb === 'delete' || own.length > 0 || !settled.states.includes(next))
      throw plugin(`A confirmed ${table.labels['1033']?.toLowerCase() ?? name} cannot be changed or deleted.`);
  }
}

/** Only the schedule APIs write these; a team member may also be created as any row. */
const SCHEDULED: ReadonlySet<string> = new Set([
  'msdyn_projecttask',
  'msdyn_resourceassignment',
  'msdyn_projectbucket',
  'msdyn_projectteam',
]);

/** From UR55: rows come from entry journals, import jobs, the product's own messages and dual-write; custom columns are open. */
function guardActual(verb: Verb, values: Values): void {
  if (verb === 'create') throw plugin('Actuals can only be created through an entry journal or an import job.');
  if (verb === 'delete') throw plugin('Actuals cannot be deleted: a correction is a new, reversing actual.');
  const [own] = ownColumns('msdyn_actual', values);
  if (own === undefined) return;
  throw plugin(
    ANSWERS.has(own)
      ? `The column '${own}' of an actual is written by dual-write only.`
      : `The column '${own}' of an actual cannot be changed.`,
  );
}

/** Finance's answers. */
const ANSWERS: ReadonlySet<string> = new Set([
  'msdyn_actualimportid',
  'msdyn_vouchernumber',
  'msdyn_accountingamount',
  'msdyn_accountingtaxamount',
  'msdyn_accountexchangerate',
  'msdyn_isjournalized',
]);

/** Tables whose rows stand still from a state on; the state itself may go further. */
const SETTLED: Readonly<Record<string, { readonly column: string; readonly states: readonly number[] } | undefined>> = {
  // Confirmed, paid.
  invoice: { column: 'msdyn_projectinvoicestatus', states: [192_350_002, 192_350_003] },
  // Confirmed.
  msdyn_projectvendorinvoice: { column: 'statuscode', states: [192_350_001] },
};

const shipped = new Map<string, ReadonlySet<string>>();

/** Of what is written, the columns that came with the table: others have been added, and nobody guards them. */
function ownColumns(name: string, values: Values): string[] {
  let columns = shipped.get(name);
  if (!columns) {
    const table = BASE_TABLES.find((candidate) => candidate.logicalName === name);
    columns = new Set(table?.columns.map((column) => column.name));
    shipped.set(name, columns);
  }
  return Object.keys(values).filter((column) => columns.has(column) && column !== 'ownerid');
}

function plugin(message: string): Refusal {
  return new Refusal(400, '0x80040265', message);
}

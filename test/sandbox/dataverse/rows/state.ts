import { Refusal } from '../refusal';
import type { Table } from '../schema/table';
import type { Row, Values } from '../store/layout';

/**
 * State and status reason belong together: a state alone takes its first status reason, a status reason alone must
 * belong to the row's state.
 * @throws Refusal
 */
export function stateOf(table: Table, before: Row | undefined, given: Values): Values {
  const stateColumn = table.columns.find((column) => column.type === 'state');
  const statusColumn = table.columns.find((column) => column.type === 'status');
  if (!stateColumn || !statusColumn) return {};
  const { [stateColumn.name]: state, [statusColumn.name]: status } = given;
  if (before && state === undefined && status === undefined) return {};
  const current = before?.[stateColumn.name] ?? stateColumn.options?.[0]?.value ?? 0;
  const wanted = state ?? current;
  const reasons = (statusColumn.options ?? [])
    .filter((option) => option.state === wanted)
    .map((option) => option.value);
  const reason = status ?? reasons[0];
  if (reason === undefined || !reasons.includes(Number(reason)))
    throw new Refusal(
      400,
      '0x80048408',
      `${String(reason)} is not a valid status code for state code ${table.logicalName}State.${String(wanted)} on ${table.logicalName}.`,
    );
  return { [stateColumn.name]: wanted, [statusColumn.name]: reason };
}

import type { Value, Values } from '../maps/value';
import { exactNumber } from '../odata';
import type { RecordId } from '../sync/record';
import { bindingTo, type DataverseTable } from './table';

/** Where a lookup shall point; null: nowhere. */
export interface Binding {
  readonly lookup: string;
  readonly target: { readonly table: DataverseTable; readonly id: RecordId } | null;
}

export type Body = Readonly<Record<string, unknown>>;

/**
 * The JSON of an update. State and status reason depend on each other: whichever is given, both are sent.
 * Source: "Update and delete table rows using the Web API", on `statecode`.
 */
export function updateBody(table: DataverseTable, values: Values, bindings: readonly Binding[]): Body {
  return { ...cells(table, withState(table, values)), ...binds(table, bindings) };
}

/**
 * The JSON of a create under a given id, and what can only be said once the row is there: columns that take no value
 * on create, a state that is not the first.
 */
export function createBodies(
  table: DataverseTable,
  id: RecordId,
  values: Values,
  bindings: readonly Binding[],
): { readonly create: Body; readonly after: Body | null } {
  const whole = withoutFirstState(table, withState(table, values));
  const later = new Set(Object.keys(whole).filter((column) => comesLater(table, whole, column)));
  const pick = (which: boolean): Values =>
    Object.fromEntries(
      Object.entries(whole).filter(([column, value]) => later.has(column) === which && value !== null),
    );
  const after = pick(true);
  return {
    create: {
      [table.primaryId]: id,
      ...cells(table, pick(false)),
      ...binds(
        table,
        bindings.filter((binding) => binding.target !== null),
      ),
    },
    after: Object.keys(after).length === 0 ? null : cells(table, after),
  };
}

function comesLater(table: DataverseTable, values: Values, column: string): boolean {
  const schema = table.columns[column];
  const { state } = stateColumns(table);
  const leavesFirstState = state !== undefined && (values[state] ?? FIRST_STATE) !== FIRST_STATE;
  if (schema?.type === 'state' || schema?.type === 'status') return leavesFirstState;
  return schema?.canCreate === false && schema.canUpdate !== false;
}

/** Every row begins in this state, and takes no state on create. */
const FIRST_STATE = 0;

function withoutFirstState(table: DataverseTable, values: Values): Values {
  const { state } = stateColumns(table);
  return Object.fromEntries(
    Object.entries(values).filter(([column, value]) => column !== state || value !== FIRST_STATE),
  );
}

function withState(table: DataverseTable, values: Values): Values {
  const { state, status } = stateColumns(table);
  if (state === undefined || status === undefined) return values;
  const given = { state: values[state] ?? null, status: values[status] ?? null };
  if (given.status !== null && given.state === null) {
    const belongs = table.stateOf[Number(given.status)];
    return belongs === undefined ? values : { ...values, [state]: belongs };
  }
  if (given.state !== null && given.status === null) {
    const usual = table.defaultStatus[Number(given.state)];
    return usual === undefined ? values : { ...values, [status]: usual };
  }
  return values;
}

function stateColumns(table: DataverseTable): { readonly state?: string; readonly status?: string } {
  const named = (type: 'state' | 'status'): string | undefined =>
    Object.values(table.columns).find((column) => column.type === type)?.name;
  const [state, status] = [named('state'), named('status')];
  return { ...(state === undefined ? {} : { state }), ...(status === undefined ? {} : { status }) };
}

const EXACT = ['decimal', 'money', 'bigint'];

function cells(table: DataverseTable, values: Values): Body {
  const wire = (column: string, value: Value): unknown =>
    value !== null && EXACT.includes(table.columns[column]?.type ?? '') ? exactNumber(String(value)) : value;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([path]) => !path.includes('.') && table.columns[path]?.type !== 'lookup')
      .map(([column, value]) => [column, wire(column, value)]),
  );
}

function binds(table: DataverseTable, bindings: readonly Binding[]): Body {
  return Object.fromEntries(
    bindings.map(({ lookup, target }) => {
      const towards = target?.table.name ?? table.columns[lookup]?.targets?.[0] ?? '';
      const property = `${bindingTo(table, lookup, towards)}@odata.bind`;
      return [property, target === null ? null : `/${target.table.entitySet}(${target.id})`];
    }),
  );
}

import { valueHere, type CompiledMap, type FinanceKey } from '../maps/compiled-map';
import type { Value, Values } from '../maps/value';
import { columnNames } from './column-names';
import { about, seen } from './hold';
import { merge } from './merge';
import type { SourceRow } from './sides';
import type { Plan } from './situation';

/** The plan that makes Finance's row from Dataverse's. `here`: what Dataverse contributes, in Finance's normal form. */
export function createInFinance(
  map: CompiledMap,
  source: SourceRow,
  key: FinanceKey,
  company: string | null,
  here: Values,
): Extract<Plan, { kind: 'write' }> {
  const values: Record<string, Value> = {};
  const finance: Record<string, Value> = { ...key };
  for (const column of map.columns) {
    if (column.finance === undefined || column.isKey || column.direction === 'toDataverse') continue;
    const mapped = column.toFinance(valueHere(column, source.row), company);
    // Finance has no null: what has no value is left to its defaults.
    if (!('problem' in mapped) && mapped.value !== null) values[column.finance] = mapped.value;
    finance[column.finance] = here[column.name] ?? null;
  }
  const choices = Object.fromEntries(map.columns.map((column) => [column.name, 'dataverse' as const]));
  const merged = merge({ map, company, dataverse: source.row, finance, base: null, choices });
  return {
    kind: 'write',
    finance: { kind: 'create', key, values },
    dataverse: null,
    settlement: {
      ...seen(source),
      status: 'inSync',
      action: 'created',
      columns: columnNames(map, values, {}),
      set: { ...about(source), financeKey: key, company, hash: merged.hash, adjusted: [] },
    },
    base: merged.base,
    decided: [],
  };
}

import { valueHere, type CompiledMap, type Row, type Value, type Values } from '../../../plugins-ts/maps';

/** Finance's row of an actual; null where the map leaves the row out. */
export type Mapper = (row: Row) => Values | null | Promise<Values | null>;

/** As the engine uses a compiled map: filter, key, then every field in the zone of the key's company. */
export const byCompiledMap =
  (map: CompiledMap): ((row: Row) => Values | null) =>
  (row) => {
    if (!map.includesDataverse(row)) return null;
    const keyed = map.financeKey(row);
    if (!('key' in keyed)) throw new Error('the row has no key');
    const company = String(keyed.key.dataAreaId);
    const values: Record<string, Value> = {};
    for (const column of map.columns) {
      if (column.finance === undefined || column.direction === 'toDataverse') continue;
      const mapped = column.toFinance(valueHere(column, row), company);
      if ('problem' in mapped) throw new Error(`${mapped.problem.column}: ${mapped.problem.code}`);
      values[column.finance] = mapped.value;
    }
    return values;
  };

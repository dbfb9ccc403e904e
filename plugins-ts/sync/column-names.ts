import type { CompiledMap } from '../maps/compiled-map';
import type { Values } from '../maps/value';

/** The columns that are written, by the names under which people read of them; in the order of the map. */
export const columnNames = (map: CompiledMap, toFinance: Values, toDataverse: Values): readonly string[] =>
  map.columns
    .filter(
      ({ finance, dataverse }) =>
        (finance !== undefined && finance in toFinance) || (dataverse !== undefined && dataverse in toDataverse),
    )
    .map((column) => column.name);

import type { CompiledMap } from '../maps/compiled-map';
import type { DataverseTable, TableReader } from './table';

/** The tables that the lookups of a path lead to, in order: `['msdyn_project', 'cdm_company']`. */
export type PathTargets = (path: string) => Promise<readonly string[]>;

/**
 * A column map knows where its path leads. Any other path, a filter's, goes where the metadata says; a lookup to
 * several tables to the first that has the next column.
 */
export function pathTargets(map: CompiledMap, tables: TableReader): PathTargets {
  const known = new Map(
    map.columns.flatMap(({ dataverse, hops }) =>
      dataverse === undefined || hops === undefined ? [] : [[dataverse, hops.map((hop) => hop.table)] as const],
    ),
  );
  const walk = async (path: string): Promise<readonly string[]> => {
    const names = path.split('.');
    const targets: string[] = [];
    let at = await tables(map.definition.dataverse.table);
    for (const [place, lookup] of names.slice(0, -1).entries()) {
      const target = await targetOf(at, lookup, names[place + 1] ?? '', tables);
      targets.push(target);
      at = await tables(target);
    }
    return targets;
  };
  return async (path) => known.get(path) ?? (await walk(path));
}

async function targetOf(table: DataverseTable, lookup: string, next: string, tables: TableReader): Promise<string> {
  const targets = table.columns[lookup]?.targets ?? [];
  for (const target of targets.length > 1 ? targets : []) {
    if ((await tables(target)).columns[next] !== undefined) return target;
  }
  const [first] = targets;
  if (first === undefined) throw new Error(`${table.name}.${lookup} is no lookup`);
  return first;
}

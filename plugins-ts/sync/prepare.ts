import {
  compileTableMap,
  MapRefused,
  tablesToRead,
  type CompileOptions,
  type Finding,
  type MapSchemas,
  type TableMap,
  type TableSchema,
} from '../maps';
import type { HostMaps } from './host';
import type { RunningMap } from './engine';
import type { MapState, StoredTableMap } from './ledger';

/** Where the two systems say what their tables look like. Asked once per table and preparation. */
export interface Schemas {
  /** Null where there is no such table. */
  dataverse(table: string): Promise<TableSchema | null>;
  finance(entitySet: string): Promise<TableSchema | null>;
  /** Company codes that exist in Finance, in lower case. */
  companies(): Promise<readonly string[]>;
}

/** A table map whose state says that it runs, and whose definition does not let it. */
export interface RefusedMap {
  readonly definition: TableMap;
  readonly findings: readonly Finding[];
}

export interface PreparedMaps {
  readonly maps: HostMaps;
  readonly refused: readonly RefusedMap[];
}

/**
 * Compiles the maps that shall run against live metadata. A map with a finding that must be fixed is not run and not
 * hidden: it comes back with its findings, and the others run.
 *
 * @throws SideUnavailable
 */
export async function prepareMaps(
  stored: readonly StoredTableMap[],
  schemas: Schemas,
  options: CompileOptions = {},
  wanted: (map: StoredTableMap) => boolean = ({ state }) => state === 'running',
): Promise<PreparedMaps> {
  const running: RunningMap[] = [];
  const refused: RefusedMap[] = [];
  const others: { definition: TableMap; state: MapState }[] = [];
  const read = once(schemas);
  for (const one of [...stored].sort((a, b) => a.map.order - b.map.order)) {
    const { map: definition, companies, cutover, state } = one;
    if (!wanted(one)) {
      others.push({ definition, state });
      continue;
    }
    try {
      running.push({
        map: compileTableMap(definition, await schemasOf(definition, read), options),
        companies,
        cutover,
      });
    } catch (error) {
      if (!(error instanceof MapRefused)) throw error;
      refused.push({ definition, findings: error.findings });
      others.push({ definition, state: 'stopped' });
    }
  }
  return { maps: { running, others, companies: await schemas.companies() }, refused };
}

/** The schemas of a map: its entity, its table, and every table on its lookup paths. */
export async function schemasOf(map: TableMap, schemas: Pick<Schemas, 'dataverse' | 'finance'>): Promise<MapSchemas> {
  const dataverse: Record<string, TableSchema> = {};
  const absent = new Set<string>();
  for (;;) {
    const needed = tablesToRead(map, dataverse).filter((table) => !absent.has(table));
    if (needed.length === 0) break;
    for (const table of needed) {
      const schema = await schemas.dataverse(table);
      if (schema === null) absent.add(table);
      else dataverse[table] = schema;
    }
  }
  return { dataverse, finance: await schemas.finance(map.finance.entity) };
}

function once(schemas: Schemas): Pick<Schemas, 'dataverse' | 'finance'> {
  const remember = <T>(ask: (name: string) => Promise<T>): ((name: string) => Promise<T>) => {
    const asked = new Map<string, Promise<T>>();
    return (name) => {
      const known = asked.get(name) ?? ask(name);
      asked.set(name, known);
      return known;
    };
  };
  return {
    dataverse: remember((table) => schemas.dataverse(table)),
    finance: remember((entity) => schemas.finance(entity)),
  };
}

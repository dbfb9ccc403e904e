import type { TableFacts } from '../../dataverse';
import { finding, resolvePath, segments, type Finding } from '../../maps';
import type { Caller, MapFacts, PreflightFacts } from './facts';

/** Can the map's tables be read whole, their changes told, and written where the map writes? */
export function checkTables(facts: PreflightFacts, one: MapFacts): readonly Finding[] {
  const names = new Set([one.map.dataverse.table, ...Object.keys(one.schemas.dataverse)]);
  const tables = [...names].flatMap((name) => facts.tables.get(name) ?? []);
  return [
    ...checkTracking(facts, one),
    ...tables.flatMap((table) => checkKeys(table, one)),
    ...facts.callers
      .filter(({ isAdministrator }) => !isAdministrator)
      .flatMap((caller) => [
        ...tables.flatMap((table) => checkRights(table, caller, one)),
        ...checkSecured(caller, one),
      ]),
  ];
}

/** A map that reads nothing of Dataverse, or compares anyway, needs no tracking. */
function checkTracking({ tables }: PreflightFacts, { map }: MapFacts): readonly Finding[] {
  const table = tables.get(map.dataverse.table);
  const reads = map.columns.some(({ direction }) => direction !== 'toDataverse');
  if (table === undefined || table.changeTracking || !reads || map.policies.feed?.dataverse === 'compare') return [];
  return [finding('TRACKING_OFF', { map: map.key }, { table: table.table })];
}

const checkKeys = ({ table, inactiveKeys }: TableFacts, { map }: MapFacts): readonly Finding[] =>
  inactiveKeys.map(({ columns, status }) =>
    finding('KEY_NOT_ACTIVE', { map: map.key }, { table, keys: columns.join(' + '), status }),
  );

function checkRights(table: TableFacts, { who, privileges }: Caller, { map }: MapFacts): readonly Finding[] {
  if (privileges === null) return [];
  const place = { map: map.key };
  const isOwn = table.table === map.dataverse.table;
  const lacks = (right: string): string | null => {
    const privilege = table.privileges[right];
    return privilege === undefined || privileges.has(privilege.toLowerCase()) ? null : privilege;
  };
  const read = table.privileges.Read ?? '';
  const missing = lacks('Read');
  const depth = privileges.get(read.toLowerCase());
  const written = isOwn ? writtenRights(map.columns) : [];
  return [
    ...(missing === null
      ? []
      : [finding('TABLE_NOT_READABLE', place, { who, privilege: missing, table: table.table })]),
    ...(isOwn && depth !== undefined && depth !== 'Global'
      ? [finding('TABLE_NOT_READ_WHOLE', place, { who, privilege: read, table: table.table, depth })]
      : []),
    ...written.flatMap((right) => {
      const privilege = lacks(right);
      return privilege === null ? [] : [finding('TABLE_NOT_WRITABLE', place, { who, privilege, table: table.table })];
    }),
  ];
}

const writtenRights = (columns: MapFacts['map']['columns']): readonly string[] =>
  columns.some(({ direction, answer }) => direction !== 'toFinance' && answer !== true) ? ['Create', 'Write'] : [];

/** Whoever lacks a column security profile reads nothing where there is something. */
function checkSecured({ who, readable }: Caller, { map, schemas }: MapFacts): readonly Finding[] {
  if (readable === null) return [];
  return map.columns.flatMap(({ dataverse, finance, direction }): readonly Finding[] => {
    if (dataverse === undefined || direction === 'toDataverse') return [];
    return securedOn(dataverse, map.dataverse.table, schemas)
      .filter(({ table, column }) => !readable.has(`${table}.${column}`))
      .map(({ table, column }) =>
        finding('SECURED_NOT_READABLE', { map: map.key, column: finance ?? dataverse }, { who, table, column }),
      );
  });
}

/** The secured columns that a path reads: lookups on its way as well as its end. */
function securedOn(
  path: string,
  table: string,
  schemas: MapFacts['schemas'],
): readonly { readonly table: string; readonly column: string }[] {
  const end = resolvePath(path, table, schemas);
  if (end.kind !== 'found') return [];
  const tables = [table, ...end.hops.map((hop) => hop.table)];
  return segments(path).flatMap((column, at) => {
    const owner = tables[at] ?? '';
    return schemas.dataverse[owner]?.columns[column]?.secured === true ? [{ table: owner, column }] : [];
  });
}

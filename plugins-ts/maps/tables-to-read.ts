import { conditionsOf } from './filter';
import { filterOf } from './filters/filter-of';
import { segments } from './lookup-path';
import type { TableSchema } from './schema';
import type { TableMap } from './table-map';

/**
 * Logical names of the Dataverse tables whose schema is still needed to follow the map's paths. Read them, add them to
 * what is known, ask again; empty: everything is there.
 *
 * A lookup that may point to several tables leads to the first one that has the next column: those before it have to
 * be known as well, so that the answer does not depend on what happened to be read for another path.
 */
export function tablesToRead(
  map: TableMap,
  known: Readonly<Record<string, TableSchema | undefined>>,
): readonly string[] {
  const start = map.dataverse.table;
  if (known[start] === undefined) return [start];
  const paths = [
    ...map.columns.flatMap((column) => column.dataverse ?? []),
    ...map.columns.flatMap(({ transforms }) => transforms.flatMap((one) => (one.kind === 'join' ? one.columns : []))),
    // The platform's names are all in lower case; a filter may spell them as it likes.
    ...conditionsOf(filterOf(map.dataverse, 'dataverse')).map((condition) => condition.column.toLowerCase()),
  ];
  return [...new Set(paths.flatMap((path) => needed(segments(path), start, known)))];
}

function needed(
  names: readonly string[],
  start: string,
  known: Readonly<Record<string, TableSchema | undefined>>,
): readonly string[] {
  let current = start;
  for (const [place, name] of names.entries()) {
    const next = names[place + 1];
    const targets = known[current]?.columns[name]?.targets ?? [];
    if (next === undefined || targets.length === 0) return [];
    const has = targets.findIndex((target) => known[target]?.columns[next] !== undefined);
    const unread = targets.slice(0, has < 0 ? targets.length : has).filter((target) => known[target] === undefined);
    if (unread.length > 0) return unread;
    const target = targets[has];
    if (target === undefined) return [];
    current = target;
  }
  return [];
}

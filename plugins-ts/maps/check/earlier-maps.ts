import { finding, type Finding } from '../finding';
import type { EarlierMap, TableMap } from '../table-map';
import type { MapAmongOthers } from './map-lookups';

/** Do the maps that go first run, and can their rows be asked what they point to? */
export function checkEarlierMaps(all: readonly MapAmongOthers[], together: boolean): readonly Finding[] {
  return all.flatMap(({ map }) =>
    (map.policies.releasedAfter ?? []).flatMap((earlier) => checkOne(map, earlier, all, together)),
  );
}

function checkOne(
  { key, name }: TableMap,
  earlier: EarlierMap,
  all: readonly MapAmongOthers[],
  together: boolean,
): readonly Finding[] {
  const found = all.find((one) => one.map.key === earlier.map);
  if (found === undefined) {
    return together ? [finding('EARLIER_MAP_ABSENT', { map: key }, { name, earlier: earlier.map })] : [];
  }
  const { table } = found.map.dataverse;
  const columns = found.schemas?.dataverse[table]?.columns;
  if (columns === undefined) return [];
  return earlier.columns
    .filter((column) => columns[column] === undefined)
    .map((column) => finding('EARLIER_COLUMN_UNKNOWN', { map: key, column }, { name, earlier: found.map.name, table }));
}

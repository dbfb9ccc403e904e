import { transformOf, type BoundColumn } from '../bind';
import { familyOf, holdsOf } from '../cells/choose';
import { settingsOf } from '../compile-column';
import { finding, type Finding } from '../finding';
import type { TableMap } from '../table-map';

/** A moment becomes a day, or a day a moment, by somebody's calendar: whose, the map has to say. */
export function checkDays(map: TableMap, columns: readonly BoundColumn[]): readonly Finding[] {
  return columns.flatMap((column): readonly Finding[] => {
    const { dataverse, finance, definition } = column;
    if (dataverse === undefined || finance === undefined) return [];
    if (familyOf(dataverse.type) !== 'date' || familyOf(finance.type) !== 'date') return [];
    const date = transformOf(definition, 'date');
    if (date === undefined || date.zone !== undefined) return [];
    const isMomentHere = dataverse.type === 'datetime' && (dataverse.behavior ?? 'userLocal') === 'userLocal';
    const isDayHere = dataverse.type === 'date' || dataverse.behavior === 'dateOnly';
    const holds = holdsOf(dataverse, finance, settingsOf(column));
    const names = { here: definition.dataverse ?? '', there: finance.name };
    const say = (moment: string, day: string): Finding =>
      finding('DAY_WITHOUT_ZONE', { map: map.key, column: column.name }, { moment, day });
    if (isMomentHere && holds === 'day') return [say(names.here, names.there)];
    // Two-way, it cannot come back, which is told already.
    return isDayHere && holds === 'instant' && definition.direction !== 'both' ? [say(names.there, names.here)] : [];
  });
}

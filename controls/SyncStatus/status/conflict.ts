import type { Value } from '../../../plugins-ts/maps/value';
import type { KnownRecord } from './known';
import type { ConflictView } from './view';
import { timed, type Wording } from './wording';

/** The values to choose from, column by column; null where nothing is left to choose. */
export function conflictView(wording: Wording, record: KnownRecord): ConflictView | null {
  if (record.conflict.length === 0) return null;
  const { texts, label } = wording;
  const by = record.outcomes[0]?.by;
  const here = timed(wording, 'Value_here', record.outcomes[0]?.changedAt, { by })?.text ?? texts('Value_here', { by });
  // Finance keeps no time of change: all that is known is when the difference was found.
  const finance = timed(wording, 'Value_finance', record.since)?.text ?? texts('Value_finance');
  return {
    mapKey: record.mapKey,
    columns: record.conflict.map((conflict) => ({
      column: conflict.column,
      label: label(conflict.column),
      here: { text: valueText(wording, conflict.here), note: here },
      finance: { text: valueText(wording, conflict.finance), note: finance },
    })),
  };
}

function valueText({ texts, times, now }: Wording, value: Value): string {
  if (value === null || value === '') return texts('Value_empty');
  if (typeof value === 'boolean') return texts(value ? 'Value_yes' : 'Value_no');
  if (typeof value === 'string' && INSTANT.test(value)) return times.short(Date.parse(value), now);
  return String(value);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

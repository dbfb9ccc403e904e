import type { Filter } from '../table-map';
import type { Place } from './place';
import type { Structure } from './structure';

const COMPARISONS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'like', 'contains', 'startsWith', 'endsWith'] as const;
const ABOUT_TEXT: readonly string[] = ['like', 'contains', 'startsWith', 'endsWith'];

/** A structured filter; undefined where there is none, or where it is none (which is reported). */
export function parseFilter(place: Place, structure: Structure): Filter | undefined {
  if (!place.exists || place.kind === 'null') return undefined;
  for (const word of ['all', 'any'] as const) {
    const list = place.property(word);
    if (!list.exists) continue;
    const parts = structure.array(list, 'a list of conditions').map((one) => parseFilter(one, structure));
    const whole = parts.filter((one): one is Filter => one !== undefined);
    return word === 'all' ? { all: whole } : { any: whole };
  }
  const not = place.property('not');
  if (not.exists) {
    const inner = parseFilter(not, structure);
    return inner === undefined ? undefined : { not: inner };
  }
  const column = place.property('column');
  const value = place.property('value').scalar;
  if (!column.exists || !place.property('is').exists || value === undefined) {
    structure.report('BAD_FILTER', place);
    return undefined;
  }
  const is = structure.word(place.property('is'), COMPARISONS, 'eq');
  if (ABOUT_TEXT.includes(is) && typeof value !== 'string') {
    structure.report('WRONG_TYPE', place.property('value'), { found: `${value}`, expected: 'a text' });
  }
  return { column: structure.text(column, 'a column'), is, value };
}

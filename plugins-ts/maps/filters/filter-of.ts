import type { Filter } from '../table-map';
import { parseFilterText } from './parse-text';
import type { Dialect } from './syntax';

/** The filter of a side: its tree, or what its text says; undefined also for a text that nobody understands. */
export function filterOf(
  side: { readonly filter?: Filter; readonly filterText?: string },
  dialect: Dialect,
): Filter | undefined {
  if (side.filter !== undefined || side.filterText === undefined) return side.filter;
  const parsed = parseFilterText(side.filterText, dialect);
  return 'filter' in parsed ? parsed.filter : undefined;
}

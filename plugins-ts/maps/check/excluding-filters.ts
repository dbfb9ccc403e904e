import { normalFilter } from '../filters/normal';
import type { Filter } from '../table-map';
import type { Value } from '../value';

/**
 * Can no row pass both filters? Told only where it is plain: both ask one column for values that cannot be together.
 * False does not mean that there is such a row.
 */
export const exclude = (one: Filter | undefined, other: Filter | undefined): boolean =>
  one !== undefined && other !== undefined && areApart(normalFilter(one), normalFilter(other));

function areApart(one: Filter, other: Filter): boolean {
  if ('any' in one) return one.any.every((part) => areApart(part, other));
  if ('any' in other) return other.any.every((part) => areApart(one, part));
  if ('all' in one) return one.all.some((part) => areApart(part, other));
  if ('all' in other) return other.all.some((part) => areApart(one, part));
  const [here, there] = [plain(one), plain(other)];
  return here !== null && there !== null && contradict(here, there);
}

interface Says {
  readonly column: string;
  readonly is: 'eq' | 'ne';
  readonly value: Value;
}

function plain(filter: Filter): Says | null {
  if (!('column' in filter) || (filter.is !== 'eq' && filter.is !== 'ne')) return null;
  return { column: filter.column.toLowerCase(), is: filter.is, value: spelled(filter.value) };
}

/** Texts are compared without case, and numbers may be spelled as text. */
const spelled = (value: Value): Value => (value === null || value === '' ? null : String(value).toLowerCase());

function contradict(one: Says, other: Says): boolean {
  if (one.column !== other.column) return false;
  if (one.is === 'eq' && other.is === 'eq') return one.value !== other.value;
  return one.is !== other.is && one.value === other.value;
}

import type { Filter } from './table-map';

/** A condition on one column. */
export type Condition = Extract<Filter, { readonly column: string }>;

/** All conditions of a filter, in the order in which they are written. */
export function conditionsOf(filter: Filter | undefined): readonly Condition[] {
  if (filter === undefined) return [];
  if ('all' in filter) return filter.all.flatMap(conditionsOf);
  if ('any' in filter) return filter.any.flatMap(conditionsOf);
  return 'not' in filter ? conditionsOf(filter.not) : [filter];
}

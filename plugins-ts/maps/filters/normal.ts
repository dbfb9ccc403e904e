import type { Condition } from '../filter';
import type { Filter } from '../table-map';
import type { Value } from '../value';

/**
 * One form for all filters that say the same by their form alone: negations as far inside as they go, lists in lists
 * and lists of one taken apart, patterns as `contains`, `startsWith`, `endsWith` or `eq` where they are no more than
 * that. Meaning is that of `evaluate.ts`. Two filters that differ here may still let the same rows through.
 */
export function normalFilter(filter: Filter): Filter {
  if ('all' in filter) return gather('all', filter.all);
  if ('any' in filter) return gather('any', filter.any);
  if ('not' in filter) return negated(normalFilter(filter.not));
  return plainPattern(filter);
}

function gather(word: 'all' | 'any', filters: readonly Filter[]): Filter {
  const parts = filters.map(normalFilter).flatMap((part) => partsOf(word, part) ?? [part]);
  const other = word === 'all' ? 'any' : 'all';
  // `any` of nothing never holds, `all` of nothing always: the one decides a list, the other adds nothing to it.
  if (parts.some((part) => partsOf(other, part)?.length === 0)) return listOf(other, []);
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : listOf(word, parts);
}

const partsOf = (word: 'all' | 'any', filter: Filter): readonly Filter[] | undefined =>
  word === 'all' ? ('all' in filter ? filter.all : undefined) : 'any' in filter ? filter.any : undefined;

const listOf = (word: 'all' | 'any', parts: readonly Filter[]): Filter =>
  word === 'all' ? { all: parts } : { any: parts };

function negated(filter: Filter): Filter {
  if ('not' in filter) return filter.not;
  if ('all' in filter) return filter.all.length === 0 ? { any: [] } : { not: filter };
  if ('any' in filter) return filter.any.length === 0 ? { all: [] } : { not: filter };
  if (filter.is === 'eq') return { ...filter, is: 'ne' };
  return filter.is === 'ne' ? { ...filter, is: 'eq' } : { not: filter };
}

const PATTERN = /^(\*?)([^*?]*)(\*?)$/s;

/** `like` with stars at the ends only is said without a pattern. Everything that stands anywhere is in `contains ''`. */
export function plainPattern(condition: Condition): Condition {
  const { column, is, value } = condition;
  if (is === 'startsWith' || is === 'endsWith') return value === '' ? { column, is: 'contains', value } : condition;
  if (is !== 'like' || typeof value !== 'string') return condition;
  const [, before, text, after] = PATTERN.exec(value.replace(/\*+/g, '*')) ?? [];
  if (text === undefined) return condition;
  if (before === '' && after === '') return { column, is: 'eq', value: text };
  if (text === '' || (before !== '' && after !== '')) return { column, is: 'contains', value: text };
  return { column, is: before === '' ? 'startsWith' : 'endsWith', value: text };
}

/**
 * Do two filters say the same, as far as can be told without metadata? Order, capitals, `3` and `"3"`, "" and nothing,
 * and the two names of a lookup's id (`_msdyn_project_value`) make no difference.
 */
export const sameFilter = (one: Filter, other: Filter): boolean => filterMeaning(one) === filterMeaning(other);

/** One text for all filters that `sameFilter` takes for the same. */
export const filterMeaning = (filter: Filter): string => spoken(normalFilter(filter));

function spoken(filter: Filter): string {
  if ('all' in filter) return `all(${filter.all.map(spoken).sort().join()})`;
  if ('any' in filter) return `any(${filter.any.map(spoken).sort().join()})`;
  if ('not' in filter) return `not(${spoken(filter.not)})`;
  return JSON.stringify([bareColumn(filter.column), filter.is, spokenValue(filter.value)]);
}

const spokenValue = (value: Value): string =>
  value === null
    ? ''
    : String(value)
        .toLowerCase()
        .replace(/^(-?\d+\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');

const LOOKUP_ID = /^_(.+)_value$/i;

/** The Web API calls a lookup's id `_msdyn_project_value`, everybody else `msdyn_project`. */
export const lookupColumn = (name: string): string | undefined => LOOKUP_ID.exec(name)?.[1];

const bareColumn = (name: string): string => (lookupColumn(name) ?? name).toLowerCase();

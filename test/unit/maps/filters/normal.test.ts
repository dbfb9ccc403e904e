import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileFilter, normalFilter, sameFilter, type ColumnSchema, type Filter } from '../../../../plugins-ts/maps';

const is = (column: string, op: Extract<Filter, { column: string }>['is'], value: string | number | null): Filter => ({
  column,
  is: op,
  value,
});
const a = is('a', 'eq', 1);
const b = is('b', 'gt', 2);

test.each<[Filter, Filter]>([
  [{ not: { not: b } }, b],
  [{ not: a }, is('a', 'ne', 1)],
  [{ not: is('a', 'ne', 1) }, a],
  [{ not: b }, { not: b }],
  [{ all: [{ any: [a] }] }, a],
  [{ all: [a, { all: [b, { all: [] }] }] }, { all: [a, b] }],
  [{ any: [a, { any: [b, { any: [] }] }] }, { any: [a, b] }],
  [{ all: [a, { any: [] }] }, { any: [] }],
  [{ any: [a, { not: { any: [] } }] }, { all: [] }],
  [is('a', 'like', 'x*'), is('a', 'startsWith', 'x')],
  [is('a', 'like', '*x'), is('a', 'endsWith', 'x')],
  [is('a', 'like', '**x*'), is('a', 'contains', 'x')],
  [is('a', 'like', 'x'), is('a', 'eq', 'x')],
  [is('a', 'like', '*'), is('a', 'contains', '')],
  [is('a', 'startsWith', ''), is('a', 'contains', '')],
  [is('a', 'like', 'x?'), is('a', 'like', 'x?')],
])('%j is normally %j', (filter, normal) => {
  expect(normalFilter(filter)).toEqual(normal);
});

describe('the same filter', () => {
  test.each<[Filter, Filter, boolean]>([
    [{ all: [a, b] }, { all: [b, a] }, true],
    [{ any: [a, b] }, { all: [a, b] }, false],
    [is('PARTYTYPE', 'eq', 'Organization'), is('PartyType', 'eq', 'organization'), true],
    [is('a', 'eq', '3'), is('a', 'eq', 3), true],
    [is('a', 'eq', '12.50'), is('a', 'eq', 12.5), true],
    [is('a', 'eq', '100'), is('a', 'eq', '1'), false],
    [is('a', 'eq', ''), is('a', 'eq', null), true],
    [is('_msdyn_project_value', 'ne', null), is('msdyn_project', 'ne', null), true],
    [is('a', 'like', 'x*'), is('a', 'startsWith', 'X'), true],
    [is('a', 'gt', 1), is('a', 'ge', 1), false],
    [{ not: is('a', 'gt', 1) }, is('a', 'le', 1), false],
  ])('%j and %j: %s', (one, other, same) => {
    expect(sameFilter(one, other)).toBe(same);
  });
});

describe('the normal form lets the same rows through', () => {
  const COLUMNS: Readonly<Record<string, ColumnSchema>> = {
    n: { name: 'n', type: 'int' },
    t: { name: 't', type: 'string' },
    d: { name: 'd', type: 'datetime' },
    e: { name: 'e', type: 'enum', members: ['None', 'Red', 'Green'] },
  };
  const condition = (
    column: string,
    ops: readonly string[],
    ...values: (string | number | null)[]
  ): fc.Arbitrary<Filter> =>
    fc.record({
      column: fc.constant(column),
      is: fc.constantFrom(...ops),
      value: fc.constantFrom(...values),
    }) as fc.Arbitrary<Filter>;
  const ORDER = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      condition('n', ORDER, 0, 1, '1.0', null, 'x'),
      condition('t', [...ORDER], 'a', 'A ', '', null),
      condition('t', ['like', 'contains', 'startsWith', 'endsWith'], 'a', '*a', 'a*', '*', '', '?', 'a?*', '**a**'),
      condition('d', ORDER, '2026-01-01', '2026-01-01T12:00:00Z', '1900-01-01', null, 'soon'),
      condition('e', ORDER, 'Red', 'green', null, 2, 'Blue'),
      fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ not: tie('filter') }),
    ),
  }));
  const row = fc.record({
    n: fc.constantFrom(0, 1, 2, null, 'y'),
    t: fc.constantFrom('a', 'A', 'ab', 'ba', 'a ', '', null),
    d: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T12:00:00Z', '1900-01-01T00:00:00Z', null, '?'),
    e: fc.constantFrom('None', 'Red', 'Green', null, 'Blue'),
  });

  test.each(['dataverse', 'finance'] as const)('of %s', (side) => {
    const holds = (one: Filter) => compileFilter(one, side, (name) => COLUMNS[name]!);
    fc.assert(
      fc.property(filter, row, (one, cells) => holds(one)(cells) === holds(normalFilter(one))(cells)),
      { numRuns: 5000 },
    );
  });
});

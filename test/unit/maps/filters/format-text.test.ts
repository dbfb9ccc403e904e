import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  explain,
  formatDataverseFilter,
  formatFinanceFilter,
  parseDataverseFilter,
  parseFinanceFilter,
  sameFilter,
  type Filter,
  type FormattedFilter,
} from '../../../../plugins-ts/maps';
import { ORDER_TABLE } from '../fixtures/orders';
import { ALL_TREES, DATAVERSE_TREES, FINANCE_TREES } from './trees';

const textOf = (formatted: FormattedFilter): string => {
  if ('text' in formatted) return formatted.text;
  throw new Error(`not sayable: ${JSON.stringify(formatted.problem)}`);
};

describe('there and back', () => {
  test('every tree in words of Dataverse is read again as it was', () => {
    fc.assert(
      fc.property(DATAVERSE_TREES, (tree) => {
        expect(parseDataverseFilter(textOf(formatDataverseFilter(tree)))).toEqual({ filter: tree });
      }),
      { numRuns: 500 },
    );
  });

  test('every tree in words of Finance is read again as it was', () => {
    fc.assert(
      fc.property(FINANCE_TREES, (tree) => {
        expect(parseFinanceFilter(textOf(formatFinanceFilter(tree)))).toEqual({ filter: tree });
      }),
      { numRuns: 500 },
    );
  });

  test('any tree either says the same when it is read again, or cannot be said', () => {
    const parse = { dataverse: parseDataverseFilter, finance: parseFinanceFilter };
    const format = { dataverse: formatDataverseFilter, finance: formatFinanceFilter };
    fc.assert(
      fc.property(ALL_TREES, fc.constantFrom('dataverse' as const, 'finance' as const), (tree, dialect) => {
        const formatted = format[dialect](tree);
        if ('problem' in formatted) {
          expect(formatted.problem.code).toBe('TDM1145');
          return;
        }
        const parsed = parse[dialect](formatted.text);
        if (!('filter' in parsed) || parsed.filter === undefined) throw new Error(JSON.stringify([formatted, parsed]));
        expect(sameFilter(parsed.filter, tree), formatted.text).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

const a: Filter = { column: 'a', is: 'eq', value: 1 };
const b: Filter = { column: 'b', is: 'ne', value: null };

describe('how Dataverse filters are written', () => {
  test.each<[string, Filter]>([
    ['a eq 1', a],
    ['a eq 1 and b ne null', { all: [a, b] }],
    ['(a eq 1 and b ne null) or a eq 1', { any: [{ all: [a, b] }, a] }],
    ["not contains(name,'A')", { not: { column: 'name', is: 'contains', value: 'A' } }],
    ['not (a eq 1)', { not: a }],
    ["name eq 'it''s'", { column: 'name', is: 'eq', value: "it's" }],
    ["startswith(name,'A')", { column: 'name', is: 'like', value: 'A*' }],
    ["endswith(name,'A')", { column: 'name', is: 'like', value: '*A' }],
    ["due ge '2026-01-01'", { column: 'due', is: 'ge', value: '2026-01-01' }],
    ['a eq 1', { all: [{ any: [a] }] }],
    [
      'parent eq 0a000000-0000-4000-8000-000000000001',
      { column: 'parent', is: 'eq', value: '0a000000-0000-4000-8000-000000000001' },
    ],
  ])('%s', (text, filter) => {
    expect(formatDataverseFilter(filter)).toEqual({ text });
  });

  test('by the columns, where they are known', () => {
    const { columns } = ORDER_TABLE;
    expect(formatDataverseFilter({ column: 'customer', is: 'ne', value: null }, columns)).toEqual({
      text: '_customer_value ne null',
    });
    expect(formatDataverseFilter({ column: 'serial', is: 'gt', value: '9007199254740993' }, columns)).toEqual({
      text: 'serial gt 9007199254740993',
    });
  });
});

describe('how Finance filters are written', () => {
  test.each<[string, Filter]>([
    ['(a == 1)', a],
    ['(a == 1) && (b != "")', { all: [a, { column: 'b', is: 'ne', value: '' }] }],
    ['((a == 1) && (c <= 2)) || (a == 1)', { any: [{ all: [a, { column: 'c', is: 'le', value: 2 }] }, a] }],
    ['(!(name like "*A*"))', { not: { column: 'name', is: 'contains', value: 'A' } }],
    ['(name like "A*")', { column: 'name', is: 'startsWith', value: 'A' }],
    ['(TransactionDate <= 23\\06\\2021)', { column: 'TransactionDate', is: 'le', value: '2021-06-23' }],
    ['(Start < 2021-06-23T10:00:00)', { column: 'Start', is: 'lt', value: '2021-06-23T10:00:00Z' }],
    ['(name == "a\\"b\\\\c")', { column: 'name', is: 'eq', value: 'a"b\\c' }],
  ])('%s', (text, filter) => {
    expect(formatFinanceFilter(filter)).toEqual({ text });
  });
});

describe('what a dialect has no words for (TDM1145)', () => {
  test.each<['dataverse' | 'finance', Filter, string]>([
    ['dataverse', { column: 'a', is: 'like', value: 'a?c' }, 'like a?c'],
    ['dataverse', { column: 'a', is: 'like', value: 'a*c' }, 'like a*c'],
    ['dataverse', { column: 'project.number', is: 'eq', value: 'x' }, 'a lookup path (project.number)'],
    ['dataverse', { column: 'a b', is: 'eq', value: 'x' }, 'the column a b'],
    ['dataverse', { not: { all: [] } }, 'a list of no conditions'],
    ['finance', { column: 'a', is: 'eq', value: null }, 'null (a)'],
    ['finance', { column: 'a', is: 'contains', value: 'a*b' }, 'contains with a * or ?'],
    ['finance', { any: [] }, 'a list of no conditions'],
    ['finance', { column: 'like', is: 'eq', value: 1 }, 'the field like'],
  ])('%s: %j', (dialect, filter, what) => {
    const formatted = dialect === 'dataverse' ? formatDataverseFilter(filter) : formatFinanceFilter(filter);
    if (!('problem' in formatted)) throw new Error(formatted.text);
    expect(formatted.problem.code).toBe('TDM1145');
    expect(explain(formatted.problem.code, formatted.problem.parameters)?.message).toContain(what);
  });
});

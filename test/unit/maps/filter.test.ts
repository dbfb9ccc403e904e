import { describe, expect, test } from 'vitest';
import { compileTableMap, type Filter, type Row } from '../../../plugins-ts/maps';
import { ORDERS, orders } from './fixtures/orders';

const holds = (side: 'dataverse' | 'finance', filter: Filter, row: Row): boolean => {
  const base = orders([]);
  const map = compileTableMap({ ...base, [side]: { ...base[side], filter } }, ORDERS);
  return side === 'dataverse' ? map.includesDataverse(row) : map.includesFinance(row);
};

describe('Dataverse rows', () => {
  test.each<[string, Filter, Row, boolean]>([
    ['a choice', { column: 'colour', is: 'eq', value: 3 }, { colour: 3 }, true],
    ['another choice', { column: 'colour', is: 'eq', value: 3 }, { colour: 2 }, false],
    ['a choice as text in the map', { column: 'colour', is: 'eq', value: '3' }, { colour: 3 }, true],
    ['nothing is not 3', { column: 'colour', is: 'ne', value: 3 }, { colour: null }, true],
    ['nothing is not more than 1', { column: 'count', is: 'gt', value: 1 }, {}, false],
    ['nothing is not less than 1', { column: 'count', is: 'le', value: 1 }, { count: null }, false],
    ['nothing is not at least 0', { column: 'count', is: 'ge', value: 0 }, { count: null }, false],
    ['nothing is nothing', { column: 'code', is: 'eq', value: null }, { code: null }, true],
    ['empty text is nothing', { column: 'code', is: 'eq', value: null }, { code: '' }, true],
    [
      'something is not nothing',
      { column: 'customer', is: 'ne', value: null },
      { customer: '0a000000-0000-4000-8000-000000000001' },
      true,
    ],
    ['text without case', { column: 'code', is: 'eq', value: 'abc' }, { code: 'ABC' }, true],
    ['numbers by value', { column: 'amount', is: 'eq', value: 12.5 }, { amount: '12.5000' }, true],
    ['numbers, not texts', { column: 'amount', is: 'gt', value: 9 }, { amount: '10.0000' }, true],
    ['at least', { column: 'amount', is: 'ge', value: '10' }, { amount: '10.00' }, true],
    ['less', { column: 'serial', is: 'lt', value: '9007199254740993' }, { serial: '9007199254740992' }, true],
    ['true', { column: 'urgent', is: 'eq', value: 'true' }, { urgent: true }, true],
    ['not true, where nothing is said', { column: 'urgent', is: 'ne', value: true }, { urgent: null }, true],
    ['a date', { column: 'due', is: 'ge', value: '2026-01-01' }, { due: '2026-01-01' }, true],
    ['a moment', { column: 'start', is: 'lt', value: '2026-01-01T00:00:00Z' }, { start: '2025-12-31T23:59:59Z' }, true],
    ['begins with', { column: 'title', is: 'like', value: 'A*' }, { title: 'abc' }, true],
    ['contains, over lines', { column: 'title', is: 'like', value: '*b.c*' }, { title: 'a\nb.c\nd' }, true],
    ['a dot is a dot', { column: 'title', is: 'like', value: 'a.c' }, { title: 'abc' }, false],
    ['one character, however many units', { column: 'title', is: 'like', value: 'a?c' }, { title: 'a🚲c' }, true],
    [
      'a path',
      { column: 'customer.accountnumber', is: 'eq', value: 'us-1' },
      { 'customer.accountnumber': 'US-1' },
      true,
    ],
    [
      'all',
      {
        all: [
          { column: 'colour', is: 'eq', value: 1 },
          { column: 'urgent', is: 'eq', value: true },
        ],
      },
      { colour: 1, urgent: false },
      false,
    ],
    [
      'any',
      {
        any: [
          { column: 'colour', is: 'eq', value: 1 },
          { column: 'urgent', is: 'eq', value: true },
        ],
      },
      { colour: 1, urgent: false },
      true,
    ],
    ['not', { not: { column: 'colour', is: 'eq', value: 1 } }, { colour: 1 }, false],
    ['all of none', { all: [] }, {}, true],
    ['any of none', { any: [] }, {}, false],
    ['a value that cannot be', { column: 'count', is: 'ne', value: 1 }, { count: 'x' }, true],
  ])('%s', (_, filter, row, expected) => {
    expect(holds('dataverse', filter, row)).toBe(expected);
  });
});

describe('Finance rows', () => {
  test.each<[string, Filter, Row, boolean]>([
    ['a symbol without case', { column: 'Urgent', is: 'eq', value: 'yes' }, { Urgent: 'Yes' }, true],
    ['no symbol is the first one', { column: 'Urgent', is: 'eq', value: 'No' }, { Urgent: null }, true],
    ['no number is 0', { column: 'Count', is: 'eq', value: 0 }, { Count: null }, true],
    ['trailing blanks', { column: 'Code', is: 'eq', value: 'a' }, { Code: 'A  ' }, true],
    ['the empty date is nothing', { column: 'Due', is: 'eq', value: null }, { Due: '1900-01-01T00:00:00Z' }, true],
    [
      'the empty guid is nothing',
      { column: 'External', is: 'ne', value: null },
      { External: '00000000-0000-0000-0000-000000000000' },
      false,
    ],
  ])('%s', (_, filter, row, expected) => {
    expect(holds('finance', filter, row)).toBe(expected);
  });
});

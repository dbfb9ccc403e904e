import { describe, expect, test } from 'vitest';
import { compileTableMap, tablesToRead, type Filter, type Row, type TableMap } from '../../../../plugins-ts/maps';
import { ORDER_TABLE, ORDERS, orders } from '../fixtures/orders';

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

describe('Dataverse: nothing is null and "", and nothing else', () => {
  test.each<[string, Filter, Row, boolean]>([
    ['1900-01-01 is a day', { column: 'due', is: 'eq', value: null }, { due: '1900-01-01' }, false],
    ['later than 1900-01-01', { column: 'due', is: 'gt', value: '1900-01-01' }, { due: '1900-01-02' }, true],
    ['no date is not later', { column: 'due', is: 'gt', value: '1900-01-01' }, { due: null }, false],
    ['0 is a number', { column: 'count', is: 'eq', value: null }, { count: 0 }, false],
    ['no number is not 0', { column: 'count', is: 'eq', value: 0 }, { count: null }, false],
    ['false is an answer', { column: 'urgent', is: 'eq', value: null }, { urgent: false }, false],
    ['no answer is not false', { column: 'urgent', is: 'eq', value: false }, { urgent: null }, false],
    ['"" in the filter is nothing', { column: 'code', is: 'eq', value: '' }, { code: null }, true],
    ['nothing is not more than nothing', { column: 'count', is: 'ge', value: null }, { count: null }, true],
    ['something is not more than nothing', { column: 'count', is: 'ge', value: null }, { count: 1 }, false],
    ['nothing contains nothing', { column: 'code', is: 'contains', value: '' }, { code: null }, false],
    ['nothing does not fit *', { column: 'code', is: 'like', value: '*' }, { code: null }, false],
    ['nothing does not contain A', { not: { column: 'code', is: 'contains', value: 'A' } }, { code: null }, true],
    ['not more, for it is nothing', { not: { column: 'count', is: 'gt', value: 1 } }, { count: null }, true],
    ['a blank at the end counts', { column: 'code', is: 'eq', value: 'a' }, { code: 'a ' }, false],
    [
      'a day is its first moment',
      { column: 'start', is: 'le', value: '2026-01-01' },
      { start: '2026-01-01T00:00:01Z' },
      false,
    ],
    [
      'another zone',
      { column: 'start', is: 'eq', value: '2026-01-01T01:00:00+01:00' },
      { start: '2026-01-01T00:00:00Z' },
      true,
    ],
  ])('%s', (_, filter, row, expected) => {
    expect(holds('dataverse', filter, row)).toBe(expected);
  });
});

describe('texts', () => {
  test.each<[Filter, string | null, boolean]>([
    [{ column: 'title', is: 'contains', value: 'B*' }, 'ab*c', true],
    [{ column: 'title', is: 'contains', value: 'b*' }, 'abc', false],
    [{ column: 'title', is: 'startsWith', value: 'AB' }, 'abc', true],
    [{ column: 'title', is: 'startsWith', value: 'bc' }, 'abc', false],
    [{ column: 'title', is: 'endsWith', value: 'BC' }, 'abc', true],
    [{ column: 'title', is: 'endsWith', value: 'ab' }, 'abc', false],
    [{ column: 'title', is: 'like', value: 'a*c*e' }, 'abcde', true],
    [{ column: 'title', is: 'like', value: 'a*c*e' }, 'abcdef', false],
    [{ column: 'title', is: 'like', value: '*c' }, 'cac', true],
    [{ column: 'title', is: 'like', value: '?' }, '', false],
    [{ column: 'title', is: 'like', value: 'É' }, 'é', true],
    [{ column: 'title', is: 'like', value: '[a-z]' }, 'b', false],
    [{ column: 'title', is: 'gt', value: 'B' }, 'c', true],
  ])('%j: %j', (filter, title, expected) => {
    expect(holds('dataverse', filter, { title })).toBe(expected);
  });

  test('a pattern of many stars costs no more than length times length', () => {
    const filter: Filter = { column: 'notes', is: 'like', value: `${'*a'.repeat(100)}?b` };
    expect(holds('dataverse', filter, { notes: 'a'.repeat(2000) })).toBe(false);
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
    ['null in the filter is 0', { column: 'Count', is: 'eq', value: null }, { Count: 0 }, true],
    ['an empty date is before all others', { column: 'Due', is: 'lt', value: '2026-01-01' }, { Due: null }, true],
    ['a date at all', { column: 'Due', is: 'gt', value: '1900-01-01' }, { Due: '2026-01-01T12:00:00Z' }, true],
    ['no date at all', { column: 'Due', is: 'gt', value: '1900-01-01' }, { Due: '1900-01-01T12:00:00Z' }, false],
    ['a text at all', { column: 'Code', is: 'ne', value: '' }, { Code: 'a' }, true],
    ['no text at all', { column: 'Code', is: 'ne', value: '' }, { Code: null }, false],
    ['blanks are no text', { column: 'Code', is: 'ne', value: '' }, { Code: '  ' }, false],
    ['an empty text is before all others', { column: 'Code', is: 'lt', value: 'a' }, { Code: '' }, true],
    ['an empty text fits *', { column: 'Code', is: 'like', value: '*' }, { Code: null }, true],
    ['no number is less than 1', { column: 'Count', is: 'lt', value: 1 }, { Count: null }, true],
    ['the first symbol is nothing', { column: 'Urgent', is: 'eq', value: null }, { Urgent: 'No' }, true],
    ['symbols have the order of $metadata', { column: 'Colour', is: 'gt', value: 'Red' }, { Colour: 'Green' }, true],
    ['the first symbol comes first', { column: 'Colour', is: 'lt', value: 'Red' }, { Colour: null }, true],
    ['a symbol by its number', { column: 'Urgent', is: 'eq', value: 1 }, { Urgent: 'Yes' }, true],
    ['a symbol with dashes', { column: 'Urgent', is: 'eq', value: 'y-es' }, { Urgent: 'Yes' }, true],
    ['a day is all of it', { column: 'Due', is: 'le', value: '2021-06-23' }, { Due: '2021-06-23T12:00:00Z' }, true],
    ['the day after is not', { column: 'Due', is: 'le', value: '2021-06-23' }, { Due: '2021-06-24T00:00:00Z' }, false],
    [
      'a moment is a moment',
      { column: 'Start', is: 'le', value: '2021-06-23T10:00:00Z' },
      { Start: '2021-06-23T10:00:01Z' },
      false,
    ],
    ['a field in capitals', { column: 'ORDERNUMBER', is: 'eq', value: 'x' }, { OrderNumber: 'X' }, true],
  ])('%s', (_, filter, row, expected) => {
    expect(holds('finance', filter, row)).toBe(expected);
  });
});

describe('names and values in the words of the metadata', () => {
  const bound = (rest: Parameters<typeof orders>[1]): TableMap => compileTableMap(orders([], rest), ORDERS).definition;

  test('of Dataverse: without case, a lookup by its id, along a path', () => {
    const filter: Filter = {
      all: [
        { column: '_customer_value', is: 'ne', value: null },
        { not: { column: 'Customer.AccountNumber', is: 'eq', value: 'x' } },
        { column: 'count', is: 'gt', value: 1 },
      ],
    };
    expect(bound({ dataverse: { table: 'order', entitySet: 'orders', filter } }).dataverse.filter).toEqual({
      all: [
        { column: 'customer', is: 'ne', value: null },
        { not: { column: 'customer.accountnumber', is: 'eq', value: 'x' } },
        { column: 'count', is: 'gt', value: 1 },
      ],
    });
  });

  test('of Finance: without case, symbols as $metadata has them', () => {
    const filterText = '(URGENT == NoYes::yes) || (STATUS == 1)';
    const map = compileTableMap(
      orders([], { finance: { entity: 'Orders', companyField: 'dataAreaId', filterText } }),
      ORDERS,
    );
    expect(map.definition.finance.filter).toEqual({
      any: [
        { column: 'Urgent', is: 'eq', value: 'Yes' },
        { column: 'Status', is: 'eq', value: 1 },
      ],
    });
    expect(map.read.finance).toContain('Urgent');
    expect(map.includesFinance({ Urgent: 'No', Status: 2 })).toBe(false);
  });

  test('the tables on a path are read first', () => {
    const filter: Filter = { column: 'CUSTOMER.ACCOUNTNUMBER', is: 'eq', value: 'x' };
    const map = orders([], { dataverse: { table: 'order', entitySet: 'orders', filter } }, []);
    expect(tablesToRead(map, { order: ORDER_TABLE })).toEqual(['account', 'contact']);
  });
});

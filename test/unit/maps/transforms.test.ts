import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkTableMap,
  compileTableMap,
  formatTableMap,
  parseTableMap,
  type ColumnMap,
  type CompiledColumn,
  type Row,
  type Transform,
  type Value,
} from '../../../plugins-ts/maps';
import { valueHere } from '../../../plugins-ts/maps/compiled-map';
import { deterministicGuid } from '../../../plugins-ts/maps/source';
import { both, ORDERS, orders, toDataverse, toFinance, TWO_WAY_KEY } from './fixtures/orders';

/** The compiled column of a map that has it and its key. */
function compiled(column: ColumnMap): CompiledColumn {
  const key = column.direction === 'both' ? TWO_WAY_KEY : undefined;
  const last = compileTableMap(orders([column], {}, key), ORDERS).columns.at(-1);
  if (last === undefined) throw new Error('no column');
  return last;
}

const there = (column: ColumnMap, row: Row): unknown => {
  const made = compiled(column);
  return made.toFinance(valueHere(made, row), 'usmf');
};
const codes = (column: ColumnMap): readonly string[] => {
  const key = column.direction === 'both' ? TWO_WAY_KEY : undefined;
  return checkTableMap(orders([column], {}, key), ORDERS)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
};
const value = (one: Value) => ({ value: one });
const RECORD = '0a00beef-0000-4000-8000-000000000001';

const TRIM: Transform = { kind: 'trim' };
const UPPER: Transform = { kind: 'case', to: 'upper' };
const LOWER: Transform = { kind: 'case', to: 'lower' };
const PREFIX: Transform = { kind: 'prefix', text: 'P-' };
const SUFFIX: Transform = { kind: 'suffix', text: '/EU' };
const join = (...columns: string[]): Transform => ({ kind: 'join', columns, separator: ' · ' });

describe('to Finance', () => {
  test.each<[string, readonly Transform[], Value, Value]>([
    ['Trim', [TRIM], '  x y ', 'x y'],
    ['Trim of blanks is nothing', [TRIM], '   ', null],
    ['Case', [UPPER], 'straße é', 'STRASSE É'],
    ['Case', [LOWER], 'ABC', 'abc'],
    ['Prefix', [PREFIX], '17', 'P-17'],
    ['Suffix', [SUFFIX], '17', '17/EU'],
    ['nothing gets no prefix', [PREFIX, SUFFIX], null, null],
    ['in the order of the list', [PREFIX, LOWER], 'A', 'p-a'],
    ['in the order of the list', [LOWER, PREFIX], 'A', 'P-a'],
    ['a Default comes after them', [PREFIX, { kind: 'default', value: 'none' }], null, 'none'],
    ['Truncate comes last', [{ kind: 'truncate', length: 4 }, PREFIX], '12345', 'P-12'],
  ])('%s', (_, transforms, given, expected) => {
    expect(there(toFinance('code', 'Code', ...transforms), { code: given })).toEqual(value(expected));
  });

  test.each<[string, Row, Value]>([
    ['columns in order', { title: 'Bridge', code: 'B-1', amount: '12.50' }, 'Bridge · B-1 · 12.5'],
    ['without those that have no value', { title: null, code: 'B-1', amount: null }, 'B-1'],
    ['nothing of nothing', { title: '', code: null, amount: null }, null],
  ])('Join: %s', (_, row, expected) => {
    const column: ColumnMap = {
      finance: 'Notes',
      direction: 'toFinance',
      transforms: [join('title', 'code', 'amount')],
    };
    expect(there(column, row)).toEqual(value(expected));
  });

  test('Join reads its columns, through lookups too', () => {
    const column: ColumnMap = {
      finance: 'Notes',
      direction: 'toFinance',
      transforms: [join('title', 'customer.accountnumber')],
    };
    const map = compileTableMap(orders([column]), ORDERS);
    expect(map.read.dataverse).toEqual(expect.arrayContaining(['title', 'customer', 'customer.accountnumber']));
    expect(there(column, { title: 'A', 'customer.accountnumber': 'C1' })).toEqual(value('A · C1'));
  });

  test('Constant is compared, a Default without a source is not', () => {
    const constant = compiled({
      finance: 'LanguageId',
      direction: 'toFinance',
      transforms: [{ kind: 'constant', value: 'fr' }],
    });
    expect([constant.createOnly, constant.toFinance('whatever')]).toEqual([false, value('fr')]);
    const fallback = compiled({
      finance: 'LanguageId',
      direction: 'toFinance',
      transforms: [{ kind: 'default', value: 'fr' }],
    });
    expect(fallback.createOnly).toBe(true);
  });

  test('Constant spells a symbol as Finance does', () => {
    const column: ColumnMap = {
      finance: 'Urgent',
      direction: 'toFinance',
      transforms: [{ kind: 'constant', value: 'yes' }],
    };
    expect(there(column, {})).toEqual(value('Yes'));
  });

  test('DeterministicGuid: the row’s own value; else one that is made of map and id, the same each time', () => {
    const column = toFinance('external', 'External', { kind: 'deterministicGuid' });
    const own = 'aaaaaaaa-0000-4000-8000-000000000001';
    expect(there(column, { external: own, orderid: RECORD })).toEqual(value(own));
    const made = deterministicGuid('orders', RECORD);
    expect(there(column, { external: null, orderid: RECORD })).toEqual(value(made));
    expect(deterministicGuid('orders', RECORD.toUpperCase())).toBe(made);
    expect(deterministicGuid('projects', RECORD)).not.toBe(made);
    expect(compileTableMap(orders([column]), ORDERS).read.dataverse).toContain('orderid');
  });

  test('Round to fewer digits than Finance has', () => {
    const column = toFinance('amount', 'Amount', { kind: 'round', scale: 0 });
    expect(there(column, { amount: '12.5' })).toEqual(value('13'));
    expect(there(toFinance('amount', 'Amount', { kind: 'round' }), { amount: '12.345' })).toEqual(value('12.35'));
  });
});

describe('from Finance', () => {
  test('text steps in the order of the list', () => {
    const column = compiled(toDataverse('code', 'Code', TRIM, PREFIX));
    expect(column.toDataverse(' 7 ')).toEqual(value('P-7'));
  });
});

describe('two-way', () => {
  test('a prefix is taken off on the way back, and missed', () => {
    const column = compiled(both('code', 'Code', PREFIX));
    expect(column.toDataverse('P-17')).toEqual(value('17'));
    expect(column.toDataverse('p-17')).toEqual(value('17'));
    expect(column.toDataverse('')).toEqual(value(null));
    expect(column.toDataverse('17')).toMatchObject({ problem: { code: 'TDM1320', parameters: { affix: 'P-' } } });
  });

  test('Case and Trim are no difference between the sides', () => {
    const column = compiled(both('code', 'Code', TRIM, UPPER));
    expect(column.toFinance(' ab ')).toEqual(value('AB'));
    expect(column.normalFinance('aB')).toBe('AB');
    expect(column.toDataverse('aB')).toEqual(value('aB'));
  });

  test('affixes there and back, whatever the text', () => {
    const column = compiled(both('code', 'Code', PREFIX, SUFFIX));
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), (text) => {
        const went = column.toFinance(text);
        if (!('value' in went)) throw new Error('refused');
        expect(column.toDataverse(went.value)).toEqual(value(text.trim() === '' ? null : text));
      }),
    );
  });
});

describe('what makes no sense is found', () => {
  test.each<[string, ColumnMap, readonly string[]]>([
    ['a text step on a number', toFinance('amount', 'Amount', PREFIX), ['TDM1230']],
    ['a text step on a symbol', toFinance('colour', 'Colour', UPPER, { kind: 'valueMap', entries: {} }), ['TDM1230']],
    ['Round on a text', toFinance('code', 'Code', { kind: 'round' }), ['TDM1230']],
    ['Truncate on a number', toFinance('amount', 'Amount', { kind: 'round' }, { kind: 'truncate' }), ['TDM1230']],
    ['Date on a text', toFinance('code', 'Code', { kind: 'date', holds: 'day' }), ['TDM1230']],
    ['an id in a number', toFinance('amount', 'Amount', { kind: 'round' }, { kind: 'deterministicGuid' }), ['TDM1230']],
    ['a step twice', toFinance('code', 'Code', TRIM, TRIM), ['TDM1231']],
    ['one column joined', { finance: 'Notes', direction: 'toFinance', transforms: [join('title')] }, ['TDM1232']],
    [
      'an unknown column joined',
      { finance: 'Notes', direction: 'toFinance', transforms: [join('title', 'titel')] },
      ['TDM1025'],
    ],
    ['a Join with a source', toFinance('notes', 'Notes', join('title', 'code')), ['TDM1233']],
    ['a Constant with a source', toFinance('code', 'Code', { kind: 'constant', value: 'x' }), ['TDM1233']],
    ['a Join both ways', both('notes', 'Notes', join('title', 'code')), ['TDM1233', 'TDM1204']],
    ['Case on a day', toFinance('due', 'Due', { kind: 'date', holds: 'day' }, UPPER), ['TDM1230']],
    ['Truncate to nothing', toFinance('code', 'Code', { kind: 'truncate', length: 0 }), ['TDM1234']],
    ['Truncate to half a character', toFinance('code', 'Code', { kind: 'truncate', length: 2.5 }), ['TDM1234']],
    ['Round to fewer than no digits', toFinance('amount', 'Amount', { kind: 'round', scale: -1 }), ['TDM1234']],
    ['Truncate both ways', both('code', 'Code', { kind: 'truncate' }), ['TDM1204']],
    ['Round both ways', both('amount', 'Rate', { kind: 'round' }), ['TDM1204']],
    ['a Constant both ways', both('code', 'Code', { kind: 'constant', value: 'x' }), ['TDM1233', 'TDM1204']],
    [
      'a Constant beside a Default',
      {
        finance: 'Code',
        direction: 'toFinance',
        transforms: [
          { kind: 'constant', value: 'x' },
          { kind: 'default', value: 'y' },
        ],
      },
      ['TDM1233'],
    ],
    [
      'a Constant beside a value map',
      {
        finance: 'Colour',
        direction: 'toFinance',
        transforms: [
          { kind: 'constant', value: 'Red' },
          { kind: 'valueMap', entries: { Red: '1' } },
        ],
      },
      ['TDM1233'],
    ],
    ['an id both ways', both('external', 'External', { kind: 'deterministicGuid' }), ['TDM1204']],
  ])('%s', (_, column, expected) => {
    expect(codes(column)).toEqual(expected);
  });

  test('a Constant that does not fit', () => {
    const column: ColumnMap = {
      finance: 'Urgent',
      direction: 'toFinance',
      transforms: [{ kind: 'constant', value: 'maybe' }],
    };
    expect(codes(column)).toHaveLength(1);
  });

  test('what makes sense is not', () => {
    for (const column of [
      toFinance('code', 'Code', TRIM, UPPER, PREFIX, SUFFIX),
      both('code', 'Code', TRIM, LOWER, PREFIX),
      toFinance('external', 'External', { kind: 'deterministicGuid' }),
    ]) {
      expect(codes(column)).toEqual([]);
    }
  });
});

test('every transform is written back as it was read', () => {
  const transforms: readonly Transform[] = [
    TRIM,
    UPPER,
    PREFIX,
    SUFFIX,
    join('title', 'code'),
    { kind: 'constant', value: 7 },
    { kind: 'deterministicGuid' },
    { kind: 'round', scale: 1 },
    { kind: 'truncate', length: 3 },
    { kind: 'date', holds: 'day', zone: 'company' },
    { kind: 'default', value: true },
    { kind: 'valueMap', entries: { a: 'b' } },
  ];
  const map = orders([toFinance('code', 'Code', ...transforms)]);
  expect(parseTableMap(formatTableMap(map)).map?.columns.at(-1)?.transforms).toEqual(transforms);
});

test('a map in dual-write’s capitals works as one in Finance’s own', () => {
  const capitals = orders([toFinance('code', 'CODE')], { integrationKey: ['DATAAREAID', 'ORDERNUMBER'] });
  const shouted = {
    ...capitals,
    finance: { ...capitals.finance, companyField: 'DATAAREAID' },
    columns: capitals.columns.map((one) => ({ ...one, finance: one.finance?.toUpperCase() ?? '' })),
  };
  const map = compileTableMap(shouted, ORDERS);
  expect(map.columns.map((column) => column.finance)).toEqual(['dataAreaId', 'OrderNumber', 'Code']);
  expect(map.definition.integrationKey).toEqual(['dataAreaId', 'OrderNumber']);
});

import { describe, expect, test } from 'vitest';
import { compileTableMap, MapRefused, tablesToRead, type Row, type TableSchema } from '../../../plugins-ts/maps';
import {
  ACCOUNT_TABLE,
  both,
  COMPANY_TABLE,
  CONTACT_TABLE,
  KEY,
  ORDER_TABLE,
  ORDERS,
  orders,
  toDataverse,
  toFinance,
  TWO_WAY_KEY,
} from './fixtures/orders';

const MAP = orders([
  toFinance('customer.accountnumber', 'CustomerAccount'),
  toFinance('parent.parent.number', 'ParentNumber'),
  toDataverse('notes', 'Notes'),
  { finance: 'LanguageId', direction: 'toFinance', transforms: [{ kind: 'default', value: 'fr' }] },
]);

test('a column is known by its path in Dataverse; by its Finance field where there is none, or where two read one path', () => {
  const twice = orders([
    toFinance('customer.accountnumber', 'CustomerAccount'),
    toFinance('notes', 'Notes'),
    toFinance('notes', 'ParentNumber'),
    { finance: 'LanguageId', direction: 'toFinance', transforms: [{ kind: 'default', value: 'fr' }] },
  ]);
  const names = compileTableMap(twice, ORDERS).columns.map((column) => column.name);
  expect(names).toEqual([
    'company.cdm_companycode',
    'number',
    'customer.accountnumber',
    'Notes',
    'ParentNumber',
    'LanguageId',
  ]);
});

describe('what to read', () => {
  const filtered = {
    ...MAP,
    dataverse: { ...MAP.dataverse, filter: { column: 'customer.name', is: 'ne', value: null } as const },
    finance: { ...MAP.finance, filter: { any: [{ column: 'Urgent', is: 'eq', value: 'Yes' } as const] } },
  };
  const compiled = compileTableMap(filtered, ORDERS);

  test('Dataverse: paths, the lookups on the way, filter columns; not what only a create writes', () => {
    expect(compiled.read.dataverse).toEqual([
      'company',
      'company.cdm_companycode',
      'number',
      'customer',
      'customer.accountnumber',
      'parent',
      'parent.parent',
      'parent.parent.number',
      'notes',
      'customer.name',
    ]);
  });

  test('Finance: the key, fields, filter fields', () => {
    expect(compiled.read.finance).toEqual([
      'dataAreaId',
      'OrderNumber',
      'CustomerAccount',
      'ParentNumber',
      'Notes',
      'Urgent',
    ]);
  });

  test('Finance: a key field that a default feeds', () => {
    const [company] = KEY;
    if (company === undefined) throw new Error('no company');
    const fixed = {
      finance: 'OrderNumber',
      direction: 'toFinance',
      transforms: [{ kind: 'default', value: '1' }],
    } as const;
    const map = compileTableMap(orders([fixed], {}, [company]), ORDERS);
    expect(map.read.finance).toEqual(['dataAreaId', 'OrderNumber']);
    expect(map.financeKey({ 'company.cdm_companycode': 'usmf' })).toEqual({
      key: { dataAreaId: 'usmf', OrderNumber: '1' },
    });
  });

  test('a column knows where its path leads', () => {
    expect(compiled.columns[3]).toMatchObject({
      dataverse: 'parent.parent.number',
      reaches: 'order',
      hops: [
        { lookup: 'parent', table: 'order' },
        { lookup: 'parent', table: 'order' },
      ],
    });
    expect(compiled.columns[1]).not.toHaveProperty('reaches');
    expect(compiled.companyPath).toBe('company.cdm_companycode');
  });
});

describe('the directions that a map carries', () => {
  test.each([
    ['one-way', orders([]), { toFinance: true, toDataverse: false }],
    ['with an answer', orders([toDataverse('notes', 'Notes')]), { toFinance: true, toDataverse: true }],
    ['two-way', orders([both('code', 'Code')], {}, TWO_WAY_KEY), { toFinance: true, toDataverse: true }],
    [
      'from Finance, with a default for Finance that nobody needs',
      orders(
        [{ finance: 'LanguageId', direction: 'toFinance', transforms: [{ kind: 'default', value: 'fr' }] }],
        {},
        TWO_WAY_KEY.map((one) => ({ ...one, direction: 'toDataverse' })),
      ),
      { toFinance: false, toDataverse: true },
    ],
  ])('%s', (_, map, expected) => {
    expect(compileTableMap(map, ORDERS).carries).toEqual(expected);
  });
});

describe('the Finance key', () => {
  const map = compileTableMap(orders([], { integrationKey: ['OrderNumber', 'dataAreaId'] }), ORDERS);
  test.each<[string, Row, object]>([
    [
      'whole',
      { 'company.cdm_companycode': 'USMF', number: 'A-1' },
      { key: { dataAreaId: 'usmf', OrderNumber: 'A-1' } },
    ],
    ['no number yet', { 'company.cdm_companycode': 'USMF', number: null }, { missing: ['number'] }],
    ['no company', { number: '' }, { missing: ['company.cdm_companycode', 'number'] }],
    [
      'a number that does not fit',
      { 'company.cdm_companycode': 'usmf', number: 'x'.repeat(21) },
      { problem: { code: 'TDM1309', column: 'number', parameters: { length: 21, maxLength: 20 } } },
    ],
  ])('%s', (_, row, expected) => {
    expect(map.financeKey(row)).toEqual(expected);
  });

  test('of either side has the order of the entity’s key', () => {
    const keyed = map.financeKey({ 'company.cdm_companycode': 'USMF', number: 'A-1' });
    expect('key' in keyed && Object.keys(keyed.key)).toEqual(['dataAreaId', 'OrderNumber']);
    const key = map.keyOf({ OrderNumber: 'A-1 ', dataAreaId: 'USMF', Code: 'x' });
    expect(Object.entries(key)).toEqual([
      ['dataAreaId', 'usmf'],
      ['OrderNumber', 'A-1'],
    ]);
  });
});

test('a map with errors is refused with all its findings', () => {
  const broken = orders([toFinance('titel', 'Title'), toFinance('colour', 'Colour')]);
  expect(() => compileTableMap(broken, ORDERS)).toThrow(MapRefused);
  try {
    compileTableMap(broken, ORDERS);
  } catch (error) {
    expect(error).toMatchObject({ map: 'orders', findings: [{ code: 'TDM1025' }, { code: 'TDM1208' }] });
    expect((error as Error).message).toContain('TDM1025');
  }
});

describe('tables to read', () => {
  const map = orders([
    toFinance('customer.accountnumber', 'CustomerAccount'),
    toFinance('parent.parent.number', 'Code'),
  ]);
  const known = (...tables: TableSchema[]): Record<string, TableSchema> =>
    Object.fromEntries(tables.map((one) => [one.name, one]));

  test.each<[string, Record<string, TableSchema>, readonly string[]]>([
    ['first its own', {}, ['order']],
    ['then those its lookups lead to', known(ORDER_TABLE), ['cdm_company', 'account', 'contact']],
    ['no more than the first that has the column', known(ORDER_TABLE, COMPANY_TABLE, ACCOUNT_TABLE), []],
    ['one that lacks it is not enough', known(ORDER_TABLE, COMPANY_TABLE, CONTACT_TABLE), ['account']],
  ])('%s', (_, tables, expected) => {
    expect(tablesToRead(map, tables)).toEqual(expected);
  });

  test('a filter on a path counts, a broken path does not loop', () => {
    const filter = { column: 'customer.parent.x', is: 'eq', value: 1 } as const;
    const filtered = orders([toFinance('code.x', 'Code')], { dataverse: { ...map.dataverse, filter } });
    expect(tablesToRead(filtered, known(ORDER_TABLE, COMPANY_TABLE))).toEqual(['account', 'contact']);
    expect(tablesToRead(filtered, known(ORDER_TABLE, COMPANY_TABLE, ACCOUNT_TABLE, CONTACT_TABLE))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import {
  checkTableMapAlone,
  formatTableMap,
  locateFindings,
  parseTableMap,
  type TableMap,
} from '../../../../plugins-ts/maps';
import { both, KEY, orders, toDataverse, toFinance, TWO_WAY_KEY } from '../fixtures/orders';

const cut = { kind: 'truncate' } as const;
const translated = (entries: Record<string, string>) => ({ kind: 'valueMap', entries }) as const;

type Case = [what: string, map: TableMap, findings: readonly string[]];

const CASES: readonly Case[] = [
  ['nothing', orders([toFinance('title', 'Title', cut), toFinance('customer.accountnumber', 'CustomerAccount')]), []],
  ['names, types and values that no metadata knows', orders([toFinance('zzz.yyy', 'Xxx', translated({ a: 'b' }))]), []],
  ['no integration key', orders([], { integrationKey: [] }), ['TDM1003']],
  ['a key field that nothing feeds', orders([], {}, KEY.slice(0, 1)), ['TDM1014 OrderNumber']],
  ['a company that nothing feeds', orders([], {}, KEY.slice(1)), ['TDM1201 dataAreaId']],
  ['a key that goes one way', orders([both('code', 'Code')]), ['TDM1004 dataAreaId', 'TDM1004 OrderNumber']],
  ['what cannot come back', orders([both('title', 'Title', cut)], {}, TWO_WAY_KEY), ['TDM1204 Title']],
  [
    'a value map with one value for two',
    orders([toFinance('colour', 'Colour', translated({ Red: '1', Green: '1' }))]),
    ['TDM1029 Colour'],
  ],
  [
    'a zone that does not exist',
    orders([toFinance('due', 'Due', { kind: 'date', holds: 'day', zone: 'Mars' })]),
    ['TDM1222 Due'],
  ],
  ['what is unverified', orders([{ ...toFinance('code', 'Code'), inferred: true }]), ['TDM1215 Code']],
  [
    'a table that only schedules write',
    orders([toDataverse('msdyn_subject', 'Title')], { dataverse: { table: 'msdyn_projecttask', entitySet: 'tasks' } }),
    ['TDM1262 Title'],
  ],
  [
    'a filter that looks through a lookup',
    orders([], {
      dataverse: { table: 'order', entitySet: 'orders', filter: { column: 'customer.name', is: 'eq', value: 'x' } },
    }),
    ['TDM1147 customer.name'],
  ],
];

describe('a map by itself', () => {
  test.each(CASES)('%s', (_, map, expected) => {
    const found = checkTableMapAlone(map);
    expect(found.map(({ code, column }) => (column === undefined ? code : `${code} ${column}`))).toEqual(expected);
  });

  test('findings are told with the place of their column map', () => {
    const text = formatTableMap(orders([{ ...toFinance('code', 'Code'), inferred: true }]));
    const { map } = parseTableMap(text);
    const [found] = locateFindings(text, 'orders.json', map === null ? [] : checkTableMapAlone(map));
    const line = text.split('\n').findIndex((one) => one.includes('"sourceField": "Code"'));
    const before = text.split('\n').slice(0, line).join('\n');
    // The field mapping begins with the brace before it.
    expect(found).toMatchObject({
      file: 'orders.json',
      at: { line: before.slice(0, before.lastIndexOf('{')).split('\n').length },
    });
  });
});

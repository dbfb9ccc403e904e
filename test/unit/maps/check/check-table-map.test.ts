import { describe, expect, test } from 'vitest';
import { checkTableMap, type MapSchemas, type TableMap, type TableSchema } from '../../../../plugins-ts/maps';
import { entity, schemasOf, table, withFacts } from '../fixtures/metadata';
import {
  ACCOUNT_TABLE,
  both,
  COMPANY_TABLE,
  KEY,
  ORDER_ENTITY,
  ORDER_TABLE,
  ORDERS,
  orders,
  toDataverse,
  toFinance,
  TWO_WAY_KEY,
} from '../fixtures/orders';

/** What each table's lookups are found by, with the account's key as given. */
const keys = (account: readonly (readonly string[])[]): MapSchemas =>
  schemasOf(
    {
      ...ORDERS.dataverse,
      order: ORDER_TABLE,
      cdm_company: { ...COMPANY_TABLE, alternateKeys: [['cdm_companycode']] },
      account: {
        ...withColumns(ACCOUNT_TABLE, { segment: { name: 'segment', type: 'string', maxLength: 20 } }),
        alternateKeys: account,
      },
    },
    ORDER_ENTITY,
  );

function withColumns(schema: TableSchema, columns: TableSchema['columns']): TableSchema {
  const company = { name: 'company', type: 'lookup', targets: ['cdm_company'] } as const;
  return { ...schema, columns: { ...schema.columns, company, ...columns } };
}

const SHARED_ENTITY = entity('Orders', ['OrderNumber'], { OrderNumber: 'string(20)', Code: 'string(40)' });
const SHARED: MapSchemas = { ...ORDERS, finance: SHARED_ENTITY };
const shared = (rest: Partial<TableMap> = {}): TableMap =>
  orders([toFinance('code', 'Code')], { finance: { entity: 'Orders' }, integrationKey: ['OrderNumber'], ...rest }, [
    toFinance('number', 'OrderNumber'),
  ]);

const TASK = table('msdyn_projecttask', 'msdyn_projecttasks', { number: 'string(20)', subject: 'string(40)' });
const ACTUAL = table('msdyn_actual', 'msdyn_actuals', {
  number: 'string(20)',
  msdyn_voucher: 'string(40)',
  contoso_voucher: 'string(40)',
});
const VIRTUAL = table('mserp_order', 'mserp_orders', { mserp_number: 'string(20)', mserp_external: 'guid' });

/** A map of one of these tables, to an entity that all companies share. */
function of(schema: TableSchema, columns: TableMap['columns']): [TableMap, MapSchemas] {
  const number = Object.keys(schema.columns)[1] ?? '';
  const map = orders(
    columns,
    {
      dataverse: { table: schema.name, entitySet: schema.entitySet },
      finance: { entity: 'Orders' },
      integrationKey: ['OrderNumber'],
    },
    [toFinance(number, 'OrderNumber')],
  );
  const external = { name: 'External', type: 'guid' } as const;
  const finance = { ...SHARED_ENTITY, columns: { ...SHARED_ENTITY.columns, External: external } };
  return [map, schemasOf({ [schema.name]: schema }, finance)];
}

type Case = [what: string, checked: [TableMap, MapSchemas], findings: readonly (readonly [string, string?])[]];

const CUSTOMER = toDataverse('customer.accountnumber', 'CustomerAccount');
const DAY = { kind: 'date', holds: 'day' } as const;

const CASES: readonly Case[] = [
  // Lookups that are written
  ['a lookup by the whole key', [orders([CUSTOMER]), keys([['accountnumber']])], []],
  ['by one of two keys', [orders([CUSTOMER]), keys([['accountnumber'], ['accountnumber', 'segment']])], []],
  ['by half a key', [orders([CUSTOMER]), keys([['accountnumber', 'segment']])], [['TDM1027', 'CustomerAccount']]],
  [
    'both halves mapped',
    [orders([CUSTOMER, toDataverse('customer.segment', 'Code')]), keys([['accountnumber', 'segment']])],
    [['TDM1209', 'Code']],
  ],
  ['a key with the company, which is that of the row', [orders([CUSTOMER]), keys([['accountnumber', 'company']])], []],
  [
    'a key with the company, of a map without one',
    [
      orders(
        [toDataverse('customer.accountnumber', 'Code')],
        { finance: { entity: 'Orders' }, integrationKey: ['OrderNumber'] },
        [toFinance('number', 'OrderNumber')],
      ),
      { ...keys([['accountnumber', 'company']]), finance: SHARED_ENTITY },
    ],
    [['TDM1209', 'Code'], ['TDM1027', 'Code'], ['TDM1002']],
  ],
  [
    'only read, nothing is looked for',
    [orders([toFinance('customer.accountnumber', 'CustomerAccount')]), keys([])],
    [],
  ],
  [
    'of the key itself',
    [
      orders([both('code', 'Code')], {}, TWO_WAY_KEY),
      {
        ...keys([]),
        dataverse: {
          ...keys([]).dataverse,
          cdm_company: {
            ...COMPANY_TABLE,
            alternateKeys: [['cdm_companycode', 'region']],
          },
        },
      },
    ],
    [['TDM1015', 'dataAreaId']],
  ],

  // Companies
  ['companies on one side only', [shared(), SHARED], [['TDM1002']]],
  [
    'a number that is unique over all companies',
    [
      shared(),
      { ...SHARED, dataverse: { ...SHARED.dataverse, order: { ...ORDER_TABLE, alternateKeys: [['number']] } } },
    ],
    [],
  ],
  [
    'a number that is unique in its company',
    [
      shared(),
      {
        ...SHARED,
        dataverse: { ...SHARED.dataverse, order: { ...ORDER_TABLE, alternateKeys: [['number', 'company']] } },
      },
    ],
    [['TDM1002']],
  ],
  [
    'one company for all',
    [
      orders([toFinance('code', 'Code')], {}, [
        { finance: 'dataAreaId', direction: 'toFinance', transforms: [{ kind: 'default', value: 'usmf' }] },
        ...KEY.slice(1),
      ]),
      ORDERS,
    ],
    [['TDM1002']],
  ],

  // What kind of table
  [
    'a table without versions',
    [
      orders([toFinance('code', 'Code')]),
      { ...ORDERS, dataverse: { ...ORDERS.dataverse, order: { ...ORDER_TABLE, versioned: false } } },
    ],
    [['TDM1019']],
  ],
  ['an id of a virtual table', of(VIRTUAL, [toFinance('mserp_external', 'External')]), [['TDM1261', 'External']]],
  ['the same of any other table', of({ ...VIRTUAL, name: 'order' }, [toFinance('mserp_external', 'External')]), []],
  ['a scheduled table as target', of(TASK, [toDataverse('subject', 'Code')]), [['TDM1262', 'Code']]],
  ['as source', of(TASK, [toFinance('subject', 'Code')]), []],
  ['a column of actuals as target', of(ACTUAL, [toDataverse('msdyn_voucher', 'Code')]), [['TDM1263', 'msdyn_voucher']]],
  ['as answer', of(ACTUAL, [{ ...toDataverse('msdyn_voucher', 'Code'), answer: true }]), []],
  ['a column of somebody else on actuals', of(ACTUAL, [toDataverse('contoso_voucher', 'Code')]), []],

  // Days and moments
  ['a moment as a day', [orders([toFinance('start', 'Due', DAY)]), ORDERS], [['TDM1260', 'Due']]],
  ['in the zone of the company', [orders([toFinance('start', 'Due', { ...DAY, zone: 'company' })]), ORDERS], []],
  ['a moment that is no zone’s', [orders([toFinance('clock', 'Due', DAY)]), ORDERS], []],
  [
    'a day as a moment',
    [orders([toFinance('due', 'Start', { kind: 'date', holds: 'instant' })]), ORDERS],
    [['TDM1260', 'Start']],
  ],

  // Required
  [
    'a required field without source and Default',
    [
      orders([{ finance: 'Code', direction: 'toFinance', transforms: [] }]),
      { ...ORDERS, finance: withFacts(ORDER_ENTITY, 'Code', { required: true }) },
    ],
    [['TDM1031', 'Code']],
  ],
];

describe('a map beside the metadata', () => {
  test.each(CASES)('%s', (_, [map, schemas], expected) => {
    const found = checkTableMap(map, schemas);
    expect(found.map(({ code, column }) => (column === undefined ? [code] : [code, column]))).toEqual(expected);
    for (const { message, remedy } of found) expect(`${message}${remedy}`).not.toMatch(/[{}]|–/);
  });
});

import { describe, expect, test } from 'vitest';
import { checkTableMap, type ColumnMap, type MapSchemas, type TableMap } from '../../../plugins-ts/maps';
import { column as columnSchema, schemasOf, table, withFacts } from './fixtures/metadata';
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
} from './fixtures/orders';

const DAY = { kind: 'date', holds: 'day' } as const;
const MOMENT = { kind: 'date', holds: 'instant' } as const;
const valueMap = (entries: Record<string, string>) => ({ kind: 'valueMap', entries }) as const;
const COLOURS = valueMap({ Red: '1', Green: '2', NonSpecific: '3' });

/** A schema with one column of the order table, or of the entity, seen otherwise. */
const tableWith = (name: string, facts: object): MapSchemas =>
  schemasOf({ ...ORDERS.dataverse, order: withFacts(ORDER_TABLE, name, facts) }, ORDER_ENTITY);
const entityWith = (name: string, facts: object): MapSchemas =>
  schemasOf(ORDERS.dataverse, withFacts(ORDER_ENTITY, name, facts));

const oneWay = (...columns: ColumnMap[]): TableMap => orders(columns);
const twoWay = (...columns: ColumnMap[]): TableMap => orders(columns, {}, TWO_WAY_KEY);

/** Two-way keys are written by finding the company. */
const LOOKUPS_BY_KEY: MapSchemas = schemasOf(
  {
    ...ORDERS.dataverse,
    cdm_company: { ...COMPANY_TABLE, alternateKeys: [['cdm_companycode']] },
    account: { ...ACCOUNT_TABLE, alternateKeys: [['accountnumber']] },
  },
  ORDER_ENTITY,
);

type Case = [
  what: string,
  map: TableMap,
  schemas: MapSchemas,
  findings: readonly (readonly [string, string?])[],
  says?: string,
];

const CASES: readonly Case[] = [
  ['nothing', oneWay(toFinance('code', 'Code')), ORDERS, []],
  ['nothing, two-way', twoWay(both('code', 'Code')), LOOKUPS_BY_KEY, []],

  // Names
  ['a column that is not there', oneWay(toFinance('titel', 'Code')), ORDERS, [['TDM1025', 'Code']], 'Is title meant?'],
  [
    'a column on a path',
    oneWay(toFinance('company.cdm_companycod', 'Code')),
    ORDERS,
    [['TDM1025', 'Code']],
    'Is cdm_companycode meant?',
  ],
  ['a field that is spelled wrong', oneWay(toFinance('code', 'Cod')), ORDERS, [['TDM1022', 'Cod']], 'Is Code meant?'],
  [
    'a name like none',
    oneWay(toFinance('code', 'Zzzzzzzzz')),
    ORDERS,
    [['TDM1022', 'Zzzzzzzzz']],
    'no field Zzzzzzzzz. Correct',
  ],
  ['a path through a column', oneWay(toFinance('code.x', 'Code')), ORDERS, [['TDM1210', 'Code']], 'no lookup of order'],
  [
    'a path to a table that was not read',
    oneWay(toFinance('customer.accountnumber', 'CustomerAccount')),
    schemasOf({ order: ORDER_TABLE, cdm_company: COMPANY_TABLE }, ORDER_ENTITY),
    [['TDM1211', 'CustomerAccount']],
    'account, contact',
  ],
  [
    'a path that ends in a lookup',
    oneWay(toFinance('parent.customer', 'CustomerAccount')),
    ORDERS,
    [['TDM1028', 'CustomerAccount']],
  ],
  [
    'another table',
    orders([], { dataverse: { table: 'orda', entitySet: 'orders' } }),
    ORDERS,
    [['TDM1203']],
    'no such table',
  ],
  [
    'another entity set',
    orders([], { dataverse: { table: 'order', entitySet: 'orderset' } }),
    ORDERS,
    [['TDM1203']],
    'orderset',
  ],
  ['no such entity', oneWay(), { ...ORDERS, finance: null }, [['TDM1203']], 'no such entity'],

  // Types
  [
    'text as a number',
    oneWay(toFinance('code', 'Count')),
    ORDERS,
    [['TDM1030', 'Count']],
    'code is string, Count is int',
  ],
  ['a date as text', oneWay(toFinance('due', 'Code')), ORDERS, [['TDM1030', 'Code']]],
  ['a choice as a symbol', oneWay(toFinance('colour', 'Colour')), ORDERS, [['TDM1208', 'Colour']]],
  ['a boolean as a symbol', oneWay(toFinance('urgent', 'Urgent')), ORDERS, [['TDM1208', 'Urgent']]],
  ['a choice as text', oneWay(toFinance('colour', 'Code')), ORDERS, [['TDM1208', 'Code']]],
  ['a state as a number fits', oneWay(toFinance('statecode', 'Status')), ORDERS, []],
  ['a date without a word', oneWay(toFinance('start', 'Start')), ORDERS, [['TDM1216', 'Start']], 'a moment'],
  ['a day without a word', oneWay(toFinance('due', 'Due')), ORDERS, [['TDM1216', 'Due']], 'a day'],
  [
    'an unknown zone',
    oneWay(toFinance('start', 'Due', { ...DAY, zone: 'Mars' })),
    ORDERS,
    [['TDM1222', 'Due']],
    'Mars',
  ],

  // Value maps
  [
    'an unknown symbol',
    oneWay(toFinance('colour', 'Colour', valueMap({ Rod: '1', Green: '2', NonSpecific: '3' }))),
    ORDERS,
    [
      ['TDM1205', 'Colour'],
      ['TDM1219', 'Colour'],
    ],
    'Is Red meant?',
  ],
  [
    'an unknown option',
    oneWay(toFinance('colour', 'Colour', valueMap({ Red: '1', Green: '2', NonSpecific: '3', None: '9' }))),
    ORDERS,
    [['TDM1206', 'Colour']],
    '1, 2, 3',
  ],
  [
    'one option twice',
    oneWay(toFinance('colour', 'Colour', valueMap({ Red: '1', None: '1', Green: '2', NonSpecific: '3' }))),
    ORDERS,
    [['TDM1029', 'Colour']],
    'entries for 1',
  ],
  [
    'one symbol twice',
    oneWay(toFinance('colour', 'Colour', valueMap({ Red: '1', red: '2', NonSpecific: '3' }))),
    ORDERS,
    [['TDM1029', 'Colour']],
    'entries for red',
  ],
  [
    'several symbols may become one',
    oneWay(toDataverse('colour', 'Colour', valueMap({ None: '1', Red: '1', Green: '2', NonSpecific: '3' }))),
    ORDERS,
    [],
  ],
  [
    'an option that Finance never asks for',
    oneWay(toDataverse('colour', 'Colour', valueMap({ None: '1', Red: '1', Green: '2', NonSpecific: '2' }))),
    ORDERS,
    [],
  ],
  [
    'but not come back',
    twoWay(both('colour', 'Colour', valueMap({ None: '1', Red: '1', Green: '2', NonSpecific: '3' }))),
    LOOKUPS_BY_KEY,
    [['TDM1029', 'Colour']],
  ],
  [
    'options without entry',
    oneWay(toFinance('colour', 'Colour', valueMap({ Red: '1' }))),
    ORDERS,
    [['TDM1219', 'Colour']],
    '2, 3',
  ],
  ['symbols without entry', oneWay(toDataverse('colour', 'Colour', COLOURS)), ORDERS, [['TDM1219', 'Colour']], 'None'],
  [
    'a boolean without entry',
    oneWay(toFinance('urgent', 'Urgent', valueMap({ Yes: 'True' }))),
    ORDERS,
    [['TDM1219', 'Urgent']],
    'false',
  ],

  // Defaults, sides
  [
    'a default that is none of the symbols',
    oneWay(toFinance('colour', 'Colour', COLOURS, { kind: 'default', value: 'Blue' })),
    ORDERS,
    [['TDM1207', 'Colour']],
    'not among the values of Finance',
  ],
  [
    'a default that is too long',
    oneWay({ finance: 'LanguageId', direction: 'toFinance', transforms: [{ kind: 'default', value: 'en-us-posix' }] }),
    ORDERS,
    [['TDM1207', 'LanguageId']],
    '7 fit',
  ],
  [
    'a default that is no option',
    oneWay({ dataverse: 'colour', direction: 'toDataverse', transforms: [{ kind: 'default', value: '9' }] }),
    ORDERS,
    [['TDM1207', 'colour']],
  ],
  [
    'a column map without source',
    oneWay({ finance: 'Code', direction: 'toFinance', transforms: [] }),
    ORDERS,
    [['TDM1021', 'Code']],
  ],
  [
    'a column map without target',
    oneWay({ dataverse: 'code', direction: 'toFinance', transforms: [{ kind: 'default', value: 'x' }] }),
    ORDERS,
    [['TDM1024', 'code']],
    'to Finance',
  ],
  [
    'a field that nobody writes',
    oneWay(toFinance('code', 'Code')),
    entityWith('Code', { canCreate: false, canUpdate: false }),
    [['TDM1011', 'Code']],
  ],
  [
    'a column that nobody writes',
    oneWay(toDataverse('code', 'Code')),
    tableWith('code', { canCreate: false, canUpdate: false }),
    [['TDM1011', 'Code']],
    'write code',
  ],
  [
    'a lookup that nobody sets',
    oneWay(toDataverse('customer.accountnumber', 'CustomerAccount')),
    {
      ...LOOKUPS_BY_KEY,
      dataverse: {
        ...LOOKUPS_BY_KEY.dataverse,
        order: withFacts(ORDER_TABLE, 'customer', { canCreate: false, canUpdate: false }),
      },
    },
    [['TDM1011', 'CustomerAccount']],
    'write customer.',
  ],
  [
    'a default for what only an update writes',
    oneWay({ dataverse: 'statecode', direction: 'toDataverse', transforms: [{ kind: 'default', value: 0 }] }),
    tableWith('statecode', { canCreate: false }),
    [['TDM1011', 'statecode']],
  ],
  [
    'a column that only a create writes is a target',
    oneWay(toFinance('code', 'Code')),
    entityWith('Code', { canUpdate: false }),
    [],
  ],
  [
    'two sources of a field',
    oneWay(toFinance('code', 'Code'), toFinance('title', 'Code', { kind: 'truncate' })),
    ORDERS,
    [['TDM1023', 'Code']],
  ],
  [
    'two sources of a column',
    oneWay(toDataverse('notes', 'Code'), toDataverse('notes', 'Title')),
    ORDERS,
    [['TDM1026', 'notes']],
  ],
  [
    'there and back by two columns',
    oneWay(toFinance('code', 'Code'), toDataverse('code', 'Title', { kind: 'truncate' })),
    ORDERS,
    [],
  ],

  // Ways back
  [
    'Truncate, two-way',
    twoWay(both('title', 'Title', { kind: 'truncate' })),
    LOOKUPS_BY_KEY,
    [['TDM1204', 'Title']],
    'cuts',
  ],
  [
    'Round, two-way',
    twoWay(both('amount', 'Amount', { kind: 'round' })),
    LOOKUPS_BY_KEY,
    [['TDM1204', 'Amount']],
    'drops',
  ],
  [
    'a moment kept as a day, two-way',
    twoWay(both('due', 'Start', MOMENT)),
    LOOKUPS_BY_KEY,
    [['TDM1204', 'Start']],
    'holds a day',
  ],
  ['a day kept as a moment, two-way', twoWay(both('start', 'Due', { ...DAY, zone: 'company' })), LOOKUPS_BY_KEY, []],
  [
    'a key that goes one way',
    orders([both('code', 'Code')], {}, KEY),
    ORDERS,
    [
      ['TDM1004', 'dataAreaId'],
      ['TDM1004', 'OrderNumber'],
    ],
  ],

  // Sizes
  [
    'a text that may not fit',
    oneWay(toFinance('title', 'Title')),
    ORDERS,
    [['TDM1209', 'Title']],
    'takes 100 characters, Title only 60',
  ],
  ['either way', twoWay(both('title', 'Title')), LOOKUPS_BY_KEY, [['TDM1209', 'Title']]],
  ['a text that is cut', oneWay(toFinance('title', 'Title', { kind: 'truncate' })), ORDERS, []],
  ['a cut without length', oneWay(toFinance('notes', 'Notes', { kind: 'truncate' })), ORDERS, [['TDM1217', 'Notes']]],
  ['a cut to a length', oneWay(toFinance('notes', 'Notes', { kind: 'truncate', length: 60 })), ORDERS, []],
  [
    'decimals that may not fit',
    oneWay(toFinance('amount', 'Amount')),
    ORDERS,
    [['TDM1220', 'Amount']],
    'keeps 4 decimals, Amount only 2',
  ],
  ['decimals for a whole number', oneWay(toFinance('amount', 'Count')), ORDERS, [['TDM1220', 'Count']]],
  ['decimals that are rounded', oneWay(toFinance('amount', 'Amount', { kind: 'round' })), ORDERS, []],

  // Keys
  ['no integration key', orders([], { integrationKey: [] }), ORDERS, [['TDM1003']], 'dataAreaId, OrderNumber'],
  ['a key field that is not fed', orders([], {}, KEY.slice(0, 1)), ORDERS, [['TDM1014', 'OrderNumber']]],
  [
    'a key field that is not named',
    orders([], { integrationKey: ['dataAreaId'] }),
    ORDERS,
    [['TDM1014', 'OrderNumber']],
  ],
  [
    'a field that is no key',
    orders([toFinance('code', 'Code')], { integrationKey: ['dataAreaId', 'OrderNumber', 'Code'] }),
    ORDERS,
    [['TDM1202', 'Code']],
  ],
  ['no company', orders([], {}, KEY.slice(1)), ORDERS, [['TDM1201', 'dataAreaId']]],
  ['a company that is not named', orders([], { finance: { entity: 'Orders' } }), ORDERS, [['TDM1201', 'dataAreaId']]],
  [
    'a required field',
    oneWay(),
    entityWith('CustomerAccount', { required: true }),
    [['TDM1010', 'CustomerAccount']],
    'Orders refuses',
  ],
  [
    'a required column',
    twoWay(both('code', 'Code')),
    {
      ...LOOKUPS_BY_KEY,
      dataverse: { ...LOOKUPS_BY_KEY.dataverse, order: withFacts(ORDER_TABLE, 'customer', { required: true }) },
    },
    [['TDM1010', 'customer']],
    'order refuses',
  ],
  ['a required column where no rows are made', oneWay(), tableWith('customer', { required: true }), []],
  [
    'a required lookup that a path feeds',
    twoWay(both('code', 'Code')),
    {
      ...LOOKUPS_BY_KEY,
      dataverse: { ...LOOKUPS_BY_KEY.dataverse, order: withFacts(ORDER_TABLE, 'company', { required: true }) },
    },
    [],
  ],
  [
    'a required field that nobody can give',
    oneWay(),
    entityWith('CustomerAccount', { required: true, canCreate: false }),
    [],
  ],
  [
    'a required field with a default',
    oneWay({ finance: 'LanguageId', direction: 'toFinance', transforms: [{ kind: 'default', value: 'fr' }] }),
    entityWith('LanguageId', { required: true }),
    [],
  ],
  [
    'a lookup by a column that may repeat',
    twoWay(both('customer.accountnumber', 'CustomerAccount')),
    { ...LOOKUPS_BY_KEY, dataverse: { ...LOOKUPS_BY_KEY.dataverse, account: ACCOUNT_TABLE } },
    [['TDM1221', 'CustomerAccount']],
  ],
  ['a secured column', oneWay(toFinance('code', 'Code')), tableWith('code', { secured: true }), [['TDM1218', 'Code']]],
  [
    'a secured column that is only written',
    oneWay(toDataverse('code', 'Code')),
    tableWith('code', { secured: true }),
    [],
  ],
  ['an inferred column', oneWay({ ...toFinance('code', 'Code'), inferred: true }), ORDERS, [['TDM1215', 'Code']]],

  // Filters
  [
    'a filter column that is not there',
    orders([], {
      dataverse: { table: 'order', entitySet: 'orders', filter: { all: [{ column: 'colur', is: 'eq', value: 1 }] } },
    }),
    ORDERS,
    [['TDM1213', 'colur']],
    'Is colour meant?',
  ],
  [
    'an inferred filter',
    orders([], {
      dataverse: {
        table: 'order',
        entitySet: 'orders',
        filterInferred: true,
        filter: { column: 'code', is: 'like', value: 'A*' },
      },
    }),
    ORDERS,
    [
      ['TDM1146', 'code'],
      ['TDM1215', 'Dataverse filter'],
    ],
  ],
];

describe('a map beside the metadata', () => {
  test.each(CASES)('%s', (_, map, schemas, expected, says) => {
    const findings = checkTableMap(map, schemas);
    expect(findings.map(({ code, column }) => (column === undefined ? [code] : [code, column]))).toEqual(expected);
    const text = findings.map((one) => `${one.message} ${one.remedy}`).join('\n');
    expect(text).toContain(says ?? '');
    expect(text, 'a parameter was forgotten').not.toMatch(/[{](?!")\w+[}]/);
    for (const one of findings) expect(one).toMatchObject({ map: 'orders' });
  });

  test('everything at once', () => {
    const map = orders([toFinance('titel', 'Cod'), toFinance('colour', 'Colour'), toFinance('start', 'Start')]);
    expect(checkTableMap(map, ORDERS).map((one) => one.code)).toEqual(['TDM1025', 'TDM1022', 'TDM1208', 'TDM1216']);
  });

  test('a field in another case, as dual-write spells them, is the same field', () => {
    expect(checkTableMap(oneWay(toFinance('code', 'CODE')), ORDERS)).toEqual([]);
  });

  test('a lookup of several tables leads to the one that has the column', () => {
    const other = table('lead', 'leads', { accountnumber: 'string(20)' });
    const schemas = schemasOf({ ...ORDERS.dataverse, lead: other }, ORDER_ENTITY);
    const path = toFinance('customer.fullname', 'Notes');
    expect(checkTableMap(oneWay(path), schemas)).toEqual([]);
  });

  test('a Finance number as a symbol', () => {
    const columns = { ...ORDER_TABLE.columns, kind: columnSchema('kind', 'int') };
    const schemas = schemasOf({ ...ORDERS.dataverse, order: { ...ORDER_TABLE, columns } }, ORDER_ENTITY);
    expect(checkTableMap(oneWay(toFinance('kind', 'Colour')), schemas).map((one) => one.code)).toEqual(['TDM1208']);
  });
});

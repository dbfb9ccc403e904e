import { describe, expect, test } from 'vitest';
import { checkAcrossMaps, type Filter, type MapAmongOthers, type TableMap } from '../../../../plugins-ts/maps';
import { entity, schemasOf, table } from '../fixtures/metadata';
import { both, toDataverse, toFinance } from '../fixtures/orders';

const NAMES = ['ape', 'bee', 'cat'] as const;

/** Three tables that look up each other and themselves, each with a number. */
const TABLES = Object.fromEntries(
  NAMES.map((name) => [
    name,
    table(name, `${name}s`, {
      number: 'string(20)',
      title: 'string(20)',
      kind: 'choice(1,2)',
      ...Object.fromEntries(NAMES.map((other) => [other, `lookup(${other})`])),
    }),
  ]),
);
const ENTITY = entity('Entity', ['Number'], { Number: 'string(20)', Title: 'string(20)', Other: 'string(20)' });

function map(name: string, order: number, columns: TableMap['columns'], rest: Partial<TableMap> = {}): TableMap {
  return {
    key: `${name}s`,
    name: `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}s`,
    version: '1.0.0.0',
    order,
    dataverse: { table: name, entitySet: `${name}s` },
    finance: { entity: `${name}Entity` },
    columns: [both('number', 'Number'), ...columns],
    integrationKey: ['Number'],
    policies: { conflict: 'dataverse', onDelete: 'never', insertOnce: false },
    ...rest,
  };
}

const check = (maps: readonly TableMap[], together = true) =>
  checkAcrossMaps(
    maps.map((one): MapAmongOthers => ({ map: one, schemas: schemasOf(TABLES, ENTITY) })),
    { together },
  );

const needs = (of: string): TableMap['columns'] => [toFinance(`${of}.number`, 'Other')];
const makes = (of: string): TableMap['columns'] => [toDataverse(`${of}.number`, 'Other')];
const filtered = (one: TableMap, filter: Filter): TableMap => ({ ...one, dataverse: { ...one.dataverse, filter } });
const kind = (is: 'eq' | 'ne', value: number): Filter => ({ column: 'kind', is, value });
const grouped = (one: TableMap): TableMap => ({ ...one, policies: { ...one.policies, releaseGroup: 'all' } });

/** Only to Finance, so that nothing is said of the way back. */
const oneWay = (name: string, order: number, columns: TableMap['columns']): TableMap =>
  map(name, order, columns, { columns: [toFinance('number', 'Number'), ...columns] });

const after = (one: TableMap, earlier: string, ...columns: readonly string[]): TableMap => ({
  ...one,
  policies: { ...one.policies, releasedAfter: [{ map: earlier, columns }] },
});

type Case = [what: string, maps: readonly TableMap[], findings: readonly string[], says?: string];

const CASES: readonly Case[] = [
  [
    'a map after one whose rows point to it',
    [map('ape', 10, []), after(map('bee', 20, []), 'apes', 'bee', 'title')],
    [],
  ],
  [
    'a map after one that does not run',
    [after(map('bee', 20, []), 'apes', 'bee')],
    ['TDM1270 bees'],
    'Rows of Bees are held until those of apes that point to them are in Finance, and it does not run.',
  ],
  [
    'a map after one whose rows have no such column',
    [map('ape', 10, []), after(map('bee', 20, []), 'apes', 'bee', 'beeid')],
    ['TDM1271 bees'],
    'ape has no column beeid, by which rows of Apes would point to those of Bees.',
  ],
  ['parents before children', [map('ape', 10, []), map('bee', 20, needs('ape'))], []],
  [
    'a child before its parent',
    [map('bee', 10, needs('ape')), map('ape', 20, [])],
    ['TDM1267 bees'],
    'Apes (order 20)',
  ],
  ['or beside it', [map('bee', 10, needs('ape')), map('ape', 10, [])], ['TDM1267 bees']],
  ['a row that looks up its own table', [map('ape', 10, needs('ape'))], []],
  [
    'two maps of one table that look up each other’s rows',
    [
      filtered(oneWay('ape', 10, needs('ape')), kind('eq', 1)),
      { ...filtered(oneWay('ape', 20, needs('ape')), kind('eq', 2)), key: 'apes-2', finance: { entity: 'Other' } },
    ],
    [],
  ],
  [
    'a circle of two',
    [map('ape', 10, needs('bee')), map('bee', 20, needs('ape'))],
    ['TDM1266 apes'],
    'Apes → Bees → Apes: each waits for rows of the next, in Finance. Leave one of the lookups out: bee.number (apes), ape.number (bees)',
  ],
  [
    'a circle of three, once',
    [oneWay('ape', 10, needs('bee')), oneWay('bee', 20, needs('cat')), oneWay('cat', 30, needs('ape'))],
    ['TDM1266 apes'],
    'Apes → Bees → Cats → Apes',
  ],
  ['a circle within a release group', [map('ape', 10, needs('bee')), map('bee', 20, needs('ape'))].map(grouped), []],
  [
    'a circle in Dataverse',
    [map('ape', 10, makes('bee')), map('bee', 20, makes('ape'))],
    ['TDM1266 apes'],
    'in Dataverse',
  ],
  ['one lookup each way is none', [map('ape', 20, makes('bee')), map('bee', 30, needs('ape'))], ['TDM1267 apes']],
  ['a lookup by what is no key there', [map('bee', 10, [toFinance('ape.title', 'Other')]), map('ape', 20, [])], []],
  [
    'two maps with one key',
    [map('ape', 10, []), { ...map('bee', 20, []), key: 'apes' }],
    ['TDM1265 apes'],
    'Apes, Bees',
  ],
  [
    'two maps that write one entity',
    [oneWay('ape', 10, []), { ...oneWay('bee', 20, []), finance: { entity: 'apeEntity' } }],
    ['TDM1268 apes'],
    'Bees writes number of apeEntity as well',
  ],
  [
    'names of Finance are one in any case',
    [
      oneWay('ape', 10, []),
      { ...oneWay('bee', 20, []), finance: { entity: 'apeEntity' }, columns: [toFinance('number', 'NUMBER')] },
    ],
    ['TDM1268 apes'],
  ],
  [
    'two maps that write one table',
    [
      map('ape', 10, makes('bee'), { columns: makes('bee') }),
      { ...map('ape', 20, [], { columns: makes('bee') }), key: 'apes-2', finance: { entity: 'Other' } },
    ],
    ['TDM1268 apes'],
    'writes bee of ape as well',
  ],
  [
    'what is an answer is not written',
    [
      map('ape', 10, [], { columns: [{ ...toDataverse('title', 'Title'), answer: true }] }),
      {
        ...map('ape', 20, [], { columns: [toDataverse('title', 'Title')] }),
        key: 'apes-2',
        finance: { entity: 'Other' },
      },
    ],
    [],
  ],
];

describe('maps beside each other', () => {
  test.each(CASES)('%s', (_, maps, expected, says) => {
    const found = check(maps);
    expect(found.map((one) => `${one.code} ${one.map}`)).toEqual(expected);
    expect(found.map((one) => `${one.message} ${one.remedy}`).join(' ')).toContain(says ?? '');
  });

  test('of two maps that write one column, perhaps one is chosen', () => {
    const maps = [oneWay('ape', 10, []), { ...oneWay('bee', 20, []), finance: { entity: 'apeEntity' } }];
    expect(check(maps, true).map(({ severity }) => severity)).toEqual(['error']);
    expect(check(maps, false).map(({ severity }) => severity)).toEqual(['warning']);
  });

  const any = (...parts: Filter[]): Filter => ({ any: parts });
  const all = (...parts: Filter[]): Filter => ({ all: parts });
  const title: Filter = { column: 'title', is: 'eq', value: 'x' };

  test.each<[one: Filter, other: Filter, code: string]>([
    [kind('eq', 1), kind('eq', 2), 'TDM1269'],
    [kind('eq', 1), { column: 'KIND', is: 'eq', value: '2' }, 'TDM1269'],
    [kind('eq', 1), kind('ne', 1), 'TDM1269'],
    [kind('eq', 1), { not: kind('eq', 1) }, 'TDM1269'],
    [all(title, kind('eq', 1)), any(kind('eq', 2), all(kind('eq', 3), title)), 'TDM1269'],
    [kind('eq', 1), kind('eq', 1), 'TDM1268'],
    [kind('eq', 1), kind('ne', 2), 'TDM1268'],
    [kind('eq', 1), title, 'TDM1268'],
    [any(kind('eq', 1), title), kind('eq', 2), 'TDM1268'],
    [any(kind('eq', 1), kind('eq', 2)), any(kind('eq', 2), kind('eq', 3)), 'TDM1268'],
  ])('%j and %j: %s', (one, other, code) => {
    const maps = [filtered(oneWay('ape', 10, []), one), { ...filtered(oneWay('ape', 20, []), other), key: 'apes-2' }];
    expect(check(maps).map((found) => found.code)).toEqual([code]);
  });

  test('without metadata the first lookup is known by what dual-write says of it', () => {
    const bare = (one: TableMap, of: string): MapAmongOthers => ({
      map: {
        ...one,
        extra: { map: {}, leg: {}, tandem: {}, columns: [{}, { destinationLookupFieldRelatedEntity: of }] },
      },
    });
    const maps = [bare(map('ape', 10, needs('bee')), 'bees'), bare(map('bee', 20, needs('ape')), 'apes')];
    expect(checkAcrossMaps(maps, { together: true }).map(({ code }) => code)).toEqual(['TDM1266']);
  });
});

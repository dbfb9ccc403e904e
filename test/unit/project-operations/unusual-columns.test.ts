import { describe, expect, test } from 'vitest';
import { checkTableMap, compileTableMap, MapRefused, type MapSchemas, type TableMap } from '../../../plugins-ts/maps';
import { entity, table } from '../maps/fixtures/metadata';

/** What a few shipped maps need of the language, and no other. */
const THING: TableMap = {
  key: 'things',
  name: 'Things',
  version: '1.0.0.0',
  order: 10,
  dataverse: { table: 'thing', entitySet: 'things' },
  finance: { entity: 'Things' },
  columns: [{ dataverse: 'number', finance: 'Number', direction: 'toDataverse', transforms: [] }],
  integrationKey: ['Number'],
  policies: { conflict: 'finance', onDelete: 'never', insertOnce: false },
};
const SCHEMAS: MapSchemas = {
  dataverse: {
    thing: table('thing', 'things', {
      number: 'string(20)',
      name: 'string(100)',
      kind: 'string(20)',
      voucher: 'string(20)',
      tax: 'money(2)',
      day: 'datetime',
      state: 'choice(1,2)',
    }),
  },
  finance: entity('Things', ['Number'], {
    Number: 'string',
    Kind: 'enum(Colour)',
    Voucher: 'string',
    Tax: 'decimal',
  }),
};

describe('a Finance enum in a text column', () => {
  const kind = compileTableMap(
    {
      ...THING,
      columns: [...THING.columns, { dataverse: 'kind', finance: 'Kind', direction: 'toDataverse', transforms: [] }],
    },
    SCHEMAS,
  ).columns[1];

  test('is its symbol, as Finance spells it', () => {
    expect(kind?.toDataverse('NonSpecific')).toEqual({ value: 'NonSpecific' });
    expect(kind?.normalDataverse('nonspecific')).toBe(kind?.normalFinance('NonSpecific'));
  });

  test('is refused where Finance has no such symbol', () => {
    expect(kind?.toDataverse('Purple')).toMatchObject({ problem: { parameters: { value: 'Purple' } } });
  });
});

describe('two column maps from one key field', () => {
  const compiled = compileTableMap(
    {
      ...THING,
      columns: [...THING.columns, { dataverse: 'name', finance: 'Number', direction: 'toDataverse', transforms: [] }],
    },
    SCHEMAS,
  );

  test('rows are found by the first of them only', () => {
    expect(compiled.columns.map(({ dataverse, isKey }) => [dataverse, isKey])).toEqual([
      ['number', true],
      ['name', false],
    ]);
  });
});

describe('what Finance answers', () => {
  const answered: TableMap = {
    ...THING,
    columns: [
      { dataverse: 'number', finance: 'Number', direction: 'both', transforms: [], answer: true },
      { dataverse: 'voucher', finance: 'Voucher', direction: 'toDataverse', transforms: [], answer: true },
      { dataverse: 'tax', finance: 'Tax', direction: 'both', transforms: [], answer: true },
    ],
  };

  test('does not go to the row: of a two-way column the way to Finance is left, of the others nothing', () => {
    const compiled = compileTableMap(answered, SCHEMAS);
    expect(compiled.columns.map(({ finance, direction }) => [finance, direction])).toEqual([
      ['Number', 'toFinance'],
      ['Tax', 'toFinance'],
    ]);
    expect(compiled.carries).toEqual({ toFinance: true, toDataverse: false });
  });
});

describe('a map by data packages', () => {
  const packed: TableMap = {
    ...THING,
    columns: [
      { dataverse: 'number', finance: 'Number', direction: 'toFinance', transforms: [] },
      { dataverse: 'day', finance: 'Day', direction: 'toFinance', transforms: [{ kind: 'date', holds: 'day' }] },
      { dataverse: 'state', finance: 'State', direction: 'toFinance', transforms: [] },
    ],
    policies: { ...THING.policies, transport: 'dataPackage' },
  };
  const unseen = { ...SCHEMAS, finance: null };
  const errors = (map: TableMap, schemas: MapSchemas): readonly string[] =>
    checkTableMap(map, schemas).flatMap(({ severity, code }) => (severity === 'error' ? [code] : []));

  test('is checked on the Dataverse side, and says that Finance could not be looked at', () => {
    expect(checkTableMap(packed, unseen)).toMatchObject([{ code: 'TDM1550', severity: 'info' }, { code: 'TDM1260' }]);
    const [number, ...rest] = packed.columns;
    const wrong = { ...packed, columns: [{ ...number, dataverse: 'nummer' } as (typeof rest)[number], ...rest] };
    expect(errors(wrong, unseen)).toEqual(['TDM1025']);
  });

  test('without that word an entity that is not there is an error', () => {
    expect(errors({ ...packed, policies: THING.policies }, unseen)).toEqual(['TDM1203']);
  });

  test('runs by packages, or by OData where Finance shows it after all', () => {
    const fits = { ...packed, columns: packed.columns.filter(({ finance }) => finance === 'Number') };
    expect(compileTableMap(fits, unseen)).toMatchObject({
      definition: { policies: { transport: 'dataPackage' } },
      carries: { toFinance: true, toDataverse: false },
    });
    expect(compileTableMap(fits, SCHEMAS).definition.policies.transport).toBe('odata');
    const [number] = fits.columns;
    const wrong = { ...fits, columns: [{ ...number!, dataverse: 'nummer' }] };
    expect(() => compileTableMap(wrong, unseen)).toThrow(MapRefused);
  });
});

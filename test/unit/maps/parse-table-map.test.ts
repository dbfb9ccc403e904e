import { describe, expect, test } from 'vitest';
import { formatTableMap, parseTableMap, type Finding } from '../../../plugins-ts/maps';

const COLUMN = { syncDirection: 2, sourceField: 'OrderNumber', destinationField: 'number', valueTransforms: [] };

const GOOD = {
  name: '[Orders] - [orders]',
  legs: [
    {
      sourceSchema: 'Orders',
      sourceFilter: '',
      destinationSchema: 'orders',
      reversedSourceFilter: '',
      fieldMappings: [COLUMN],
    },
  ],
  tandem: {
    key: 'orders',
    version: '1.0.0.0',
    order: 7,
    dataverse: { table: 'order' },
    finance: { entity: 'Orders', companyField: 'dataAreaId', page: 'OrdersListPage' },
    integrationKey: ['OrderNumber'],
    policies: {
      conflict: 'finance',
      onDelete: 'ask',
      insertOnce: true,
      releaseGroup: 'g',
      releasedAfter: [{ map: 'm', columns: ['c'] }],
    },
  },
};

type Json = typeof GOOD;

const tandem = (rest: object): object => ({ ...GOOD, tandem: { ...GOOD.tandem, ...rest } });
const leg = (rest: object): object => ({ ...GOOD, legs: [{ ...GOOD.legs[0], ...rest }] });
const columns = (...list: readonly object[]): object => leg({ fieldMappings: list });
const parse = (json: object | Json) => parseTableMap(JSON.stringify(json, null, 2), 'orders.json');

describe('a map that is right', () => {
  test('is read whole', () => {
    const { map, findings } = parse(GOOD);
    expect(findings).toEqual([]);
    expect(map).toMatchObject({
      key: 'orders',
      name: 'Orders',
      version: '1.0.0.0',
      order: 7,
      dataverse: { table: 'order', entitySet: 'orders' },
      finance: { entity: 'Orders', companyField: 'dataAreaId', page: 'OrdersListPage', label: 'Orders' },
      columns: [{ dataverse: 'number', finance: 'OrderNumber', direction: 'toFinance', transforms: [] }],
      integrationKey: ['OrderNumber'],
      policies: {
        conflict: 'finance',
        onDelete: 'ask',
        insertOnce: true,
        releaseGroup: 'g',
        releasedAfter: [{ map: 'm', columns: ['c'] }],
      },
    });
  });

  test('policies have defaults that write nothing over and delete nothing', () => {
    const { map } = parse(tandem({ policies: undefined }));
    expect(map?.policies).toEqual({ conflict: 'dataverse', onDelete: 'never', insertOnce: false });
  });

  test('every direction and every transform', () => {
    const transforms = [
      { transformType: 'ValueMap', valueMap: { yes: 'True' } },
      { transformType: 'Default', defaultValue: '3' },
      { transformType: 'Truncate', length: 20 },
      { transformType: 'Round' },
      { transformType: 'Date', holds: 'instant', zone: 'company' },
    ];
    const { map, findings } = parse(
      columns(
        { ...COLUMN, valueTransforms: transforms },
        { ...COLUMN, syncDirection: 1, sourceField: 'A', destinationField: 'a' },
        { ...COLUMN, syncDirection: 3, sourceField: 'B', destinationField: 'b' },
      ),
    );
    expect(findings).toEqual([]);
    expect(map?.columns.map((column) => column.direction)).toEqual(['toFinance', 'toDataverse', 'both']);
    expect(map?.columns[0]?.transforms).toEqual([
      { kind: 'valueMap', entries: { yes: 'True' } },
      { kind: 'default', value: '3' },
      { kind: 'truncate', length: 20 },
      { kind: 'round' },
      { kind: 'date', holds: 'instant', zone: 'company' },
    ]);
  });

  test('what is not known is kept, and written back where it stood', () => {
    const json = {
      ...GOOD,
      leftEnvironmentType: 'AX',
      legs: [
        {
          ...GOOD.legs[0],
          id: '001',
          fieldMappings: [
            {
              ...COLUMN,
              isSystemGenerated: false,
              valueTransforms: [{ transformType: 'ValueMap', valueMap: { a: '1' }, createValuesOnDestination: false }],
              tandem: { inferred: true, note: 'see contract' },
            },
          ],
        },
      ],
      tandem: { ...GOOD.tandem, later: [1], policies: { ...GOOD.tandem.policies, brake: 50 } },
    };
    const { map } = parse(json);
    if (map === null) throw new Error('not read');
    expect(map.extra).toEqual({
      map: { name: '[Orders] - [orders]', leftEnvironmentType: 'AX' },
      leg: { id: '001' },
      tandem: { later: [1], policies: { brake: 50 } },
      columns: [
        {
          isSystemGenerated: false,
          tandem: { note: 'see contract' },
          valueTransforms: [{ createValuesOnDestination: false }],
        },
      ],
    });
    expect(JSON.parse(formatTableMap(map))).toEqual({ ...json, tandem: { ...json.tandem, name: 'Orders' } });
  });

  test('encoded twice, with a byte order mark', () => {
    const { map } = parseTableMap(`\uFEFF${JSON.stringify(JSON.stringify(GOOD))}`);
    expect(map?.key).toBe('orders');
  });
});

describe('a map that is wrong', () => {
  const code = (finding: Finding): string => finding.code;

  test.each<[string, object, string, string]>([
    ['no key', tandem({ key: undefined }), 'TDM1102', 'tandem.key'],
    ['an empty key', tandem({ key: '' }), 'TDM1102', 'tandem.key'],
    ['a null key', tandem({ key: null }), 'TDM1102', 'tandem.key'],
    ['a null order', tandem({ order: null }), 'TDM1102', 'tandem.order'],
    ['no legs', { ...GOOD, legs: undefined }, 'TDM1102', 'legs'],
    ['an empty list of legs', { ...GOOD, legs: [] }, 'TDM1102', 'legs[0]'],
    ['no table', tandem({ dataverse: {} }), 'TDM1102', 'tandem.dataverse.table'],
    ['no integration key', tandem({ integrationKey: undefined }), 'TDM1102', 'tandem.integrationKey'],
    ['order is a text', tandem({ order: '7' }), 'TDM1103', 'tandem.order'],
    ['insertOnce is a text', tandem({ policies: { insertOnce: 'yes' } }), 'TDM1103', 'tandem.policies.insertOnce'],
    ['names hold a number', tandem({ names: { fr: 1 } }), 'TDM1103', 'tandem.names.fr'],
    ['field mappings are an object', leg({ fieldMappings: {} }), 'TDM1103', 'legs[0].fieldMappings'],
    ['an unknown policy', tandem({ policies: { onDelete: 'always' } }), 'TDM1106', 'tandem.policies.onDelete'],
    ['an unknown conflict policy', columns({ ...COLUMN, tandem: { conflict: 'newest' } }), 'TDM1106', 'newest'],
    ['an unknown direction', columns({ ...COLUMN, syncDirection: 4 }), 'TDM1104', '4'],
    ['a direction in words', columns({ ...COLUMN, syncDirection: 'Forward' }), 'TDM1104', 'Forward'],
    ['no direction', columns({ ...COLUMN, syncDirection: undefined }), 'TDM1102', 'syncDirection'],
    [
      'an unknown transform',
      columns({ ...COLUMN, valueTransforms: [{ transformType: 'Concat' }] }),
      'TDM1105',
      'Concat',
    ],
    [
      'a default without value',
      columns({ ...COLUMN, valueTransforms: [{ transformType: 'Default' }] }),
      'TDM1102',
      'defaultValue',
    ],
    [
      'a value map without entries',
      columns({ ...COLUMN, valueTransforms: [{ transformType: 'ValueMap' }] }),
      'TDM1102',
      'valueMap',
    ],
    ['no target in Finance', columns({ ...COLUMN, sourceField: '' }), 'TDM1024', 'to Finance'],
    [
      'no target in Dataverse',
      columns({ ...COLUMN, syncDirection: 1, destinationField: null }),
      'TDM1024',
      'to Dataverse',
    ],
    ['no source and no default', columns({ ...COLUMN, destinationField: undefined }), 'TDM1021', 'OrderNumber'],
    ['one field written twice', columns(COLUMN, { ...COLUMN, destinationField: 'other' }), 'TDM1023', 'OrderNumber'],
    [
      'one column written twice',
      columns({ ...COLUMN, syncDirection: 3 }, { ...COLUMN, syncDirection: 1, sourceField: 'Other' }),
      'TDM1026',
      'number',
    ],
    [
      'a filter of another form',
      tandem({ finance: { entity: 'Orders', filter: { column: 'A' } } }),
      'TDM1107',
      'filter',
    ],
    [
      'an unknown comparison',
      tandem({ finance: { entity: 'Orders', filter: { column: 'A', is: '=', value: 1 } } }),
      'TDM1106',
      '=',
    ],
  ])('%s', (_, json, expected, says) => {
    const { map, findings } = parse(json);
    expect(map).toBeNull();
    expect(findings.map(code)).toContain(expected);
    const found = findings.find((one) => one.code === expected);
    expect(`${found?.message} ${found?.remedy}`).toContain(says);
    expect(`${found?.message} ${found?.remedy}`).not.toMatch(/[{]\w+[}]/);
    expect(found).toMatchObject({ severity: 'error', file: 'orders.json' });
  });

  test('all at once, each with its place in the file', () => {
    const { findings } = parseTableMap(
      [
        '{',
        '  "tandem": { "key": "orders", "key": "other", "version": 1, "order": 1,',
        '    "dataverse": { "table": "order" }, "finance": { "entity": "Orders" }, "integrationKey": [] },',
        '  "legs": [{ "sourceSchema": "Orders", "destinationSchema": "orders", "fieldMappings": [',
        '    { "syncDirection": 9, "sourceField": "A", "destinationField": "a" },',
        '    { "syncDirection": 2, "sourceField": "B" }',
        '  ] }]',
        '}',
      ].join('\n'),
      'orders.json',
    );
    expect(findings.map((one) => [one.code, one.at?.line, one.column])).toEqual([
      ['TDM1108', 2, undefined],
      ['TDM1104', 5, 'A'],
      ['TDM1021', 6, 'B'],
      ['TDM1103', 2, undefined],
    ]);
  });

  test.each<[string, string, number, number]>([
    ['a comma too many', '{\n  "a": 1,\n}', 3, 1],
    ['cut off', '{"a": [1,', 1, 10],
    ['a comment', '{\n// no\n}', 2, 1],
    ['empty', '', 1, 1],
  ])('broken JSON is one finding: %s', (_, text, line, column) => {
    const { map, findings } = parseTableMap(text, 'orders.json');
    expect(map).toBeNull();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ code: 'TDM1101', file: 'orders.json', at: { line, column } });
    expect(findings[0]?.message).toContain('orders.json');
  });

  test.each(['[]', '7', 'null', '"{"'])('JSON that is no map: %s', (text) => {
    const { map, findings } = parseTableMap(text);
    expect(map).toBeNull();
    expect(findings.length).toBeGreaterThan(0);
  });
});

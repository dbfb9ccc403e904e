import { describe, expect, it } from 'vitest';
import {
  formatTableMap,
  parseTableMap,
  type Finding,
  type TableMap,
  type TableSchema,
} from '../../../../plugins-ts/maps';
import {
  exportDualWrite,
  importDualWrite,
  meaningOf,
  readDualWrite,
  type ImportedMap,
  type ImportFacts,
} from '../../../../plugins-ts/maps/dual-write';
import { bytes, column, COLUMNS, customizations, REAL_MAP, row, smallMap, type RowText } from './fixtures/forms';

const run = (text: string, facts: Partial<ImportFacts> = {}): ReturnType<typeof importDualWrite> =>
  importDualWrite(readDualWrite(bytes(text), 'maps.json').maps, { shipped: [], ...facts });

/** The only map that comes out. */
function one(text: string, facts: Partial<ImportFacts> = {}): ImportedMap & { readonly findings: readonly Finding[] } {
  const { maps, findings } = run(text, facts);
  expect(findings.filter((found) => found.severity === 'error')).toEqual([]);
  expect(maps).toHaveLength(1);
  return { ...(maps[0] as ImportedMap), findings };
}

const codes = (findings: readonly Finding[]): readonly string[] => findings.map((found) => found.code).sort();
const coded = (findings: readonly Finding[], code: string): Finding | undefined =>
  findings.find((found) => found.code === code);
const tandemOf = (imported: ImportedMap): Record<string, unknown> =>
  (JSON.parse(imported.text) as { tandem: Record<string, unknown> }).tandem;

const SHIPPED_COLUMNS = [
  column('dataAreaId', 'new_company.cdm_companycode'),
  column('WidgetId', 'new_number'),
  column('Name', 'new_name'),
];

function shippedMap(more: object = {}, fieldMappings: readonly object[] = SHIPPED_COLUMNS): TableMap {
  const text = JSON.stringify({
    legs: [
      {
        sourceSchema: 'Widgets',
        destinationSchema: 'new_widgets',
        fieldMappings,
      },
    ],
    tandem: {
      key: 'widgets',
      name: 'Widgets of ours',
      names: { fr: 'Nos widgets' },
      version: '2.0.0.0',
      order: 40,
      dataverse: { table: 'new_widget', filter: { column: 'new_name', is: 'ne', value: null } },
      finance: { entity: 'Widgets', companyField: 'dataAreaId', page: 'WidgetListPage' },
      integrationKey: ['dataAreaId', 'WidgetId'],
      policies: { conflict: 'ask', onDelete: 'ask', insertOnce: true, releaseGroup: 'g' },
      ...more,
    },
  });
  const { map } = parseTableMap(text);
  if (map === null) throw new Error('not a map');
  return map;
}

const shipped = [shippedMap()];

const table = (more: Partial<TableSchema> = {}): TableSchema => ({
  name: 'new_widget',
  entitySet: 'new_widgets',
  key: ['new_widgetid'],
  columns: { new_owner: { name: 'new_owner', type: 'lookup', targets: ['cdm_company'] } },
  ...more,
});
const entity = (key: readonly string[]): TableSchema => ({ name: 'Widgets', entitySet: 'Widgets', key, columns: {} });

describe('the map of Microsoft', () => {
  it('comes in as it is, and is a table map', () => {
    const imported = one(REAL_MAP);
    const { tandem, ...rest } = JSON.parse(imported.text) as Record<string, unknown>;
    expect(tandem).toBeDefined();
    expect(meaningOf(JSON.stringify(rest))).toBe(meaningOf(REAL_MAP));
    expect(imported.map.columns).toHaveLength(38);
    expect(imported.map.dataverse).toMatchObject({
      table: 'msdyn_actual',
      filterText: expect.stringMatching(/msdyn_transactiontypecode\seq\s192350000/),
    });
  });
});

describe('what dual-write does not say', () => {
  it('comes from the shipped map of the same pair, but its filter, which the tenant decides', () => {
    const imported = one(JSON.stringify(row()), { shipped });
    expect(tandemOf(imported)).toEqual({
      key: 'widgets',
      name: 'Widgets of ours',
      names: { fr: 'Nos widgets' },
      version: '1.0.0.3',
      order: 40,
      dataverse: { table: 'new_widget' },
      finance: { entity: 'Widgets', companyField: 'dataAreaId', page: 'WidgetListPage' },
      integrationKey: ['dataAreaId', 'WIDGETID'],
      policies: { conflict: 'ask', onDelete: 'ask', insertOnce: true, releaseGroup: 'g' },
      dualWrite: {
        form: 'row',
        id: '1636f021-fb28-eb11-a813-000d3a86d68d',
        name: 'new_[new_widgets - Widgets]',
        displayName: 'new_widgets - Widgets',
        properties: '{"Description":"Widgets","Tags":[]}',
        rest: { statecode: 0, new_owner: { since: 1.5 } },
      },
    });
    expect(codes(imported.findings)).toEqual(['TDM1415', 'TDM1421']);
    expect(coded(imported.findings, 'TDM1415')?.message).toContain('dataAreaId, WIDGETID');
  });

  it.each(['new_widgets', 'NEW_Widgets'])('the pair counts in any spelling: %s', (destinationSchema) => {
    const imported = one(smallMap({ destinationSchema, sourceSchema: 'widgets' }), { shipped });
    expect(imported.key).toBe('widgets');
  });

  it('gets a line for the company, which dual-write feeds by itself', () => {
    const imported = one(smallMap(), { shipped });
    expect(imported.map.columns.at(-1)).toEqual({
      dataverse: 'new_company.cdm_companycode',
      finance: 'dataAreaId',
      direction: 'toFinance',
      transforms: [],
      inferred: true,
    });
    expect(coded(imported.findings, 'TDM1421')).toMatchObject({ column: 'dataAreaId', severity: 'info' });
  });

  it('gets no line for the company where it has one', () => {
    const own = column('DATAAREAID', 'new_other.cdm_companycode');
    const imported = one(smallMap({}, [...COLUMNS, own]), { shipped });
    expect(imported.map.columns).toHaveLength(3);
    expect(tandemOf(imported).integrationKey).toEqual(['DATAAREAID', 'WIDGETID']);
  });

  it('is two-way for the company where any column is: keys go both ways then', () => {
    const twoWay = column('NAME', 'new_name', { syncDirection: 3 });
    const imported = one(smallMap({}, [column('WIDGETID', 'new_number', { syncDirection: 3 }), twoWay]), { shipped });
    expect(imported.map.columns.at(-1)).toMatchObject({ finance: 'dataAreaId', direction: 'both' });
  });

  describe('what the shipped map says of a column', () => {
    const columns = [
      column('dataAreaId', 'new_company.cdm_companycode'),
      column('WidgetId', 'new_number', { syncDirection: 3, tandem: { answer: true, inferred: true } }),
      column('Name', 'new_name', { tandem: { conflict: 'ask' } }),
    ];
    const answering = [shippedMap({}, columns)];

    it('comes with it, but not that it was unverified', () => {
      const text = smallMap({}, [column('WIDGETID', 'new_number'), column('NAME', 'new_NAME'), column('NAME2', 'x')]);
      const [number, name, other] = one(text, { shipped: answering }).map.columns;
      expect(number).toMatchObject({ answer: true });
      expect(number).not.toHaveProperty('inferred');
      expect(name).toMatchObject({ conflict: 'ask' });
      expect(other).not.toHaveProperty('conflict');
    });

    it('an answer going both ways does not make the company go both ways', () => {
      const text = (syncDirection: number): string =>
        smallMap({}, [
          column('WIDGETID', 'new_number', { syncDirection: 3 }),
          column('NAME', 'new_name', { syncDirection }),
        ]);
      const company = (syncDirection: number): unknown =>
        one(text(syncDirection), { shipped: answering }).map.columns.at(-1)?.direction;
      expect([company(2), company(1), company(3)]).toEqual(['toFinance', 'toFinance', 'both']);
    });
  });

  it('is guessed by rule without a shipped map, and says so', () => {
    const imported = one(smallMap());
    expect(imported.key).toBe('widgets-new-widgets');
    expect(tandemOf(imported)).toMatchObject({
      version: '1.0.0.0',
      order: 1000,
      dataverse: { table: 'new_widget' },
      finance: { entity: 'Widgets' },
      integrationKey: [],
      inferred: ['dataverse.table', 'finance.entity', 'order', 'policies', 'integrationKey', 'version'],
    });
    expect(codes(imported.findings)).toEqual(['TDM1215', 'TDM1414', 'TDM1417']);
  });

  it('comes from the metadata where somebody looked', () => {
    const facts = {
      tables: new Map([['new_widgets', table({ name: 'new_thing' })]]),
      entities: new Map([['Widgets', entity(['dataAreaId', 'WidgetId'])]]),
    };
    const imported = one(JSON.stringify(row()), facts);
    expect(tandemOf(imported)).toMatchObject({
      dataverse: { table: 'new_thing' },
      finance: { entity: 'Widgets', companyField: 'dataAreaId' },
      integrationKey: ['dataAreaId', 'WIDGETID'],
      inferred: ['order', 'policies', 'integrationKey'],
    });
    expect(imported.map.columns.at(-1)).toMatchObject({ dataverse: 'new_owner.cdm_companycode' });
    expect(coded(imported.findings, 'TDM1416')?.message).toContain('the key of the Finance entity');
  });

  it.each([
    ['accounts', 'account'],
    ['msdyn_expensecategories', 'msdyn_expensecategory'],
    ['msdyn_taxcodes', 'msdyn_taxcode'],
    ['new_boxes', 'new_box'],
    ['new_addresses', 'new_address'],
  ])('the table of %s is taken for %s', (destinationSchema, name) => {
    expect(one(smallMap({ destinationSchema })).map.dataverse.table).toBe(name);
  });

  it('a table or an entity that is not there', () => {
    const text = smallMap();
    const { maps, findings } = run(text, {
      tables: new Map([['new_widgets', null]]),
      entities: new Map([['Widgets', null]]),
    });
    expect(maps).toEqual([]);
    const lines = text.split('\n');
    expect(findings.filter((found) => found.severity === 'error')).toEqual([
      expect.objectContaining({
        code: 'TDM1424',
        message: 'Dataverse has no table with the entity set new_widgets.',
        at: { line: lines.findIndex((line) => line.includes('destinationSchema')) + 1, column: 25 },
      }),
      expect.objectContaining({ code: 'TDM1424', message: 'Finance has no data entity Widgets.' }),
    ]);
  });
});

describe('what the shipped map says of a column', () => {
  const day = { valueTransforms: [{ transformType: 'Date', holds: 'day', zone: 'company' }] };
  const knowing = [
    shippedMap({}, [
      ...SHIPPED_COLUMNS,
      column('MadeOn', 'new_madeon', day),
      column('Seen', 'new_seen', { valueTransforms: [{ transformType: 'Date', holds: 'instant' }] }),
      column('Voucher', 'new_voucher', { syncDirection: 1, tandem: { answer: true } }),
      column('Phone', 'new_phone', { tandem: { conflict: 'finance' } }),
    ]),
  ];
  const brought = (...mappings: readonly object[]) => smallMap({}, [...COLUMNS, ...mappings]);
  const told = (findings: readonly Finding[]) =>
    findings.filter(({ code }) => code === 'TDM1440').map(({ column: name, message }) => [name, message]);

  it('is taken, and told column by column', () => {
    const imported = one(
      brought(
        column('MADEON', 'NEW_madeon'),
        column('SEEN', 'new_seen'),
        column('VOUCHER', 'new_voucher', { syncDirection: 1 }),
        column('PHONE', 'new_phone', { syncDirection: 3 }),
      ),
      { shipped: knowing },
    );
    const because = ': so says the shipped map of the same pair, for dual-write has no word for it.';
    expect(told(imported.findings)).toEqual([
      ['MADEON', `MADEON holds days by the company’s calendar${because}`],
      ['SEEN', `SEEN holds moments${because}`],
      ['VOUCHER', `VOUCHER is an answer of Finance, and not written to the row${because}`],
      ['PHONE', `PHONE goes by Finance where both sides have changed it${because}`],
    ]);
    expect(imported.findings.every(({ severity }) => severity === 'info')).toBe(true);
    const [, , madeOn, seen, voucher, phone] = imported.map.columns;
    expect(madeOn?.transforms).toEqual([{ kind: 'date', holds: 'day', zone: 'company' }]);
    expect(seen?.transforms).toEqual([{ kind: 'date', holds: 'instant' }]);
    expect(voucher?.answer).toBe(true);
    expect(phone?.conflict).toBe('finance');
  });

  it.each<[string, object]>([
    ['a list', { valueTransforms: [{ transformType: 'Default', defaultValue: '2026-01-01' }] }],
    ['an empty list', { valueTransforms: [] }],
    ['null', { valueTransforms: null }],
    ['nothing', { valueTransforms: undefined }],
  ])('beside %s, and goes out again as it came', (_, more) => {
    const mapping = brought(column('MADEON', 'new_madeon', more));
    const imported = one(mapping, { shipped: knowing });
    expect(imported.map.columns[2]?.transforms).toContainEqual({ kind: 'date', holds: 'day', zone: 'company' });
    const back = exportDualWrite(imported.text, 'mapping');
    expect(meaningOf(back.text ?? '')).toBe(meaningOf(mapping));
    expect(back.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    // And from what setup stores of it.
    const stored = exportDualWrite(formatTableMap(imported.map), 'mapping');
    expect(stored.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('is nothing for a map that is not shipped', () => {
    const imported = one(brought(column('MADEON', 'new_madeon')));
    expect(told(imported.findings)).toEqual([]);
    expect(imported.map.columns[2]?.transforms).toEqual([]);
  });
});

describe('integration keys', () => {
  const keyed = (paths: readonly string[]): Partial<ImportFacts> => ({
    integrationKeys: [{ entitySet: 'NEW_widgets', paths }],
  });

  it('dual-write’s own goes first, by the Finance fields that feed it', () => {
    const imported = one(smallMap(), { shipped, ...keyed(['New_Number', 'new_company.cdm_companycode']) });
    expect(imported.map.integrationKey).toEqual(['dataAreaId', 'WIDGETID']);
    expect(codes(imported.findings)).toEqual(['TDM1215', 'TDM1421']);
  });

  it.each([
    ['a part that is not mapped', ['new_number', 'new_serial'], 'no Finance field for new_serial'],
    ['a part that Finance has no key of', ['new_name'], 'NAME is no key field'],
    ['less than the key of the entity', ['new_number'], 'it lacks dataAreaId'],
    ['nothing', [], 'it is empty'],
  ])('%s: the shipped map’s instead', (_, paths, reason) => {
    const imported = one(smallMap(), { shipped, ...keyed(paths) });
    expect(imported.map.integrationKey).toEqual(['dataAreaId', 'WIDGETID']);
    expect(coded(imported.findings, 'TDM1418')?.message).toContain(reason);
  });

  it('dual-write’s own, for a map that is not shipped', () => {
    const imported = one(smallMap(), keyed(['new_name', 'new_number']));
    expect(imported.map.integrationKey).toEqual(['NAME', 'WIDGETID']);
    expect(tandemOf(imported).inferred).not.toContain('integrationKey');
  });

  it('an alternate key of the table, where nothing else tells', () => {
    const alternateKeys = [['new_serial'], ['new_number', 'new_parent']];
    const mappings = [...COLUMNS, column('PARENTID', 'new_parent.new_code')];
    const imported = one(smallMap({}, mappings), { tables: new Map([['new_widgets', table({ alternateKeys })]]) });
    expect(imported.map.integrationKey).toEqual(['WIDGETID', 'PARENTID']);
    expect(coded(imported.findings, 'TDM1416')?.message).toContain('the alternate key new_number, new_parent');
  });
});

describe('several versions of one map', () => {
  const rows = (...texts: readonly RowText[]): string => JSON.stringify(texts.map(row));
  const version = (imported: ImportedMap): unknown => tandemOf(imported).version;
  const at = (...versions: readonly string[]): string => rows(...versions.map((one) => ({ version: one })));

  it('the highest, by numbers', () => {
    const imported = one(at('1.0.0.9', '1.0.0.10', '1.0.0.2'), { shipped });
    expect(version(imported)).toBe('1.0.0.10');
    expect(coded(imported.findings, 'TDM1408')).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(/1\.0\.0\.10 was taken \(the highest\), not 1\.0\.0\.9, 1\.0\.0\.2\.$/),
    });
  });

  it('not one that is put aside', () => {
    const imported = one(at('9.9.9.9', '2.0.0.1', '2.0.0.3', '99.99.99.99'), { shipped });
    expect(version(imported)).toBe('2.0.0.3');
    expect(coded(imported.findings, 'TDM1408')?.message).toContain('apart from those that are put aside');
    expect(coded(imported.findings, 'TDM1409')).toBeUndefined();
  });

  it('one that is put aside where there is no other', () => {
    const imported = one(at('9.9.9.9'), { shipped });
    expect(version(imported)).toBe('9.9.9.9');
    expect(coded(imported.findings, 'TDM1409')).toMatchObject({ severity: 'warning' });
  });

  const pair = { entitySet: 'new_widgets', label: 'widgets' };

  it('the one that runs, whatever is higher', () => {
    const running = [{ pair, version: '1.0.0.2' }];
    const imported = one(at('1.0.0.9', '1.0.0.2', '9.9.9.9'), { shipped, running });
    expect(version(imported)).toBe('1.0.0.2');
    expect(coded(imported.findings, 'TDM1408')?.message).toContain('dual-write runs it');
  });

  it('the highest where the one that runs is not there', () => {
    const imported = one(at('1.0.0.9', '1.0.0.2'), { shipped, running: [{ pair, version: '1.0.0.5' }] });
    expect(version(imported)).toBe('1.0.0.9');
    expect(coded(imported.findings, 'TDM1429')?.message).toContain('runs version 1.0.0.5');
  });

  it('under several names: still one map, and said', () => {
    const one_ = { name: 'a_[new_widgets - Widgets]', version: '1.0.0.1' };
    const imported = one(rows(one_, { name: 'b_[new_widgets - Widgets]', version: '1.0.0.2' }), { shipped });
    expect(imported.name).toBe('b_[new_widgets - Widgets]');
    expect(coded(imported.findings, 'TDM1410')).toMatchObject({ severity: 'warning' });
  });

  it('maps of other pairs are maps of their own', () => {
    const other = { name: 'x', mapping: smallMap({ sourceSchema: 'Gadgets' }) };
    expect(run(rows({}, other), { shipped }).maps.map((one) => one.key)).toEqual(['widgets', 'gadgets-new-widgets']);
    expect(run(customizations([{}, other])).maps).toHaveLength(2);
  });

  it('nothing comes in where one of them is wrong', () => {
    const other = { name: 'x', mapping: smallMap({ sourceSchema: 'Gadgets', fieldMappings: 7 }) };
    const { maps, findings } = run(rows({}, other), { shipped });
    expect(maps).toEqual([]);
    expect(coded(findings, 'TDM1103')).toMatchObject({ severity: 'error' });
  });
});

describe('spellings', () => {
  const direction = (syncDirection: unknown): string =>
    one(smallMap({}, [column('NAME', 'new_name', { syncDirection })])).map.columns[0]?.direction ?? '';

  it.each([
    [1, 'toDataverse'],
    ['1', 'toDataverse'],
    ['Forward', 'toDataverse'],
    [2, 'toFinance'],
    ['Backward', 'toFinance'],
    ['backward', 'toFinance'],
    [3, 'both'],
    ['Bidirectional', 'both'],
    ['Bi-directional', 'both'],
  ])('direction %s is %s', (said, meant) => {
    expect(direction(said)).toBe(meant);
  });

  it('a transform that says its kind in its type only, and values that are no texts', () => {
    const valueTransforms = [
      { $type: 'Microsoft.Dynamics.Integrator.ValueMapTransform, X', valueMap: { yes: true, no: false, some: 5 } },
    ];
    const imported = one(smallMap({}, [column('NAME', 'new_name', { valueTransforms })]));
    expect(imported.map.columns[0]?.transforms).toEqual([
      { kind: 'valueMap', entries: { yes: 'True', no: 'False', some: '5' } },
    ]);
  });

  it('a transform that repeats its columns is one of them; one that names others is told', () => {
    const repeating = {
      transformType: 'Default',
      defaultValue: 'x',
      sourceField: 'Name',
      destinationField: 'new_name',
    };
    const valueTransforms = [repeating, { ...repeating, destinationField: 'new_other' }];
    const imported = one(smallMap({}, [column('NAME', 'new_name', { valueTransforms })]));
    expect(imported.findings.filter((found) => found.code === 'TDM1419')).toEqual([
      expect.objectContaining({ column: 'NAME', message: expect.stringContaining('new_other') }),
    ]);
  });

  it('no-break spaces in filters', () => {
    const reversedSourceFilter = 'statecode\u00a0eq\u00a00';
    expect(one(smallMap({ reversedSourceFilter })).map.dataverse).toMatchObject({
      filterText: reversedSourceFilter,
      filter: { column: 'statecode', is: 'eq', value: 0 },
    });
  });
});

describe('what is wrong with a map', () => {
  const transform = (more: object): object => column('NAME', 'new_name', { valueTransforms: [more] });
  const valueMap = (entries: object): object => ({ transformType: 'ValueMap', valueMap: entries });
  type Wrong = readonly [what: string, text: string, code: string, piece: string | RegExp];

  const wrong: readonly Wrong[] = [
    ['no legs', '{\n "legs": [] }', 'TDM1400', '[]'],
    ['no table', smallMap({ destinationSchema: '' }), 'TDM1102', '"",\n   "destinationEnv'],
    ['no entity', smallMap({ sourceSchema: undefined }), 'TDM1102', '{\n   "id"'],
    ['another left side', smallMap({ sourceEnvironmentType: 'SQL' }), 'TDM1412', '"SQL"'],
    [
      'another right side',
      smallMap({ destinationEnvironmentType: 'AX' }),
      'TDM1412',
      '"AX",\n   "reversedSourceFilter"',
    ],
    [
      'the same target twice',
      smallMap({}, [...COLUMNS, column('NAME', 'new_other')]),
      'TDM1023',
      '{\n     "syncDirection": 2,\n     "sourceField": "NAME",\n     "destinationField": "new_other"',
    ],
    [
      'the same property twice',
      smallMap().replace('"syncDirection": 2', '"syncDirection": 2,\n"syncDirection": 3'),
      'TDM1108',
      '2,\n"sync',
    ],
    [
      'an unknown direction',
      smallMap({}, [column('NAME', 'new_name', { syncDirection: 'Sideways' })]),
      'TDM1104',
      '"Sideways"',
    ],
    [
      'an unknown transform',
      smallMap({}, [transform({ transformType: 'Uppercase' })]),
      'TDM1105',
      '{\n       "transformType"',
    ],
    ['one value twice', smallMap({}, [transform(valueMap({ yes: '1', no: '1' }))]), 'TDM1029', '"1"\n'],
    ['one symbol twice', smallMap({}, [transform(valueMap({ yes: '1', YES: '2' }))]), 'TDM1029', '"YES"'],
    ['a value map in a list', smallMap({}, [transform(valueMap([1]))]), 'TDM1103', /\[\s+1\n/],
    ['a mapping that is no object', smallMap({ fieldMappings: [7] }), 'TDM1103', '7\n'],
    [
      'neither source nor default',
      smallMap({}, [column('', 'new_name', { syncDirection: 1 })]),
      'TDM1021',
      '{\n     "syncDirection": 1',
    ],
    [
      'very many columns',
      smallMap(
        {},
        Array.from({ length: 5001 }, (_, at) => column(`F${at}`, `f${at}`)),
      ),
      'TDM1402',
      '[\n    {\n     "sync',
    ],
  ];

  it.each(wrong)('%s', (_, text, code, piece) => {
    const { maps, findings } = run(text);
    const begin = typeof piece === 'string' ? text.indexOf(piece) : text.search(piece);
    const before = text.slice(0, begin).split('\n');
    expect(maps).toEqual([]);
    expect(findings.find((found) => found.severity === 'error')).toMatchObject({
      code,
      file: 'maps.json',
      at: { line: before.length, column: (before.at(-1) ?? '').length + 1 },
    });
  });

  it('a place inside a row is the place in the file', () => {
    const text = JSON.stringify(row({ mapping: smallMap({}, [transform(valueMap({ yes: '1', no: '1' }))]) }), null, 2);
    const found = run(text).findings.find((one_) => one_.code === 'TDM1029');
    const line = text.split('\n').findIndex((one_) => one_.includes('msdyn_mapping'));
    const column_ = text.split('\n')[line]?.indexOf('\\"1\\"\\n');
    expect(found?.at).toEqual({ line: line + 1, column: (column_ ?? 0) + 1 });
  });

  it('a filter that nobody understands is told with the place of its text', () => {
    const text = JSON.stringify(row({ mapping: smallMap({ reversedSourceFilter: '((new_name eq 1)' }) }), null, 1);
    const line = text.split('\n').findIndex((one_) => one_.includes('msdyn_mapping'));
    const begin = text.split('\n')[line]?.indexOf('\\"((new_name') ?? 0;
    expect(run(text).findings.filter((one_) => one_.severity === 'error')).toMatchObject([
      { code: 'TDM1140', at: { line: line + 1, column: begin + 1 } },
    ]);
  });

  it('several Finance values may become one in Dataverse, where none comes back', () => {
    const oneWay = column('NAME', 'new_name', { syncDirection: 1, valueTransforms: [valueMap({ yes: '1', no: '1' })] });
    expect(codes(one(smallMap({}, [oneWay])).findings)).not.toContain('TDM1029');
  });

  it.each([
    ['more legs', { legs: [{}, {}] }, 'TDM1413'],
    ['a value map with a default', transform({ ...valueMap({ yes: '1' }), defaultValue: '2' }), 'TDM1420'],
  ])('%s: kept, and told', (_, what, code) => {
    const map = JSON.parse(smallMap({}, 'legs' in what ? COLUMNS : [what])) as { legs: object[] };
    if ('legs' in what) map.legs.push({ id: '002' });
    const imported = one(JSON.stringify(map));
    expect(coded(imported.findings, code)).toMatchObject({ severity: 'warning' });
    const { tandem: _tandem, ...rest } = JSON.parse(imported.text) as Record<string, unknown>;
    expect(rest).toEqual(map);
  });
});

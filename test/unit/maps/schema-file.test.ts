import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTableMap, hasErrors, parseTableMap, type TableMap } from '../../../plugins-ts/maps';
import { exportDualWrite, importDualWrite, readDualWrite } from '../../../plugins-ts/maps/dual-write';
import { KNOWN } from '../../../plugins-ts/maps/json/known';
import { SHIPPED_MAPS } from '../../../plugins-ts/project-operations';
import { tableMap } from './changes/edits';
import { bytes, REAL_MAP, smallMap } from './dual-write/fixtures/forms';
import { ALL_TREES } from './filters/trees';
import { both, orders, toDataverse, toFinance } from './fixtures/orders';

interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly description?: string;
  readonly $ref?: string;
}
interface SchemaFile extends Described {
  readonly definitions: Readonly<Record<string, Described>>;
}

const SCHEMA_FILE = 'plugins-ts/maps/table-map.schema.json';
const MAPS = 'plugins-ts/project-operations/maps';
const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as SchemaFile;
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(schema);

/** What the schema complains about, as a sentence each. */
function complaints(json: unknown): readonly string[] {
  validate(json);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the shipped maps', () => {
  test.each(readdirSync(MAPS))('%s names the schema first, and is as it says', (file) => {
    const text = readFileSync(join(MAPS, file), 'utf8');
    const json = JSON.parse(text) as Readonly<Record<string, unknown>>;
    expect(Object.keys(json)[0]).toBe('$schema');
    expect(join(MAPS, String(json['$schema']))).toBe(SCHEMA_FILE);
    expect(complaints(json)).toEqual([]);
  });

  test.each(SHIPPED_MAPS.map((map) => [map.key, map] as const))('%s keeps it first when it is written', (_, map) => {
    expect(formatTableMap(map)).toMatch(/^\{\n {2}"\$schema": "/);
    expect(complaints(JSON.parse(formatTableMap(map)))).toEqual([]);
  });

  test('a map without it is written without, and dual-write gets none', () => {
    expect(formatTableMap(orders([]))).not.toContain('$schema');
    for (const map of SHIPPED_MAPS) {
      const { text } = exportDualWrite(formatTableMap(map), 'mapping');
      expect(JSON.parse(text ?? '')).toHaveProperty('legs');
      expect(text).not.toContain('$schema');
    }
  });
});

describe('properties', () => {
  /** Described for whoever reads a map, but nothing that the parser looks at. */
  const BESIDES: Readonly<Record<string, readonly string[]>> = {
    map: ['$schema', 'name', 'leftEnvironmentType', 'centerEnvironmentType'],
    leg: ['id', 'sourceEnvironmentType', 'destinationEnvironmentType'],
    tandem: ['inferred', 'dualWrite'],
    dataverse: [],
    finance: [],
    policies: [],
    column: ['destinationLookupFieldRelatedEntity', 'isSystemGenerated'],
    columnTandem: ['notInDualWrite'],
    transform: ['$type', 'createValuesOnDestination'],
  };
  const placeOf = (name: string): Described | undefined =>
    name === 'map' ? schema : schema.definitions[name === 'column' ? 'fieldMapping' : name];

  test.each(Object.entries(KNOWN))('of %s: those that the parser knows, and no others', (name, known) => {
    const described = Object.keys(placeOf(name)?.properties ?? {});
    expect(described.sort()).toEqual([...known, ...(BESIDES[name] ?? [])].sort());
  });

  test('each has a description', () => {
    const silent = Object.entries({ map: schema, ...schema.definitions }).flatMap(([name, place]) =>
      Object.entries(place.properties ?? {})
        .filter(([, one]) => one.description === undefined && one.$ref === undefined)
        .map(([property]) => `${name}.${property}`),
    );
    expect(silent).toEqual([]);
    expect(Object.entries(schema.definitions).filter(([, one]) => one.description === undefined)).toEqual([]);
  });
});

/** A map that says everything that can be said. */
const WHOLE = {
  name: '[Orders] - [orders]',
  legs: [
    {
      sourceSchema: 'Orders',
      sourceFilter: '',
      destinationSchema: 'orders',
      reversedSourceFilter: '',
      fieldMappings: [
        {
          syncDirection: 3,
          sourceField: 'OrderNumber',
          destinationField: 'number',
          valueTransforms: [
            { $type: 'X.ValueMapTransform, X', transformType: 'ValueMap', valueMap: { yes: 'True' } },
            { transformType: 'Default', defaultValue: 1 },
            { transformType: 'Truncate', length: 20 },
            { transformType: 'Round', scale: 2 },
            { transformType: 'Date', holds: 'day', zone: 'company' },
            { transformType: 'Trim' },
            { transformType: 'Case', to: 'upper' },
            { transformType: 'Prefix', text: 'A-' },
            { transformType: 'Suffix', text: '-Z' },
            { transformType: 'Constant', value: false },
            { transformType: 'DeterministicGuid' },
          ],
          tandem: { inferred: true, conflict: 'ask', answer: false },
        },
        {
          syncDirection: 2,
          sourceField: 'Title',
          valueTransforms: [{ transformType: 'Join', columns: ['title', 'code'], separator: ' ' }],
        },
        {
          syncDirection: 1,
          destinationField: 'kind',
          valueTransforms: [{ transformType: 'constant', value: 1 }],
        },
      ],
    },
  ],
  tandem: {
    key: 'orders',
    name: 'Orders',
    names: { fr: 'Commandes' },
    version: '1.0.0.0',
    order: 7,
    dataverse: {
      table: 'order',
      filter: {
        all: [
          { column: 'kind', is: 'eq', value: 1 },
          { any: [{ column: 'code', is: 'startsWith', value: 'A' }] },
          { not: { column: 'company.cdm_companycode', is: 'ne', value: null } },
        ],
      },
      filterInferred: true,
    },
    finance: {
      entity: 'Orders',
      companyField: 'dataAreaId',
      page: 'OrdersListPage',
      filter: { column: 'Code', is: 'like', value: 'A*' },
      filterInferred: false,
    },
    integrationKey: ['OrderNumber'],
    policies: {
      conflict: 'finance',
      onDelete: 'ask',
      insertOnce: true,
      releaseGroup: 'accounting',
      transport: 'odata',
      feed: { dataverse: 'changeTracking', finance: 'outstanding' },
    },
  },
};

type Steps = readonly (string | number)[];
type Tree = Record<string | number, unknown>;

/** A copy of the whole map with another value at one place; undefined takes the place away. */
function withAt(steps: Steps, value: unknown): unknown {
  const copy = structuredClone(WHOLE) as unknown as Tree;
  const parent = steps.slice(0, -1).reduce((at: Tree, step) => at[step] as Tree, copy);
  const last = steps.at(-1) ?? '';
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return copy;
}

const LEG: Steps = ['legs', 0];
const COLUMN: Steps = [...LEG, 'fieldMappings', 0];
const TRANSFORMS: Steps = [...COLUMN, 'valueTransforms'];

describe('a map that is wrong', () => {
  test.each<[string, Steps, unknown]>([
    ['no legs', ['legs'], []],
    ['no entity set', [...LEG, 'destinationSchema'], undefined],
    ['no direction', [...COLUMN, 'syncDirection'], undefined],
    ['direction 4', [...COLUMN, 'syncDirection'], 4],
    ['a direction in words', [...COLUMN, 'syncDirection'], 'Forward'],
    ['both ways without a column', [...COLUMN, 'destinationField'], ''],
    ['both ways without a field', [...COLUMN, 'sourceField'], undefined],
    ['to Finance without a field', [...LEG, 'fieldMappings', 1, 'sourceField'], undefined],
    ['no source, and nothing that feeds the field', [...LEG, 'fieldMappings', 1, 'valueTransforms'], []],
    ['a transform that nobody knows', [...TRANSFORMS, 5, 'transformType'], 'Reverse'],
    ['a transform without a type', [...TRANSFORMS, 5], {}],
    ['a Default without a value', [...TRANSFORMS, 1, 'defaultValue'], undefined],
    ['a value map without entries', [...TRANSFORMS, 0, 'valueMap'], undefined],
    ['a value map that holds a number', [...TRANSFORMS, 0, 'valueMap'], { yes: 1 }],
    ['a length in words', [...TRANSFORMS, 2, 'length'], 'ten'],
    ['a scale in words', [...TRANSFORMS, 3, 'scale'], 'two'],
    ['a date that holds something else', [...TRANSFORMS, 4, 'holds'], 'month'],
    ['letters neither large nor small', [...TRANSFORMS, 6, 'to'], 'title'],
    ['a Prefix without a text', [...TRANSFORMS, 7, 'text'], undefined],
    ['a Suffix of nothing', [...TRANSFORMS, 8, 'text'], ''],
    ['a Constant without a value', [...TRANSFORMS, 9, 'value'], undefined],
    ['a Join without columns', [...LEG, 'fieldMappings', 1, 'valueTransforms', 0, 'columns'], undefined],
    ['a policy of a column', [...COLUMN, 'tandem', 'conflict'], 'newest'],
    ['no tandem', ['tandem'], undefined],
    ['no key', ['tandem', 'key'], undefined],
    ['an order in words', ['tandem', 'order'], 'first'],
    ['no table', ['tandem', 'dataverse', 'table'], undefined],
    ['no entity', ['tandem', 'finance', 'entity'], ''],
    ['no integration key', ['tandem', 'integrationKey'], undefined],
    ['who wins', ['tandem', 'policies', 'conflict'], 'last'],
    ['deletes', ['tandem', 'policies', 'onDelete'], 'always'],
    ['transport', ['tandem', 'policies', 'transport'], 'mail'],
    ['a feed of the other side', ['tandem', 'policies', 'feed', 'finance'], 'changeTracking'],
    ['a filter without a column', ['tandem', 'finance', 'filter', 'column'], undefined],
    ['a filter with an operator that nobody knows', ['tandem', 'finance', 'filter', 'is'], 'in'],
    ['a pattern that is a number', ['tandem', 'finance', 'filter', 'value'], 5],
    ['not of several', ['tandem', 'dataverse', 'filter', 'all', 2, 'not'], []],
    ['all of one that is no list', ['tandem', 'dataverse', 'filter', 'all'], { column: 'a', is: 'eq', value: 1 }],
    ['a filter deep inside', ['tandem', 'dataverse', 'filter', 'all', 1, 'any', 0, 'value'], undefined],
  ])('%s', (_, steps, value) => {
    const broken = withAt(steps, value);
    expect(complaints(broken)).not.toEqual([]);
    expect(parseTableMap(JSON.stringify(broken)).map).toBeNull();
  });

  test('a condition that is all and not at once would be read as one of them', () => {
    const both = { all: [], not: { column: 'a', is: 'eq', value: 1 } };
    expect(complaints(withAt(['tandem', 'finance', 'filter'], both))).not.toEqual([]);
  });
});

describe('the schema and the parser', () => {
  /** Every place of the whole map. */
  function* places(value: unknown, steps: Steps = []): Iterable<Steps> {
    if (steps.length > 0) yield steps;
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      yield* places(inner, [...steps, Array.isArray(value) ? Number(name) : name]);
    }
  }

  const OTHERS: readonly unknown[] = [undefined, null, 7, 'word', '', true, [], {}];
  const verdicts = [...places(WHOLE)].flatMap((steps) =>
    OTHERS.map((value) => {
      const json = withAt(steps, value);
      return {
        what: `${steps.join('.')} = ${JSON.stringify(value)}`,
        parser: !hasErrors(parseTableMap(JSON.stringify(json)).findings),
        schema: validate(json),
      };
    }),
  );

  test('agree wherever a map has something else, but for what the parser lets pass and drops', () => {
    const stricter = verdicts.filter(({ parser, schema }) => parser && !schema).map(({ what }) => what);
    expect(stricter).toMatchInlineSnapshot(`
      [
        "legs.0.fieldMappings.0.tandem = null",
        "legs.0.fieldMappings.0.tandem = 7",
        "legs.0.fieldMappings.0.tandem = "word"",
        "legs.0.fieldMappings.0.tandem = """,
        "legs.0.fieldMappings.0.tandem = true",
        "legs.0.fieldMappings.0.tandem = []",
        "tandem.dataverse.filter.all.0 = null",
        "tandem.dataverse.filter.all.0.is = null",
        "tandem.dataverse.filter.all.1 = null",
        "tandem.dataverse.filter.all.1.any.0 = null",
        "tandem.dataverse.filter.all.1.any.0.is = null",
        "tandem.dataverse.filter.all.2 = null",
        "tandem.dataverse.filter.all.2.not = null",
        "tandem.dataverse.filter.all.2.not.is = null",
        "tandem.finance.filter.is = null",
        "tandem.policies = null",
        "tandem.policies = 7",
        "tandem.policies = "word"",
        "tandem.policies = """,
        "tandem.policies = true",
        "tandem.policies = []",
      ]
    `);
  });

  test('what the parser refuses, the schema refuses', () => {
    const laxer = verdicts.filter(({ parser, schema }) => !parser && schema).map(({ what }) => what);
    expect(laxer).toMatchInlineSnapshot(`[]`);
    expect(verdicts.length).toBeGreaterThan(500);
  });

  const accepted = (text: string): unknown => {
    const { map, findings } = parseTableMap(text);
    expect(findings).toEqual([]);
    expect(map).not.toBeNull();
    return JSON.parse(text);
  };

  test('what says everything is right for both', () => {
    expect(complaints(accepted(JSON.stringify(WHOLE)))).toEqual([]);
  });

  test.each<[string, TableMap]>([
    [
      'one column of each direction',
      orders([toFinance('title', 'Title'), toDataverse('code', 'Code'), both('due', 'Due')]),
    ],
    [
      'a default alone',
      orders([{ finance: 'Title', direction: 'toFinance', transforms: [{ kind: 'default', value: null }] }]),
    ],
  ])('made of the orders: %s', (_, map) => {
    expect(complaints(accepted(formatTableMap(map)))).toEqual([]);
  });

  test('maps and filter trees of every kind', () => {
    fc.assert(
      fc.property(tableMap, ALL_TREES, (map, filter) => {
        const json: unknown = JSON.parse(formatTableMap({ ...map, finance: { ...map.finance, filter } }));
        expect(complaints(json)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['Microsoft’s actuals', REAL_MAP],
    ['a small one', smallMap()],
    ['one whose filters are null', smallMap({ sourceFilter: null, reversedSourceFilter: null })],
  ])('imported from dual-write: %s', (_, text) => {
    const { maps } = importDualWrite(readDualWrite(bytes(text), 'file').maps, { shipped: SHIPPED_MAPS });
    expect(maps).toHaveLength(1);
    const imported = maps[0]?.text ?? '';
    expect(parseTableMap(imported).map).not.toBeNull();
    expect(complaints(JSON.parse(imported))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatTableMap, parseTableMap, type Filter, type Finding } from '../../../../plugins-ts/maps';

const json = (leg: object, tandem: object = {}): string =>
  JSON.stringify(
    {
      legs: [
        {
          destinationSchema: 'orders',
          fieldMappings: [{ syncDirection: 2, sourceField: 'OrderNumber', destinationField: 'number' }],
          ...leg,
        },
      ],
      tandem: {
        key: 'orders',
        version: '1.0.0.0',
        order: 1,
        dataverse: { table: 'order' },
        finance: { entity: 'Orders' },
        integrationKey: ['OrderNumber'],
        ...tandem,
      },
    },
    null,
    2,
  );

const codesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);
const eq = (column: string, value: string | number): Filter => ({ column, is: 'eq', value });

describe('the filter of a side', () => {
  test('is what the text says, and the text stays as it came', () => {
    const sourceFilter = "(Kind\u00a0=\u00a0'A')";
    const reversedSourceFilter = 'kind\u00a0eq 2 ';
    const { map, findings } = parseTableMap(json({ sourceFilter, reversedSourceFilter }));
    expect(findings).toEqual([]);
    expect(map?.finance).toMatchObject({ filter: eq('Kind', 'A'), filterText: sourceFilter });
    expect(map?.dataverse).toMatchObject({ filter: eq('kind', 2), filterText: reversedSourceFilter });

    const written = JSON.parse(formatTableMap(map!)) as {
      legs: object[];
      tandem: { dataverse: object; finance: object };
    };
    expect(written.legs[0]).toMatchObject({ sourceFilter, reversedSourceFilter });
    expect(written.tandem.dataverse).not.toHaveProperty('filter');
    expect(written.tandem.finance).not.toHaveProperty('filter');
    expect(parseTableMap(formatTableMap(map!)).map).toMatchObject({ dataverse: map?.dataverse, finance: map?.finance });
  });

  test.each(['', ' ', '\u00a0'])('is none where the text is %j', (text) => {
    const { map, findings } = parseTableMap(json({ sourceFilter: text, reversedSourceFilter: text }));
    expect(findings).toEqual([]);
    expect(map?.dataverse).toEqual({ table: 'order', entitySet: 'orders' });
    expect(map?.finance.filter).toBeUndefined();
  });

  test('is the structured one where both stand', () => {
    const filter = { any: [{ column: 'Kind', is: 'like', value: 'A*' }, { not: eq('x', 1) }] };
    const { map, findings } = parseTableMap(
      json(
        { reversedSourceFilter: "x ne '1' or (startswith(kind,'a'))" },
        { dataverse: { table: 'order', filter, filterInferred: true } },
      ),
    );
    expect(findings).toEqual([]);
    expect(map?.dataverse).toMatchObject({ filter, filterInferred: true });
    expect(parseTableMap(formatTableMap(map!)).map).toMatchObject({ dataverse: map?.dataverse, finance: map?.finance });
  });

  test('a text that says something else is a warning (TDM1144)', () => {
    const { map, findings } = parseTableMap(
      json({ reversedSourceFilter: 'kind eq 3' }, { dataverse: { table: 'order', filter: eq('kind', 2) } }),
    );
    expect(findings).toMatchObject([{ code: 'TDM1144', severity: 'warning', at: { line: 12 } }]);
    expect(map?.dataverse.filter).toEqual(eq('kind', 2));
  });

  test('a text that nobody understands, beside a structured one, is a warning (TDM1156)', () => {
    const { map, findings } = parseTableMap(
      json({ sourceFilter: '(Kind == ' }, { finance: { entity: 'Orders', filter: eq('Kind', 'A') } }),
    );
    expect(findings).toMatchObject([{ code: 'TDM1156', severity: 'warning' }]);
    expect(findings[0]?.message).toContain('opens ( at line 1, column 1');
    expect(map?.finance.filter).toEqual(eq('Kind', 'A'));
  });

  test('a text that nobody understands is an error where it stands, in the file and in the text', () => {
    const { map, findings } = parseTableMap(json({ reversedSourceFilter: 'kind eq\n 1 and' }), 'orders.json');
    expect(map).toBeNull();
    expect(findings).toMatchObject([
      { code: 'TDM1141', severity: 'error', file: 'orders.json', at: { line: 12, column: 31 } },
    ]);
    expect(findings[0]?.message).toBe('The Dataverse filter needs a column at line 2, column 7, where the end stands.');
  });

  test('all of both sides at once', () => {
    const { findings } = parseTableMap(
      json({ reversedSourceFilter: 'year(a) and b eq 2021-02-30', sourceFilter: '(a' }),
    );
    expect(codesOf(findings)).toEqual(['TDM1142', 'TDM1153', 'TDM1140']);
    const others = parseTableMap(json({ reversedSourceFilter: 'kind eq 1 foo', sourceFilter: '(a == Customer)' }));
    expect(codesOf(others.findings)).toEqual(['TDM1012', 'TDM1012']);
  });

  test('ten megabytes of it are one finding', () => {
    const { map, findings } = parseTableMap(json({ sourceFilter: '!('.repeat(5_000_000) }));
    expect(map).toBeNull();
    expect(codesOf(findings)).toEqual(['TDM1143']);
  });

  test('texts are compared with texts', () => {
    const filter = { column: 'kind', is: 'contains', value: 5 };
    expect(codesOf(parseTableMap(json({}, { dataverse: { table: 'order', filter } })).findings)).toEqual(['TDM1103']);
  });
});

test('the filter of Microsoft’s map of actuals', () => {
  const real = readFileSync('test/unit/maps/dual-write/fixtures/msdyn-actuals-2020.json', 'utf8');
  const { legs } = JSON.parse(real) as { legs: { reversedSourceFilter: string }[] };
  const { map, findings } = parseTableMap(json({ reversedSourceFilter: legs[0]?.reversedSourceFilter }));
  expect(findings).toEqual([]);
  expect(map?.dataverse.filterText).toBe(legs[0]?.reversedSourceFilter);
  expect(map?.dataverse.filter).toEqual({
    any: [
      { all: [eq('msdyn_transactiontypecode', 192350000), { column: '_msdyn_project_value', is: 'ne', value: null }] },
      eq('msdyn_transactiontypecode', 192350006),
      { all: [eq('msdyn_transactiontypecode', 192350005), { column: 'msdyn_istransition', is: 'ne', value: true }] },
    ],
  });
});

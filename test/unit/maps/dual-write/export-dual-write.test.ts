import { describe, expect, it } from 'vitest';
import { formatTableMap, type Finding } from '../../../../plugins-ts/maps';
import { exportDualWrite, importDualWrite, readDualWrite } from '../../../../plugins-ts/maps/dual-write';
import { SHIPPED_MAPS } from '../../../../plugins-ts/project-operations';
import { bytes, column, row, smallMap } from './fixtures/forms';

interface Mapping {
  readonly syncDirection: number;
  readonly sourceField?: string;
  readonly destinationField?: string;
  readonly valueTransforms: readonly Record<string, unknown>[];
}
interface Map {
  readonly legs: readonly (Record<string, unknown> & { readonly fieldMappings: readonly Mapping[] })[];
}

/** A map that began with Tandem. */
function ours(mappings: readonly object[], tandem: object = {}, leg: object = {}): string {
  const { legs, ...map } = JSON.parse(smallMap(leg, mappings)) as Map;
  return JSON.stringify(
    {
      ...map,
      legs,
      tandem: {
        key: 'widgets',
        version: '1.2.0.0',
        order: 5,
        dataverse: { table: 'new_widget' },
        finance: { entity: 'Widgets', companyField: 'dataAreaId' },
        integrationKey: ['dataAreaId', 'WidgetId'],
        policies: {},
        ...tandem,
      },
    },
    null,
    2,
  );
}

function exported(text: string): { readonly map: Map; readonly findings: readonly Finding[] } {
  const { text: made, findings } = exportDualWrite(text, 'mapping', 'map.json');
  expect(made).not.toBeNull();
  return { map: JSON.parse(made ?? '') as Map, findings };
}

const mappingsOf = ({ map }: { readonly map: Map }): readonly Mapping[] => map.legs[0]?.fieldMappings ?? [];
const coded = (findings: readonly Finding[], code: string): readonly Finding[] =>
  findings.filter((one) => one.code === code);

describe('a map that began with Tandem', () => {
  it('is written with every property of dual-write, in its spelling', () => {
    const symbol = { transformType: 'ValueMap', valueMap: { InProcess: '0', Completed: '1' } };
    const number = { transformType: 'Default', defaultValue: 3 };
    const made = exported(
      ours([
        column('dataAreaId', 'new_company.cdm_companycode'),
        { syncDirection: 2, sourceField: 'WidgetStage', destinationField: 'new_stage', valueTransforms: [symbol] },
        { syncDirection: 1, destinationField: 'new_kind', valueTransforms: [number], tandem: { inferred: true } },
      ]),
    );
    expect(made.map).not.toHaveProperty('tandem');
    expect(made.map).toMatchObject({ rightEnvironmentType: 'UNDEFINED', order: 0 });
    expect(made.map.legs[0]).toMatchObject({ entityFileFormat: 0, deleteNonMatchingData: false });
    expect(mappingsOf(made)).toEqual([
      {
        syncDirection: 2,
        sourceField: 'WIDGETSTAGE',
        destinationField: 'new_stage',
        valueTransforms: [{ transformType: 'ValueMap', valueMap: { inProcess: '0', completed: '1' } }],
        isSystemGenerated: false,
      },
      {
        syncDirection: 1,
        destinationField: 'new_kind',
        valueTransforms: [{ transformType: 'Default', defaultValue: '3' }],
        isSystemGenerated: false,
      },
    ]);
    expect(coded(made.findings, 'TDM1428')).toHaveLength(1);
  });

  it('what dual-write has no place for is named', () => {
    const { findings } = exported(ours([column('WidgetId', 'new_number', { tandem: { conflict: 'ask' } })]));
    expect(coded(findings, 'TDM1427')[0]?.message).toBe(
      'Left out, because dual-write has no place for it: key widgets; order 5; integration key dataAreaId, WidgetId; policies; policies of columns.',
    );
  });

  it('a transform that dual-write does not know is left out and told with its place', () => {
    const valueTransforms = [
      { transformType: 'Date', holds: 'day', zone: 'company' },
      { transformType: 'Truncate', length: 10 },
    ];
    const text = ours([column('WidgetDate', 'new_date', { valueTransforms })]);
    const made = exported(text);
    expect(mappingsOf(made)[0]?.valueTransforms).toEqual([{ transformType: 'Truncate' }]);
    const line = text.split('\n').findIndex((one) => one.includes('"Date"'));
    expect(coded(made.findings, 'TDM1425')).toMatchObject([
      { column: 'WidgetDate', severity: 'warning', file: 'map.json', at: { line, column: 13 } },
      { message: 'WidgetDate: the length 10 of Truncate is left out, because dual-write does not know it.' },
    ]);
  });

  const filter = { column: 'new_name', is: 'ne', value: null };
  const filtered = (tree: object, leg: object = {}, side = 'dataverse'): string =>
    ours([], { [side]: { table: 'new_widget', entity: 'Widgets', filter: tree } }, leg);

  it('a structured filter is put into words', () => {
    const dataverse = exported(filtered(filter));
    expect(dataverse.map.legs[0]).toMatchObject({ reversedSourceFilter: 'new_name ne null', sourceFilter: '' });
    const tree = {
      all: [
        { column: 'Name', is: 'eq', value: 'a' },
        { column: 'Kind', is: 'ne', value: 'B' },
      ],
    };
    const finance = exported(filtered(tree, { sourceFilter: undefined }, 'finance'));
    expect(finance.map.legs[0]).toMatchObject({ sourceFilter: '(Name == "a") && (Kind != "B")' });
    expect([...dataverse.findings, ...finance.findings].map((one) => one.code)).not.toContain('TDM1426');
  });

  it('a text that says the same stays as it came', () => {
    const leg = { reversedSourceFilter: '( new_name\u00a0NE null )' };
    expect(exported(filtered(filter, leg)).map.legs[0]).toMatchObject(leg);
  });

  it('where text and tree differ, the tree goes out, for it is what runs', () => {
    const made = exported(filtered(filter, { reversedSourceFilter: 'new_name eq null' }));
    expect(made.map.legs[0]).toMatchObject({ reversedSourceFilter: 'new_name ne null' });
    expect(coded(made.findings, 'TDM1144')).toHaveLength(1);
  });

  it('a filter that dual-write has no words for is told, with the reason and its place', () => {
    const text = filtered({ column: 'new_name', is: 'like', value: 'a*b*c' });
    const made = exported(text);
    expect(made.map.legs[0]).toMatchObject({ reversedSourceFilter: '' });
    const line = text.split('\n').findIndex((one) => one.includes('"filter"')) + 1;
    expect(coded(made.findings, 'TDM1426')).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/a\*b\*c/), at: { line, column: 17 } },
    ]);
  });

  it('a map that is wrong is not written', () => {
    const { text, findings } = exportDualWrite('{"legs": []}', 'mapping');
    expect(text).toBeNull();
    expect(findings.some((one) => one.severity === 'error')).toBe(true);
  });

  it.each(SHIPPED_MAPS.map((map) => [map.key, map] as const))('%s goes out, and would come in again', (_, map) => {
    for (const form of ['mapping', 'row', 'solution'] as const) {
      const { text } = exportDualWrite(formatTableMap(map), form);
      const read = readDualWrite(bytes(text ?? ''), 'file');
      expect(read.findings).toEqual([]);
      const back = importDualWrite(read.maps, { shipped: SHIPPED_MAPS });
      expect(back.findings.filter((one) => one.severity === 'error')).toEqual([]);
      expect(back.maps.map((one) => one.key)).toEqual([map.key]);
    }
  });
});

describe('a row', () => {
  it('has the columns that the table has', () => {
    const { text } = exportDualWrite(ours([]), 'row');
    expect(JSON.parse(text ?? '')).toEqual({
      msdyn_name: 'tandem_[new_widgets - Widgets]',
      msdyn_displayname: 'new_widgets - Widgets',
      msdyn_version: '1.2.0.0',
      msdyn_mapping: expect.stringMatching(/^\{"name"/),
      msdyn_properties: expect.stringContaining('"IsDualWriteProject":true'),
    });
  });

  it('has in a solution the same id each time', () => {
    const id = (): string | undefined =>
      readDualWrite(bytes(exportDualWrite(ours([]), 'solution').text ?? ''), 'x').maps[0]?.id;
    expect(id()).toMatch(/^[\da-f-]{36}$/);
    expect(id()).toBe(id());
  });

  it('columns that do not fit the other form are named', () => {
    const stored = readDualWrite(bytes(JSON.stringify(row())), 'x').maps;
    const [imported] = importDualWrite(stored, { shipped: [] }).maps;
    const { findings, text } = exportDualWrite(imported?.text ?? '', 'solution');
    expect(coded(findings, 'TDM1427')[0]?.message).toMatch(/column statecode; column new_owner\.$/);
    expect(text).not.toContain('new_owner');
  });
});

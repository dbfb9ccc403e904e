import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasErrors, parseTableMap, formatTableMap } from '../../../../plugins-ts/maps';
import {
  exportDualWrite,
  importDualWrite,
  meaningOf,
  meaningOfStored,
  readDualWrite,
  type StoredMap,
} from '../../../../plugins-ts/maps/dual-write';
import { SHIPPED_MAPS } from '../../../../plugins-ts/project-operations';
import { bytes, customizations, REAL_MAP, row, smallMap } from './fixtures/forms';

const FACTS = { shipped: SHIPPED_MAPS };

function imported(stored: readonly StoredMap[]): string {
  const { maps, findings } = importDualWrite(stored, FACTS);
  expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
  return maps[0]?.text ?? '';
}

const read = (text: string): readonly StoredMap[] => readDualWrite(bytes(text), 'file').maps;
const exported = (text: string, form: 'mapping' | 'row' | 'solution'): string => exportDualWrite(text, form).text ?? '';

const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/);
const column = fc.stringMatching(/^[a-z]{2,4}_[a-z0-9]{1,10}(\.[a-z]{1,6})?$/);
/** What nobody knows yet, but no property that Tandem reads. */
const unknown = fc.dictionary(fc.stringMatching(/^(new[A-Za-z]{0,6}|\$type|__proto__|constructor)$/), fc.jsonValue(), {
  maxKeys: 3,
});
const direction = fc.constantFrom(1, 2, 3, '1', '2', '3', 'Forward', 'Backward', 'Bidirectional');
const values = fc.uniqueArray(fc.string({ maxLength: 6 }), { selector: (text) => text.toLowerCase(), maxLength: 5 });
const transform = fc.oneof(
  fc.record({
    transformType: fc.constantFrom('Default', 'default'),
    defaultValue: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  }),
  values.map((list) => ({
    transformType: 'ValueMap',
    valueMap: Object.fromEntries(list.map((one, at) => [`symbol${at}`, one])),
    createValuesOnDestination: false,
  })),
  fc.constant({ transformType: 'Truncate' }),
  fc.constant({ $type: 'X.ValueMapTransform, X', valueMap: { yes: true, no: false } }),
);
const mapping = fc.record({
  more: unknown,
  syncDirection: direction,
  sourceField: name,
  destinationField: column,
  valueTransforms: fc.oneof(fc.constant(null), fc.array(transform, { maxLength: 2 })),
});
const filter = fc.constantFrom('', null, 'a\u00a0eq\u00a01', '(A == B::C)', 'x ne null');
const anyMap = fc
  .record({
    map: unknown,
    leg: unknown,
    pair: fc.constantFrom(['Projects V2', 'msdyn_projects'], ['Widgets', 'new_widgets'], ['Customers V3', 'accounts']),
    filters: fc.tuple(filter, filter),
    mappings: fc.uniqueArray(mapping, { maxLength: 8, selector: (one) => one.sourceField }).map((list) =>
      // Every target once, as dual-write has it.
      list.filter((one, at) => list.findIndex((other) => other.destinationField === one.destinationField) === at),
    ),
    indent: fc.constantFrom(undefined, 1, '\t'),
    further: fc.array(unknown, { maxLength: 1 }),
  })
  .map(({ map, leg, pair, filters, mappings, indent, further }) =>
    JSON.stringify(
      {
        ...map,
        legs: [
          {
            ...leg,
            sourceSchema: pair[0],
            destinationSchema: pair[1],
            sourceFilter: filters[0],
            reversedSourceFilter: filters[1],
            fieldMappings: mappings.map(({ more, ...one }) => ({ ...more, ...one })),
          },
          ...further,
        ],
      },
      null,
      indent,
    ),
  );
/** Filters that nobody understands are errors of the map, not of the way there and back. */
const sound = anyMap.filter((text) => !hasErrors(importDualWrite(read(text), FACTS).findings));

describe('there and back changes nothing that means anything', () => {
  it('Microsoft’s map, in every form', () => {
    for (const [text, form] of [
      [REAL_MAP, 'mapping'],
      [JSON.stringify(REAL_MAP), 'mapping'],
      [JSON.stringify(row({ mapping: REAL_MAP })), 'row'],
      [JSON.stringify({ value: [row({ mapping: JSON.stringify(REAL_MAP) })] }), 'row'],
      [customizations([{ mapping: REAL_MAP }]), 'solution'],
    ] as const) {
      const back = exported(imported(read(text)), form);
      expect(read(back).map(meaningOfStored)).toEqual(read(text).map(meaningOfStored));
    }
  });

  it('its mapping comes back letter by letter, but for white space', () => {
    expect(exported(imported(read(REAL_MAP)), 'mapping')).toBe(
      JSON.stringify(JSON.parse(REAL_MAP)).replaceAll('\u00a0', '\\u00a0'),
    );
  });

  it('any map', () => {
    fc.assert(
      fc.property(sound, (text) => {
        expect(meaningOf(exported(imported(read(text)), 'mapping'))).toBe(meaningOf(text));
      }),
      { numRuns: 150 },
    );
  });

  it('any map, as a row and in a solution', () => {
    const version = fc.constantFrom('1.0.0.0', '2.10.3.4', '9.9.9.9', 'draft');
    const more = fc.dictionary(fc.stringMatching(/^new_[a-z]{1,5}$/), fc.jsonValue(), { maxKeys: 3 });
    fc.assert(
      fc.property(sound, fc.string({ unit: 'grapheme' }), version, more, (mapping_, displayName, version_, rest) => {
        const given = { ...row({ mapping: mapping_, version: version_ }), msdyn_displayname: displayName, ...rest };
        const [stored] = read(JSON.stringify(given));
        if (stored === undefined) throw new Error('not read');
        const text = imported([stored]);
        const [back] = read(exported(text, 'row'));
        expect(back && meaningOfStored(back)).toBe(meaningOfStored(stored));
        const [inSolution] = read(exported(text, 'solution'));
        expect(inSolution).toMatchObject({ displayName, version: version_, id: stored.id ?? '' });
        expect(meaningOf(inSolution?.mapping.text ?? '')).toBe(meaningOf(mapping_));
      }),
      { numRuns: 60 },
    );
  });

  it('numbers keep their digits', () => {
    const text = smallMap().replace('"id": "001"', '"id": 12345678901234567890.10');
    expect(exported(imported(read(text)), 'mapping')).toContain('"id":12345678901234567890.10');
  });

  it('also where Tandem has parsed and written the map in between', () => {
    const { map } = parseTableMap(imported(read(JSON.stringify(row({ mapping: REAL_MAP })))));
    const back = exported(map === null ? '' : formatTableMap(map), 'row');
    const [stored] = read(back);
    expect(stored).toMatchObject({ name: 'new_[new_widgets - Widgets]', version: '1.0.0.3' });
    expect(meaningOf(stored?.mapping.text ?? '')).toBe(meaningOf(REAL_MAP));
  });
});

describe('what means something, and what does not', () => {
  const changed = (from: string, to: string): string | null => meaningOf(smallMap().replace(from, to));

  it.each([
    ['a column', 'new_name', 'new_nam'],
    ['a direction', '"syncDirection": 2', '"syncDirection": 1'],
    ['a text in other case', 'NAME', 'Name'],
    ['null for nothing', '"reversedSourceFilter": ""', '"reversedSourceFilter": null'],
    ['a number as text', '"id": "001"', '"id": 1'],
  ])('%s means something', (_, from, to) => {
    expect(changed(from, to)).not.toBe(changed('', ''));
  });

  it.each([
    ['a direction as a word', '"syncDirection": 2', '"syncDirection": "Backward"'],
    ['an escape', 'new_name', 'new\\u005fname'],
    ['white space', '"id": "001"', '"id"\n:\t"001"'],
    ['the order of properties', '"id": "001",\n   "sourceSchema": "Widgets"', '"sourceSchema": "Widgets", "id": "001"'],
  ])('%s means nothing', (_, from, to) => {
    expect(changed(from, to)).toBe(changed('', ''));
  });

  it('a no-break space means nothing in a filter, and something in a name', () => {
    const filter = (text: string): string => smallMap({ reversedSourceFilter: text });
    expect(meaningOf(filter('a\u00a0eq\u00a01'))).toBe(meaningOf(filter('a eq 1')));
    expect(changed('[Widgets] -', '[Widgets]\u00a0-')).not.toBe(changed('', ''));
  });

  it('the order of field mappings means something', () => {
    const map = JSON.parse(smallMap()) as { legs: { fieldMappings: unknown[] }[] };
    map.legs[0]?.fieldMappings.reverse();
    expect(meaningOf(JSON.stringify(map))).not.toBe(meaningOf(smallMap()));
  });
});

import { strFromU8, strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importDualWrite, meaningOf, readDualWrite } from '../../../../plugins-ts/maps/dual-write';
import { bytes, column, customizations, latin1, REAL_MAP, row, smallMap, solutionZip, utf16 } from './fixtures/forms';

const BOM = '\ufeff';
const real = { mapping: REAL_MAP };
const codesOf = (read: ReturnType<typeof readDualWrite>): readonly string[] => read.findings.map((one) => one.code);

describe('what a file is shows in its content', () => {
  const cdata = customizations([real], (text) => `<![CDATA[${text}]]>`);
  const byNumber = customizations([real], (text) => text.replace(/"/g, '&quot;').replace(/\u00a0/g, '&#160;'));
  const forms: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
    ['a mapping', bytes(REAL_MAP), []],
    ['a mapping with a byte order mark', bytes(BOM + REAL_MAP), []],
    ['a mapping encoded twice', bytes(JSON.stringify(REAL_MAP)), []],
    ['a mapping encoded four times', bytes(JSON.stringify(JSON.stringify(JSON.stringify(REAL_MAP)))), []],
    ['a row', bytes(JSON.stringify(row(real))), []],
    ['a row whose mapping is encoded twice', bytes(JSON.stringify(row({ mapping: JSON.stringify(REAL_MAP) }))), []],
    ['a row whose mapping is an object', bytes(`{"msdyn_name":"x","msdyn_mapping":${REAL_MAP}}`), []],
    ['a list of rows', bytes(JSON.stringify({ '@odata.context': '$metadata', value: [row(real)] })), []],
    ['one page of a list', bytes(JSON.stringify({ value: [row(real)], '@odata.nextLink': 'x' })), ['TDM1422']],
    ['an array of rows', bytes(JSON.stringify([row(real)])), []],
    ['customizations', bytes(customizations([real])), []],
    ['customizations with a byte order mark', bytes(BOM + customizations([real])), []],
    ['customizations with CDATA', bytes(cdata), []],
    ['customizations with characters by number', bytes(byNumber), []],
    [
      'a piece of customizations',
      bytes(customizations([real]).replace(/^[^]*?(?=<msdyn_dualwriteentitymaps>)|<.Imp.*$/g, '')),
      [],
    ],
    ['a solution zip', solutionZip(customizations([real])), []],
    ['an unpacked solution, zipped', solutionZip(customizations([real]), 'src/Other/Customizations.xml'), []],
    ['UTF-16 with its mark', utf16(BOM + REAL_MAP), ['TDM1404']],
    ['UTF-16, the other way round', utf16(BOM + REAL_MAP, true), ['TDM1404']],
    ['UTF-16 without a mark', utf16(JSON.stringify(row(real))), ['TDM1404']],
    ['Latin-1 that says so', latin1(customizations([real]).replace('utf-8', 'ISO-8859-1')), ['TDM1404']],
  ];

  it.each(forms)('%s', (_, content, codes) => {
    const read = readDualWrite(content, 'file');
    expect(codesOf(read)).toEqual(codes);
    expect(read.maps.map((one) => meaningOf(one.mapping.text))).toEqual([meaningOf(REAL_MAP)]);
  });

  it('a list with one row that is wrong holds no maps', () => {
    const read = readDualWrite(bytes(JSON.stringify([row(), row({ mapping: null })])), 'list.json');
    expect(codesOf(read)).toEqual(['TDM1411']);
    expect(read.maps).toEqual([]);
  });

  it('what a row says besides', () => {
    const [stored] = readDualWrite(bytes(JSON.stringify(row())), 'row.json').maps;
    expect(stored).toMatchObject({
      form: 'row',
      id: '1636f021-fb28-eb11-a813-000d3a86d68d',
      name: 'new_[new_widgets - Widgets]',
      displayName: 'new_widgets - Widgets',
      version: '1.0.0.3',
      properties: '{"Description":"Widgets","Tags":[]}',
      rest: [
        { name: 'statecode', json: '0' },
        { name: 'new_owner', json: '{"since":1.5}' },
      ],
    });
    expect(readDualWrite(solutionZip(customizations([{}])), 'x.zip').maps[0]).toMatchObject({
      form: 'solution',
      id: '1636f021-fb28-eb11-a813-000000000000',
      rest: [
        { name: 'iscustomizable', json: '"1"' },
        { name: 'statecode', json: '"0"' },
        { name: 'statuscode', json: '"1"' },
      ],
    });
  });
});

/** Deeper than a stack bears, and as large as a file may reasonably be. */
const NESTED = '['.repeat(5_000_000) + ']'.repeat(5_000_000);
const zip = solutionZip(customizations([real]));
const broken = smallMap().replace('"Widgets",', '"Widgets"');
const half = REAL_MAP.slice(0, REAL_MAP.indexOf('"valueTransforms"'));
const brokenRow = JSON.stringify(row({ mapping: broken }), null, 1);
/** Escapes of six letters stand before the place. */
const brokenEscaped = brokenRow.replace('new_widgets', '\\u006eew_\\u0077idgets').replace('[new', '\\u005bnew');
const brokenSolution = customizations([{ mapping: broken }]);
const umlaut = smallMap({}, [column('NAME', 'new_n\u00e4me')]);
const declared = (declaration: string): string =>
  customizations([{}]).replace('<ImportExportXml', `${declaration}\n<ImportExportXml`);
/** Not packed, so that the letter is where it was. */
const changedInside = (): Uint8Array => {
  const made = zipSync({ 'customizations.xml': bytes(customizations([real])) }, { level: 0 });
  made[strFromU8(made, true).indexOf('192350000')] = 0x32;
  return made;
};
/** 300 MB of blanks are 300 KB in a zip. */
const bomb = (): Uint8Array => {
  const made = zipSync({ 'customizations.xml': new Uint8Array(1024) });
  const view = new DataView(made.buffer);
  const directory = view.getUint32(made.length - 6, true);
  for (const at of [22, directory + 24]) view.setUint32(at, 300 * 1024 * 1024, true);
  return made;
};

/** Line and column of a piece of a text. */
function placeOf(text: string, piece: string): string {
  const before = text.slice(0, text.indexOf(piece)).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

type Bad = readonly [what: string, content: Uint8Array, code: string, at: string | undefined];

describe('bad input is a finding with a place', () => {
  const cases: readonly Bad[] = [
    ['nothing', bytes(''), 'TDM1400', '1:1'],
    ['blanks', bytes(' \n '), 'TDM1400', '1:1'],
    ['prose', bytes('Dear all, here is the map.'), 'TDM1400', '1:1'],
    ['other JSON', bytes('{\n "a": 1 }'), 'TDM1400', '1:1'],
    ['a list of something else', bytes('[\n  1,\n  {"msdyn_name":"x"}]'), 'TDM1400', '2:3'],
    ['a list of very much of something else', bytes(`[${'1,'.repeat(500_000)}1]`), 'TDM1400', '1:2'],
    ['an empty list', bytes('{ "value": [] }'), 'TDM1407', '1:12'],
    ['half a mapping', bytes(half), 'TDM1101', placeOf(REAL_MAP, '"valueTransforms"')],
    ['a comma too few', bytes(broken), 'TDM1101', placeOf(broken, '"sourceEnvironmentType')],
    ['a comma too few in a row', bytes(brokenRow), 'TDM1101', placeOf(brokenRow, '\\"sourceEnvironmentType')],
    [
      'a comma too few, after escapes',
      bytes(brokenEscaped),
      'TDM1101',
      placeOf(brokenEscaped, '\\"sourceEnvironmentType'),
    ],
    ['10 MB of brackets', bytes(NESTED), 'TDM1101', '1:201'],
    ['10 MB of brackets in a row', bytes(`{"msdyn_mapping":${JSON.stringify(NESTED)}}`), 'TDM1402', '1:19'],
    ['brackets in a row', bytes(`{"msdyn_mapping":"${'['.repeat(1000)}"}`), 'TDM1101', '1:219'],
    ['10 MB of braces', bytes('{"a":'.repeat(2_000_000)), 'TDM1101', '1:1001'],
    [
      'text in text in text',
      bytes(JSON.stringify(JSON.stringify(JSON.stringify(JSON.stringify(JSON.stringify('x')))))),
      'TDM1101',
      '1:32',
    ],
    ['a row without mapping', bytes(`[\n${JSON.stringify(row({ mapping: null }))}]`), 'TDM1411', '2:1'],
    ['a row with an empty mapping', bytes('{"msdyn_name":"x",\n"msdyn_mapping":""}'), 'TDM1411', '2:17'],
    ['a map of Tandem', bytes('{"legs":[{}],"tandem":{}}'), 'TDM1423', '1:1'],
    ['half a zip', zip.subarray(0, zip.length - 40), 'TDM1401', undefined],
    ['the beginning of a zip', zip.subarray(0, 30), 'TDM1401', undefined],
    [
      'a zip with a hole',
      Uint8Array.from(zip, (byte, at) => (at > 300 && at < 900 ? 0xff : byte)),
      'TDM1401',
      undefined,
    ],
    ['a zip with one letter of a map changed', changedInside(), 'TDM1401', undefined],
    ['a zip bomb', bomb(), 'TDM1402', undefined],
    ['a file beyond all limits', new Uint8Array(70 * 1024 * 1024), 'TDM1402', undefined],
    ['a zip without customizations', zipSync({ 'a.txt': strToU8('x') }), 'TDM1407', undefined],
    ['a solution without maps', solutionZip('<ImportExportXml><Entities /></ImportExportXml>'), 'TDM1407', undefined],
    ['Latin-1', latin1(umlaut), 'TDM1403', placeOf(umlaut, '\u00e4')],
    ['half a UTF-16', utf16(`${BOM}{"a":1}`).subarray(0, 7), 'TDM1403', '1:1'],
    ['XML cut off', bytes(customizations([{}]).slice(0, 900)), 'TDM1405', '29:4'],
    ['XML with crossed tags', bytes('<a><b></a></b>'), 'TDM1405', '1:7'],
    ['XML as deep as can be', bytes('<a>'.repeat(20_000) + '</a>'.repeat(20_000)), 'TDM1405', undefined],
    ['XML with a document type', bytes(declared('<!DOCTYPE x [<!ENTITY a "aaaa">]>')), 'TDM1406', '2:1'],
    ['XML with a foreign document type', bytes(declared('<!DOCTYPE x SYSTEM "file:///etc/passwd">')), 'TDM1406', '2:1'],
    ['XML with an entity of its own', bytes(customizations([{}], (text) => `&lol;${text}`)), 'TDM1406', '9:22'],
    ['XML with half a character', bytes(customizations([{}], (text) => `${text}&#xD800;`)), 'TDM1406', '39:2'],
    ['a row of a solution without mapping', bytes(customizations([{ mapping: null }])), 'TDM1411', '6:5'],
    [
      'a comma too few in a solution',
      bytes(brokenSolution),
      'TDM1101',
      placeOf(brokenSolution, '"sourceEnvironmentType'),
    ],
  ];

  it.each(cases)('%s', (_, content, code, at) => {
    const read = readDualWrite(content, 'file');
    const { maps, findings } = importDualWrite(read.maps, { shipped: [] });
    const [found] = [...read.findings, ...findings];
    expect(maps).toEqual([]);
    expect(found).toMatchObject({ code, severity: 'error', file: expect.stringMatching(/^file/) });
    expect(found?.at && `${found.at.line}:${found.at.column}`).toBe(at);
  });
});

describe('no bytes make it throw', () => {
  const look = (content: Uint8Array): void => {
    const read = readDualWrite(content, 'file');
    const { maps, findings } = importDualWrite(read.maps, { shipped: [] });
    expect(maps.length + read.findings.length + findings.length).toBeGreaterThan(0);
    for (const one of [...read.findings, ...findings]) expect(one.message).not.toMatch(/\{\w+\}/);
  };

  it('any bytes, any text, any JSON', () => {
    const head = fc.constantFrom('', 'PK', '<', '{', '[', '"', '\ufeff', '<?xml?>');
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 300 }), (text, more) =>
        look(new Uint8Array([...bytes(text), ...more])),
      ),
    );
    fc.assert(
      fc.property(head, fc.string({ unit: 'binary', maxLength: 300 }), (text, more) => look(bytes(text + more))),
    );
    fc.assert(fc.property(fc.json(), (text) => look(bytes(text))));
  });

  it('a sound file with a few bytes changed, or cut off', () => {
    const sound = [bytes(REAL_MAP), bytes(JSON.stringify(row(real))), bytes(customizations([real])), zip];
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(fc.constantFrom(...sound), fc.array(change, { maxLength: 5 }), fc.nat(), (content, changes, cut) => {
        const changed = content.slice(0, cut % 3 === 0 ? cut % content.length : content.length);
        for (const [at, byte] of changes) changed[at % changed.length] = byte;
        look(changed);
      }),
      { numRuns: 300 },
    );
  });

  it('a sound map with any value in place of one of its own', () => {
    const paths = ['legs', 'legs.0', 'legs.0.fieldMappings', 'legs.0.fieldMappings.0', 'legs.0.sourceSchema'];
    const deeper = ['syncDirection', 'sourceField', 'destinationField', 'valueTransforms'].map(
      (name) => `legs.0.fieldMappings.0.${name}`,
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom([{ transformType: 'ValueMap', valueMap: [1] }], [null], [[]]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths, ...deeper), value, (path, other) => {
        const map = JSON.parse(smallMap()) as Record<string, unknown>;
        const names = path.split('.');
        const parent = names.slice(0, -1).reduce<Record<string, unknown>>((at, name) => at[name] as typeof at, map);
        parent[names.at(-1) ?? ''] = other;
        look(bytes(JSON.stringify(map)));
      }),
      { numRuns: 300 },
    );
  });
});

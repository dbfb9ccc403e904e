import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { packageOf } from '../../../solution/build/pack/package';

/** A small unpacked solution, written by hand: what packing does with it can be read beside it. */
const SMALL: Readonly<Record<string, string>> = {
  'Other/Solution.xml': `<ImportExportXml><SolutionManifest><UniqueName>Small</UniqueName><Version>1.0.0.0</Version>
    <Managed>2</Managed><RootComponents>
      <RootComponent type="1" schemaName="new_thing" behavior="0"/>
      <RootComponent type="61" schemaName="new_/a.js" behavior="0"/>
    </RootComponents></SolutionManifest></ImportExportXml>`,
  'Other/Customizations.xml': `<ImportExportXml><Entities/><EntityRelationships/><WebResources/></ImportExportXml>`,
  'Other/Relationships.xml': '<EntityRelationships><EntityRelationship Name="r"/></EntityRelationships>',
  'Other/Relationships/One.xml':
    '<EntityRelationships><EntityRelationship Name="r"><Kind>1:N</Kind></EntityRelationship></EntityRelationships>',
  'Entities/new_Thing/Entity.xml': '<Entity><Name>new_Thing</Name><FormXml/><SavedQueries/><RibbonDiffXml/></Entity>',
  'Entities/new_Thing/FormXml/main/{1}.xml': '<forms><systemform><formid>unmanaged</formid></systemform></forms>',
  'Entities/new_Thing/FormXml/main/{1}_managed.xml': '<forms><systemform><formid>managed</formid></systemform></forms>',
  'Entities/new_Thing/SavedQueries/{2}.xml': '<savedqueries><savedquery><a/></savedquery></savedqueries>',
  'Entities/new_Thing/SavedQueries/{3}.xml': '<savedqueries><savedquery><b/></savedquery></savedqueries>',
  'WebResources/new_/a.js': 'alert(1)',
  'WebResources/new_/a.js.data.xml':
    '<WebResource><Name>new_/a.js</Name><FileName>/WebResources/new_ajs</FileName></WebResource>',
};

function pack(
  kind: 'Managed' | 'Unmanaged',
  change: Readonly<Record<string, string | null>> = {},
): Record<string, string> {
  const files = Object.entries({ ...SMALL, ...change }).filter((file): file is [string, string] => file[1] !== null);
  const bytes = packageOf(new Map(files.map(([path, text]) => [path, new TextEncoder().encode(text)])), kind);
  return Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([name, part]) => [name, new TextDecoder().decode(part)]),
  );
}

const compact = (xml: string | undefined): string => (xml ?? '').replace(/>\s+</g, '><').trim();

test('each kind is filled in from its folder', () => {
  const parts = pack('Unmanaged');
  expect(compact(parts['customizations.xml'])).toBe(
    '<?xml version="1.0" encoding="utf-8"?><ImportExportXml><Entities><Entity><Name>new_Thing</Name>' +
      '<FormXml><forms type="main"><systemform><formid>unmanaged</formid></systemform></forms></FormXml>' +
      '<SavedQueries><savedqueries><savedquery><a/></savedquery><savedquery><b/></savedquery></savedqueries></SavedQueries>' +
      '<RibbonDiffXml/></Entity></Entities>' +
      '<EntityRelationships><EntityRelationship Name="r"><Kind>1:N</Kind></EntityRelationship></EntityRelationships>' +
      '<WebResources><WebResource><Name>new_/a.js</Name><FileName>/WebResources/new_ajs</FileName></WebResource></WebResources>' +
      '</ImportExportXml>',
  );
  expect(parts['WebResources/new_ajs']).toBe('alert(1)');
});

test('the managed package takes the managed twin of a form', () => {
  expect(pack('Managed')['customizations.xml']).toContain('<formid>managed</formid>');
});

test('a component that is not listed, and one that is only listed, are refused together', () => {
  const solution = SMALL['Other/Solution.xml']?.replace('new_/a.js', 'new_/b.js') ?? '';
  expect(() => pack('Managed', { 'Other/Solution.xml': solution })).toThrow(
    'RootComponents does not list 61:new_/a.js\nRootComponents lists 61:new_/b.js, which is not there',
  );
});

test('a web resource without content is refused', () => {
  expect(() => pack('Managed', { 'WebResources/new_/a.js': null })).toThrow('has no WebResources/new_/a.js');
});

test('a relationship that the list does not name, or names in vain, is refused', () => {
  const empty = '<EntityRelationships/>';
  expect(() => pack('Managed', { 'Other/Relationships.xml': empty })).toThrow('does not name r');
  expect(() => pack('Managed', { 'Other/Relationships/One.xml': empty })).toThrow('names r, which');
});

test('a control whose manifest has not been built is refused', () => {
  const data = '<CustomControl><Name>new_X.Y</Name></CustomControl>';
  expect(() => pack('Managed', { 'Controls/new_X.Y/ControlManifest.xml.data.xml': data })).toThrow(
    'has no Controls/new_X.Y/ControlManifest.xml',
  );
});

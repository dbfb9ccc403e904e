import { expect, test } from 'vitest';
import { readTree } from '../../../solution/build/files';
import { staleFiles } from '../../../solution/build/pack/packages';
import { projectAt } from '../../../solution/build/project';
import { sourceTree } from '../../../solution/build/source-tree';
import { parseXml, toXml } from '../../../solution/build/xml';

test('solution/src is what the model says', () => {
  const project = projectAt('.');
  expect(staleFiles(readTree(project.source), sourceTree(project.version))).toEqual([]);
});

test('a file that was edited, is missing or is too many is found', () => {
  const wanted = new Map([
    ['a.xml', 'a'],
    ['b.xml', 'b'],
  ]);
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const source = new Map([
    ['a.xml', bytes('edited')],
    ['c.xml', bytes('c')],
  ]);
  expect(staleFiles(source, wanted)).toEqual(['a.xml', 'b.xml', 'c.xml']);
});

test('XML is read back as it was written, with what must be escaped', () => {
  const text = toXml({
    name: 'a',
    attributes: { b: 'x < "y" & \'z\'' },
    children: [{ name: 'c', attributes: {}, children: ['« 1 < 2 & 3 » <d e="f"/>'] }],
  });
  expect(toXml(parseXml(text))).toBe(text);
  expect(parseXml(text).attributes['b']).toBe('x < "y" & \'z\'');
});

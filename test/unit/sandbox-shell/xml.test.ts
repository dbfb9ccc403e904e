import { describe, expect, it } from 'vitest';
import { everywhere, first, guidOf, parseXml, writeXml } from '../../sandbox/shell/model/xml';

describe('XML', () => {
  it('reads attributes, text and entities, and leaves declarations and comments out', () => {
    const root = parseXml('<?xml version="1.0"?><a b="x &amp; y"><!-- no --><c>1 &lt; 2</c><c d=""/></a>');
    expect(root.attributes).toEqual({ b: 'x & y' });
    expect(root.children.map((child) => [child.name, child.text, child.attributes])).toEqual([
      ['c', '1 < 2', {}],
      ['c', '', { d: '' }],
    ]);
  });

  it('keeps numbers and booleans as the text that they are', () => {
    const root = parseXml('<a value="007"><b>1.50</b><c>true</c></a>');
    expect(root.attributes['value']).toBe('007');
    expect(root.children.map((child) => child.text)).toEqual(['1.50', 'true']);
  });

  it('writes what it reads', () => {
    const text =
      '<fetch a="1 &amp; &quot;2&quot;"><entity name="x"><attribute name="y"/></entity><t>a&lt;b</t></fetch>';
    expect(writeXml(parseXml(text))).toBe(text);
  });

  it('finds elements by path and at any depth', () => {
    const root = parseXml('<a><b><c n="1"/></b><c n="2"><c n="3"/></c></a>');
    expect(first(root, 'b', 'c')?.attributes['n']).toBe('1');
    expect(first(root, 'x', 'c')).toBeUndefined();
    expect(everywhere(root, 'c').map((c) => c.attributes['n'])).toEqual(['1', '2', '3']);
  });

  it('refuses a text without a root', () => {
    expect(() => parseXml('  ')).toThrow('no root element');
  });

  it('compares GUIDs without braces and case', () => {
    expect(guidOf('{105EF076-A72A-4382-BDE5-35E3C3D9DB40}')).toBe('105ef076-a72a-4382-bde5-35e3c3d9db40');
  });
});

import { describe, expect, test } from 'vitest';
import { enumLiteral, guid, guidKey, inList, keySegment, query, raw, text } from '../../../plugins-ts/odata';

/** What a server makes of a key segment: percent signs first, doubled quotes then. */
function readKey(segment: string): Record<string, string> {
  const decoded = new URL(`https://x.test/S${segment}`).pathname.slice('/S('.length, -1);
  return Object.fromEntries(
    [...decodeURIComponent(decoded).matchAll(/(\w+)=(?:'((?:[^']|'')*)'|([^,]*))/g)].map(
      ([, name = '', quoted, bare]) => [name, quoted?.replaceAll("''", "'") ?? bare ?? ''],
    ),
  );
}

describe('keys', () => {
  test.each([
    ["O'Brien", "it''s doubled"],
    ['a/b', 'a slash'],
    ['100%', 'a percent sign'],
    ['%2F', 'what looks encoded already'],
    ['A#1', 'a hash'],
    ['why?', 'a question mark'],
    ['a+b c', 'plus and blank'],
    ['a,b=c)', 'signs of the key itself'],
    ['Zürich 🏗️', 'letters beyond ASCII'],
    ['', 'nothing'],
    ["'", 'a quote alone'],
  ])('%s travels whole (%s)', (value) => {
    const segment = keySegment({ dataAreaId: 'usmf', ProjectID: value });
    expect(readKey(segment)).toEqual({ dataAreaId: 'usmf', ProjectID: value });
    expect(segment).toMatch(/^\([\x21-\x7e]+\)$/);
    expect(segment).not.toMatch(/[#?/+]/);
  });

  test('half of an emoji breaks nothing', () => {
    expect(keySegment({ A: 'x\uD83Dy' })).toBe("(A='x%EF%BF%BDy')");
  });

  test('numbers, booleans and literals stand without quotes', () => {
    const key = { Line: 20, Open: true, At: raw('2026-01-31T12:00:00Z'), Kind: raw(enumLiteral('N.NoYes', 'Yes')) };
    expect(keySegment(key)).toBe("(Line=20,Open=true,At=2026-01-31T12%3A00%3A00Z,Kind=N.NoYes'Yes')");
  });

  test('a guid is bare, in lower case, without braces', () => {
    expect(guidKey('{0A000000-0000-4000-8000-0000000000FF}')).toBe('(0a000000-0000-4000-8000-0000000000ff)');
    expect(() => guidKey('0a000000-0000-4000-8000-0000000000ff) or (1')).toThrow(TypeError);
    expect(() => guid('')).toThrow(TypeError);
  });
});

describe('queries', () => {
  test('options come in a fixed order, encoded once', () => {
    expect(
      query({
        select: ['a', 'b'],
        filter: `name eq ${text("R&D 100% #1 'x' + y")}`,
        expand: ['msdyn_project($select=msdyn_subject)'],
        orderby: ['a desc'],
        top: 5,
        count: true,
        custom: { 'cross-company': 'true' },
      }),
    ).toBe(
      "?$select=a,b&$filter=name%20eq%20'R%26D%20100%25%20%231%20''x''%20%2B%20y'" +
        '&$expand=msdyn_project($select=msdyn_subject)&$orderby=a%20desc&$top=5&$count=true&cross-company=true',
    );
  });

  test('a filter comes out of the URL as it went in', () => {
    const filter = `a eq ${text("it's & 100% ?#+ 🏗️")} and b eq 'x=y;z'`;
    expect(new URL(`https://x.test/S${query({ filter })}`).searchParams.get('$filter')).toBe(filter);
  });

  test('nothing asked, nothing said', () => {
    expect(query({})).toBe('');
    expect(query({ select: [], filter: '' })).toBe('');
    expect(query({ top: 0 })).toBe('?$top=0');
  });

  test('a list of values', () => {
    expect(inList('name', ['a', "b'c"])).toBe(
      "Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['a','b''c'])",
    );
  });
});

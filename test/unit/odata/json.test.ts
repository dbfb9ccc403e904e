import { describe, expect, test } from 'vitest';
import { exactNumber, readJson, writeJson } from '../../../plugins-ts/odata/json';
import { EXACT, ROUNDING } from './fake-fetch';

describe('numbers in answers', () => {
  test.each<[string, string | number, string]>([
    ['9007199254740993', '9007199254740993', 'an integer beyond 2^53'],
    ['-9223372036854775808', '-9223372036854775808', 'the smallest 64-bit integer'],
    ['0.1234567890123456789', '0.1234567890123456789', 'more digits than a double has'],
    ['12345678901234567.50', '12345678901234567.50', 'a large amount, with its scale'],
    ['1e999', '1e999', 'an exponent that would be infinite'],
    ['12.5', 12.5, 'a number that a double keeps'],
    ['12.50', 12.5, 'the same with its scale'],
    ['9007199254740991', 9007199254740991, 'the largest safe integer'],
    ['192350001', 192350001, 'a choice'],
    ['-0.001', -0.001, 'a small one'],
  ])('%s from a server that rounds (%#)', (digits, expected) => {
    expect(readJson(`{"value":[{"a":${digits},"b":"${digits}"}]}`, ROUNDING)).toEqual({
      value: [{ a: expected, b: digits }],
    });
  });

  test('a server that keeps its word is parsed by the platform', () => {
    expect(readJson('{"a":"9007199254740993","b":"12.50","c":7}', EXACT)).toEqual({
      a: '9007199254740993',
      b: '12.50',
      c: 7,
    });
  });

  test('a byte order mark is no JSON', () => {
    expect(readJson('\uFEFF{"a":1}', EXACT)).toEqual({ a: 1 });
    expect(readJson('\uFEFF{"a":9007199254740993}', ROUNDING)).toEqual({ a: '9007199254740993' });
  });

  test('broken JSON is refused either way', () => {
    expect(() => readJson('{"a":', EXACT)).toThrow(SyntaxError);
    expect(() => readJson('{"a":12345678901234567890', ROUNDING)).toThrow(SyntaxError);
  });
});

describe('numbers in bodies', () => {
  const body = {
    big: exactNumber('9007199254740993'),
    list: [{ amount: exactNumber('12.50') }],
    n: 7,
    s: '1.0',
    no: null,
  };

  test('are text for a server that knows what that means', () => {
    expect(writeJson(body, true)).toEqual({
      contentType: 'application/json;odata.metadata=minimal;IEEE754Compatible=true;charset=utf-8',
      text: '{"big":"9007199254740993","list":[{"amount":"12.50"}],"n":7,"s":"1.0","no":null}',
    });
  });

  test('are bare digits for another', () => {
    expect(writeJson(body, false)).toEqual({
      contentType: 'application/json;odata.metadata=minimal;charset=utf-8',
      text: '{"big":9007199254740993,"list":[{"amount":12.50}],"n":7,"s":"1.0","no":null}',
    });
    expect(writeJson({ s: '1.0' }, false).contentType).toContain('IEEE754Compatible=true');
  });

  test.each(['', 'x', '1,5', '007', '0x1', '1.', 'NaN'])('%j is no number', (digits) => {
    expect(() => exactNumber(digits)).toThrow(TypeError);
  });
});

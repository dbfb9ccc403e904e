import { describe, expect, test } from 'vitest';
import { readJson } from '../../../plugins-ts/odata/json';
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

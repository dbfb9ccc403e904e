import { expect, it } from 'vitest';
import { compareVersions } from '../../../plugins-ts/maps';

it.each([
  ['1.10.0.0', '1.9.9.9', 1],
  ['1.0', '1.0.0.0', 0],
  ['0.9', '1', -1],
  ['1.0.0.1', '', 1],
])('version %s beside %s', (one, other, expected) => {
  expect(compareVersions(one, other)).toBe(expected);
  expect(compareVersions(other, one)).toBe(0 - expected);
});

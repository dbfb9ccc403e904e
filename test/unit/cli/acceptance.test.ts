import { describe, expect, it, test } from 'vitest';
import {
  acceptingWords,
  INFERRED,
  isAcceptedBy,
  isKept,
  readAcceptances,
  wantsAcceptance,
} from '../../../plugins-ts/cli/acceptance';
import { finding, type Finding } from '../../../plugins-ts/maps';

const WARNING: Finding = {
  ...finding('TRACKING_OFF', { map: 'orders', column: 'Code' }, { table: 'order' }),
  severity: 'warning',
};
const TO_FIX: Finding = { ...WARNING, severity: 'error' };
const UNVERIFIED = finding('INFERRED', { map: 'orders', column: 'Name' });
const TO_KNOW = finding('FILTER_COLUMN_NOT_MAPPED', { map: 'orders' });

test('what keeps a map from starting until somebody accepts it', () => {
  expect([WARNING, UNVERIFIED, TO_KNOW, TO_FIX].map(wantsAcceptance)).toEqual([true, true, false, false]);
});

describe('by name', () => {
  test.each<[string[], Finding, boolean]>([
    [['TDM1510'], WARNING, true],
    [['tdm1510:code'], WARNING, true],
    [['TDM1510:Other'], WARNING, false],
    [['TDM1511, TDM1510:Code'], WARNING, true],
    [['TDM1511', 'TDM1510'], WARNING, true],
    [['TDM1215:Name'], UNVERIFIED, true],
    [[], WARNING, false],
    // What is to fix stays to fix.
    [['TDM1510'], TO_FIX, false],
  ])('%j', (names, found, expected) => {
    expect(isAcceptedBy(found, readAcceptances(names))).toBe(expected);
  });

  test('all that is unverified', () => {
    expect([UNVERIFIED, WARNING].map((one) => isAcceptedBy(one, [INFERRED]))).toEqual([true, false]);
  });

  test.each(['TDM9999', 'OnHoldStatus', 'TDM2101', ':Code'])('%s is no finding', (text) => {
    expect(() => readAcceptances([text])).toThrow(/names no finding of a table map/);
  });
});

it('an answer that is kept is about the same finding, in the same words', () => {
  const { map, code, column = '', message } = WARNING;
  const kept = [{ map, code, column, message }];
  expect(isKept(WARNING, kept)).toBe(true);
  expect(isKept({ ...WARNING, message: `${message} And more.` }, kept)).toBe(false);
  expect(isKept({ ...WARNING, column: 'Other' }, kept)).toBe(false);
  expect(isKept({ ...WARNING, map: 'others' }, kept)).toBe(false);
  expect(isKept(TO_FIX, kept)).toBe(false);
});

it('what would accept them is what the command takes', () => {
  expect(acceptingWords([WARNING, WARNING, UNVERIFIED])).toBe('--accept "TDM1510:Code" --accept-inferred');
  expect(acceptingWords([UNVERIFIED])).toBe('--accept-inferred');
  const { column: _, ...whole } = WARNING;
  expect(acceptingWords([whole])).toBe('--accept "TDM1510"');
});

import { describe, expect, test } from 'vitest';
import { CODES, PROBLEMS } from '../../../../plugins-ts/maps';

/** dual-write's validations of a table map, and what Tandem calls each. */
const COUNTERPARTS: readonly (readonly [dualWrite: number, names: readonly (keyof typeof PROBLEMS)[]])[] = [
  [1002, ['SCOPE_DIFFERS']],
  [1003, ['NO_INTEGRATION_KEY']],
  [1004, ['KEY_NOT_TWO_WAY']],
  [1010, ['REQUIRED_NOT_FED']],
  [1011, ['READ_ONLY_TARGET']],
  [1012, ['FILTER_NOT_UNDERSTOOD']],
  [1014, ['KEY_NOT_MAPPED']],
  [1015, ['KEY_LOOKUP_NOT_COVERED']],
  [1019, ['NO_ROW_VERSION']],
  [1021, ['SOURCE_EMPTY']],
  [1022, ['UNKNOWN_FIELD']],
  [1023, ['FIELD_TWICE']],
  [1024, ['TARGET_EMPTY']],
  [1025, ['UNKNOWN_COLUMN']],
  [1026, ['COLUMN_TWICE']],
  [1027, ['LOOKUP_KEY_NOT_COVERED']],
  [1028, ['PATH_ENDS_IN_LOOKUP']],
  [1029, ['VALUE_MAP_TWICE']],
  [1030, ['TYPES_DIFFER']],
  [1031, ['REQUIRED_WITHOUT_DEFAULT']],
];

describe("dual-write's codes", () => {
  test.each(COUNTERPARTS)('DIPV%i has a counterpart of the same digits that names it', (digits, names) => {
    const named = Object.values(CODES).filter((text) => text.dualWrite === `DIPV${digits}`);
    expect(named.map(({ code }) => code)).toEqual(names.map((name) => PROBLEMS[name]));
    expect(PROBLEMS[names[0] ?? 'TYPES_DIFFER']).toBe(`TDM${digits}`);
  });

  test('no other is named, and 10xx is kept for them', () => {
    const known = COUNTERPARTS.map(([digits]) => `DIPV${digits}`);
    expect(Object.values(CODES).flatMap(({ dualWrite }) => dualWrite ?? [])).toEqual(known);
    const ours = Object.values(CODES).filter(({ code }) => /^TDM10/.test(code));
    expect(ours.map(({ code }) => code.replace('TDM', 'DIPV'))).toEqual(known);
  });
});

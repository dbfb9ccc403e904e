import { describe, expect, test } from 'vitest';
import { CODES, explain, PROBLEMS } from '../../../plugins-ts/maps';

describe('codes', () => {
  test('are TDM and four digits of the map language, each once', () => {
    const codes = Object.values(PROBLEMS);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^TDM1\d{3}$/);
  });

  test.each(Object.values(CODES).map((text) => [text.code, text] as const))(
    '%s says what is wrong and what to do',
    (_, text) => {
      expect(text.title).toMatch(/^[A-Z].*[^.]$/);
      expect(text.message).toMatch(/[.:}]$/);
      expect(text.remedy).toMatch(/\.$/);
    },
  );
});

describe('explain', () => {
  test('fills in parameters', () => {
    expect(explain(PROBLEMS.TEXT_TOO_LONG, { column: 'Name', length: 61, maxLength: 60 })).toEqual({
      title: 'Text is too long',
      message: 'Name has 61 characters; 60 fit.',
      remedy: 'Shorten it to 60 characters.',
    });
  });

  test('nothing is a dash, what is missing stays to be seen', () => {
    expect(explain(PROBLEMS.NOT_A_DATE, { value: null })?.message).toBe('{column} is –, which is no date.');
  });

  test('knows only the codes of the map language', () => {
    expect(explain('TDM3001', {})).toBeNull();
  });
});

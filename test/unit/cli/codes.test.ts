import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { CODE_TABLE, codesAsMarkdown } from '../../../plugins-ts/cli/code-table';
import { explainCodes } from '../../../plugins-ts/cli/commands/explain';
import { createOutput } from '../../../plugins-ts/cli/output';

function printed(json: boolean, ...codes: string[]): string {
  let text = '';
  explainCodes(
    codes,
    false,
    createOutput(json, (more) => (text += more)),
  );
  return text;
}

describe('the table of codes', () => {
  it('has each code once', () => {
    const codes = CODE_TABLE.map(({ code }) => code);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
    expect(codes.filter((code) => !/^TDM\d{4}$/.test(code))).toEqual([]);
  });

  it('says of each what it means, and what to do where a person has to', () => {
    expect(CODE_TABLE.filter(({ means }) => means.length < 12)).toEqual([]);
    const silent = CODE_TABLE.filter(({ onwards, remedy }) => onwards === 'person' && remedy === '');
    expect(silent).toEqual([]);
  });

  it('is the page beside the command line: tandem explain --markdown > plugins-ts/cli/CODES.md', () => {
    expect(readFileSync('plugins-ts/cli/CODES.md', 'utf8')).toBe(codesAsMarkdown(CODE_TABLE));
  });
});

describe('explain', () => {
  test('a code of a record', () => {
    expect(printed(false, 'tdm4001')).toMatch(/^TDM4001 .+\n {2}.+\n {2}record · goes by itself\n$/);
  });

  test('a code of dual-write', () => {
    expect(JSON.parse(printed(true, 'DIPV1025'))).toMatchObject([{ code: 'TDM1025', dualWrite: 'DIPV1025' }]);
  });

  test('no code', () => {
    expect(() => printed(false, 'TDM0000')).toThrow('There is no code TDM0000.');
  });
});

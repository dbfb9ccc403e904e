import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { CODE_TABLE, codesAsMarkdown } from '../../../plugins-ts/cli/code-table';
import { explainCodes } from '../../../plugins-ts/cli/commands/explain';
import { FAILURES } from '../../../plugins-ts/cli/failure';
import { createOutput } from '../../../plugins-ts/cli/output';
import { PROBLEMS } from '../../../plugins-ts/maps';
import { CODES } from '../../../plugins-ts/sync';

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

  it('has no code of which no test knows', () => {
    const names = new Map<string, string>(
      [PROBLEMS, FAILURES, CODES].flatMap((table) => Object.entries(table)).map(([name, code]) => [code, name]),
    );
    const tests = ['test/unit', 'test/integration']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
      .filter((file) => file.endsWith('.ts'))
      .concat('plugins-ts/maps/VALUES.md')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const isKnown = (code: string): boolean => new RegExp(`\\b(${code}|${names.get(code) ?? code})\\b`).test(tests);
    expect(CODE_TABLE.map(({ code }) => code).filter((code) => !isKnown(code))).toEqual([]);
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

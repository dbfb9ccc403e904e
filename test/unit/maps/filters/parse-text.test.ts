import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, parseDataverseFilter, parseFinanceFilter, PROBLEMS, type Filter } from '../../../../plugins-ts/maps';

const DATAVERSE: readonly [string, Filter][] = [
  ['customertypecode eq 3', { column: 'customertypecode', is: 'eq', value: 3 }],
  ["startswith(name,'A')", { column: 'name', is: 'startsWith', value: 'A' }],
  ["endswith( name , 'A' )", { column: 'name', is: 'endsWith', value: 'A' }],
  ["not contains(name,'A')", { not: { column: 'name', is: 'contains', value: 'A' } }],
  ["not (contains(name,'A'))", { not: { column: 'name', is: 'contains', value: 'A' } }],
  ["contains(name,'A') eq false", { not: { column: 'name', is: 'contains', value: 'A' } }],
  ['_msdyn_project_value ne null', { column: '_msdyn_project_value', is: 'ne', value: null }],
  [
    'msdyn_contactforvendor eq true and msdyn_sellable eq false and msdyn_contactpersonid ne null',
    {
      all: [
        { column: 'msdyn_contactforvendor', is: 'eq', value: true },
        { column: 'msdyn_sellable', is: 'eq', value: false },
        { column: 'msdyn_contactpersonid', is: 'ne', value: null },
      ],
    },
  ],
  [
    'a eq 1 or b eq 2 and c eq 3',
    {
      any: [
        { column: 'a', is: 'eq', value: 1 },
        {
          all: [
            { column: 'b', is: 'eq', value: 2 },
            { column: 'c', is: 'eq', value: 3 },
          ],
        },
      ],
    },
  ],
  [
    '(a eq 1 or b eq 2) and not c eq 3',
    {
      all: [
        {
          any: [
            { column: 'a', is: 'eq', value: 1 },
            { column: 'b', is: 'eq', value: 2 },
          ],
        },
        { not: { column: 'c', is: 'eq', value: 3 } },
      ],
    },
  ],
  ["name eq 'it''s'", { column: 'name', is: 'eq', value: "it's" }],
  ["name eq ''", { column: 'name', is: 'eq', value: '' }],
  ['amount ge -12.5', { column: 'amount', is: 'ge', value: -12.5 }],
  ['amount eq 12.50', { column: 'amount', is: 'eq', value: 12.5 }],
  ['serial lt 9007199254740993', { column: 'serial', is: 'lt', value: '9007199254740993' }],
  ['due le 2021-06-23', { column: 'due', is: 'le', value: '2021-06-23' }],
  ["due gt '2021-06-23'", { column: 'due', is: 'gt', value: '2021-06-23' }],
  ['createdon gt 2021-06-23T10:00:00Z', { column: 'createdon', is: 'gt', value: '2021-06-23T10:00:00Z' }],
  [
    'id eq 0a000000-0000-4000-8000-000000000001',
    { column: 'id', is: 'eq', value: '0a000000-0000-4000-8000-000000000001' },
  ],
  [
    'A EQ 1 AND B NE NULL',
    {
      all: [
        { column: 'A', is: 'eq', value: 1 },
        { column: 'B', is: 'ne', value: null },
      ],
    },
  ],
  ['notes eq 1', { column: 'notes', is: 'eq', value: 1 }],
  ['not not a eq 1', { not: { not: { column: 'a', is: 'eq', value: 1 } } }],
  ["a\u00a0eq\u00a0'x\u00a0y'", { column: 'a', is: 'eq', value: 'x y' }],
  ["a eq 'x\u00a0y'", { column: 'a', is: 'eq', value: 'x\u00a0y' }],
  ["a\u00a0eq 'x\u00a0y'", { column: 'a', is: 'eq', value: 'x\u00a0y' }],
  ['  a\r\n eq\t1 ', { column: 'a', is: 'eq', value: 1 }],
];

const FINANCE: readonly [string, Filter][] = [
  ['((name like "A*"))', { column: 'name', is: 'like', value: 'A*' }],
  ['(!(name like "*A*"))', { not: { column: 'name', is: 'like', value: '*A*' } }],
  ['(AccountType == AccountType::Customer)', { column: 'AccountType', is: 'eq', value: 'Customer' }],
  ['(TransactionDate <= 23\\06\\2021)', { column: 'TransactionDate', is: 'le', value: '2021-06-23' }],
  ['(TransactionDate <= 3\\6\\2021)', { column: 'TransactionDate', is: 'le', value: '2021-06-03' }],
  ['(Start > 2021-06-23T10:00:00)', { column: 'Start', is: 'gt', value: '2021-06-23T10:00:00Z' }],
  [
    '((a > 1000) && (a <= 2000))',
    {
      all: [
        { column: 'a', is: 'gt', value: 1000 },
        { column: 'a', is: 'le', value: 2000 },
      ],
    },
  ],
  ['((PartyType == "Organization"))', { column: 'PartyType', is: 'eq', value: 'Organization' }],
  ['(AssociatedContactType = 1)', { column: 'AssociatedContactType', is: 'eq', value: 1 }],
  ["(PARTYTYPE = 'Organization')", { column: 'PARTYTYPE', is: 'eq', value: 'Organization' }],
  ['CURRENCYCODE != "999"', { column: 'CURRENCYCODE', is: 'ne', value: '999' }],
  [
    '(VENDORPARTYTYPE == "Organization") || (VENDORPARTYTYPE == "Person")',
    {
      any: [
        { column: 'VENDORPARTYTYPE', is: 'eq', value: 'Organization' },
        { column: 'VENDORPARTYTYPE', is: 'eq', value: 'Person' },
      ],
    },
  ],
  [
    'a == 1 || b < 2 && !(c >= 3)',
    {
      any: [
        { column: 'a', is: 'eq', value: 1 },
        { all: [{ column: 'b', is: 'lt', value: 2 }, { not: { column: 'c', is: 'ge', value: 3 } }] },
      ],
    },
  ],
  ['(ParentProject == "")', { column: 'ParentProject', is: 'eq', value: '' }],
  ['(a == "say \\"x\\", C:\\\\y")', { column: 'a', is: 'eq', value: 'say "x", C:\\y' }],
  ['(likes\u00a0like\u00a0"a\u00a0b*")', { column: 'likes', is: 'like', value: 'a b*' }],
  ['(CustTable.AccountNum == "x")', { column: 'CustTable.AccountNum', is: 'eq', value: 'x' }],
];

describe('filters of the Dataverse side', () => {
  test.each(DATAVERSE)('%s', (text, filter) => {
    expect(parseDataverseFilter(text)).toEqual({ filter });
  });
});

describe('filters of the Finance side', () => {
  test.each(FINANCE)('%s', (text, filter) => {
    expect(parseFinanceFilter(text)).toEqual({ filter });
  });
});

describe.each([
  ['Dataverse', parseDataverseFilter],
  ['Finance', parseFinanceFilter],
])('%s', (_, parse) => {
  test.each(['', '  ', '\u00a0\n'])('a text that says nothing: %j', (text) => {
    expect(parse(text)).toEqual({ filter: undefined });
  });

  test('answers any text, and throws at none', () => {
    const pieces = fc.constantFrom(
      ...[
        "'",
        '"',
        '(',
        ')',
        '!',
        ' eq ',
        ' == ',
        ' like ',
        'not ',
        ' and ',
        ' or ',
        '&&',
        '||',
        'a',
        'null',
        '1',
        '23\\06\\2021',
      ],
      ...['contains(', ',', '::', '\\', '\u00a0', '2021-99-99', 'é', '\ud800'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const parsed = parse(parts.join(''));
        if ('filter' in parsed) return;
        for (const { name, at } of parsed.problems) {
          expect(PROBLEMS[name]).toMatch(/^TDM1(012|14\d|15\d)$/);
          expect(at.line).toBeGreaterThan(0);
          expect(at.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('texts that are no filters', () => {
  test.each<['dataverse' | 'finance', string, string, [number, number], string]>([
    ['dataverse', 'a eq 1 foo', 'TDM1012', [1, 8], '"foo" stands where "and", "or" or the end is expected'],
    ['dataverse', 'a ist 1', 'TDM1012', [1, 3], '"ist" stands where'],
    ['dataverse', 'a eq 1)', 'TDM1012', [1, 7], '")" stands where the end'],
    ['dataverse', 'a eq Customer', 'TDM1012', [1, 6], 'a value is expected'],
    ['dataverse', 'a eq 1 and\n  b == 2', 'TDM1012', [2, 5], '"==" stands where'],
    ['finance', '(a == 1) and (b == 2)', 'TDM1012', [1, 10], '"and" stands where'],
    ['finance', '(a == Customer)', 'TDM1012', [1, 7], 'a value is expected'],
    ['dataverse', '(a eq 1', 'TDM1140', [1, 1], 'opens ( at line 1, column 1'],
    ['dataverse', "a eq 1 or\nb eq 'x''", 'TDM1140', [2, 6], "opens ' at line 2, column 6"],
    ['finance', '((a == 1)', 'TDM1140', [1, 1], 'opens ('],
    ['finance', '(a == "x\\")', 'TDM1140', [1, 7], 'opens "'],
    ['dataverse', 'a eq ', 'TDM1141', [1, 6], 'a value at line 1, column 6, where the end stands'],
    ['dataverse', 'eq 3', 'TDM1141', [1, 1], 'a column'],
    ['dataverse', '()', 'TDM1141', [1, 2], 'a column'],
    ['dataverse', 'a eq and b eq 1', 'TDM1141', [1, 6], '"and" stands'],
    ['dataverse', 'a eq 1 or', 'TDM1141', [1, 10], 'a column'],
    ['finance', '(a == )', 'TDM1141', [1, 7], 'a value'],
    ['finance', '( == 1)', 'TDM1141', [1, 3], 'a field'],
    ['finance', '(a == 1) && ', 'TDM1141', [1, 13], 'a field'],
    ['dataverse', "a eq 1 and startwith(name,'A')", 'TDM1142', [1, 12], 'Is startswith meant?'],
    ['dataverse', 'year(createdon)', 'TDM1142', [1, 1], 'year'],
    ['finance', '(dayRange(-1,0))', 'TDM1142', [1, 2], 'dayRange'],
    ['dataverse', `${'('.repeat(101)}a eq 1${')'.repeat(101)}`, 'TDM1143', [1, 101], '100 levels'],
    ['dataverse', `${'not '.repeat(101)}a eq 1`, 'TDM1143', [1, 1], '100 levels'],
    [
      'finance',
      `${'!('.repeat(60)}a == 1${')'.repeat(60)} && ${'!'.repeat(200)}(b == 1)`,
      'TDM1143',
      [1, 1],
      '100 levels',
    ],
    ['finance', `(a == "${'x'.repeat(20_000)}")`, 'TDM1143', [1, 1], '20000 characters'],
    ['dataverse', 'due eq 2021-02-30', 'TDM1153', [1, 8], '2021-02-30'],
    ['finance', '(due == 30\\02\\2021)', 'TDM1153', [1, 9], '2021-02-30'],
    ['dataverse', "msdyn_project/msdyn_subject eq 'x'", 'TDM1154', [1, 1], 'msdyn_project/msdyn_subject'],
    ['dataverse', 'contains(name)', 'TDM1155', [1, 1], 'contains'],
    ['dataverse', 'contains(name,1)', 'TDM1155', [1, 1], 'contains'],
  ])('%s: %s', (dialect, text, code, [line, column], says) => {
    const parsed = (dialect === 'dataverse' ? parseDataverseFilter : parseFinanceFilter)(text);
    if ('filter' in parsed) throw new Error('read');
    const [{ name, at, parameters }] = parsed.problems;
    expect(PROBLEMS[name]).toBe(code);
    expect(at).toEqual({ line, column });
    const about = { side: 'Dataverse', line: at.line, place: at.column, ...parameters };
    const words = explain(code, about);
    expect(words?.message).toContain(says);
    expect(`${words?.message} ${words?.remedy}`).not.toMatch(/[{]\w+[}]/);
  });

  test('ten megabytes of brackets, negations and quotes', () => {
    for (const piece of ['(', '!', 'not ', "'", '!(', 'contains(']) {
      const text = piece.repeat(10_000_000 / piece.length);
      expect(parseDataverseFilter(text)).toMatchObject({ problems: [{ name: 'FILTER_TOO_LARGE' }] });
      expect(parseFinanceFilter(text)).toMatchObject({ problems: [{ name: 'FILTER_TOO_LARGE' }] });
    }
  });

  test('several at once', () => {
    const parsed = parseDataverseFilter('year(a) and contains(b) or c eq 2021-02-30 and d/e eq 1');
    if ('filter' in parsed) throw new Error('read');
    expect(parsed.problems.map(({ name }) => PROBLEMS[name])).toEqual(['TDM1142', 'TDM1155', 'TDM1153', 'TDM1154']);
  });
});

test.each(['dataverse', 'finance'])('the parser of the %s filters is plain code: no eval, no new Function', (side) => {
  const made = readFileSync(`plugins-ts/maps/filters/generated/${side}-filter.js`, 'utf8');
  expect(made).not.toMatch(/\beval\s*\(|new\s+Function|\bFunction\s*\(/);
});

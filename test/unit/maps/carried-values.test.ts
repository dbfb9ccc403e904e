import { describe, expect, test } from 'vitest';
import {
  compileTableMap,
  type ColumnMap,
  type CompiledColumn,
  type Mapped,
  type Value,
} from '../../../plugins-ts/maps';
import { column as columnSchema, schemasOf } from './fixtures/metadata';
import {
  both,
  ORDERS,
  ORDER_ENTITY,
  ORDER_TABLE,
  orders,
  toDataverse,
  toFinance,
  TWO_WAY_KEY,
} from './fixtures/orders';

const ZONES: Record<string, string> = {
  frrt: 'Europe/Paris',
  usmf: 'America/Los_Angeles',
  saha: 'Pacific/Auckland',
  egpt: 'Africa/Cairo',
};

function compiled(column: ColumnMap, schemas = ORDERS): CompiledColumn {
  const key = column.direction === 'both' ? TWO_WAY_KEY : undefined;
  const map = compileTableMap(orders([column], {}, key), schemas, { zoneOf: (company) => ZONES[company] });
  const found = map.columns.at(-1);
  if (found === undefined) throw new Error('no column');
  return found;
}

const valueOf = (mapped: Mapped): Value | string => ('problem' in mapped ? mapped.problem.code : mapped.value);

const DAY = { kind: 'date', holds: 'day', zone: 'company' } as const;
const MOMENT = { kind: 'date', holds: 'instant' } as const;
const COLOURS = { kind: 'valueMap', entries: { red: '1', Green: '2', 'non-Specific': '3' } } as const;
const YES = { kind: 'valueMap', entries: { yes: 'True', no: 'False' } } as const;

describe('to Finance', () => {
  test.each<[string, ColumnMap, Value, Value]>([
    ['a quote, a slash, a percent sign stay', toFinance('title', 'Title'), `O'Hara / 50 % "x"`, `O'Hara / 50 % "x"`],
    ['an emoji is two units', toFinance('title', 'Title'), 'ok 🚲', 'ok 🚲'],
    ['trailing blanks go, as Finance keeps none', toFinance('title', 'Title'), ' a  ', ' a'],
    ['empty text is nothing', toFinance('title', 'Title'), '', null],
    ['blanks alone are nothing', toFinance('title', 'Title'), '   ', null],
    ['exactly as long as fits', toFinance('title', 'Title'), 'x'.repeat(60), 'x'.repeat(60)],
    ['one character too long', toFinance('title', 'Title'), 'x'.repeat(61), 'TDM1309'],
    ['cut where the map says so', toFinance('title', 'Title', { kind: 'truncate' }), 'x'.repeat(61), 'x'.repeat(60)],
    ['cut to a length of its own', toFinance('notes', 'Notes', { kind: 'truncate', length: 3 }), 'abcd', 'abc'],
    [
      'a cut leaves no half character',
      toFinance('title', 'Title', { kind: 'truncate' }),
      `${'x'.repeat(59)}🚲`,
      'x'.repeat(59),
    ],
    ['company codes are lower case', toFinance('parent.company.cdm_companycode', 'Code'), 'USMF', 'usmf'],
    ['decimals lose needless zeros', toFinance('amount', 'Amount'), '12.5000', '12.5'],
    ['a tenth stays a tenth', toFinance('amount', 'Rate'), '0.1', '0.1'],
    ['decimals beyond the scale are refused', toFinance('amount', 'Amount'), '12.345', 'TDM1304'],
    ['or rounded, half away from zero', toFinance('amount', 'Amount', { kind: 'round' }), '-12.345', '-12.35'],
    ['nothing is 0 among numbers', toFinance('amount', 'Amount'), null, '0'],
    ['2^53 + 1', toFinance('serial', 'Serial'), '9007199254740993', '9007199254740993'],
    ['beyond 64 bits', toFinance('serial', 'Serial'), '9223372036854775808', 'TDM1305'],
    ['beyond 32 bits', toFinance('amount', 'Count'), '2147483648', 'TDM1305'],
    ['a double without exponent', toFinance('weight', 'Rate'), 1e-7, '0.0000001'],
    ['no number', toFinance('amount', 'Amount'), 'twelve', 'TDM1303'],
    ['a choice as a number', toFinance('statecode', 'Status'), 1, 1],
    ['a choice as a symbol', toFinance('colour', 'Colour', COLOURS), 3, 'NonSpecific'],
    ['a choice without entry', toFinance('colour', 'Colour', COLOURS), 4, 'TDM1311'],
    ['no choice is the first symbol', toFinance('colour', 'Colour', COLOURS), null, 'None'],
    [
      'no choice is the default',
      toFinance('colour', 'Colour', COLOURS, { kind: 'default', value: 'red' }),
      null,
      'Red',
    ],
    ['a boolean as a symbol', toFinance('urgent', 'Urgent', YES), false, 'No'],
    [
      'a guid, any case',
      toFinance('external', 'External'),
      '{0A000000-0000-4000-8000-0000000000FF}',
      '0a000000-0000-4000-8000-0000000000ff',
    ],
    [
      'a guid as text',
      toFinance('external', 'Code'),
      '0A000000-0000-4000-8000-0000000000FF',
      '0a000000-0000-4000-8000-0000000000ff',
    ],
    ['no guid', toFinance('code', 'External'), 'ABC', 'TDM1310'],
    ['a day is sent as noon', toFinance('due', 'Due', DAY), '2026-03-01', '2026-03-01T12:00:00Z'],
    ['a day alone, where Finance has a type for it', toFinance('due', 'Posted'), '2026-03-01', '2026-03-01'],
    ['a day that is Finance’s empty one is nothing', toFinance('due', 'Due', DAY), '1900-01-01', null],
    ['a day before Finance’s first', toFinance('due', 'Due', DAY), '1899-12-31', 'TDM1302'],
    ['a day after Finance’s last', toFinance('due', 'Due', DAY), '2155-01-01', 'TDM1302'],
    ['never', toFinance('due', 'Due', DAY), '9999-12-31', '2154-12-31T12:00:00Z'],
    ['no date', toFinance('due', 'Due', DAY), '2026-02-30', 'TDM1301'],
    [
      'a moment drops fractions',
      toFinance('start', 'Start', MOMENT),
      '2026-03-01T09:30:00.123Z',
      '2026-03-01T09:30:00Z',
    ],
    ['no value', toFinance('start', 'Start', MOMENT), null, null],
  ])('%s', (_, column, given, expected) => {
    expect(valueOf(compiled(column).toFinance(given))).toBe(expected);
  });
});

describe('to Dataverse', () => {
  test.each<[string, ColumnMap, Value, Value]>([
    ['Finance’s empty text is nothing', toDataverse('title', 'Title'), '', null],
    ['nothing is the default', toDataverse('title', 'Title', { kind: 'default', value: 'none' }), '', 'none'],
    ['too long for Dataverse', toDataverse('code', 'Notes'), 'x'.repeat(41), 'TDM1309'],
    ['a symbol in any case', toDataverse('colour', 'Colour', COLOURS), 'GREEN', 2],
    ['a symbol without entry', toDataverse('colour', 'Colour', COLOURS), 'None', 'TDM1311'],
    ['a symbol that Finance does not know', toDataverse('colour', 'Colour', COLOURS), 'Blue', 'TDM1306'],
    ['an option that Dataverse does not know', toDataverse('colour', 'Status'), 7, 'TDM1307'],
    ['no option where Finance has 0', toDataverse('colour', 'Status'), 0, null],
    ['a state 0 is a state', toDataverse('statecode', 'Status'), 0, 0],
    ['a symbol as a boolean', toDataverse('urgent', 'Urgent', YES), 'Yes', true],
    ['a whole number', toDataverse('count', 'Count'), 12, 12],
    ['a fraction for a whole number', toDataverse('count', 'Rate'), '1.5', 'TDM1304'],
    ['Finance’s empty guid', toDataverse('external', 'External'), '00000000-0000-0000-0000-000000000000', null],
    ['Finance’s empty date', toDataverse('due', 'Due', DAY), '1900-01-01T00:00:00Z', null],
    ['a day from Finance’s noon', toDataverse('due', 'Due', DAY), '2026-03-01T12:00:00Z', '2026-03-01'],
    [
      'a day in a column without zone',
      toDataverse('clock', 'Due', DAY),
      '2026-03-01T12:00:00Z',
      '2026-03-01T00:00:00Z',
    ],
    [
      'a moment with an offset',
      toDataverse('start', 'Start', MOMENT),
      '2026-03-01T10:30:00+01:00',
      '2026-03-01T09:30:00Z',
    ],
  ])('%s', (_, column, given, expected) => {
    expect(valueOf(compiled(column).toDataverse(given))).toBe(expected);
  });
});

describe('days in the zone of a company', () => {
  const column = compiled(toFinance('start', 'Due', DAY));
  const back = compiled(toDataverse('start', 'Due', DAY));
  test.each<[string, string | null, string, string, string]>([
    ['winter', 'frrt', '2026-01-31T23:00:00Z', '2026-02-01', '2026-01-31T23:00:00Z'],
    ['summer', 'frrt', '2026-06-30T22:00:00Z', '2026-07-01', '2026-06-30T22:00:00Z'],
    ['the night the clock goes forward', 'frrt', '2026-03-29T21:59:00Z', '2026-03-29', '2026-03-28T23:00:00Z'],
    ['the night the clock goes back', 'frrt', '2026-10-25T22:59:00Z', '2026-10-25', '2026-10-24T22:00:00Z'],
    ['west of Greenwich', 'USMF', '2026-07-01T06:59:00Z', '2026-06-30', '2026-06-30T07:00:00Z'],
    ['thirteen hours ahead', 'saha', '2026-01-31T11:00:00Z', '2026-02-01', '2026-01-31T11:00:00Z'],
    ['a day that begins at one', 'egpt', '2026-04-23T22:00:00Z', '2026-04-24', '2026-04-23T22:00:00Z'],
    ['a company without zone', 'demf', '2026-06-30T23:59:59Z', '2026-06-30', '2026-06-30T00:00:00Z'],
    ['no company', null, '2026-06-30T23:59:59Z', '2026-06-30', '2026-06-30T00:00:00Z'],
  ])('%s', (_, company, moment, day, firstMoment) => {
    expect(valueOf(column.toFinance(moment, company))).toBe(`${day}T12:00:00Z`);
    expect(valueOf(back.toDataverse(`${day}T12:00:00Z`, company))).toBe(firstMoment);
  });

  test('never is never in every zone', () => {
    expect(valueOf(column.toFinance('9999-12-30T23:00:00Z', 'saha'))).toBe('2154-12-31T12:00:00Z');
    expect(valueOf(back.toDataverse('2154-12-31T12:00:00Z', 'usmf'))).toBe('2154-12-31T23:59:59Z');
  });

  test('a zone that does not exist is refused, row by row', () => {
    const map = compileTableMap(orders([toFinance('start', 'Due', DAY)]), ORDERS, { zoneOf: () => 'Mars/Olympus' });
    const mapped = map.columns.at(-1)?.toFinance('2026-01-01T00:00:00Z', 'usmf');
    expect(mapped).toEqual({
      problem: { code: 'TDM1312', column: 'start', parameters: { value: 'Mars/Olympus', company: 'usmf' } },
    });
  });

  test('a clock that belongs to no zone is read as the company’s', () => {
    const clock = { kind: 'date', holds: 'instant', zone: 'company' } as const;
    const there = compiled(toFinance('clock', 'Start', clock));
    expect(valueOf(there.toFinance('2026-07-01T09:00:00Z', 'frrt'))).toBe('2026-07-01T07:00:00Z');
    const here = compiled(toDataverse('clock', 'Start', clock));
    expect(valueOf(here.toDataverse('2026-07-01T07:00:00Z', 'frrt'))).toBe('2026-07-01T09:00:00Z');
  });

  test('a named zone needs no company', () => {
    const named = compiled(toFinance('start', 'Due', { kind: 'date', holds: 'day', zone: 'Asia/Tokyo' }));
    expect(valueOf(named.toFinance('2026-06-30T15:00:00Z'))).toBe('2026-07-01T12:00:00Z');
  });

  test('a moment of Finance that Dataverse sees as a day', () => {
    const seen = compiled(toDataverse('due', 'Start', { kind: 'date', holds: 'instant', zone: 'company' }));
    expect(valueOf(seen.toDataverse('2026-06-30T22:30:00Z', 'frrt'))).toBe('2026-07-01');
  });
});

describe('there and back', () => {
  test.each<[string, ColumnMap, Value]>([
    ['text', both('title', 'Title'), `O'Hara / 50 % 🚲`],
    ['no text', both('title', 'Title'), null],
    ['money', both('amount', 'Rate'), '1234567890123456789.0123'],
    ['a 64-bit number', both('serial', 'Serial'), '-9007199254740993'],
    ['a choice', both('colour', 'Colour', COLOURS), 3],
    ['yes', both('urgent', 'Urgent', YES), true],
    ['a day', both('due', 'Due', DAY), '2026-03-29'],
    ['no day', both('due', 'Due', DAY), null],
    ['never', both('due', 'Due', DAY), '2154-12-31'],
    ['a moment', both('start', 'Start', MOMENT), '2026-03-29T01:30:00Z'],
    ['a guid', both('external', 'External'), '0a000000-0000-4000-8000-0000000000ff'],
    ['a path', both('customer.accountnumber', 'CustomerAccount'), 'US-001'],
  ])('%s', (_, column, value) => {
    const { toFinance: there, toDataverse: back } = compiled(column);
    const sent = there(value, 'frrt');
    if ('problem' in sent) throw new Error(sent.problem.code);
    expect(valueOf(back(sent.value, 'frrt'))).toBe(value);
  });
});

describe('normal forms', () => {
  test.each<[string, ColumnMap, Value, Value]>([
    ['empty text', toFinance('title', 'Title'), '', null],
    ['trailing blanks', toFinance('title', 'Title'), 'a ', 'a'],
    ['zeros', toFinance('amount', 'Amount'), '12.50', '12.5'],
    ['minus zero', toFinance('amount', 'Amount'), '-0.00', '0'],
    ['what Finance holds beyond its scale', toFinance('amount', 'Amount'), '1.0050', '1.005'],
    ['no number', toFinance('amount', 'Amount'), null, '0'],
    ['a symbol in another case', toFinance('colour', 'Colour', COLOURS), 'red', 'Red'],
    ['no symbol', toFinance('colour', 'Colour', COLOURS), null, 'None'],
    ['a day at any hour', toFinance('due', 'Due', DAY), '2026-03-01T00:00:00Z', '2026-03-01T12:00:00Z'],
    ['Finance’s empty date', toFinance('due', 'Due', DAY), '1900-01-01T00:00:00Z', null],
    ['fractions of a second', toFinance('start', 'Start', MOMENT), '2026-03-01T09:30:00.5Z', '2026-03-01T09:30:00Z'],
    [
      'a moment that is seen as a day',
      toDataverse('due', 'Start', MOMENT),
      '2026-03-01T09:30:00.5Z',
      '2026-03-01T09:30:00Z',
    ],
    ['a key, without case', { ...toFinance('number', 'OrderNumber') }, 'PRJ-1 ', 'prj-1'],
    ['what cannot be read', toFinance('due', 'Due', DAY), 'x', 'x'],
  ])('of Finance: %s', (_, column, given, expected) => {
    const isKey = column.finance === 'OrderNumber';
    const map = compileTableMap(orders(isKey ? [] : [column]), ORDERS);
    expect(map.columns.at(-1)?.normalFinance(given)).toBe(expected);
  });

  test.each<[string, ColumnMap, Value, Value]>([
    ['empty text', toDataverse('title', 'Title'), '', null],
    ['money', toDataverse('amount', 'Rate'), '1.5000', '1.5'],
    ['a double', toDataverse('weight', 'Rate'), 47.5, 47.5],
    [
      'a moment seen as a day stays a moment',
      toDataverse('start', 'Due', DAY),
      '2026-03-01T09:30:00Z',
      '2026-03-01T09:30:00Z',
    ],
    ['a company code', toDataverse('company.cdm_companycode', 'Code'), 'USMF', 'usmf'],
  ])('of Dataverse: %s', (_, column, given, expected) => {
    expect(compiled(column).normalDataverse(given)).toBe(expected);
  });

  test('what was sent is what its normal form says', () => {
    for (const [column, value] of [
      [toFinance('title', 'Title'), 'a '],
      [toFinance('amount', 'Amount'), '2.50'],
      [toFinance('colour', 'Colour', COLOURS), 1],
      [toFinance('due', 'Due', DAY), '2026-03-01'],
      [toFinance('start', 'Start', MOMENT), '2026-03-01T10:00:00Z'],
    ] as const) {
      const { toFinance: there, normalFinance } = compiled(column);
      const sent = valueOf(there(value));
      expect(normalFinance(sent)).toBe(sent);
    }
  });
});

describe('nothing on Finance’s wire', () => {
  test.each<[ColumnMap, Value | undefined]>([
    [toFinance('title', 'Title'), ''],
    [toFinance('due', 'Due', DAY), '1900-01-01T00:00:00Z'],
    [toFinance('due', 'Posted'), '1900-01-01'],
    [toFinance('external', 'External'), '00000000-0000-0000-0000-000000000000'],
    [toFinance('amount', 'Amount'), undefined],
  ])('%o', (column, expected) => {
    expect(compiled(column).emptyInFinance).toBe(expected);
  });

  test('a Finance boolean has no null', () => {
    const schemas = schemasOf(
      { ...ORDERS.dataverse, order: { ...ORDER_TABLE } },
      { ...ORDER_ENTITY, columns: { ...ORDER_ENTITY.columns, Flag: columnSchema('Flag', 'boolean') } },
    );
    const flag = compiled(toFinance('urgent', 'Flag'), schemas);
    expect(flag.toFinance(null)).toEqual({ value: false });
    expect(flag.normalFinance(null)).toBe(false);
  });
});

describe('defaults', () => {
  test('a column without source is written on create only', () => {
    const column = compiled({
      finance: 'LanguageId',
      direction: 'toFinance',
      transforms: [{ kind: 'default', value: 'en-us' }],
    });
    expect(column).toMatchObject({ createOnly: true, name: 'LanguageId', direction: 'toFinance' });
    expect(column.toFinance(null)).toEqual({ value: 'en-us' });
    expect(column.toDataverse('fr')).toEqual({ value: null });
  });

  test('a default for Dataverse alone is spelled for Dataverse', () => {
    const column = compiled({
      dataverse: 'colour',
      direction: 'toDataverse',
      transforms: [{ kind: 'default', value: '3' }],
    });
    expect(column).toMatchObject({ createOnly: true, name: 'colour' });
    expect(column.toDataverse(null)).toEqual({ value: 3 });
  });

  test('in a two-way column it is spelled for Finance, and reaches Dataverse through the value map', () => {
    const column = compiled(
      both('code', 'Code', { kind: 'default', value: 'A' }, { kind: 'valueMap', entries: { A: 'one', B: 'two' } }),
    );
    expect(column.toFinance(null)).toEqual({ value: 'A' });
    expect(column.toDataverse('')).toEqual({ value: 'one' });
    expect(column.toFinance('TWO')).toEqual({ value: 'B' });
  });
});

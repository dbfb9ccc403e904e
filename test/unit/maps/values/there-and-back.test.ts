import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkTableMap,
  CODES,
  compileTableMap,
  type CompiledColumn,
  type MapSchemas,
  type Mapped,
  type Transform,
  type Value,
} from '../../../../plugins-ts/maps';
import { column } from '../fixtures/metadata';
import { ORDERS, orders, TWO_WAY_KEY } from '../fixtures/orders';

const canonical = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
const upTo = (units: number): Arbitrary<Value> =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: units }).map((text) => (text.length > units ? '' : text)),
    fc.constantFrom<Value>(null, '', ' ', 'a  ', ' a', '🚲', "O'Hara", '0', 'é', 'ß', 'İ'),
    fc.constantFrom<Value>('P-', 'p-', 'P- ', 'P-  a', 'p-a /eu', '/EU', 'P-a x', 'P-X', ' X'),
  );
const moment = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map(canonical);
const recent = fc
  .date({ min: new Date('1899-12-30T00:00:00Z'), max: new Date('2156-01-01T00:00:00Z'), noInvalidDate: true })
  .map(canonical);
const special = fc.constantFrom(
  '0001-01-01T00:00:00Z',
  '1900-01-01T00:00:00Z',
  '2154-12-31T23:59:59Z',
  '9999-12-30T23:59:59Z',
  '9999-12-31T23:59:59.9999999Z',
  '2026-03-29T00:30:00Z',
  '2026-10-25T00:30:00Z',
);
const moments: Arbitrary<Value> = fc.oneof(moment, recent, special, fc.constant(null));
const days: Arbitrary<Value> = moments.map((one) => (typeof one === 'string' ? one.slice(0, 10) : one));
const decimals = (scale: number): Arbitrary<Value> =>
  fc
    .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: scale }))
    .map(([digits, places]) => {
      const sign = digits < 0n ? '-' : '';
      const all = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
      return places === 0 ? `${sign}${all}` : `${sign}${all.slice(0, -places)}.${all.slice(-places)}`;
    });
const whole32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const guids = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constant(null),
);
const orNull = (values: Arbitrary<Value>): Arbitrary<Value> => fc.oneof(values, fc.constant(null));

/** Types of Dataverse, as its Web API spells their values. */
const HERE: Readonly<Record<string, Arbitrary<Value>>> = {
  'string(20)': upTo(20),
  'memo(2000)': upTo(60),
  int: orNull(whole32),
  bigint: orNull(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
  'decimal(4)': orNull(decimals(4)),
  'money(2)': orNull(decimals(2)),
  double: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
  boolean: orNull(fc.boolean()),
  'choice(1,2,3)': fc.constantFrom<Value>(1, 2, 3, null),
  'state(0,1)': fc.constantFrom<Value>(0, 1),
  datetime: moments,
  dateOnly: days,
  timeZoneIndependent: moments,
  guid: guids,
};

/** Types of Finance, as its OData spells their values. */
const THERE: Readonly<Record<string, Arbitrary<Value>>> = {
  'string(30)': upTo(30),
  string: upTo(60),
  int: whole32,
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  'decimal(2)': decimals(6),
  decimal: decimals(6),
  boolean: fc.boolean(),
  datetime: moments.filter((one) => one !== null),
  date: days.filter((one) => one !== null),
  guid: fc.oneof(guids, fc.constant('00000000-0000-0000-0000-000000000000')),
  'enum(NoYes)': fc.constantFrom('No', 'Yes', 'YES'),
  'enum(Colour)': fc.constantFrom('None', 'Red', 'Green', 'NonSpecific', 'red'),
};

const YES: Transform = { kind: 'valueMap', entries: { Yes: 'True', No: 'False' } };
const COLOURS: Transform = { kind: 'valueMap', entries: { Red: '1', Green: '2', NonSpecific: '3' } };
const day = (zone: string): Transform => ({ kind: 'date', holds: 'day', zone });

/** What a column map may say besides, each tried with every pair. */
const SAID: Readonly<Record<string, readonly Transform[]>> = {
  nothing: [],
  'yes and no': [YES],
  colours: [COLOURS],
  'a day in Paris': [day('Europe/Paris')],
  'a day in Cairo': [day('Africa/Cairo')],
  'a day in Apia': [day('Pacific/Apia')],
  'a day in Chatham': [day('Pacific/Chatham')],
  'a moment': [{ kind: 'date', holds: 'instant', zone: 'America/New_York' }],
  trim: [{ kind: 'trim' }],
  upper: [{ kind: 'case', to: 'upper' }],
  lower: [{ kind: 'case', to: 'lower' }],
  prefix: [{ kind: 'prefix', text: 'P-' }],
  suffix: [{ kind: 'suffix', text: '/EU' }],
  'all text steps': [
    { kind: 'trim' },
    { kind: 'prefix', text: 'P-' },
    { kind: 'suffix', text: ' x ' },
    { kind: 'case', to: 'upper' },
  ],
};

function schemasFor(here: string, there: string): MapSchemas {
  const { order } = ORDERS.dataverse;
  const { finance } = ORDERS;
  if (order === undefined || finance === null) throw new Error('no tables');
  return {
    dataverse: {
      ...ORDERS.dataverse,
      order: { ...order, columns: { ...order.columns, tested: column('tested', here) } },
    },
    finance: { ...finance, columns: { ...finance.columns, Tested: column('Tested', there) } },
  };
}

/** Undefined where the check refuses such a column map. */
function compiled(here: string, there: string, transforms: readonly Transform[]): CompiledColumn | undefined {
  const map = orders([{ dataverse: 'tested', finance: 'Tested', direction: 'both', transforms }], {}, TWO_WAY_KEY);
  const schemas = schemasFor(here, there);
  if (checkTableMap(map, schemas).some(({ severity }) => severity === 'error')) return undefined;
  return compileTableMap(map, schemas).columns.at(-1);
}

/** The value; undefined where it is refused by a code that says so of values. */
function carried(mapped: Mapped): Value | undefined {
  if ('value' in mapped) return mapped.value;
  expect(mapped.problem.code).toMatch(/^TDM13\d\d$/);
  expect(CODES[mapped.problem.code]).toBeDefined();
  return undefined;
}

/** What was carried comes back as it was sent: both sides would change it for ever otherwise. */
function holds(tested: CompiledColumn, here: Value, there: Value): void {
  const sent = carried(tested.toFinance(here));
  if (sent !== undefined) {
    expect(tested.normalFinance(sent)).toBe(tested.normalFinance(tested.normalFinance(sent)));
    const back = carried(tested.toDataverse(sent));
    if (back === undefined)
      throw new Error(`${JSON.stringify(here)} went as ${JSON.stringify(sent)} and cannot come back`);
    const again = carried(tested.toFinance(back));
    expect(again === undefined ? again : tested.normalFinance(again)).toBe(tested.normalFinance(sent));
  }
  const received = carried(tested.toDataverse(there));
  if (received !== undefined) {
    const returned = carried(tested.toFinance(received));
    if (returned === undefined) return;
    expect(tested.normalFinance(returned)).toBe(tested.normalFinance(there));
  }
}

const PAIRS = Object.keys(SAID).flatMap((said) =>
  Object.keys(HERE).flatMap((here) => Object.keys(THERE).map((there) => [said, here, there] as const)),
);
const fits = PAIRS.filter(([said, here, there]) => compiled(here, there, SAID[said] ?? []) !== undefined);

describe.each(Object.keys(SAID))('two-way, and %s', (said) => {
  test.each(fits.filter(([one]) => one === said))('%s: %s and %s', (_, here, there) => {
    const tested = compiled(here, there, SAID[said] ?? []);
    const [ours, theirs] = [HERE[here], THERE[there]];
    if (tested === undefined || ours === undefined || theirs === undefined) throw new Error('nothing to test');
    fc.assert(
      fc.property(ours, theirs, (one, other) => holds(tested, one, other)),
      { numRuns: 100 },
    );
  });
});

test('every type of either side fits some type of the other', () => {
  const plain = fits.filter(([said]) => said === 'nothing' || said === 'yes and no' || said === 'colours');
  expect(new Set(plain.map(([, here]) => here))).toEqual(new Set(Object.keys(HERE)));
  expect(new Set(plain.map(([, , there]) => there))).toEqual(new Set(Object.keys(THERE)));
});

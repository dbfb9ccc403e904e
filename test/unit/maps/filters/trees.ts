import fc from 'fast-check';
import type { Filter, Value } from '../../../../plugins-ts/maps';

type Condition = Extract<Filter, { readonly column: string }>;

const DATAVERSE_WORDS = ['and', 'or', 'not', 'eq', 'ne', 'gt', 'ge', 'lt', 'le', 'true', 'false', 'null', 'like'];

/** Names of columns, also such as begin with a word of the language. */
export const names = fc
  .tuple(
    fc.constantFrom('', 'not', 'and', 'or_', 'eq', 'like', 'null', '_', 'A', 'msdyn_'),
    fc.stringMatching(/^[a-z_]\w{0,8}$/),
  )
  .map(([before, rest]) => before + rest)
  .filter((name) => !DATAVERSE_WORDS.includes(name.toLowerCase()));

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '*', '?', '(', ')', ' ', '\u00a0', '\n', '\t', '\r', 'n', 'é', '&', '|'),
  }),
  fc.constantFrom(
    '2026-02-28',
    '2026-02-30',
    '2026-02-28T10:11:12Z',
    '0a000000-0000-4000-8000-000000000001',
    'null',
    '12.50',
  ),
);

const numbers = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(192350000, 0.1, 1e21, 1e-7))
  .map((one) => (one === 0 ? 0 : one));

/** Every tree, within the words that a dialect has. */
export const trees = (
  values: fc.Arbitrary<Value>,
  patterns: readonly Condition['is'][],
  patternTexts: fc.Arbitrary<string>,
): fc.Arbitrary<Filter> => {
  const conditions: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({
      column: names,
      is: fc.constantFrom<Condition['is']>('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      value: values,
    }),
    fc.record({ column: names, is: fc.constantFrom<Condition['is']>(...patterns), value: patternTexts }),
  );
  return fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      conditions,
      fc.record({ all: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }) }),
      fc.record({ any: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }) }),
      fc.record({ not: tie('tree') }),
    ),
  })).tree;
};

export const DATAVERSE_TREES = trees(
  fc.oneof<fc.Arbitrary<Value>[]>(texts, numbers, fc.boolean(), fc.constant(null)),
  ['contains', 'startsWith', 'endsWith'],
  texts.filter((text) => text !== ''),
);

export const FINANCE_TREES = trees(fc.oneof<fc.Arbitrary<Value>[]>(texts, numbers, fc.boolean()), ['like'], texts);

/** Any tree at all, also such as one of the dialects has no words for. */
export const ALL_TREES: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    trees(
      fc.oneof<fc.Arbitrary<Value>[]>(texts, numbers, fc.boolean(), fc.constant(null)),
      ['contains', 'startsWith', 'endsWith', 'like'],
      texts,
    ),
    fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
})).tree;

import fc from 'fast-check';
import type { ColumnMap, Filter, TableMap, Transform } from '../../../../plugins-ts/maps';

/** One change of a map, and the part of it that it touches: edits of different places have nothing to do with each other. */
export interface Edit {
  readonly place: string;
  readonly apply: (map: TableMap) => TableMap;
}

const direction = fc.constantFrom('toDataverse', 'toFinance', 'both' as const);
const conflict = fc.constantFrom('dataverse', 'finance', 'ask' as const);
const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'epsilon');

const entries = fc.dictionary(fc.constantFrom('yes', 'no', 'maybe', 'never'), word, { minKeys: 1, maxKeys: 4 });
const transforms: fc.Arbitrary<readonly Transform[]> = fc
  .tuple(
    fc.option(fc.record({ kind: fc.constant('valueMap' as const), entries }), { nil: undefined }),
    fc.option(fc.record({ kind: fc.constant('default' as const), value: fc.oneof(word, fc.integer()) }), {
      nil: undefined,
    }),
    fc.option(fc.constant({ kind: 'truncate' as const, length: 20 }), { nil: undefined }),
  )
  .map((some) => some.filter((one): one is NonNullable<typeof one> => one !== undefined));

const condition = fc.record({
  column: word,
  is: fc.constantFrom('eq', 'ne', 'gt' as const),
  value: fc.integer({ min: 0, max: 9 }),
});
export const filter: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
})).tree;

const column = (at: number): fc.Arbitrary<ColumnMap> =>
  fc
    .record({ direction, transforms, inferred: fc.boolean(), conflict: fc.option(conflict, { nil: undefined }) })
    .map(({ conflict: policy, ...rest }) => ({
      finance: `Field${at}`,
      dataverse: `new_column${at}`,
      ...rest,
      ...(policy === undefined ? {} : { conflict: policy }),
    }));

/** Maps whose columns feed different targets. */
export const tableMap: fc.Arbitrary<TableMap> = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => column(at))))
  .chain((columns) =>
    fc.record({
      key: fc.constant('things'),
      name: word,
      version: fc.constant('1.0.0.0'),
      order: fc.integer({ min: 0, max: 300 }),
      dataverse: fc.record({ table: fc.constant('new_thing'), entitySet: fc.constant('new_things'), filter }),
      finance: fc.record({ entity: fc.constant('Things'), companyField: fc.constant('dataAreaId') }),
      columns: fc.constant(columns as readonly ColumnMap[]),
      integrationKey: fc.constant(['dataAreaId', 'Field0']),
      policies: fc.record({
        conflict,
        onDelete: fc.constantFrom('never', 'ask', 'delete' as const),
        insertOnce: fc.boolean(),
      }),
      extra: fc.record({
        map: fc.dictionary(word, fc.integer(), { maxKeys: 2 }),
        leg: fc.dictionary(word, word, { maxKeys: 2 }),
        tandem: fc.dictionary(word, word, { maxKeys: 2 }),
        columns: fc.constant(columns.map((_, at) => ({ sourceType: `t${at}` }))),
      }),
    }),
  );

const onColumn = (at: number, change: (column: ColumnMap) => ColumnMap): Edit['apply'] => {
  const field = `Field${at}`;
  return (map) => ({
    ...map,
    columns: map.columns.map((one) =>
      one.finance === field || one.dataverse === `new_column${at}` ? change(one) : one,
    ),
  });
};

const setEntry = (column: ColumnMap, key: string, value: string | undefined): ColumnMap => ({
  ...column,
  transforms: column.transforms.map((one) => {
    if (one.kind !== 'valueMap') return one;
    const { [key]: _, ...rest } = one.entries;
    return { kind: 'valueMap', entries: value === undefined ? rest : { ...rest, [key]: value } };
  }),
});

function partEdits(at: number): fc.Arbitrary<readonly Edit[]> {
  const edit = (place: string, change: (column: ColumnMap) => ColumnMap): Edit => ({
    place: `${at} ${place}`,
    apply: onColumn(at, change),
  });
  return fc.tuple(direction, conflict, word, fc.constantFrom('field', 'path')).map(([way, policy, text, end]) => [
    edit('direction', (one) => ({ ...one, direction: way })),
    edit('conflict', (one) => ({ ...one, conflict: policy })),
    edit('inferred', (one) => ({ ...one, inferred: one.inferred !== true })),
    edit('yes', (one) => setEntry(one, 'yes', text)),
    edit('no', (one) => setEntry(one, 'no', undefined)),
    edit('default', (one) => ({
      ...one,
      transforms: one.transforms.map((each) =>
        each.kind === 'default' ? { kind: 'default', value: `x${text}` } : each,
      ),
    })),
    edit('round', (one) => ({ ...one, transforms: [...one.transforms, { kind: 'round' }] })),
    edit('end', (one) =>
      end === 'field' ? { ...one, finance: `Moved${at}` } : { ...one, dataverse: `new_moved${at}` },
    ),
  ]);
}

const wholeEdit = (at: number): Edit => ({
  place: `${at}`,
  apply: (map) => {
    const place = map.columns.findIndex(({ finance }) => finance === `Field${at}`);
    if (place < 0) return map;
    const { extra } = map;
    return {
      ...map,
      columns: map.columns.filter((_, one) => one !== place),
      ...(extra === undefined ? {} : { extra: { ...extra, columns: extra.columns.filter((_, one) => one !== place) } }),
    };
  },
});

const newColumn = (name: string): Edit => ({
  place: `new ${name}`,
  apply: (map) => ({
    ...map,
    columns: [...map.columns, { finance: name, dataverse: `new_${name}`, direction: 'both', transforms: [] }],
    ...(map.extra === undefined ? {} : { extra: { ...map.extra, columns: [...map.extra.columns, {}] } }),
  }),
});

const ofMap: fc.Arbitrary<readonly Edit[]> = fc
  .tuple(filter, filter, word, fc.integer())
  .map(([here, there, text, number]): readonly Edit[] => [
    { place: 'name', apply: (map) => ({ ...map, name: `new ${text}` }) },
    { place: 'order', apply: (map) => ({ ...map, order: number }) },
    { place: 'here', apply: (map) => ({ ...map, dataverse: { ...map.dataverse, filter: here } }) },
    { place: 'there', apply: (map) => ({ ...map, finance: { ...map.finance, filter: there } }) },
    { place: 'delete', apply: (map) => ({ ...map, policies: { ...map.policies, onDelete: 'ask' } }) },
    { place: 'once', apply: (map) => ({ ...map, policies: { ...map.policies, insertOnce: true } }) },
    { place: 'french', apply: (map) => ({ ...map, names: { ...map.names, fr: text } }) },
    { place: 'german', apply: (map) => ({ ...map, names: { ...map.names, de: text } }) },
    { place: 'page', apply: (map) => ({ ...map, finance: { ...map.finance, page: text } }) },
    {
      place: 'beside',
      apply: (map) =>
        map.extra === undefined ? map : { ...map, extra: { ...map.extra, map: { ...map.extra.map, zeta: text } } },
    },
  ]);

/** A map and edits of it, each of another place. */
export const mapAndEdits: fc.Arbitrary<{ readonly map: TableMap; readonly edits: readonly Edit[] }> = tableMap.chain(
  (map) => {
    const ofColumns = map.columns.map((_, at) =>
      fc.oneof(fc.constant([wholeEdit(at)]), { arbitrary: partEdits(at), weight: 4 }),
    );
    return fc
      .tuple(ofMap, fc.constant(['added', 'another', 'third'].map(newColumn)), ...ofColumns)
      .map((edits) => ({ map, edits: edits.flat() }));
  },
);

export const applied = (map: TableMap, edits: readonly Edit[]): TableMap =>
  edits.reduce((changed, edit) => edit.apply(changed), map);

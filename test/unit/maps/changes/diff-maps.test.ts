import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffMaps, formatTableMap, parseTableMap, type Filter, type TableMap } from '../../../../plugins-ts/maps';
import { SHIPPED_MAPS } from '../../../../plugins-ts/project-operations';
import { applied, filter, mapAndEdits, tableMap } from './edits';

/** With a name that goes both ways, and is known to. */
const projects = bothWays(SHIPPED_MAPS.find(({ key }) => key === 'projects-v2') as TableMap);

function bothWays(map: TableMap): TableMap {
  const columns = map.columns.map((one) =>
    one.finance === 'ProjectName' ? { ...one, direction: 'both' as const, inferred: false } : one,
  );
  return { ...map, columns };
}

const asJson = (map: TableMap): unknown => JSON.parse(JSON.stringify(map));

const MIRRORED = { added: 'removed', removed: 'added', changed: 'changed' } as const;

/** As somebody else would write the same. */
const otherwise = (tree: Filter): Filter => {
  if ('all' in tree) return { not: { not: { all: tree.all.map(otherwise).reverse() } } };
  if ('any' in tree) return { all: [{ any: tree.any.map(otherwise).reverse() }] };
  if ('not' in tree) return { not: otherwise(tree.not) };
  return { ...tree, column: tree.column.toUpperCase() };
};

function reordered(map: TableMap): TableMap {
  const { filter: tree } = map.dataverse;
  return {
    ...map,
    columns: map.columns
      .map(({ dataverse, finance, ...rest }) => ({
        ...rest,
        transforms: [...rest.transforms].reverse(),
        inferred: rest.inferred === true,
        answer: rest.answer === true,
        ...(dataverse === undefined ? {} : { dataverse: dataverse.toUpperCase() }),
        ...(finance === undefined ? {} : { finance: finance.toUpperCase() }),
      }))
      .reverse(),
    integrationKey: [...map.integrationKey].reverse(),
    policies: { ...map.policies, transport: 'odata' },
    dataverse: { ...map.dataverse, ...(tree === undefined ? {} : { filter: otherwise(tree) }), filterInferred: false },
    extra: { map: { $type: 'Map' }, leg: { $type: 'Leg' }, tandem: map.extra?.tandem ?? {}, columns: [] },
  };
}

describe('what holds for all maps', () => {
  it('a map is no other than itself, however it is written', () => {
    fc.assert(
      fc.property(tableMap, (map) => {
        expect(diffMaps(map, map)).toEqual([]);
        expect(diffMaps(map, reordered(map))).toEqual([]);
      }),
    );
    for (const map of SHIPPED_MAPS) {
      const { map: again } = parseTableMap(formatTableMap(map).replace(/\n\s*/g, ' '));
      expect(again === null ? null : diffMaps(map, again)).toEqual([]);
    }
  });

  it('turned round, it is the same differences, turned round', () => {
    fc.assert(
      fc.property(tableMap, tableMap, mapAndEdits, (one, other, { map, edits }) => {
        for (const [a, b] of [
          [one, other],
          [map, applied(map, edits)],
        ] as const) {
          const there = diffMaps(a, b).map(({ kind, change, before, after }) => ({ kind, change, before, after }));
          const back = diffMaps(b, a).map(({ kind, change, before, after }) => ({
            kind,
            change: MIRRORED[change],
            before: after,
            after: before,
          }));
          const inOrder = (all: typeof there): readonly string[] => all.map((each) => JSON.stringify(each)).sort();
          expect(inOrder(there)).toEqual(inOrder(back));
        }
      }),
    );
  });

  it('every edit that changes anything is found, and nothing else', () => {
    fc.assert(
      fc.property(mapAndEdits, ({ map, edits }) => {
        for (const edit of edits) {
          const changed = edit.apply(map);
          const isChange = !isDeepStrictEqual(asJson(changed), asJson(map));
          const found = diffMaps(map, changed);
          if (edit.place === 'beside') expect(found).toEqual([]);
          else if (!isChange) expect(found).toEqual([]);
          else if (edit.place !== 'here') expect(found).toHaveLength(1);
          for (const { message } of found) expect(message).toMatch(/^The .+\.$/);
        }
      }),
    );
  });

  it('filters that are written otherwise and say the same are the same', () => {
    fc.assert(
      fc.property(filter, (tree) => {
        const as = (one: Filter): TableMap => ({ ...projects, dataverse: { ...projects.dataverse, filter: one } });
        expect(diffMaps(as(tree), as(otherwise(tree)))).toEqual([]);
      }),
    );
  });
});

describe('each difference, in a sentence', () => {
  const withColumn = (change: object, map = projects): TableMap => ({
    ...map,
    columns: map.columns.map((one) => (one.finance === 'ProjectName' ? { ...one, ...change } : one)),
  });
  const mapped = (...entries: readonly (readonly [string, string])[]) =>
    withColumn({ transforms: [{ kind: 'valueMap', entries: Object.fromEntries(entries) }] });

  it.each<[string, TableMap, TableMap, object]>([
    [
      'direction',
      projects,
      withColumn({ direction: 'toFinance' }),
      {
        kind: 'direction',
        change: 'changed',
        message: 'The direction of ProjectName was both ways and is to Finance.',
      },
    ],
    [
      'path',
      projects,
      withColumn({ dataverse: 'msdyn_description' }),
      { kind: 'path', message: 'The Dataverse path of ProjectName was msdyn_subject and is msdyn_description.' },
    ],
    [
      'field',
      projects,
      withColumn({ finance: 'Notes' }),
      { kind: 'field', message: 'The Finance field of ProjectName was ProjectName and is Notes.' },
    ],
    [
      'transform',
      projects,
      withColumn({ transforms: [{ kind: 'truncate', length: 20 }] }),
      { kind: 'transform', change: 'added', message: 'The transform Truncate of ProjectName is new: length 20.' },
    ],
    [
      'property of a transform',
      withColumn({ transforms: [{ kind: 'truncate', length: 20 }] }),
      withColumn({ transforms: [{ kind: 'truncate', length: 60 }] }),
      { kind: 'transformProperty', message: 'The length of Truncate of ProjectName was 20 and is 60.' },
    ],
    [
      'value map entry, changed',
      mapped(['yes', 'True']),
      mapped(['yes', 'False']),
      { kind: 'valueMapEntry', message: 'The value map entry yes of ProjectName was True and is False.' },
    ],
    [
      'value map entry, added',
      mapped(['yes', 'True']),
      mapped(['Yes', 'true'], ['no', 'False']),
      { kind: 'valueMapEntry', change: 'added', message: 'The value map entry no of ProjectName is new: False.' },
    ],
    [
      'inferred',
      projects,
      withColumn({ inferred: true }),
      { kind: 'inferred', message: 'The mark “inferred” of ProjectName was no and is yes.' },
    ],
    [
      'conflict policy of a column',
      projects,
      withColumn({ conflict: 'ask' }),
      { kind: 'conflict', message: 'The conflict policy of ProjectName was that of the map and is ask.' },
    ],
    [
      'column',
      projects,
      { ...projects, columns: projects.columns.filter(({ finance }) => finance !== 'ProjectName') },
      {
        kind: 'column',
        change: 'removed',
        message: 'The column map ProjectName is gone: ProjectName ↔ msdyn_subject.',
      },
    ],
    [
      'policy',
      projects,
      { ...projects, policies: { ...projects.policies, onDelete: 'delete' } },
      { kind: 'policy', message: `The delete policy was ${projects.policies.onDelete} and is delete.` },
    ],
    [
      'filter',
      projects,
      { ...projects, finance: { ...projects.finance, filterText: '(ProjectID  == "1")' } },
      { kind: 'financeFilter', message: 'The Finance filter was all rows and is (ProjectID  == "1").' },
    ],
    [
      'integration key',
      projects,
      { ...projects, integrationKey: ['dataAreaId'] },
      {
        kind: 'integrationKey',
        message: expect.stringMatching(/^The integration key was .+, .+ and is dataAreaId\.$/),
      },
    ],
    [
      'what a later version may know',
      projects,
      { ...projects, extra: { ...projects.extra!, tandem: { dataverse: { colour: 'blue' } } } },
      { kind: 'property', change: 'added' },
    ],
  ])('%s', (_, one, other, expected) => {
    expect(diffMaps(one, other)).toEqual([expect.objectContaining(expected)]);
  });

  it('one Finance field that feeds two columns: each is told by itself', () => {
    const twice: TableMap = {
      ...projects,
      columns: [
        { finance: 'ProjectName', dataverse: 'a', direction: 'toDataverse', transforms: [] },
        { finance: 'ProjectName', dataverse: 'b', direction: 'both', transforms: [] },
      ],
    };
    const changed: TableMap = {
      ...twice,
      columns: [...twice.columns].reverse().map((one) => (one.dataverse === 'b' ? { ...one, inferred: true } : one)),
    };
    expect(diffMaps(twice, changed)).toMatchObject([{ place: 'columns/ProjectName=b/inferred' }]);
  });
});

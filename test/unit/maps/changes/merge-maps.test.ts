import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffMaps, formatTableMap, mergeMaps, parseTableMap, type TableMap } from '../../../../plugins-ts/maps';
import { SHIPPED_MAPS } from '../../../../plugins-ts/project-operations';
import { applied, mapAndEdits, tableMap } from './edits';

/** A map, changed in any way, twice: the changes may be of the same places. */
const threeMaps = fc
  .tuple(mapAndEdits, fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.boolean()))
  .map(([{ map, edits }, one, other]) => ({
    base: map,
    mine: applied(
      map,
      edits.filter(() => one.next().value),
    ),
    theirs: applied(
      map,
      edits.filter(() => other.next().value),
    ),
  }));

const shipped = (key: string): TableMap => {
  const map = SHIPPED_MAPS.find((one) => one.key === key);
  if (map === undefined) throw new Error(key);
  return map;
};

/** With a name that goes both ways. */
const projects = withColumn(shipped('projects-v2'), 'ProjectName', { direction: 'both' });

const without = (map: TableMap, field: string): TableMap => ({
  ...map,
  columns: map.columns.filter(({ finance }) => finance !== field),
});

describe('what holds for all maps', () => {
  it('nothing changed here: the new version, whole', () => {
    fc.assert(
      fc.property(threeMaps, ({ base, theirs }) => {
        expect(mergeMaps(base, base, theirs)).toEqual({ merged: theirs, conflicts: [], decided: [] });
      }),
    );
  });

  it('nothing new: mine, whole', () => {
    fc.assert(
      fc.property(threeMaps, ({ base, mine }) => {
        expect(mergeMaps(base, mine, base)).toEqual({
          merged: mine === base ? base : mine,
          conflicts: [],
          decided: [],
        });
      }),
    );
  });

  it('both the same: mine', () => {
    fc.assert(
      fc.property(threeMaps, ({ base, mine }) => {
        expect(mergeMaps(base, mine, mine)).toEqual({ merged: mine, conflicts: [], decided: [] });
      }),
    );
  });

  it('changes of different places never conflict, and both are there', () => {
    fc.assert(
      fc.property(
        mapAndEdits,
        fc.infiniteStream(fc.constantFrom('mine', 'theirs', 'none')),
        ({ map, edits }, whose) => {
          const by = edits.map((edit) => ({ edit, who: whose.next().value }));
          const of = (who: string) => by.filter((one) => one.who === who).map(({ edit }) => edit);
          const { merged, conflicts } = mergeMaps(map, applied(map, of('mine')), applied(map, of('theirs')));
          expect(conflicts).toEqual([]);
          expect(diffMaps(merged, applied(map, [...of('mine'), ...of('theirs')]))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('at a conflict stays what is mine, and everything else is the same whoever is asked first', () => {
    fc.assert(
      fc.property(threeMaps, fc.tuple(tableMap, tableMap), ({ base, mine, theirs }, [other, another]) => {
        for (const [b, m, t] of [
          [base, mine, theirs],
          [base, other, theirs],
          [base, other, another],
        ] as const) {
          const { merged, conflicts } = mergeMaps(b, m, t);
          const turned = mergeMaps(b, t, m);
          expect(turned.conflicts.map(({ place }) => place).sort()).toEqual(conflicts.map(({ place }) => place).sort());
          // What the two results still disagree in is what a person has to decide.
          const open = (kind: string): number => conflicts.filter((one) => one.kind === kind).length;
          for (const { kind } of diffMaps(merged, turned.merged))
            expect(open(kind) + open('column')).toBeGreaterThan(0);
          for (const conflict of conflicts) expect(conflict.mine).not.toEqual(conflict.theirs);
        }
      }),
    );
  });

  it('decided for the new version, all of it is there; decided for mine, none of it comes back', () => {
    fc.assert(
      fc.property(threeMaps, tableMap, ({ base, mine, theirs }, other) => {
        for (const here of [mine, other]) {
          const { conflicts } = mergeMaps(base, here, theirs);
          for (const take of ['mine', 'shipped'] as const) {
            const decisions = conflicts.map((conflict) => ({ ...conflict, take }));
            const after = mergeMaps(base, here, theirs, decisions);
            expect(after.conflicts).toEqual([]);
            expect(after.decided.length).toBeGreaterThanOrEqual(Math.min(1, conflicts.length));
            // The next time the new version is where both came from.
            expect(mergeMaps(theirs, after.merged, theirs).conflicts).toEqual([]);
          }
        }
      }),
    );
  });

  it('what comes out can be written and read again', () => {
    fc.assert(
      fc.property(threeMaps, ({ base, mine, theirs }) => {
        const { merged } = mergeMaps(base, mine, theirs);
        const text = formatTableMap(merged);
        const { map, findings } = parseTableMap(text);
        expect(findings).toEqual([]);
        expect(map === null ? null : diffMaps(map, merged)).toEqual([]);
        expect(map === null ? null : formatTableMap(map)).toBe(text);
      }),
    );
  });

  it('holds for the shipped maps too, against each other', () => {
    for (const [at, map] of SHIPPED_MAPS.entries()) {
      const next = SHIPPED_MAPS[at + 1] ?? projects;
      expect(mergeMaps(map, map, next).merged).toBe(next);
      const mine = withColumn(map, map.columns[0]?.finance ?? '', { inferred: true, direction: 'toDataverse' });
      const { merged, conflicts } = mergeMaps(map, mine, { ...map, order: map.order + 1 });
      expect(conflicts).toEqual([]);
      expect(diffMaps(merged, { ...mine, order: map.order + 1 })).toEqual([]);
      expect(formatTableMap(mergeMaps(map, mine, map).merged)).toBe(formatTableMap(mine));
    }
  });
});

describe('conflicts', () => {
  it('one column, two directions', () => {
    const { merged, conflicts } = mergeMaps(
      projects,
      withColumn(projects, 'ProjectName', { direction: 'toFinance' }),
      withColumn(projects, 'ProjectName', { direction: 'toDataverse' }),
    );
    expect(conflicts).toEqual([
      {
        code: 'TDM1430',
        kind: 'direction',
        column: 'ProjectName',
        place: 'columns/ProjectName=msdyn_subject/direction',
        base: 'both',
        mine: 'toFinance',
        theirs: 'toDataverse',
        spelled: { base: 'both ways', mine: 'to Finance', theirs: 'to Dataverse' },
        message: 'The direction of ProjectName was both ways; here it is to Finance, in the new version to Dataverse.',
        remedy: 'Decide: tandem map upgrade projects-v2 --take mine or --take shipped --column ProjectName.',
      },
    ]);
    expect(merged.columns.find(({ finance }) => finance === 'ProjectName')?.direction).toBe('toFinance');
  });

  it('removed here and changed there, and the other way round', () => {
    const changed = withColumn(projects, 'ProjectName', { direction: 'toFinance' });
    const removed = without(projects, 'ProjectName');
    const one = mergeMaps(projects, removed, changed);
    expect(one.conflicts).toMatchObject([{ code: 'TDM1431', kind: 'column', column: 'ProjectName', mine: null }]);
    expect(one.conflicts[0]?.message).toBe(
      'The column map ProjectName was ProjectName ↔ msdyn_subject; you removed it, the new version made it ProjectName ← msdyn_subject.',
    );
    expect(one.merged.columns.some(({ finance }) => finance === 'ProjectName')).toBe(false);
    const other = mergeMaps(projects, changed, removed);
    expect(other.conflicts).toMatchObject([{ code: 'TDM1431', theirs: null }]);
    expect(other.merged.columns.find(({ finance }) => finance === 'ProjectName')?.direction).toBe('toFinance');
  });

  it('two column maps that feed one field: sound by themselves, not together', () => {
    const add = (dataverse: string): TableMap => ({
      ...projects,
      columns: [...projects.columns, { finance: 'Notes', dataverse, direction: 'toFinance', transforms: [] }],
    });
    const moved = withColumn(projects, 'ProjectName', { finance: 'Notes' });
    const { merged, conflicts } = mergeMaps(projects, moved, add('msdyn_comments'));
    expect(conflicts).toMatchObject([{ code: 'TDM1432', kind: 'column' }]);
    expect(conflicts[0]?.message).toBe(
      'Notes is fed by Notes ↔ msdyn_subject here, and by Notes ← msdyn_comments in the new version; one row cannot take both.',
    );
    expect(merged.columns.filter(({ finance }) => finance === 'Notes')).toMatchObject([{ dataverse: 'msdyn_subject' }]);
    const decided = mergeMaps(projects, moved, add('msdyn_comments'), [{ ...conflicts[0]!, take: 'shipped' }]);
    expect(decided.conflicts).toEqual([]);
    expect(decided.merged.columns.filter(({ finance }) => finance === 'Notes')).toMatchObject([
      { dataverse: 'msdyn_comments' },
    ]);
  });

  it('of two versions the higher counts, without asking', () => {
    const as = (version: string): TableMap => ({ ...projects, version });
    expect(mergeMaps(projects, as('1.0.0.10'), as('1.0.0.9')).merged.version).toBe('1.0.0.10');
    expect(mergeMaps(projects, as('1.0.0.9'), as('1.0.0.10'))).toMatchObject({
      merged: { version: '1.0.0.10' },
      conflicts: [],
    });
  });

  it('a decision holds only for what was decided', () => {
    const mine = withColumn(projects, 'ProjectName', { direction: 'toFinance' });
    const first = mergeMaps(projects, mine, withColumn(projects, 'ProjectName', { direction: 'toDataverse' }));
    const decisions = first.conflicts.map((one) => ({ ...one, take: 'shipped' as const }));
    const later = withColumn(projects, 'ProjectName', { direction: 'toDataverse', dataverse: 'msdyn_description' });
    expect(mergeMaps(projects, mine, later, decisions).merged.columns).toContainEqual(
      expect.objectContaining({ finance: 'ProjectName', dataverse: 'msdyn_description', direction: 'toDataverse' }),
    );
    const otherwise = withColumn(projects, 'ProjectName', { direction: 'both', dataverse: 'msdyn_description' });
    const back = withColumn(mine, 'ProjectName', { direction: 'toDataverse' });
    expect(mergeMaps(mine, back, otherwise, decisions).conflicts).toHaveLength(1);
  });
});

function withColumn(map: TableMap, field: string, change: object): TableMap {
  return { ...map, columns: map.columns.map((one) => (one.finance === field ? { ...one, ...change } : one)) };
}

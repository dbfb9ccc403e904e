import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IdSet } from '../../../plugins-ts/sync/id-set';

const setOf = (ids: readonly string[]): IdSet => {
  const set = new IdSet();
  for (const id of ids) set.add(id);
  return set;
};

it('has what was added, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid()), fc.array(fc.uuid()), (added, asked) => {
      const set = setOf(added);
      const expected = new Set(added);
      for (const id of [...added, ...asked]) expect(set.has(id)).toBe(expected.has(id));
    }),
  );
});

it('tells ids apart that differ in one digit', () => {
  const id = '0a00beef-1234-4000-8000-00000000ffff';
  const others = [...id].flatMap((digit, at) =>
    digit === '-' ? [] : [id.slice(0, at) + (digit === '1' ? '2' : '1') + id.slice(at + 1)],
  );
  const set = setOf([id]);
  expect(set.has(id)).toBe(true);
  expect(others.filter((other) => set.has(other))).toEqual([]);
});

it('grows, and may be asked in between', () => {
  const ids = Array.from({ length: 3_000 }, (_, at) => `0a00beef-0000-4000-8000-${String(at).padStart(12, '0')}`);
  const set = setOf(ids.slice(0, 1_000));
  expect([set.has(ids[999] ?? ''), set.has(ids[1_000] ?? '')]).toEqual([true, false]);
  for (const id of ids.slice(1_000)) set.add(id);
  expect(ids.every((id) => set.has(id))).toBe(true);
});

it('keeps ids that are no GUIDs', () => {
  const set = setOf(['row 7']);
  expect([set.has('row 7'), set.has('row 8')]).toEqual([true, false]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedRows } from '../../../../plugins-ts/finance/packages/named-rows';
import { outcomesOf, type Ending } from '../../../../plugins-ts/finance/packages/outcomes';

const KEYS = ['a', 'b', 'c'].map((ConnectionId) => ({ ConnectionId }));
const error = (record: string, says = `not ${record}`): Ending['errors'][number] => ({ record, field: '', says });

/** One letter a row: written, refused, unclear. */
const verdicts = (ending: Partial<Ending>, size = KEYS.length, keys = KEYS): string =>
  outcomesOf(
    { keys, companyField: undefined, size },
    { status: 'PartiallySucceeded', errors: [], written: null, lines: [], ...ending },
  )
    .map(({ kind }) => kind.slice(0, 1))
    .join('');

describe('which rows got in', () => {
  it.each<[what: string, ending: Partial<Ending>, verdict: string]>([
    ['all', { status: 'Succeeded', written: 3 }, 'www'],
    ['all, whatever Finance remarked', { written: 3, errors: [error('b')] }, 'www'],
    ['none', { status: 'Failed', written: 0, errors: [error('', 'No file')] }, 'rrr'],
    ['none, because somebody stopped it', { status: 'Canceled', written: 0 }, 'rrr'],
    ['none, and yet it is called a success', { status: 'Succeeded', written: 0 }, 'uuu'],
    ['the others', { written: 2, errors: [error('b')] }, 'wrw'],
    ['the others of an import that failed', { status: 'Failed', written: 1, errors: [error('b'), error('C')] }, 'wrr'],
    ['nobody knows which', { written: 2 }, 'uuu'],
    ['nobody knows which of the others', { written: 1, errors: [error('b')] }, 'uru'],
    ['nobody knows which when a stranger is named', { written: 2, errors: [error('row 7')] }, 'uuu'],
    ['more than were not named', { written: 2, errors: [error('b'), error('c')] }, 'wuu'],
    ['the others, as a file of keys says', { written: 2, lines: [['CONNECTIONID'], ['B']] }, 'wrw'],
    ['all, uncounted', { status: 'Succeeded' }, 'www'],
    ['the others, uncounted', { errors: [error('a'), error('c')] }, 'rwr'],
    ['uncounted, and something is wrong with none of them', { errors: [error('a'), error('')] }, 'ruu'],
    ['uncounted, partial and without an error', {}, 'uuu'],
    ['uncounted, a success with an error', { status: 'Succeeded', errors: [error('a')] }, 'ruu'],
    ['uncounted, a failure', { status: 'Failed', errors: [error('a')] }, 'ruu'],
  ])('%s', (_what, ending, verdict) => {
    expect(verdicts(ending)).toBe(verdict);
  });

  it('looks past rows that were settled before', () => {
    expect(verdicts({ written: 2, errors: [error('gone'), error('b')] }, 4)).toBe('wrw');
    expect(verdicts({ written: 3, errors: [error('gone')] }, 4)).toBe('www');
    expect(verdicts({ written: 2, errors: [error('gone'), error('gone too')] }, 4)).toBe('uuu');
  });

  it("says it in Finance's words", () => {
    const sent = { keys: KEYS, companyField: undefined, size: 3 };
    const ending = { status: 'PartiallySucceeded', written: 1, lines: [] };
    const errors = [error('a', 'First.'), error('a', 'Second.'), error('a', 'First.'), error('', 'In general.')];
    expect(outcomesOf(sent, { ...ending, errors })).toEqual([
      { kind: 'refused', code: 'PartiallySucceeded', says: 'First. Second.' },
      { kind: 'unclear', says: 'In general. (1 / 3)' },
      { kind: 'unclear', says: 'In general. (1 / 3)' },
    ]);
    expect(outcomesOf(sent, { ...ending, status: 'Failed', written: 0, errors: [] })[0]).toEqual({
      kind: 'refused',
      code: 'Failed',
      says: 'Failed',
    });
  });

  it('is never wrong about a row where Finance counts right and names only rows that it refused', () => {
    const row = fc.record({ isIn: fc.boolean(), isNamed: fc.boolean(), isSettled: fc.boolean() });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), fc.boolean(), (rows, counts) => {
        const named = rows.map((one, at) => ({ ...one, id: `k${at}` }));
        const refused = named.filter(({ isIn }) => !isIn);
        const written = rows.length - refused.length;
        const status = refused.length === 0 ? 'Succeeded' : written === 0 ? 'Failed' : 'PartiallySucceeded';
        // Uncounted, Finance is trusted to name whom it refused.
        const errors = refused.filter(({ isNamed }) => isNamed || !counts).map(({ id }) => error(id));
        const open = named.filter(({ isSettled }) => !isSettled);
        const found = outcomesOf(
          { keys: open.map(({ id }) => ({ ConnectionId: id })), companyField: undefined, size: rows.length },
          { status, errors, written: counts ? written : null, lines: [] },
        );
        open.forEach(({ isIn }, at) => expect(found[at]?.kind).not.toBe(isIn ? 'refused' : 'written'));
      }),
    );
  });
});

describe('a row that is named', () => {
  const keys = [
    { dataAreaId: 'usmf', Contract: 'C-1', Line: '1' },
    { dataAreaId: 'usmf', Contract: 'C-1', Line: '2' },
    { dataAreaId: 'usmf', Contract: '1', Line: '2' },
  ];
  const rows = namedRows(keys, 'dataAreaId');

  it.each<[record: string, at: number | null]>([
    ['C-1,1', 0],
    ['c-1 | 2', 1],
    ['2+1', 2],
    ['1\t2', 2],
    ['C-1', null],
    ['C-1,1,2', null],
    ['', null],
  ])('%j', (record, at) => {
    expect(rows.ofRecord(record)).toBe(at);
  });

  it('is found by id whatever the spelling, and by a line of a file', () => {
    const ids = namedRows([{ Id: '7b1c22aa-0000-4000-8000-000000000001' }, { Id: 'a, b' }], undefined);
    expect(ids.ofRecord('{7B1C22AA-0000-4000-8000-000000000001}')).toBe(0);
    expect(ids.ofRecord('A, B')).toBe(1);
    expect(ids.ofLine(['"{7B1C22AA-0000-4000-8000-000000000001}"', 'Cost'])).toBe(0);
  });

  it('is not told from a second one of the same key', () => {
    expect(namedRows([{ Id: 'x' }, { Id: 'X' }], undefined).ofRecord('x')).toBeNull();
  });
});

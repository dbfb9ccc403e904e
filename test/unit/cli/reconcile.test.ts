import { describe, expect, it } from 'vitest';
import { Failure } from '../../../plugins-ts/cli/failure';
import { readMoment } from '../../../plugins-ts/cli/moment';
import { csvHeadings, csvOf } from '../../../plugins-ts/cli/reconcile/csv';
import { repairOf } from '../../../plugins-ts/cli/reconcile/repair';
import { counted, NOTHING_YET, type Difference } from '../../../plugins-ts/sync';
import { ACTUALS, PROJECTS } from '../../simulation/world/maps';

const difference = (more: Partial<Difference> = {}): Difference => ({
  kind: 'different',
  mapKey: 'projects',
  recordId: '00000001-0000-4000-8000-000000000000',
  name: 'Bridge',
  company: 'usmf',
  financeKey: { dataAreaId: 'usmf', ProjectId: 'P1' },
  columns: [{ column: 'Name', here: 'Bridge', finance: 'Tunnel' }],
  status: 'inSync',
  code: null,
  isExplained: false,
  ...more,
});

const projects = { map: PROJECTS, companies: [] };
const actuals = { map: ACTUALS, companies: [] };

describe('a repair', () => {
  it.each([
    ['a row that differs', {}, 'dataverse', 'ask'],
    ['a row that differs', {}, 'finance', 'ask'],
    ['a row whose difference is known', { isExplained: true }, 'dataverse', 'leave'],
    ['a row that Finance has not', { kind: 'onlyDataverse' }, 'dataverse', 'ask'],
    // Nothing is ever deleted to make two sides alike.
    ['a row that Finance has not', { kind: 'onlyDataverse' }, 'finance', 'leave'],
    ['a row that Dataverse has not', { kind: 'onlyFinance' }, 'finance', 'ask'],
    ['a row that Dataverse has not', { kind: 'onlyFinance' }, 'dataverse', 'leave'],
    ['a row that nobody knows', { kind: 'onlyFinance', recordId: null }, 'finance', 'leave'],
  ] as const)('of %s %j by %s: %s', (_, more, side, verdict) => {
    expect(repairOf(difference(more), projects, { side, byName: false })).toBe(verdict);
  });

  it('of a row that is posted once needs a person who names it', () => {
    const posted = difference({ kind: 'onlyDataverse' });
    expect(repairOf(posted, actuals, { side: 'dataverse', byName: false })).toBe('postedOnce');
    expect(repairOf(posted, actuals, { side: 'dataverse', byName: true })).toBe('ask');
    expect(repairOf({ ...posted, isExplained: true }, actuals, { side: 'dataverse', byName: true })).toBe('leave');
  });
});

describe('the table of differences', () => {
  it('has a line per column, and keeps a spreadsheet from reckoning', () => {
    const file =
      csvHeadings() +
      csvOf([
        difference({ columns: [{ column: 'Name', here: '=1+1', finance: 'say "hi", then go' }] }),
        difference({ kind: 'onlyDataverse', columns: [], isExplained: true, status: 'error', code: 'TDM3001' }),
      ]);
    expect(file.split('\r\n')).toEqual([
      'map,record,name,company,key,kind,column,dataverse,finance,status,code,known',
      `projects,00000001-0000-4000-8000-000000000000,Bridge,usmf,usmf|P1,different,Name,'=1+1,"say ""hi"", then go",inSync,,no`,
      'projects,00000001-0000-4000-8000-000000000000,Bridge,usmf,usmf|P1,onlyDataverse,,,,error,TDM3001,yes',
      '',
    ]);
  });
});

describe('the counts', () => {
  it('fit into the memo that they travel in, however many columns differ', () => {
    const columns = Array.from({ length: 400 }, (_, at) => ({ column: `msdyn_column_${at}`, here: 1, finance: 2 }));
    const counts = counted(NOTHING_YET, { equal: 0, differences: [difference({ columns })] });
    expect(JSON.stringify(counts).length).toBeLessThan(4_000);
    expect(Object.values(counts.columns).reduce((sum, rows) => sum + rows, 0)).toBe(400);
  });
});

describe('a moment on the command line', () => {
  const now = Date.UTC(2026, 10, 25, 12);

  it.each([
    ['2026-11-25', Date.UTC(2026, 10, 25)],
    ['2026-11-25T08:30Z', Date.UTC(2026, 10, 25, 8, 30)],
    ['2026-11-25T08:30+01:00', Date.UTC(2026, 10, 25, 7, 30)],
    ['36h', Date.UTC(2026, 10, 24)],
    ['90m', Date.UTC(2026, 10, 25, 10, 30)],
    ['7d', Date.UTC(2026, 10, 18, 12)],
  ])('%s', (given, moment) => {
    expect(readMoment(given, '--since', now)).toBe(moment);
  });

  it('is none, or is refused by the name of its option', () => {
    expect(readMoment(undefined, '--since', now)).toBeNull();
    expect(() => readMoment('yesterday', '--since', now)).toThrow(Failure);
    expect(() => readMoment('yesterday', '--since', now)).toThrow('--since yesterday is no moment.');
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, ENGINE_SETTINGS, engineSettings } from '../../../plugins-ts/sync';

const DAY = 24 * 3_600_000;

describe('settings of the organisation', () => {
  it('are taken in the unit that they are written in, and leave the others as they were', () => {
    const { options, findings } = engineSettings(
      { deletesADay: '7', archiveDays: ' 14 ', requestPollSeconds: '2', financeUrl: 'https://finance' },
      DEFAULT_OPTIONS,
    );
    expect(findings).toEqual([]);
    expect(options).toEqual({ ...DEFAULT_OPTIONS, deletesADay: 7, archive: 14 * DAY, requestPoll: 2_000 });
  });

  it('without any, nothing changes', () => {
    expect(engineSettings({}, DEFAULT_OPTIONS)).toEqual({ options: DEFAULT_OPTIONS, findings: [] });
  });

  it.each(['', 'many', '-1', '1.5', '1e3', '1000001', '99999999999'])('%j is no number of deletes', (value) => {
    const { options, findings } = engineSettings({ deletesADay: value }, DEFAULT_OPTIONS);
    expect(options.deletesADay).toBe(DEFAULT_OPTIONS.deletesADay);
    expect(findings).toMatchObject([{ code: 'TDM1508', severity: 'warning' }]);
    expect(findings[0]?.message).toContain(`deletesADay is "${value}", and goes from 0 to 1000000`);
  });

  it('of one table map stands beside that of all', () => {
    const settings = { deletesADay: '5', 'deletesADay.projects': '0', 'deletesADay.wurst': '9' };
    const { options, findings } = engineSettings(settings, DEFAULT_OPTIONS, ['projects', 'tasks']);
    expect(options).toMatchObject({ deletesADay: 5, deletesADayOf: { projects: 0 } });
    expect(findings).toMatchObject([{ code: 'TDM1509', message: expect.stringContaining('wurst') }]);
  });

  it('have bounds that hold what is set without them', () => {
    for (const { option, unit, least, most } of Object.values(ENGINE_SETTINGS)) {
      const value = DEFAULT_OPTIONS[option] / unit;
      expect([option, value >= least && value <= most]).toEqual([option, true]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../../controls/SyncStatus/data/calendar';
import { columnList, labelOf } from '../../../controls/SyncStatus/status/columns';
import { fill, textsOf } from '../../../controls/SyncStatus/status/texts';
import { ageText, timesOf } from '../../../controls/SyncStatus/status/times';
import { wordingFor } from '../../../controls/SyncStatus/status/wording';
import { at, NOW, reader } from './known';
import { stringsOf } from './resources';

describe('a string with parts', () => {
  it.each([
    ['saved {time}', { time: '10:42' }, 'saved 10:42'],
    ['{This} waits', { this: 'ce projet' }, 'Ce projet waits'],
    ['before {its}[, {name},] is there', { its: 'its customer', name: 'X' }, 'before its customer, X, is there'],
    ['before {its}[, {name},] is there', { its: 'its customer', name: null }, 'before its customer is there'],
    ['[since {time} nothing|nothing] runs', { time: '' }, 'nothing runs'],
    ['[since {time} nothing|nothing] runs', { time: '10:17' }, 'since 10:17 nothing runs'],
    ['{count} of {total}', { count: 0, total: 2 }, '0 of 2'],
    ['{says}', { says: 'a [bracket] and a {brace}' }, 'a [bracket] and a {brace}'],
  ])('%s', (template, parts, text) => {
    expect(fill(template, parts)).toBe(text);
  });
});

describe('times', () => {
  const paris = timesOf(
    calendarOf({
      languageId: 1033,
      getTimeZoneOffsetMinutes: () => 60,
      dateFormattingInfo: { shortTimePattern: 'HH:mm', longTimePattern: 'HH:mm:ss', monthDayPattern: 'dd MMMM' },
    }),
  );
  const seattle = timesOf(
    calendarOf({
      languageId: 1033,
      getTimeZoneOffsetMinutes: () => -480,
      dateFormattingInfo: {
        shortTimePattern: 'h:mm tt',
        longTimePattern: 'h:mm:ss tt',
        monthDayPattern: 'MMMM d',
        amDesignator: 'AM',
        pmDesignator: 'PM',
      },
    }),
  );

  it('today without a date, another day with it, another year with that', () => {
    expect(paris.short(at('10:42:07'), NOW)).toBe('10:42');
    expect(paris.exact(at('10:42:07'), NOW)).toBe('10:42:07');
    expect(paris.exact(at('08:15:31', '2026-10-31'), NOW)).toBe('31 Oct 08:15');
    expect(paris.short(at('08:15:31', '2025-10-31'), NOW)).toBe('31 Oct 2025 08:15');
  });

  it('the day is that of the user’s zone', () => {
    expect(paris.short(at('00:10:00'), NOW)).toBe('00:10');
    expect(seattle.short(at('00:10:00'), NOW)).toBe('Nov 3 3:10 PM');
    expect(seattle.exact(at('21:10:05'), NOW)).toBe('12:10:05 PM');
  });

  it('everything, for a tooltip', () => {
    expect(paris.full(at('10:42:07'))).toBe('4 Nov 2026 10:42:07 (UTC+1)');
    expect(seattle.full(at('10:42:07'))).toBe('Nov 4, 2026 1:42:07 AM (UTC−8)');
  });

  it('French months', () => {
    const french = timesOf(calendarOf({ languageId: 1036, getTimeZoneOffsetMinutes: () => 60 }));
    expect(french.short(at('16:20:00', '2026-11-02'), NOW)).toBe('2 nov. 16:20');
  });

  it.each([
    [1_000, '1 second'],
    [25_400, '25 seconds'],
    [60_000, '1 minute'],
    [44 * 60_000, '44 minutes'],
    [71 * 60_000, '1 h 11'],
    [51 * 3_600_000, '2 d 3 h'],
    [-5_000, '0 seconds'],
  ])('%i ms: %s', (milliseconds, text) => {
    expect(ageText(textsOf(stringsOf('en')), milliseconds)).toBe(text);
  });
});

describe('columns', () => {
  it.each([
    ['msdyn_subject', 'Name'],
    ['msdyn_customer.accountnumber', 'Customer'],
    ['msdyn_scheduledstart', 'scheduledstart'],
    ['ProjectStartDate', 'Project start date'],
    ['VATNumber', 'VAT number'],
    ['PROJECTID', 'PROJECTID'],
  ])('%s: %s', (name, label) => {
    const labels = new Map([
      ['msdyn_subject', 'Name'],
      ['msdyn_customer', 'Customer'],
    ]);
    expect(labelOf(labels, name)).toBe(label);
  });

  it('a long list is cut to three, and says how many more', () => {
    const wording = wordingFor(reader('en'), 'msdyn_project', NOW);
    expect(columnList(wording, ['A', 'B', 'C', 'D', 'E', 'A'])).toBe('A, B, C and 2 more');
  });
});

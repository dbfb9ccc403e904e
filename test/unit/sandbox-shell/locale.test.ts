import { describe, expect, it } from 'vitest';
import {
  formatMoney,
  formatNumber,
  formatWallTime,
  instantOf,
  localeOf,
  parseDate,
  parseNumber,
  parseTime,
  patternsOf,
  wallTime,
} from '../../sandbox/shell/model/locale';

const english = localeOf({ uilanguageid: 1033, localeid: 1033, timezonecode: 92 });
const french = localeOf({ uilanguageid: 1036, localeid: 1036, timezonecode: 105 });
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('locale of a user', () => {
  it.each([
    [{ uilanguageid: 1036, localeid: 1036, timezonecode: 105 }, 1036, 'fr-FR', 'Europe/Paris'],
    [{ uilanguageid: 1033, localeid: 2057, timezonecode: 85 }, 1033, 'en-GB', 'Europe/London'],
    [{ uilanguageid: 0, localeid: null, timezonecode: null }, 1033, 'en-US', 'Etc/UTC'],
  ])('%o', (settings, language, name, zone) => {
    expect(localeOf(settings)).toEqual({ language, name, zone });
  });
});

describe('numbers', () => {
  it('are written as the user reads them', () => {
    expect(formatNumber(1840, english, 2)).toBe('1,840.00');
    expect(plain(formatNumber(1840, french, 2))).toBe('1 840,00');
    expect(formatMoney(18240, english, 2, 'EUR')).toBe('€18,240.00');
    expect(plain(formatMoney(18240, french, 2, 'EUR'))).toBe('18 240,00 €');
    expect(formatMoney(5, english, 2)).toBe('5.00');
  });

  it.each([
    ['1,840.50', english, 1840.5],
    ['€18,240.00', english, 18240],
    ['-2.1', english, -2.1],
    ['−2.1', english, -2.1],
    ['1 840,50', french, 1840.5],
    ['1\u202f840,50 €', french, 1840.5],
    ['1.840,50', french, 1840.5],
    ['.5', english, 0.5],
    ['12.', english, 12],
    ['twelve', english, undefined],
    ['1.2.3', english, undefined],
    ['-', english, undefined],
  ])('%s is read', (text, locale, expected) => {
    expect(parseNumber(text, locale)).toBe(expected);
  });
});

describe('dates', () => {
  it('are written by pattern', () => {
    const time = { year: 2026, month: 11, day: 9, hour: 0, minute: 5 };
    expect(formatWallTime(time, patternsOf(english).date)).toBe('11/9/2026');
    expect(formatWallTime(time, patternsOf(english).time)).toBe('12:05 AM');
    expect(formatWallTime({ ...time, hour: 13 }, patternsOf(english).time)).toBe('1:05 PM');
    expect(formatWallTime(time, patternsOf(french).date)).toBe('09/11/2026');
    expect(formatWallTime({ ...time, hour: 13 }, patternsOf(french).time)).toBe('13:05');
  });

  it.each([
    ['11/9/2026', english, { year: 2026, month: 11, day: 9 }],
    ['09/11/2026', french, { year: 2026, month: 11, day: 9 }],
    ['9/11/26', french, { year: 2026, month: 11, day: 9 }],
    ['2/30/2026', english, undefined],
    ['13/1/2026', english, undefined],
    ['today', english, undefined],
  ])('%s is read', (text, locale, expected) => {
    expect(parseDate(text, locale)).toEqual(expected);
  });

  it.each([
    ['10:42', { hour: 10, minute: 42 }],
    ['1:05 PM', { hour: 13, minute: 5 }],
    ['12:00 am', { hour: 0, minute: 0 }],
    ['9h30', { hour: 9, minute: 30 }],
    ['7', { hour: 7, minute: 0 }],
    ['25:00', undefined],
    ['10:75', undefined],
    ['soon', undefined],
  ])('%s is a time of day', (text, expected) => {
    expect(parseTime(text)).toEqual(expected);
  });

  it('shows an instant as the clock in the zone does, and back', () => {
    const winter = new Date('2026-11-09T23:30:00Z');
    expect(wallTime(winter, 'Europe/Paris')).toEqual({ year: 2026, month: 11, day: 10, hour: 0, minute: 30 });
    expect(instantOf(wallTime(winter, 'Europe/Paris'), 'Europe/Paris')).toEqual(winter);
    const summer = new Date('2026-07-01T06:00:00Z');
    expect(wallTime(summer, 'America/New_York').hour).toBe(2);
    expect(instantOf(wallTime(summer, 'America/New_York'), 'America/New_York')).toEqual(summer);
  });

  it('puts a time that the clock change skips after it', () => {
    const skipped = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 };
    expect(instantOf(skipped, 'Europe/Paris').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });
});

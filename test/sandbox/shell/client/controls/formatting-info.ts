import { decimalSeparator, groupSeparator, patternsOf, type Locale } from '../../model/locale';

const JANUARY_SEVENTH_2024_A_SUNDAY = Date.UTC(2024, 0, 7);
const DAY_MS = 86_400_000;

function names(locale: Locale, options: Intl.DateTimeFormatOptions, dates: readonly number[]): string[] {
  const format = new Intl.DateTimeFormat(locale.name, { ...options, timeZone: 'UTC' });
  return dates.map((date) => format.format(date));
}

/** `userSettings.dateFormattingInfo` in both spellings that controls rely on: the documented camel case and Xrm's. */
export function dateFormattingInfo(locale: Locale): Record<string, unknown> {
  const patterns = patternsOf(locale);
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 1));
  const days = Array.from({ length: 7 }, (_, day) => JANUARY_SEVENTH_2024_A_SUNDAY + day * DAY_MS);
  const twelveHours = patterns.time.includes('tt');
  const info = {
    amDesignator: twelveHours ? 'AM' : '',
    pmDesignator: twelveHours ? 'PM' : '',
    dateSeparator: /[^\w]/.exec(patterns.date)?.[0] ?? '/',
    timeSeparator: ':',
    shortDatePattern: patterns.date,
    shortTimePattern: patterns.time,
    longTimePattern: patterns.time.replace('mm', 'mm:ss'),
    longDatePattern: locale.name.startsWith('en') ? 'dddd, MMMM d, yyyy' : 'dddd d MMMM yyyy',
    fullDateTimePattern: `${patterns.date} ${patterns.time.replace('mm', 'mm:ss')}`,
    sortableDateTimePattern: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    universalSortableDateTimePattern: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    yearMonthPattern: 'MMMM yyyy',
    monthDayPattern: locale.name.startsWith('en') ? 'MMMM d' : 'd MMMM',
    firstDayOfWeek: locale.name === 'en-US' ? 0 : 1,
    monthNames: [...names(locale, { month: 'long' }, months), ''],
    abbreviatedMonthNames: [...names(locale, { month: 'short' }, months), ''],
    monthGenitiveNames: [...names(locale, { month: 'long' }, months), ''],
    abbreviatedMonthGenitiveNames: [...names(locale, { month: 'short' }, months), ''],
    dayNames: names(locale, { weekday: 'long' }, days),
    abbreviatedDayNames: names(locale, { weekday: 'short' }, days),
    shortestDayNames: names(locale, { weekday: 'short' }, days).map((name) => name.slice(0, 2)),
  };
  const pascal = Object.entries(info).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]);
  return { ...info, ...Object.fromEntries(pascal) };
}

export function numberFormattingInfo(locale: Locale): Record<string, unknown> {
  return {
    currencyDecimalDigits: 2,
    currencyDecimalSeparator: decimalSeparator(locale),
    currencyGroupSeparator: groupSeparator(locale),
    currencyGroupSizes: [3],
    currencySymbol: '$',
    numberDecimalDigits: 2,
    numberDecimalSeparator: decimalSeparator(locale),
    numberGroupSeparator: groupSeparator(locale),
    numberGroupSizes: [3],
    negativeSign: '-',
    percentDecimalDigits: 2,
    percentDecimalSeparator: decimalSeparator(locale),
    percentSymbol: '%',
  };
}

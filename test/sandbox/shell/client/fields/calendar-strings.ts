import type { ICalendarStrings } from '@fluentui/react';
import { session } from '../platform/session';

const FRENCH = 1036;
const DECEMBER_FIRST_2024_A_SUNDAY = Date.UTC(2024, 11, 1);
const DAY_MS = 86_400_000;

/** Month and day names, and the words of the calendar's buttons, in the user's language. */
export function calendarStrings(locale: string): ICalendarStrings {
  const named = (options: Intl.DateTimeFormatOptions, date: number): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(date);
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 1));
  const days = Array.from({ length: 7 }, (_, day) => DECEMBER_FIRST_2024_A_SUNDAY + day * DAY_MS);
  const french = session().locale.language === FRENCH;
  return {
    months: months.map((date) => named({ month: 'long' }, date)),
    shortMonths: months.map((date) => named({ month: 'short' }, date)),
    days: days.map((date) => named({ weekday: 'long' }, date)),
    shortDays: days.map((date) => named({ weekday: 'narrow' }, date)),
    goToToday: french ? 'Aujourd’hui' : 'Go to today',
    prevMonthAriaLabel: french ? 'Mois précédent' : 'Previous month',
    nextMonthAriaLabel: french ? 'Mois suivant' : 'Next month',
    prevYearAriaLabel: french ? 'Année précédente' : 'Previous year',
    nextYearAriaLabel: french ? 'Année suivante' : 'Next year',
    closeButtonAriaLabel: french ? 'Fermer' : 'Close',
  };
}

import type { Instant } from '../../../plugins-ts/sync/record';
import type { Texts } from './texts';

/** How the user writes time, and where. */
export interface Calendar {
  /** Minutes that local time is ahead of UTC at an instant. */
  offsetMinutes(at: Instant): number;
  /** .NET patterns, as the user's settings give them: `HH:mm`, `h:mm tt`. */
  readonly shortTime: string;
  readonly longTime: string;
  /** Day and month without year: `d MMM`, `MMM d`. */
  readonly monthDay: string;
  /** Twelve names. */
  readonly months: readonly string[];
  readonly am: string;
  readonly pm: string;
}

/** Times as people read them, in the user's own zone and format. */
export interface Times {
  /** `10:42`; on another day `31 Oct 08:15`; in another year with the year. */
  short(at: Instant, now: Instant): string;
  /** As `short`, today with seconds. */
  exact(at: Instant, now: Instant): string;
  /** Everything, with the zone: for tooltips. */
  full(at: Instant): string;
}

const MINUTE = 60_000;

export function timesOf(calendar: Calendar): Times {
  const local = (at: Instant) => new Date(at + calendar.offsetMinutes(at) * MINUTE);
  const written = (at: Instant, pattern: string) => format(local(at), pattern, calendar);
  const day = (at: Instant, now: Instant): string => {
    const [that, today] = [local(at), local(now)];
    if (that.toISOString().slice(0, 10) === today.toISOString().slice(0, 10)) return '';
    const sameYear = that.getUTCFullYear() === today.getUTCFullYear();
    return `${written(at, sameYear ? calendar.monthDay : withYear(calendar.monthDay))} `;
  };
  return {
    short: (at, now) => day(at, now) + written(at, calendar.shortTime),
    exact: (at, now) => {
      const date = day(at, now);
      return date + written(at, date === '' ? calendar.longTime : calendar.shortTime);
    },
    full: (at) =>
      `${written(at, `${withYear(calendar.monthDay)} ${calendar.longTime}`)} (${zone(calendar.offsetMinutes(at))})`,
  };
}

/** "25 seconds", "44 minutes", "1 h 11", "2 d 3 h". */
export function ageText(texts: Texts, milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return texts(seconds === 1 ? 'Age_second' : 'Age_seconds', { n: seconds });
  if (hours === 0) return texts(minutes === 1 ? 'Age_minute' : 'Age_minutes', { n: minutes });
  if (hours < 24) return texts('Age_hours', { n: hours, m: two(minutes % 60) });
  return texts('Age_days', { n: Math.floor(hours / 24), m: hours % 24 });
}

const two = (n: number): string => String(n).padStart(2, '0');

const withYear = (monthDay: string): string => (monthDay.startsWith('M') ? `${monthDay}, yyyy` : `${monthDay} yyyy`);

function zone(offset: number): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.abs(offset);
  const rest = minutes % 60 === 0 ? '' : `:${two(minutes % 60)}`;
  return `UTC${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

/** The letters of a .NET pattern that user settings use; text between quotes stands as it is. */
function format(local: Date, pattern: string, calendar: Calendar): string {
  const hours = local.getUTCHours();
  return pattern.replace(/'([^']*)'|yyyy|M{1,4}|d{1,2}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|t{1,2}/g, (letters, quoted) => {
    if (quoted !== undefined) return quoted as string;
    const number = (n: number): string => (letters.length === 1 ? String(n) : two(n));
    switch (letters.charAt(0)) {
      case 'y':
        return String(local.getUTCFullYear());
      case 'M':
        return letters.length > 2 ? (calendar.months[local.getUTCMonth()] ?? '') : number(local.getUTCMonth() + 1);
      case 'd':
        return number(local.getUTCDate());
      case 'H':
        return number(hours);
      case 'h':
        return number(hours % 12 === 0 ? 12 : hours % 12);
      case 'm':
        return number(local.getUTCMinutes());
      case 's':
        return number(local.getUTCSeconds());
      default:
        return hours < 12 ? calendar.am : calendar.pm;
    }
  });
}

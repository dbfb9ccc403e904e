/** How one user reads numbers and dates. */
export interface Locale {
  /** Language of the texts, LCID. */
  readonly language: number;
  /** BCP 47 name for numbers and dates. */
  readonly name: string;
  /** IANA time zone. */
  readonly zone: string;
}

const NAMES: Readonly<Record<number, string>> = {
  1031: 'de-DE',
  1033: 'en-US',
  1036: 'fr-FR',
  1043: 'nl-NL',
  2057: 'en-GB',
};

/** Time zone codes of the platform that the sandbox's users have. */
const ZONES: Readonly<Record<number, string>> = {
  0: 'Etc/GMT+12',
  4: 'America/Los_Angeles',
  10: 'America/Denver',
  20: 'America/Chicago',
  35: 'America/New_York',
  85: 'Europe/London',
  92: 'Etc/UTC',
  95: 'Europe/Budapest',
  100: 'Europe/Warsaw',
  105: 'Europe/Paris',
  110: 'Europe/Berlin',
};

export interface UserSettings {
  readonly uilanguageid?: number | null;
  readonly localeid?: number | null;
  readonly timezonecode?: number | null;
}

/** The locale of a user's settings; English in UTC where they say nothing. */
export function localeOf(settings: UserSettings): Locale {
  const language = settings.uilanguageid || 1033;
  return {
    language,
    name: NAMES[settings.localeid ?? language] ?? NAMES[language] ?? 'en-US',
    zone: ZONES[settings.timezonecode ?? 92] ?? 'Etc/UTC',
  };
}

export function formatNumber(value: number, locale: Locale, precision: number): string {
  return new Intl.NumberFormat(locale.name, {
    minimumFractionDigits: precision,
    maximumFractionDigits: precision,
  }).format(value);
}

/** A decimal with at least two of its digits after the point; more only where they say something. */
export function formatDecimal(value: number, locale: Locale, precision: number): string {
  return new Intl.NumberFormat(locale.name, {
    minimumFractionDigits: Math.min(2, precision),
    maximumFractionDigits: precision,
  }).format(value);
}

/** An amount with the sign of its currency; without a currency just the number. */
export function formatMoney(value: number, locale: Locale, precision: number, currency?: string): string {
  if (currency === undefined) return formatNumber(value, locale, precision);
  return new Intl.NumberFormat(locale.name, {
    style: 'currency',
    currency,
    minimumFractionDigits: precision,
    maximumFractionDigits: precision,
  }).format(value);
}

/** Reads a number as the user writes it, e.g. `1 840,50` in French. Undefined when it is none. */
export function parseNumber(text: string, locale: Locale): number | undefined {
  const decimal = decimalSeparator(locale);
  const plain = text
    .replace(/[\s\u00a0\u202f'’€$£]/g, '')
    .replace(decimal === ',' ? /\./g : /,/g, '')
    .replace(decimal, '.')
    .replace('−', '-');
  return /^-?\d*\.?\d+$|^-?\d+\.$/.test(plain) ? Number(plain) : undefined;
}

export function decimalSeparator(locale: Locale): string {
  const parts = new Intl.NumberFormat(locale.name).formatToParts(1.5);
  return parts.find((part) => part.type === 'decimal')?.value ?? '.';
}

export function groupSeparator(locale: Locale): string {
  const parts = new Intl.NumberFormat(locale.name).formatToParts(1_234_567);
  return parts.find((part) => part.type === 'group')?.value ?? ',';
}

/** Date and time of day as a clock in a time zone shows them. Months from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What a clock in the zone shows at an instant. */
export function wallTime(instant: Date, zone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

/** The instant at which a clock in the zone shows this; of a time that a clock change skips, the one after it. */
export function instantOf(time: WallTime, zone: string): Date {
  const asUtc = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute);
  const offsetAt = (instant: number): number => {
    const shown = wallTime(new Date(instant), zone);
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute) - instant;
  };
  const guess = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(guess));
}

/** Patterns in the platform's notation (`M/d/yyyy`, `HH:mm`). */
export interface Patterns {
  readonly date: string;
  readonly time: string;
}

const PATTERNS: Readonly<Record<string, Patterns>> = {
  'en-US': { date: 'M/d/yyyy', time: 'h:mm tt' },
  'en-GB': { date: 'dd/MM/yyyy', time: 'HH:mm' },
  'fr-FR': { date: 'dd/MM/yyyy', time: 'HH:mm' },
  'de-DE': { date: 'dd.MM.yyyy', time: 'HH:mm' },
  'nl-NL': { date: 'd-M-yyyy', time: 'HH:mm' },
};

export function patternsOf(locale: Locale): Patterns {
  return PATTERNS[locale.name] ?? { date: 'M/d/yyyy', time: 'h:mm tt' };
}

const TOKENS = /yyyy|MM|M|dd|d|HH|H|hh|h|mm|tt/g;

/** Writes a wall time by a pattern. */
export function formatWallTime(time: WallTime, pattern: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const twelve = time.hour % 12 === 0 ? 12 : time.hour % 12;
  return pattern.replace(TOKENS, (token) => {
    switch (token) {
      case 'yyyy':
        return String(time.year).padStart(4, '0');
      case 'MM':
        return two(time.month);
      case 'M':
        return String(time.month);
      case 'dd':
        return two(time.day);
      case 'd':
        return String(time.day);
      case 'HH':
        return two(time.hour);
      case 'H':
        return String(time.hour);
      case 'hh':
        return two(twelve);
      case 'h':
        return String(twelve);
      case 'mm':
        return two(time.minute);
      default:
        return time.hour < 12 ? 'AM' : 'PM';
    }
  });
}

/** Reads a date as the user writes it. Undefined when there is no such day. */
export function parseDate(text: string, locale: Locale): Pick<WallTime, 'year' | 'month' | 'day'> | undefined {
  const order = patternsOf(locale).date.match(/[yMd]+/g) ?? [];
  const numbers = text.match(/\d+/g)?.map(Number) ?? [];
  if (numbers.length !== 3) return undefined;
  const part = (letter: string): number => numbers[order.findIndex((token) => token.startsWith(letter))] ?? 0;
  const year = part('y') < 100 ? 2000 + part('y') : part('y');
  const [month, day] = [part('M'), part('d')];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : undefined;
}

/** Reads a time of day: `10:42`, `1:05 PM`. */
export function parseTime(text: string): Pick<WallTime, 'hour' | 'minute'> | undefined {
  const match = /^\s*(\d{1,2})(?:[:hH.](\d{2}))?\s*([aApP])?/.exec(text);
  if (!match) return undefined;
  const half = match[3]?.toLowerCase();
  const written = Number(match[1]);
  const hour = half === undefined ? written : (written % 12) + (half === 'p' ? 12 : 0);
  const minute = Number(match[2] ?? 0);
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

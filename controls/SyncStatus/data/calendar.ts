import type { Calendar } from '../status/times';

/** The part of `context.userSettings` that the control uses. Hosts leave out what they do not know. */
export interface UserSettings {
  readonly languageId: number;
  readonly dateFormattingInfo?: {
    readonly shortTimePattern?: string;
    readonly longTimePattern?: string;
    readonly monthDayPattern?: string;
    readonly amDesignator?: string;
    readonly pmDesignator?: string;
  };
  getTimeZoneOffsetMinutes?(date?: Date): number;
}

/** Two letters, for names that come in several languages. */
export const languageOf = (settings: UserSettings): string => (settings.languageId === 1036 ? 'fr' : 'en');

/** The user's own zone and formats; the browser's where the host does not tell. */
export function calendarOf(settings: UserSettings): Calendar {
  const info = settings.dateFormattingInfo ?? {};
  const shortTime = info.shortTimePattern ?? 'HH:mm';
  return {
    offsetMinutes: (at) => settings.getTimeZoneOffsetMinutes?.(new Date(at)) ?? -new Date(at).getTimezoneOffset(),
    shortTime,
    longTime: info.longTimePattern ?? shortTime.replace('mm', 'mm:ss'),
    monthDay: (info.monthDayPattern ?? 'd MMM').replace('MMMM', 'MMM').replace('dd', 'd'),
    months: monthsOf(languageOf(settings)),
    am: info.amDesignator || 'AM',
    pm: info.pmDesignator || 'PM',
  };
}

function monthsOf(language: string): readonly string[] {
  const { format } = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => format(Date.UTC(2026, month, 15)));
}

import { DateTime } from 'luxon';

/** From (included) until (excluded), as instants or as days; an end that is missing is open. */
export interface Period {
  readonly from?: string;
  readonly until?: string;
}

type Unit = 'hour' | 'day' | 'week' | 'month' | 'year';

const UNITS: Readonly<Record<string, Unit>> = {
  hours: 'hour',
  days: 'day',
  weeks: 'week',
  months: 'month',
  years: 'year',
};

/**
 * The period that a date operator of the platform means (`today`, `last-x-days`, `this-month`), in the zone of the caller.
 * Undefined for an operator that is none of these.
 */
export function periodOf(
  operator: string,
  value: string | undefined,
  now: number,
  zone: string,
  dateOnly: boolean,
): Period | undefined {
  const here = DateTime.fromMillis(now, { zone });
  const today = here.startOf('day');
  const text = (moment: DateTime): string =>
    dateOnly
      ? moment.toFormat('yyyy-MM-dd')
      : (moment.toUTC().startOf('second').toISO({ suppressMilliseconds: true }) ?? '');
  const between = (from: DateTime | undefined, until: DateTime | undefined): Period => ({
    ...(from ? { from: text(from) } : {}),
    ...(until ? { until: text(until) } : {}),
  });
  const whole = (start: DateTime, unit: Unit, count = 1): Period => between(start, start.plus({ [unit]: count }));

  switch (operator) {
    case 'today':
      return whole(today, 'day');
    case 'yesterday':
      return whole(today.minus({ day: 1 }), 'day');
    case 'tomorrow':
      return whole(today.plus({ day: 1 }), 'day');
    case 'last-seven-days':
      return between(today.minus({ day: 7 }), here);
    case 'next-seven-days':
      return between(here, today.plus({ day: 8 }));
    case 'on':
    case 'on-or-after':
    case 'on-or-before': {
      const day = DateTime.fromISO(value ?? '', { zone }).startOf('day');
      if (!day.isValid) return undefined;
      if (operator === 'on') return whole(day, 'day');
      return operator === 'on-or-after' ? between(day, undefined) : between(undefined, day.plus({ day: 1 }));
    }
  }
  const relative = /^(this|last|next)-(week|month|year)$/.exec(operator);
  if (relative) {
    const unit = relative[2] as Unit;
    // Weeks begin on Sunday, as in the organisation's settings.
    const start = unit === 'week' ? today.minus({ day: today.weekday % 7 }) : today.startOf(unit as 'month' | 'year');
    const shift = { this: 0, last: -1, next: 1 }[relative[1] as 'this' | 'last' | 'next'];
    return whole(start.plus({ [unit]: shift }), unit);
  }
  const counted = /^(last|next|olderthan)-x-(hours|days|weeks|months|years)$/.exec(operator);
  if (counted) {
    const unit = UNITS[counted[2] ?? ''] ?? 'day';
    const count = Number(value);
    if (!Number.isInteger(count) || count <= 0) return undefined;
    const start = unit === 'hour' ? here.startOf('hour') : today;
    if (counted[1] === 'last') return between(start.minus({ [unit]: count }), here);
    if (counted[1] === 'olderthan') return between(undefined, here.minus({ [unit]: count }));
    return between(here, start.plus({ [unit]: count, ...(unit === 'hour' ? {} : { day: 1 }) }));
  }
  return undefined;
}

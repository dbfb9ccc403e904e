import { DateTime } from 'luxon';
import { PROBLEMS } from '../codes';
import type { Value } from '../value';
import { type Cell, type Outcome } from './cell';

/**
 * Dates. Finance's empty date is 1900-01-01 and its "never" is 2154-12-31; Dataverse has null and, by convention,
 * 9999-12-30 or 31. Neither the one nor the other belongs to a zone: they are recognised before anything is shifted.
 */
const NEVER_DAY = '2154-12-31';
const NEVER_INSTANT = '2154-12-31T23:59:59Z';
const FIRST_DAY = '1900-01-01';

/** What stands for nothing on Finance's wire. */
export const EMPTY_DATE = '1900-01-01T00:00:00Z';

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

interface Parts {
  readonly day: string;
  /** `HH:mm:ss`, or nothing for a day alone. */
  readonly time: string | null;
  readonly offset: string | null;
}

function parts(value: Value): Parts | Exclude<Outcome, Value> | null {
  if (value === null || value === '') return null;
  const match = typeof value === 'string' ? FORM.exec(value.trim()) : null;
  const day = match ? `${match[1]}-${match[2]}-${match[3]}` : '';
  if (!match || !isDay(day)) return { code: PROBLEMS.NOT_A_DATE, parameters: { value } };
  const time = match[4] === undefined ? null : `${match[4]}:${match[5]}:${match[6] ?? '00'}`;
  return { day, time, offset: match[7]?.toUpperCase() ?? null };
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

/** `YYYY-MM-DDTHH:mm:ssZ`: both sides' seconds; fractions that Finance does not keep are dropped. */
function instantOf({ day, time, offset }: Parts): string {
  if (offset === null || offset === 'Z') return `${day}T${time ?? '00:00:00'}Z`;
  return toSeconds(
    Date.parse(`${day}T${time}${offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`}`),
  );
}

const toSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** MinValue and Finance's empty date mean nothing; MaxValue means never. Everything between is a real date. */
function special(day: string): 'nothing' | 'never' | null {
  if (day === FIRST_DAY || day === '0001-01-01') return 'nothing';
  return day === NEVER_DAY || day >= '9999-12-30' ? 'never' : null;
}

const tooEarlyOrLate = (value: Value): Outcome => ({
  code: PROBLEMS.DATE_OUT_OF_RANGE,
  parameters: { value, first: '1900-01-02', last: NEVER_DAY },
});

const fits = (day: string): boolean => day > FIRST_DAY && day <= NEVER_DAY;

/**
 * A Finance field that holds a day. Its OData has no type for it and shows noon, `2026-03-01T12:00:00Z`, so that no zone
 * moves it; a field of type Edm.Date would show the day `alone`.
 */
export function financeDay(shown: 'atNoon' | 'alone' = 'atNoon'): Cell {
  return {
    speaks: 'day',
    read: readDay,
    write: (neutral) => {
      if (typeof neutral !== 'string') return null;
      if (!fits(neutral)) return tooEarlyOrLate(neutral);
      return shown === 'alone' ? neutral : `${neutral}T12:00:00Z`;
    },
  };
}

function readDay(value: Value): Outcome {
  const read = parts(value);
  if (read === null || isBroken(read)) return read;
  const kind = special(read.day);
  return kind === null ? read.day : kind === 'never' ? NEVER_DAY : null;
}

/** A Finance field that holds an instant. */
export function financeInstant(): Cell {
  return {
    speaks: 'instant',
    read: readInstant,
    write: (neutral) => {
      if (typeof neutral !== 'string') return null;
      return fits(neutral.slice(0, 10)) ? neutral : tooEarlyOrLate(neutral);
    },
  };
}

/** A Finance field that holds an instant, beside a Dataverse column without time: seen as a day in a zone. */
export function financeDayInZone(): Cell {
  const instant = dataverseDayInZone();
  return {
    speaks: 'day',
    read: instant.read,
    write: (neutral, zone) => {
      if (typeof neutral !== 'string') return null;
      return fits(neutral) ? instant.write(neutral, zone) : tooEarlyOrLate(neutral);
    },
    normal: readInstant,
  };
}

function readInstant(value: Value): Outcome {
  const read = parts(value);
  if (read === null || isBroken(read)) return read;
  const kind = special(read.day);
  return kind === null ? instantOf(read) : kind === 'never' ? NEVER_INSTANT : null;
}

/** A Dataverse column without time, or with a time that belongs to no zone: its day is what is written. */
export function dataverseDay(behavior: 'dateOnly' | 'timeZoneIndependent'): Cell {
  return {
    speaks: 'day',
    read: readDay,
    write: (neutral) => {
      if (typeof neutral !== 'string') return null;
      return behavior === 'dateOnly' ? neutral : `${neutral}T00:00:00Z`;
    },
  };
}

/**
 * A Dataverse column that keeps an instant, seen as a day in a zone. Back again it is the day's first moment there: one
 * o'clock where the clock goes forward at midnight.
 */
export function dataverseDayInZone(): Cell {
  return {
    speaks: 'day',
    read: (value, zone) => {
      const read = readInstant(value);
      if (typeof read !== 'string') return read;
      if (read === NEVER_INSTANT) return NEVER_DAY;
      return isUtc(zone)
        ? read.slice(0, 10)
        : (DateTime.fromISO(read, { zone: zone ?? 'UTC' }).toISODate() ?? read.slice(0, 10));
    },
    write: (neutral, zone) => {
      if (typeof neutral !== 'string') return null;
      if (neutral === NEVER_DAY) return NEVER_INSTANT;
      if (isUtc(zone)) return `${neutral}T00:00:00Z`;
      return toSeconds(DateTime.fromISO(neutral, { zone: zone ?? 'UTC' }).toMillis());
    },
    normal: readInstant,
  };
}

/** A Dataverse column that keeps an instant. */
export function dataverseInstant(): Cell {
  return { speaks: 'instant', read: readInstant, write: (neutral) => neutral };
}

/** A Dataverse time that belongs to no zone, where Finance keeps an instant: it is read as that zone's clock. */
export function dataverseClock(): Cell {
  return {
    speaks: 'instant',
    read: (value, zone) => {
      const read = readInstant(value);
      if (typeof read !== 'string' || read === NEVER_INSTANT || isUtc(zone)) return read;
      return toSeconds(DateTime.fromISO(read.slice(0, 19), { zone: zone ?? 'UTC' }).toMillis());
    },
    write: (neutral, zone) => {
      if (typeof neutral !== 'string' || neutral === NEVER_INSTANT || isUtc(zone)) return neutral;
      const local = DateTime.fromISO(neutral, { zone: zone ?? 'UTC' });
      return `${local.toFormat("yyyy-MM-dd'T'HH:mm:ss")}Z`;
    },
    normal: readInstant,
  };
}

const isUtc = (zone: string | undefined): zone is undefined | 'UTC' => zone === undefined || zone === 'UTC';

const isBroken = (read: Parts | Outcome): read is Exclude<Outcome, Value> =>
  typeof read === 'object' && read !== null && 'code' in read;

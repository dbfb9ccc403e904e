import { PROBLEMS } from '../codes';
import type { Value } from '../value';
import { type Cell, type Outcome } from './cell';
import { clockOf, dayOf, instantAt, startOf, toSeconds } from './zone';

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
  if (!match) return { code: PROBLEMS.NOT_A_DATE, parameters: { value } };
  const [, year = '', month = '', day = '', hours, minutes = '00', seconds = '00', offset] = match;
  if (!isDay(Number(year), Number(month), Number(day)) || !isTime(hours, minutes, seconds))
    return { code: PROBLEMS.NOT_A_DATE, parameters: { value } };
  return {
    day: `${year}-${month}-${day}`,
    time: hours === undefined ? null : `${hours}:${minutes}:${seconds}`,
    offset: offset?.toUpperCase() ?? null,
  };
}

const isTime = (hours: string | undefined, minutes: string, seconds: string): boolean =>
  hours === undefined || (hours < '24' && minutes < '60' && seconds < '60');

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return year > 0 && day > 0 && day <= (DAYS[month - 1] ?? 0) + (isLeap ? 1 : 0);
}

/** `YYYY-MM-DDTHH:mm:ssZ`: both sides' seconds; fractions that Finance does not keep are dropped. */
function instantOf({ day, time, offset }: Parts): string {
  if (offset === null || offset === 'Z') return `${day}T${time ?? '00:00:00'}Z`;
  return toSeconds(
    Date.parse(`${day}T${time}${offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`}`),
  );
}

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
  if (typeof value === 'string' && isOrdinary(value)) return value.slice(0, 10);
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

/** What both sides write nearly always, on a day that every month has: there is nothing to make of it. */
const CANONICAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const isOrdinary = (text: string): boolean =>
  text.length === 20 && CANONICAL.test(text) && special(text.slice(0, 10)) === null && !text.startsWith('0000');

function readInstant(value: Value): Outcome {
  if (typeof value === 'string' && isOrdinary(value)) return value;
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
      return isUtc(zone) ? read.slice(0, 10) : dayOf(read, zone);
    },
    write: (neutral, zone) => {
      if (typeof neutral !== 'string') return null;
      if (neutral === NEVER_DAY) return NEVER_INSTANT;
      if (isUtc(zone)) return `${neutral}T00:00:00Z`;
      return startOf(neutral, zone);
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
      return instantAt(read, zone);
    },
    write: (neutral, zone) => {
      if (typeof neutral !== 'string' || neutral === NEVER_INSTANT || isUtc(zone)) return neutral;
      return clockOf(neutral, zone);
    },
    normal: readInstant,
  };
}

const isUtc = (zone: string | undefined): zone is undefined | 'UTC' => zone === undefined || zone === 'UTC';

const isBroken = (read: Parts | Outcome): read is Exclude<Outcome, Value> =>
  typeof read === 'object' && read !== null && 'code' in read;

import { DateTime, IANAZone, Info, type Zone } from 'luxon';

/**
 * Moments and clocks in a zone. Texts are canonical: `YYYY-MM-DDTHH:mm:ssZ` and `YYYY-MM-DD`; a clock is written like a
 * moment. How far a zone is from UTC is asked once per day of UTC and remembered: only on the days on which it changes,
 * two a year, the calendar library is asked again.
 */
const DAY = 86_400_000;
const MINUTE = 60_000;
const MINUTES_A_DAY = DAY / MINUTE;

/** Days that are remembered per zone; then it begins anew. */
const MOST = 4_096;

interface Known {
  readonly zone: Zone;
  readonly isNamed: boolean;
  /** By day of UTC: minutes that the zone is ahead all day; null on a day on which that changes. */
  readonly ahead: Map<number, number | null>;
}

const known = new Map<string, Known>();

function knownZone(name: string): Known {
  let found = known.get(name);
  if (found === undefined) {
    found = { zone: Info.normalizeZone(name), isNamed: IANAZone.isValidZone(name), ahead: new Map() };
    known.set(name, found);
  }
  return found;
}

/** Whether the calendar library knows the zone by this name (`Europe/Paris`). */
export const zoneExists = (name: string): boolean => knownZone(name).isNamed;

/** Minutes ahead of UTC on a whole day of UTC; null where it changes. No zone changes twice in a day and is back where it was. */
function aheadAllDay({ zone, ahead }: Known, day: number): number | null {
  const found = ahead.get(day);
  if (found !== undefined) return found;
  const [first, last] = [zone.offset(day * DAY), zone.offset((day + 1) * DAY)];
  const made = first === last ? first : null;
  if (ahead.size >= MOST) ahead.clear();
  ahead.set(day, made);
  return made;
}

/** Minutes ahead of UTC all day long, before and after too, so that any clock of that day has only one meaning. */
function aheadAround(zone: Known, day: number): number | null {
  const ahead = aheadAllDay(zone, day);
  return ahead === aheadAllDay(zone, day - 1) && ahead === aheadAllDay(zone, day + 1) ? ahead : null;
}

export const toSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

function aheadAt(zone: Known, at: number): number {
  return aheadAllDay(zone, Math.floor(at / DAY)) ?? zone.zone.offset(at);
}

/** The day that it is in the zone at a moment. */
export function dayOf(moment: string, zone: string): string {
  const at = Date.parse(moment);
  const ahead = aheadAt(knownZone(zone), at);
  const minutes = Math.floor(at / MINUTE) % MINUTES_A_DAY;
  const shown = minutes + ahead;
  const isSameDay = minutes >= 0 && shown >= 0 && shown < MINUTES_A_DAY && Number.isInteger(ahead);
  return (isSameDay ? moment : toSeconds(at + ahead * MINUTE)).slice(0, 10);
}

/** What a clock in the zone shows at a moment. */
export function clockOf(moment: string, zone: string): string {
  const at = Date.parse(moment);
  return toSeconds(at + aheadAt(knownZone(zone), at) * MINUTE);
}

/** The first moment of a day in the zone: one o'clock where the clock goes forward at midnight. */
export const startOf = (day: string, zone: string): string => instantAt(`${day}T00:00:00Z`, zone);

/**
 * The moment at which a clock in the zone shows this. Of a time that is there twice, when clocks go back, the first; one that
 * is skipped, when they go forward, is as much later.
 */
export function instantAt(clock: string, zone: string): string {
  const shown = Date.parse(clock);
  const ahead = aheadAround(knownZone(zone), Math.floor(shown / DAY));
  return toSeconds(ahead === null ? DateTime.fromISO(clock.slice(0, 19), { zone }).toMillis() : shown - ahead * MINUTE);
}

import { DateTime, Duration } from 'luxon';
import { EXIT, Failure, FAILURES } from './failure';

const AGO = /^(\d{1,5})(m|h|d)$/;
const UNITS = { m: 'minutes', h: 'hours', d: 'days' } as const;

/**
 * A moment as it is written on a command line: ISO 8601 (in UTC where it names no zone), or how long ago: `90m`, `36h`,
 * `7d`. Milliseconds since 1970.
 *
 * @throws Failure naming the option
 */
export function readMoment(given: string | undefined, option: string, now: number): number | null {
  if (given === undefined) return null;
  const [, count, unit] = AGO.exec(given) ?? [];
  if (count !== undefined && unit !== undefined) {
    return now - Duration.fromObject({ [UNITS[unit as keyof typeof UNITS]]: Number(count) }).toMillis();
  }
  const moment = DateTime.fromISO(given, { zone: 'utc' });
  if (moment.isValid) return moment.toMillis();
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.CALL_WRONG,
    `${option} ${given} is no moment.`,
    'Write 2026-11-25, 2026-11-25T08:30Z, or how long ago: 90m, 36h, 7d.',
  );
}

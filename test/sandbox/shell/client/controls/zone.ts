import { wallTime } from '../../model/locale';

const MINUTE_MS = 60_000;

/** Minutes that the zone's clock is ahead of UTC at an instant. */
export function zoneOffsetMinutes(instant: Date, zone: string): number {
  const shown = wallTime(instant, zone);
  const asUtc = Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute);
  return Math.round((asUtc - Math.floor(instant.getTime() / MINUTE_MS) * MINUTE_MS) / MINUTE_MS);
}

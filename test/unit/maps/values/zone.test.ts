import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { clockOf, dayOf, instantAt, startOf } from '../../../../plugins-ts/maps/cells/zone';

const ZONES = Intl.supportedValuesOf('timeZone');
const HOUR = 3_600_000;
const FIRST = Date.parse('1970-01-03T00:00:00Z');
const LAST = Date.parse('2100-01-01T00:00:00Z');

const canonical = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** The moments around which a zone changes, found without what is tested. */
function changes(zone: string, from: number, to: number): readonly number[] {
  const offset = (at: number): number => DateTime.fromMillis(at, { zone }).offset;
  const found: number[] = [];
  for (let at = from; at < to; at += 12 * HOUR) {
    if (offset(at) === offset(at + 12 * HOUR)) continue;
    let [before, after] = [at, at + 12 * HOUR];
    while (after - before > 1_000) {
      const middle = Math.floor((before + after) / 2_000) * 1_000;
      if (offset(middle) === offset(before)) before = middle;
      else after = middle;
    }
    found.push(after);
  }
  return found;
}

function agrees(at: number, zone: string): void {
  const moment = canonical(at);
  const where = `${moment} ${zone}`;
  const shown = DateTime.fromISO(moment, { zone });
  const day = shown.toISODate() ?? '';
  expect(dayOf(moment, zone), where).toBe(day);
  expect(clockOf(moment, zone), where).toBe(`${shown.toFormat("yyyy-MM-dd'T'HH:mm:ss")}Z`);
  expect(instantAt(moment, zone), where).toBe(canonical(DateTime.fromISO(moment.slice(0, 19), { zone }).toMillis()));
  expect(startOf(day, zone), where).toBe(canonical(DateTime.fromISO(day, { zone }).toMillis()));
}

test('any moment in any zone, as the calendar library has it', () => {
  const moment = fc.integer({ min: FIRST / 1_000, max: LAST / 1_000 });
  fc.assert(
    fc.property(moment, fc.constantFrom(...ZONES), (seconds, zone) => agrees(seconds * 1_000, zone)),
    { numRuns: 2_000 },
  );
});

test.each([
  'Europe/Paris',
  'America/Chicago',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Santiago',
  'Pacific/Apia',
  'Africa/Casablanca',
])('hours around every change of the clock: %s', (zone) => {
  const moments = changes(zone, Date.parse('2010-12-01T00:00:00Z'), Date.parse('2014-12-01T00:00:00Z'));
  expect(moments.length).toBeGreaterThanOrEqual(2);
  for (const moment of moments) {
    for (const away of [-30, -24, -13, -2, -1, 0, 1, 2, 13, 24, 30]) {
      agrees(moment + away * HOUR, zone);
      agrees(moment + away * HOUR - 1_000, zone);
    }
  }
});

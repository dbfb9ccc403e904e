import { IANAZone } from 'luxon';
import { checkTableMap, type CompileOptions, type Finding, type TableMap } from '../maps';
import { prepareMaps, schemasOf, type PreparedMaps, type StoredTableMap } from '../sync';
import type { Connected } from './connect';
import { EXIT, Failure, FAILURES } from './failure';

/** `zones`: IANA time zone by company code, as JSON. */
export const ZONES = 'zones';

/** Compiles the maps that run, with the zones of the environment's settings. @throws SideUnavailable */
export const prepare = (
  connected: Connected,
  stored: readonly StoredTableMap[],
  wanted?: (map: StoredTableMap) => boolean,
): Promise<PreparedMaps> => prepareMaps(stored, connected.schemas(), zonesOf(connected.settings), wanted);

export function zonesOf(settings: Readonly<Record<string, string>>): CompileOptions {
  const text = settings[ZONES];
  if (text === undefined) return {};
  const zones = JSON.parse(text) as Readonly<Record<string, string>>;
  return { zoneOf: (company) => zones[company] };
}

/** What is wrong with a map beside the metadata of both sides, which is read once. @throws SideUnavailable */
export function checkedAgainst(connected: Connected): (map: TableMap) => Promise<readonly Finding[]> {
  const schemas = connected.schemas();
  return async (map) => checkTableMap(map, await schemasOf(map, schemas));
}

/** Changes when a map has to be compiled again: its definition, its state, its companies, the zones. */
export const signature = (stored: readonly StoredTableMap[], settings: Readonly<Record<string, string>>): string =>
  JSON.stringify([
    stored.map(({ map, state, companies, cutover }) => [map, state, companies, cutover]),
    settings[ZONES] ?? null,
  ]);

/**
 * Zones as they are written on a command line: `usmf=America/Chicago,frrt=Europe/Paris`.
 * @throws Failure naming what is no company with a zone
 */
export function readZones(text: string): Readonly<Record<string, string>> {
  const zones: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [company = '', zone = ''] = part.split('=').map((one) => one.trim());
    if (company === '' || !IANAZone.isValidZone(zone)) {
      throw new Failure(
        EXIT.wrongInput,
        FAILURES.ZONE_UNKNOWN,
        `"${part.trim()}" is no company with a time zone.`,
        'Write company=zone with a name such as Europe/Paris, separated by commas.',
      );
    }
    zones[company.toLowerCase()] = zone;
  }
  return zones;
}

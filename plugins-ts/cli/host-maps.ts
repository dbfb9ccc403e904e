import type { CompileOptions } from '../maps';
import { prepareMaps, type PreparedMaps, type StoredTableMap } from '../sync';
import type { Connected } from './connect';

/** `zones`: IANA time zone by company code, as JSON. */
const ZONES = 'zones';

/** Compiles the maps that run, with the zones of the environment's settings. @throws SideUnavailable */
export const prepare = (
  connected: Connected,
  stored: readonly StoredTableMap[],
  wanted?: (map: StoredTableMap) => boolean,
): Promise<PreparedMaps> => prepareMaps(stored, connected.schemas(), zonesOf(connected.settings), wanted);

function zonesOf(settings: Readonly<Record<string, string>>): CompileOptions {
  const text = settings[ZONES];
  if (text === undefined) return {};
  const zones = JSON.parse(text) as Readonly<Record<string, string>>;
  return { zoneOf: (company) => zones[company] };
}

/** Changes when a map has to be compiled again: its definition, its state, its companies. */
export const signature = (stored: readonly StoredTableMap[]): string =>
  JSON.stringify(stored.map(({ map, state, companies, cutover }) => [map, state, companies, cutover]));

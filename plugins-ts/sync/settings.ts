import { finding, type Finding } from '../maps';
import type { EngineOptions } from './engine';

/** A setting of the organisation that the engine goes by: a whole number in the unit that people think in. */
interface NumberSetting {
  readonly option: 'deletesADay' | 'archive' | 'requestPoll' | 'feedPoll' | 'financeCompare' | 'mapsAtOnce';
  /** How many of the engine's own units one of the setting's is. */
  readonly unit: number;
  readonly least: number;
  readonly most: number;
}

const SECOND = 1_000;
const DAY = 24 * 3_600_000;

/**
 * By name, as it stands in `tandem_setting`. What each means is in the README of this folder. The bounds keep out what
 * would be a mistake: a poll that is spent waiting for Dataverse's own limits, an archive age that no Finance has.
 */
export const ENGINE_SETTINGS: Readonly<Record<string, NumberSetting>> = {
  deletesADay: { option: 'deletesADay', unit: 1, least: 0, most: 1_000_000 },
  archiveDays: { option: 'archive', unit: DAY, least: 1, most: 3_650 },
  requestPollSeconds: { option: 'requestPoll', unit: SECOND, least: 1, most: 300 },
  feedPollSeconds: { option: 'feedPoll', unit: SECOND, least: 1, most: 3_600 },
  financeCompareSeconds: { option: 'financeCompare', unit: SECOND, least: 10, most: 86_400 },
  mapsAtOnce: { option: 'mapsAtOnce', unit: 1, least: 1, most: 8 },
};

/** `deletesADay.projects-v2`: of one table map. */
const OF_A_MAP = 'deletesADay.';

/** How findings name what is not about one map. */
const PLACE = { map: 'environment' };

export interface EngineSettings {
  readonly options: EngineOptions;
  readonly findings: readonly Finding[];
}

/**
 * The engine's options as the organisation has set them. A value that is no such number is not used: what holds without
 * it holds, and a finding says so. Pure.
 *
 * @param settings by name; those of others are left alone
 * @param maps keys of the table maps that there are; null where they are not known
 */
export function engineSettings(
  settings: Readonly<Record<string, string>>,
  defaults: EngineOptions,
  maps: readonly string[] | null = null,
): EngineSettings {
  const findings: Finding[] = [];
  const numbers: Partial<Record<NumberSetting['option'], number>> = {};
  const deletesADayOf: Record<string, number> = {};
  const read = (name: string, text: string, setting: NumberSetting): number | null => {
    const value = wholeNumber(text, setting);
    if (value !== null) return value * setting.unit;
    const { least, most } = setting;
    findings.push(finding('SETTING_WRONG', PLACE, { setting: name, value: text, least, most }));
    return null;
  };
  for (const [name, text] of Object.entries(settings)) {
    const setting = ENGINE_SETTINGS[name.startsWith(OF_A_MAP) ? 'deletesADay' : name];
    if (setting === undefined) continue;
    const value = read(name, text, setting);
    if (value === null) continue;
    if (!name.startsWith(OF_A_MAP)) numbers[setting.option] = value;
    else {
      const mapKey = name.slice(OF_A_MAP.length);
      if (maps?.includes(mapKey) === false) {
        findings.push(finding('SETTING_OF_NO_MAP', PLACE, { setting: name, map: mapKey }));
      } else deletesADayOf[mapKey] = value;
    }
  }
  return { options: { ...defaults, ...numbers, deletesADayOf }, findings };
}

function wholeNumber(text: string, { least, most }: NumberSetting): number | null {
  const plain = text.trim();
  if (!/^\d{1,9}$/.test(plain)) return null;
  const value = Number(plain);
  return value >= least && value <= most ? value : null;
}

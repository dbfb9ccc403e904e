import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import type { Strings } from '../../../controls/SyncStatus/status/texts';

export type Language = 'en' | 'fr';

const FILES = {
  en: 'controls/SyncStatus/strings/SyncStatus.1033.resx',
  fr: 'controls/SyncStatus/strings/SyncStatus.1036.resx',
} as const;

/** The control's own strings, as the platform would load them. */
export function resources(language: Language): ReadonlyMap<string, string> {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', trimValues: false });
  const { root } = parser.parse(readFileSync(FILES[language], 'utf8')) as {
    root: { data: readonly { name: string; value: string }[] };
  };
  return new Map(root.data.map(({ name, value }) => [name, String(value)]));
}

/** Throws for a string that is not there: a person would see its key. */
export function stringsOf(language: Language): Strings {
  const all = resources(language);
  return (key) => {
    const text = all.get(key);
    if (text === undefined) throw new Error(`No string ${key} in ${language}`);
    return text;
  };
}

import { all, first, parseXml } from './xml';

/** Key and text of every `<data>` of a RESX file. */
export function parseStrings(resx: string): ReadonlyMap<string, string> {
  return new Map(
    all(parseXml(resx), 'data').map((data) => [data.attributes['name'] ?? '', first(data, 'value')?.text ?? '']),
  );
}

/** Picks, among names that end in `.<lcid>.resx`, the one for a language, else for the base language, else the first. */
export function stringsFor(names: readonly string[], language: number): string | undefined {
  const forLanguage = (lcid: number): string | undefined => names.find((name) => name.endsWith(`.${lcid}.resx`));
  return forLanguage(language) ?? forLanguage(1033) ?? names[0];
}

import { strFromU8, unzipSync } from 'fflate';

/** Text of the ribbon file that `RetrieveEntityRibbon` answers: a zip with one XML part, in base64. */
export function ribbonDiffs(base64: string): string {
  if (base64 === '') return '';
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const parts = unzipSync(bytes);
  const name = Object.keys(parts).find((part) => /ribbon.*\.xml$/i.test(part));
  const part = name === undefined ? undefined : parts[name];
  if (!part) throw new Error('The ribbon file has no RibbonXml.xml.');
  return strFromU8(part);
}

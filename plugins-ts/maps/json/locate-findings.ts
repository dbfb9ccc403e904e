import type { Finding } from '../finding';
import { readJson, type Place } from './place';

/**
 * Findings about columns, with the file they are in and the place of the field mapping that they are about. What says its
 * own place keeps it; what is about the map as a whole has none.
 */
export function locateFindings(text: string, file: string, findings: readonly Finding[]): readonly Finding[] {
  const root = readJson(text);
  const mappings = 'path' in root ? mappingsOf(root) : [];
  return findings.map((one) => {
    const at = one.at ?? mappings.find((mapping) => isAbout(mapping, one.column))?.position;
    return { ...one, file, ...(at === undefined ? {} : { at }) };
  });
}

const mappingsOf = (root: Place): readonly Place[] =>
  root.property('legs').elements[0]?.property('fieldMappings').elements ?? [];

function isAbout(mapping: Place, column: string | undefined): boolean {
  const names = [mapping.property('sourceField').scalar, mapping.property('destinationField').scalar];
  return column !== undefined && names.some((name) => String(name ?? '').toLowerCase() === column.toLowerCase());
}

import { unzipSync, type UnzipFileInfo } from 'fflate';
import { finding, type Finding } from '../finding';
import { LIMITS, megabytes } from './limits';
import { checksumIn, crc32 } from './zip-checksum';

export interface Unzipped {
  /** The customizations of the solution; null where there are none, or where they cannot be read. */
  readonly customizations: Uint8Array | null;
  readonly findings: readonly Finding[];
}

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/**
 * Takes the customizations out of a solution zip: `customizations.xml` as exported, `Other/Customizations.xml` as
 * unpacked and zipped by hand. Nothing else is unpacked, and nothing that says it is larger than the limit; fflate
 * writes no more than an entry says.
 */
export function customizationsIn(bytes: Uint8Array, file: string): Unzipped {
  const place = { map: file, file };
  const large: UnzipFileInfo[] = [];
  try {
    const entries = unzipSync(bytes, {
      filter: (entry) => {
        if (!/(^|[\\/])customizations\.xml$/i.test(entry.name)) return false;
        if (entry.originalSize > LIMITS.customizations) large.push(entry);
        return entry.originalSize <= LIMITS.customizations;
      },
    });
    const [tooLarge] = large;
    if (tooLarge !== undefined) {
      const [size, limit] = [megabytes(tooLarge.originalSize), megabytes(LIMITS.customizations)];
      return { customizations: null, findings: [finding('TOO_LARGE', place, { what: tooLarge.name, size, limit })] };
    }
    const [found] = Object.entries(entries);
    if (found !== undefined) {
      const [name, customizations] = found;
      const checksum = checksumIn(bytes, name);
      if (checksum === undefined || checksum === crc32(customizations)) return { customizations, findings: [] };
      const problem = `the checksum of ${name} is another one`;
      return { customizations: null, findings: [finding('ZIP_BROKEN', place, { file, problem })] };
    }
    return {
      customizations: null,
      findings: [finding('NO_MAPS', place, { file, kind: 'a zip without customizations.xml' })],
    };
  } catch (error) {
    const problem = error instanceof Error && error.message !== '' ? error.message : 'it cannot be unpacked';
    return { customizations: null, findings: [finding('ZIP_BROKEN', place, { file, problem })] };
  }
}

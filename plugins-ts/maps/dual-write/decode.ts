import { finding, type Finding } from '../finding';
import { positionAt } from '../json/place';

export interface Decoded {
  /** Null where a byte cannot be. */
  readonly text: string | null;
  readonly findings: readonly Finding[];
}

/**
 * Bytes as text: UTF-8 with or without a byte order mark, UTF-16 by its mark or by its zero bytes, and what an XML
 * declaration names. Nothing else is guessed: letters that come out wrong would end in the rows of both sides.
 */
export function decode(bytes: Uint8Array, file: string): Decoded {
  const { encoding, reason } = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const parameters = { file, encoding: NAMES[encoding], reason: reason ?? '' };
    return { text, findings: reason === null ? [] : [finding('OTHER_ENCODING', { map: file, file }, parameters)] };
  } catch {
    const until = encoding === 'utf-8' ? firstBadByte(bytes) : 0;
    // A letter that has begun and does not go on is not before the place, but at it.
    const before = new TextDecoder(encoding).decode(bytes.subarray(0, until), { stream: true });
    const place = { map: file, file, at: positionAt(before, before.length) };
    return { text: null, findings: [finding('WRONG_ENCODING', place, { file, encoding: NAMES[encoding] })] };
  }
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

/** As the encoding standard has it: ISO 8859-1 and ASCII are read as Windows-1252. */
const DECLARED: Readonly<Record<string, Encoding>> = {
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
};

function encodingOf(bytes: Uint8Array): { readonly encoding: Encoding; readonly reason: string | null } {
  const [first = 1, second = 1] = bytes;
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', reason: 'its byte order mark says so' };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', reason: 'its byte order mark says so' };
  if (first !== 0 && second === 0) return { encoding: 'utf-16le', reason: 'every other byte is zero' };
  if (first === 0 && second !== 0) return { encoding: 'utf-16be', reason: 'every other byte is zero' };
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  const said = /^<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["']/.exec(head)?.[1]?.toLowerCase() ?? '';
  const declared = DECLARED[said];
  return declared === undefined
    ? { encoding: 'utf-8', reason: null }
    : { encoding: declared, reason: `its XML declaration says ${said}` };
}

/** The longest beginning that is UTF-8, by halving. */
function firstBadByte(bytes: Uint8Array): number {
  let [sound, bad] = [0, bytes.length];
  while (bad - sound > 1) {
    const middle = (sound + bad) >> 1;
    if (isUtf8(bytes.subarray(0, middle))) sound = middle;
    else bad = middle;
  }
  return sound;
}

/** Whether it is UTF-8 as far as it goes: a letter that is cut off at the end is none yet. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

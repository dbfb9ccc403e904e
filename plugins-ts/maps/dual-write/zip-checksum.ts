/**
 * The checksum that a zip's directory gives for an entry; undefined where it gives none. fflate unpacks without looking
 * at it, and one changed letter of a map would not show.
 */
export function checksumIn(zip: Uint8Array, name: string): number | undefined {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = endOfDirectory(view);
  if (end === undefined) return undefined;
  let at = view.getUint32(end + 16, true);
  while (at + 46 <= zip.length && view.getUint32(at, true) === ENTRY) {
    const [length, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const begin = at + 46;
    if (new TextDecoder().decode(zip.subarray(begin, begin + (length ?? 0))) === name)
      return view.getUint32(at + 16, true);
    at = begin + (length ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return undefined;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** The record stands at the end, before a comment of at most 65,535 bytes. */
function endOfDirectory(view: DataView): number | undefined {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  return undefined;
}

/** CRC-32 as in the zip specification. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (REMAINDERS[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

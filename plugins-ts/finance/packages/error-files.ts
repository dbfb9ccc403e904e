import type { DataManagement } from './data-management';

/** Downloads what whoever has the address may read. */
export type Download = (url: string) => Promise<Uint8Array>;

/**
 * The lines of Finance's two files of rows that did not get through, by cells: as they were sent, where staging did not
 * take them, and by key, where the entity did not. Only their text is looked at, for nothing else of them is written
 * down anywhere.
 *
 * @param wait between two looks whether the file of keys is made; false to give up
 * @throws ODataError, and what `download` throws
 */
export async function errorLines(
  management: DataManagement,
  download: Download,
  { execution, entity }: { readonly execution: string; readonly entity: string },
  wait: () => Promise<boolean>,
): Promise<readonly (readonly string[])[]> {
  const urls: string[] = [];
  const staging = await management.stagingErrorsUrl(execution, entity);
  if (staging !== null) urls.push(staging);
  if (await management.makeKeysFile(execution, entity)) {
    let keys = await management.keysFileUrl(execution, entity);
    while (keys === null && (await wait())) keys = await management.keysFileUrl(execution, entity);
    if (keys !== null) urls.push(keys);
  }
  const lines: (readonly string[])[] = [];
  for (const url of urls) lines.push(...cellsOfFile(await download(url)));
  return lines;
}

/** With a byte order mark the files say themselves what they are. A workbook is not read. */
export function cellsOfFile(bytes: Uint8Array): readonly (readonly string[])[] {
  if ([0x50, 0x4b, 3, 4].every((byte, at) => bytes[at] === byte)) return [];
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8')
    .decode(bytes)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.match(/"(?:[^"]|"")*"|[^,;|\t]+/g) ?? []);
}

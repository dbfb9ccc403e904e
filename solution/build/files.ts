import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

/** Files by their path, with forward slashes, below some folder. */
export type Tree = ReadonlyMap<string, Uint8Array>;

/** Reads a folder with all below it, in the order of the paths. A folder that does not exist is empty. */
export function readTree(folder: string): Tree {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join(posix.sep));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  return new Map(names.sort().map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

/** Makes a folder hold exactly these files. */
export function writeTree(folder: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text of a file in UTF-8. Throws when the bytes are not. */
export function textIn(content: Uint8Array): string {
  return decoder.decode(content);
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where things are in a checkout, below its root. */
export interface Project {
  readonly root: string;
  /** The unpacked solution. */
  readonly source: string;
  /** Where packages are written. */
  readonly packages: string;
  /** Version of the project as a solution has it: four numbers. */
  readonly version: string;
}

/** Throws when `package.json` has a version that a solution cannot have. */
export function projectAt(directory: string): Project {
  const root = resolve(directory);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(`package.json has version ${version}; a solution needs three numbers, without a suffix.`);
  }
  return {
    root,
    source: join(root, 'solution', 'src'),
    packages: join(root, 'solution', 'bin'),
    version: `${version}.0`,
  };
}

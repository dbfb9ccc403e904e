// Runs one of the TypeScript programs beside this file on plain Node, from the project's root.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** @param {string} program name of the file, without extension */
export async function runTypeScript(program) {
  process.chdir(join(here, '..', '..'));
  const outfile = join(here, 'dist', `${program}.mjs`);
  await build({
    entryPoints: [join(here, `${program}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
}

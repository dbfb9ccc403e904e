// Runs one of the TypeScript programs beside this file on plain Node: `node solution/build/run.mjs pack`.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const program = process.argv[2];
if (program !== 'pack' && program !== 'generate') {
  console.error('Which program? node solution/build/run.mjs pack | generate');
  process.exit(2);
}
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

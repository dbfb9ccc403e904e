// Bundles the scripts of the solution: one classic script per entry, all adding to the global `Tandem`.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

await build({
  entryPoints: ['form', 'commands'].map((name) => join(here, `${name}.ts`)),
  outdir: join(here, 'dist'),
  tsconfig: join(here, 'tsconfig.json'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome110', 'edge110', 'firefox115', 'safari16.4'],
  charset: 'utf8',
  logLevel: 'warning',
});

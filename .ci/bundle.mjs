// Bundles one entry point for Node: node .ci/bundle.mjs ENTRY OUTFILE. Packages stay outside.
import { build } from 'esbuild';

const [entry, outfile] = process.argv.slice(2);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
  banner: { js: '#!/usr/bin/env node' },
});

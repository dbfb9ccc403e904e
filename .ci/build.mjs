// Builds what runs: the control, the web resources, the command line, the sandbox, and the packed solution. Each step is
// skipped when nothing it reads has changed since it last succeeded.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NODE = process.execPath;
const STAMPS = 'node_modules/.stamps';
const BUNDLE = [NODE, '.ci/bundle.mjs'];

const STEPS = [
  {
    // First: everything that bundles or checks the map language needs them.
    name: 'parsers of the filter texts',
    reads: ['plugins-ts/maps/filters', '.ci/generate-parsers.mjs'],
    makes: 'plugins-ts/maps/filters/generated/finance-filter.js',
    run: [NODE, '.ci/generate-parsers.mjs'],
  },
  {
    name: 'sync status control',
    reads: ['controls/SyncStatus', 'plugins-ts/sync', 'plugins-ts/maps'],
    makes: 'controls/SyncStatus/out/controls/bundle.js',
    run: [
      NODE,
      join(process.cwd(), 'node_modules/pcf-scripts/bin/pcf-scripts.js'),
      'build',
      '--buildMode',
      'production',
    ],
    in: 'controls/SyncStatus',
    quiet: true,
    // It ends with 0 even where nothing could be compiled; only its words tell.
    failed: /\[build\] Failed/,
  },
  {
    name: 'web resources',
    reads: ['plugins-ts/web-resources', 'plugins-ts/sync', 'plugins-ts/maps'],
    makes: 'plugins-ts/web-resources/dist/form.js',
    run: [NODE, 'plugins-ts/web-resources/build.mjs'],
  },
  {
    name: 'command line',
    reads: ['plugins-ts', 'package.json'],
    makes: 'plugins-ts/cli/dist/tandem.js',
    run: [...BUNDLE, 'plugins-ts/cli/tandem.ts', 'plugins-ts/cli/dist/tandem.js'],
  },
  {
    name: 'app shell of the sandbox',
    reads: ['test/sandbox/shell'],
    makes: 'test/sandbox/shell/client/dist',
    run: [NODE, 'test/sandbox/shell/build.mjs'],
  },
  {
    name: 'solution',
    reads: [
      'solution',
      'package.json',
      'controls/SyncStatus',
      'plugins-ts/web-resources',
      'plugins-ts/project-operations',
    ],
    makes: 'solution/bin/Tandem_managed.zip',
    run: [NODE, 'solution/build/pack.mjs'],
  },
  {
    name: 'sandbox',
    reads: ['test/sandbox', 'plugins-ts', 'package.json'],
    makes: 'test/sandbox/dist/start.js',
    run: [...BUNDLE, 'test/sandbox/start/start.ts', 'test/sandbox/dist/start.js'],
  },
];

const MADE = new Set(['node_modules', 'dist', 'out', 'generated', 'bin', '.data', 'screenshots']);

function hashOf(paths) {
  const hash = createHash('sha256')
    .update(readFileSync('package-lock.json'))
    .update(readFileSync('.ci/build.mjs'))
    .update(readFileSync('.ci/bundle.mjs'));
  const add = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!MADE.has(name)) add(join(path, name));
    } else hash.update(path).update(readFileSync(path));
  };
  for (const path of paths) if (existsSync(path)) add(path);
  return hash.digest('hex');
}

mkdirSync(STAMPS, { recursive: true });
for (const step of STEPS) {
  const stamp = join(STAMPS, step.name.replaceAll(' ', '-'));
  const now = hashOf(step.reads);
  if (existsSync(step.makes) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) continue;
  console.log(`Building the ${step.name} …`);
  const [command, ...args] = step.run;
  const done = spawnSync(command, args, {
    cwd: step.in ?? '.',
    stdio: step.quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
  });
  if (done.status !== 0 || step.failed?.test(done.stdout + done.stderr)) {
    console.error(`${step.quiet ? `${done.stdout}${done.stderr}` : ''}The ${step.name} could not be built.`);
    process.exit(1);
  }
  writeFileSync(stamp, now);
}

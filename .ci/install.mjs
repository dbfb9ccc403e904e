// Installs what is missing, and only then: `npm start` and `npm test` call this first, on a machine that may have
// nothing but Node. No dependency of its own, for there may be none yet.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(
    `Tandem needs Node 20 or newer; this is Node ${process.versions.node}. Get one from https://nodejs.org.`,
  );
  process.exit(1);
}

const STAMP = 'node_modules/.stamp';
const lock = createHash('sha256').update(readFileSync('package-lock.json')).update(process.version).digest('hex');
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) process.exit(0);

console.log('Installing packages (about a minute, only when they change) …');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  // A caller's `npm start --port=0` must not reach this inner npm as its own configuration.
  env: Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('npm_config_') || /proxy|registry|cafile|cache|userconfig/.test(name),
    ),
  ),
});
if (done.status !== 0) {
  console.error('npm ci did not succeed; what it printed above says why.');
  process.exit(done.status ?? 1);
}
writeFileSync(STAMP, lock);

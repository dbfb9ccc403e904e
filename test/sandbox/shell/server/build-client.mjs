/**
 * Bundles the browser client to client/dist. React and Fluent stay outside: the page loads them once as globals, which
 * code components (PCF) share, as on the platform.
 */
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const GLOBALS = { react: 'React', 'react-dom': 'ReactDOM', '@fluentui/react': 'FluentUIReact' };

const platformGlobals = {
  name: 'platform-globals',
  setup(plugins) {
    plugins.onResolve({ filter: /^(react|react-dom|@fluentui\/react)$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'platform-global',
    }));
    plugins.onLoad({ filter: /.*/, namespace: 'platform-global' }, ({ path: name }) => ({
      contents: `module.exports = window.${GLOBALS[name]};`,
    }));
  },
};

/** @param {string} folder the shell's folder */
export async function buildClient(folder) {
  const { outputFiles } = await build({
    entryPoints: { client: path.join(folder, 'client/main.tsx') },
    outdir: path.join(folder, 'client/dist'),
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'transform',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [platformGlobals],
  });
  await mkdir(path.join(folder, 'client/dist'), { recursive: true });
  for (const file of outputFiles) {
    // Another server may be serving the file at this moment: it is never half there.
    const aside = `${file.path}.${process.pid}`;
    await writeFile(aside, file.contents);
    await rename(aside, file.path);
  }
}

/** Bundles the client where that has not been done since its sources changed. */
export async function ensureClient(folder) {
  const made = await changedAt(path.join(folder, 'client/dist/client.js'));
  const sources = await Promise.all(['client', 'model'].map((part) => newest(path.join(folder, part))));
  if (made < Math.max(...sources)) await buildClient(folder);
}

async function newest(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = await Promise.all(
    entries
      .filter((entry) => entry.name !== 'dist')
      .map((entry) => {
        const at = path.join(folder, entry.name);
        return entry.isDirectory() ? newest(at) : changedAt(at);
      }),
  );
  return Math.max(0, ...times);
}

/** Milliseconds since 1970; 0 where there is no such file. */
async function changedAt(file) {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

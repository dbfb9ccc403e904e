/**
 * Bundles the browser client to client/dist. React and Fluent stay outside: the page loads them once as globals, which
 * code components (PCF) share, as on the platform.
 */
import { build } from 'esbuild';
import path from 'node:path';

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
  await build({
    entryPoints: { client: path.join(folder, 'client/main.tsx') },
    outdir: path.join(folder, 'client/dist'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'transform',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [platformGlobals],
  });
}

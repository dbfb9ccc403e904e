// Serves the gallery with the built control. Used by `shoot.mjs` and by the browser test.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..', '..');
const modules = join(root, 'node_modules');

const FILES = {
  '/': join(here, 'page.html'),
  '/page.mjs': join(here, 'page.mjs'),
  '/states.mjs': join(here, 'states.mjs'),
  '/fluent.js': join(modules, '@fluentui/react/dist/fluentui-react.min.js'),
  '/react.js': join(modules, 'react/umd/react.production.min.js'),
  '/react-dom.js': join(modules, 'react-dom/umd/react-dom.production.min.js'),
};
const CONTROL = join(root, 'controls/SyncStatus/out/controls');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' };

/**
 * @param {{ react?: string }} [options] `react`: a folder with the UMD builds of another React (`react/`, `react-dom/`)
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveGallery({ react } = {}) {
  const files =
    react === undefined
      ? FILES
      : {
          ...FILES,
          '/react.js': join(react, 'react/umd/react.production.min.js'),
          '/react-dom.js': join(react, 'react-dom/umd/react-dom.production.min.js'),
        };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://gallery');
    const file = pathname.startsWith('/control/') ? join(CONTROL, pathname.slice('/control/'.length)) : files[pathname];
    try {
      const content = await readFile(file ?? '');
      response
        .writeHead(200, { 'Content-Type': `${TYPES[extname(file)] ?? 'text/plain'}; charset=utf-8` })
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}

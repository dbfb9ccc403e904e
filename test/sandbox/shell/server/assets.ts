import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const require = createRequire(import.meta.url);

/** Folder of an installed package; not all packages let their `package.json` be resolved. */
function packageFolder(name: string): string {
  const entry = require.resolve(name);
  const inside = path.join('node_modules', ...name.split('/'));
  return entry.slice(0, entry.lastIndexOf(inside) + inside.length);
}

/** Scripts that the page loads as globals, by the name under `/shell/vendor/`. */
const VENDOR: Readonly<Record<string, readonly [string, string]>> = {
  'react.js': ['react', 'umd/react.production.min.js'],
  'react-dom.js': ['react-dom', 'umd/react-dom.production.min.js'],
  'fluent.js': ['@fluentui/react', 'dist/fluentui-react.min.js'],
};

/** Serves the client's bundle, the platform libraries and the icon fonts; nothing comes from another origin. */
export function assets(app: FastifyInstance, folder: string): void {
  app.get('/shell/vendor/:file', (request, reply) => {
    const entry = VENDOR[(request.params as { file: string }).file];
    return entry ? file(reply, path.join(packageFolder(entry[0]), entry[1])) : reply.code(404).send();
  });
  app.get('/shell/dist/:file', (request, reply) =>
    file(reply, path.join(folder, 'client/dist', path.basename((request.params as { file: string }).file))),
  );
  app.get('/shell/fonts/:file', (request, reply) => {
    const fonts = path.join(packageFolder('@fluentui/font-icons-mdl2'), 'fonts');
    return file(reply, path.join(fonts, path.basename((request.params as { file: string }).file)));
  });
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.woff': 'font/woff',
};

function file(reply: FastifyReply, at: string): FastifyReply {
  if (!existsSync(at)) return reply.code(404).send();
  return reply
    .type(TYPES[path.extname(at)] ?? 'application/octet-stream')
    .header('cache-control', 'no-cache')
    .send(createReadStream(at));
}

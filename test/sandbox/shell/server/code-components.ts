import type { FastifyInstance } from 'fastify';
import { userOf } from './sign-in';
import { literal, type ReadRows } from './web-api';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  resx: 'application/xml; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** Serves the files of code components (PCF): `/controls/<name>/<path>`. */
export function codeComponents(app: FastifyInstance, read: ReadRows): void {
  app.get('/controls/*', async (request, reply) => {
    const name = (request.params as { '*': string })['*'];
    const query = `customcontrolresources?$select=content&$filter=name eq ${literal(name)}`;
    const [row] = await read(userOf(request), query);
    if (!row) return reply.code(404).type('text/plain').send(`There is no control file ${name}.`);
    return reply
      .type(TYPES[name.split('.').pop() ?? ''] ?? 'application/octet-stream')
      .header('cache-control', 'no-cache')
      .send(Buffer.from(String(row['content'] ?? ''), 'base64'));
  });
}

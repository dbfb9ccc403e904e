import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { userOf } from './sign-in';
import { literal, type ReadRows } from './web-api';

/** Content type by `webresourcetype`. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'text/html; charset=utf-8',
  2: 'text/css; charset=utf-8',
  3: 'text/javascript; charset=utf-8',
  4: 'application/xml; charset=utf-8',
  5: 'image/png',
  6: 'image/jpeg',
  7: 'image/gif',
  9: 'application/xslt+xml',
  10: 'image/x-icon',
  11: 'image/svg+xml',
  12: 'application/xml; charset=utf-8',
};

/** The script by which HTML web resources reach the client API of the page around them. */
const GLOBAL_CONTEXT = `(function () {
  for (var at = window; at !== at.parent; ) {
    at = at.parent;
    if (at.Xrm) { window.Xrm = window.Xrm || at.Xrm; break; }
  }
  window.GetGlobalContext = function () { return window.Xrm.Utility.getGlobalContext(); };
})();
`;

/** Serves `/WebResources/<name>`, also below a version segment as the platform writes it into pages. */
export function webResources(app: FastifyInstance, read: ReadRows): void {
  for (const prefix of ['', '/:version']) {
    app.get(`${prefix}/WebResources/*`, async (request, reply) => {
      const name = (request.params as { '*': string })['*'];
      if (name.endsWith('ClientGlobalContext.js.aspx')) return globalContext(request, reply);
      const query = `webresourceset?$select=content,webresourcetype&$filter=name eq ${literal(name)}`;
      const [row] = await read(userOf(request), query);
      if (!row) return reply.code(404).type('text/plain').send(`There is no web resource ${name}.`);
      return reply
        .type(TYPES[Number(row['webresourcetype'])] ?? 'application/octet-stream')
        .header('cache-control', 'no-cache')
        .send(Buffer.from(String(row['content'] ?? ''), 'base64'));
    });
  }
  app.get('/ClientGlobalContext.js.aspx', globalContext);
}

function globalContext(_: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.type('text/javascript; charset=utf-8').send(GLOBAL_CONTEXT);
}

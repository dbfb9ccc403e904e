import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COOKIE, DEFAULT_USER, userOf, type SandboxUser } from './sign-in';

/** What the page tells the client before it has asked the Web API anything. */
export interface PageSession {
  readonly user: string;
  readonly users: readonly SandboxUser[];
  readonly environment: string;
}

/** Serves the one page of the client at the addresses that the platform has. */
export function pages(app: FastifyInstance, users: readonly SandboxUser[], environment: string): void {
  const page = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const asked = userOf(request);
    const user = users.some((known) => known.name === asked) ? asked : DEFAULT_USER;
    return reply
      .header('set-cookie', `${COOKIE}=${encodeURIComponent(user)}; Path=/; SameSite=Lax`)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html({ user, users, environment }));
  };
  app.get('/main.aspx', page);
  app.get('/apps', page);
  app.get('/', (_, reply) => reply.redirect('/apps'));
  // The frame in which form scripts and commands run: an empty document of the same origin.
  app.get('/shell/client-api.html', (_, reply) =>
    reply.type('text/html; charset=utf-8').send('<!DOCTYPE html><html lang="en"><title>Client API</title></html>'),
  );
  app.get('/favicon.ico', (_, reply) => reply.code(204).send());
}

function html(session: PageSession): string {
  const json = JSON.stringify(session).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dynamics 365</title>
<link rel="stylesheet" href="/shell/dist/client.css">
<script>window.FabricConfig = { iconBaseUrl: '/shell/fonts/', fontBaseUrl: '' };</script>
</head>
<body>
<div id="app"></div>
<script id="shell-session" type="application/json">${json}</script>
<script src="/shell/vendor/react.js"></script>
<script src="/shell/vendor/react-dom.js"></script>
<script src="/shell/vendor/fluent.js"></script>
<script src="/shell/dist/client.js"></script>
</body>
</html>
`;
}

import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { codeComponents } from '../../sandbox/shell/server/code-components';
import { pages } from '../../sandbox/shell/server/pages';
import { SANDBOX_USERS } from '../../sandbox/shell/server/sign-in';
import { rowReader } from '../../sandbox/shell/server/web-api';
import { webResources } from '../../sandbox/shell/server/web-resources';

let app: FastifyInstance;

afterEach(() => app.close());

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('pages', () => {
  const get = async (url: string, cookie?: string) => {
    app = fastify();
    pages(app, SANDBOX_USERS, 'Test </script>');
    return app.inject({ url, ...(cookie === undefined ? {} : { headers: { cookie } }) });
  };
  const userIn = (html: string): unknown =>
    (JSON.parse(/id="shell-session"[^>]*>(.*?)<\/script>/.exec(html)?.[1] ?? '{}') as { user?: unknown }).user;

  it.each([
    ['nobody', undefined, 'pm'],
    ['somebody', 'other=1; sandbox_user=chef', 'chef'],
    ['a stranger', 'sandbox_user=mallory', 'pm'],
  ])('%s is signed in', async (_, cookie, user) => {
    const { statusCode, body, headers } = await get('/main.aspx?appid=x', cookie);
    expect(statusCode).toBe(200);
    expect(userIn(body)).toBe(user);
    expect(headers['set-cookie']).toBe(`sandbox_user=${user}; Path=/; SameSite=Lax`);
  });

  it('names nothing of another origin', async () => {
    const { body } = await get('/apps');
    expect([...body.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]?.[0])).toEqual(Array(5).fill('/'));
  });

  it('shows the apps first', async () => {
    const { statusCode, headers } = await get('/');
    expect([statusCode, headers.location]).toEqual([302, '/apps']);
  });
});

describe('web resources', () => {
  const asked: string[] = [];
  const get = async (url: string) => {
    asked.length = 0;
    app = fastify();
    webResources(app, (user, query) => {
      asked.push(`${user} ${decodeURIComponent(query)}`);
      const known = query.includes('page') ? [{ content: base64('<p>é</p>'), webresourcetype: 1 }] : [];
      return Promise.resolve(known);
    });
    return app.inject({ url, headers: { cookie: 'sandbox_user=chef' } });
  };

  it.each(['/WebResources/x_/page.html', '/%7B6380%7D/WebResources/x_/page.html'])('%s', async (url) => {
    const { statusCode, body, headers } = await get(url);
    expect([statusCode, body, headers['content-type']]).toEqual([200, '<p>é</p>', 'text/html; charset=utf-8']);
    expect(asked).toEqual(["chef webresourceset?$select=content,webresourcetype&$filter=name eq 'x_/page.html'"]);
  });

  it('says which one is missing', async () => {
    const { statusCode, body } = await get('/WebResources/x_/none.js');
    expect([statusCode, body]).toEqual([404, 'There is no web resource x_/none.js.']);
  });

  it.each([
    '/ClientGlobalContext.js.aspx',
    '/WebResources/ClientGlobalContext.js.aspx',
    '/WebResources/x_/ClientGlobalContext.js.aspx',
  ])('%s leads to the client API', async (url) => {
    const { statusCode, body } = await get(url);
    expect(statusCode).toBe(200);
    expect(body).toContain('GetGlobalContext');
    expect(asked).toEqual([]);
  });
});

describe('files of code components', () => {
  it('are found by control and path', async () => {
    app = fastify();
    codeComponents(app, (_, query) =>
      Promise.resolve(decodeURIComponent(query).includes("'x_X.Y/css/a.css'") ? [{ content: base64('a{}') }] : []),
    );
    const found = await app.inject('/controls/x_X.Y/css/a.css');
    expect([found.statusCode, found.body, found.headers['content-type']]).toEqual([
      200,
      'a{}',
      'text/css; charset=utf-8',
    ]);
    expect((await app.inject('/controls/x_X.Y/bundle.js')).statusCode).toBe(404);
  });
});

describe('reading rows', () => {
  it('asks the Web API of the same server as the user, and says what it refused', async () => {
    app = fastify();
    app.get('/api/data/v9.2/things', (request, reply) =>
      request.headers.authorization === 'Bearer sandbox-pm' ? { value: [{ a: 1 }] } : reply.code(403).send('no right'),
    );
    const read = rowReader(app);
    expect(await read('pm', 'things')).toEqual([{ a: 1 }]);
    await expect(read('chef', 'things')).rejects.toThrow('403 to things: no right');
  });
});

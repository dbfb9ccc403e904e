import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebRequest } from './exchange';
import { createService, type Service, type ServiceOptions } from './service';

/** Bodies as large as the platform takes them. */
const BODY_LIMIT = 128 * 1024 * 1024;

export interface WebApiOptions {
  /** What `createService` made, where others want to reach its switches. */
  readonly service: Service;
}

/**
 * The Web API under `/api/data/`. Make the server with `FASTIFY_OPTIONS`, or long URLs do not get through.
 */
export async function webApi(app: FastifyInstance, { service }: WebApiOptions): Promise<void> {
  await app.register(async (scope) => {
    // Bodies arrive as text: exact numbers and multipart are read by hand.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    scope.route({
      method: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
      url: '/api/data/*',
      bodyLimit: BODY_LIMIT,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const answer = await service.answer(
          webRequest(request),
          `${request.protocol}://${request.host}`,
          userOf(request),
        );
        void reply.code(answer.status).headers(answer.headers);
        return reply.send(answer.status === 204 || answer.status === 304 ? undefined : answer.body);
      },
    });
  });
}

/** Node refuses request lines over 16 KB unless told otherwise; the platform takes 32. */
export const FASTIFY_OPTIONS = { http: { maxHeaderSize: 128 * 1024 }, bodyLimit: BODY_LIMIT } as const;

function webRequest(request: FastifyRequest): WebRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return {
    method: request.method,
    url: request.url,
    headers,
    body: typeof request.body === 'string' ? request.body : '',
  };
}

/** A bearer token `sandbox-<user>`, or the cookie of a browser that is signed in. */
export function userOf(request: FastifyRequest): string | undefined {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) return /^Bearer sandbox-([\w-]+)$/.exec(authorization)?.[1];
  return /(?:^|;\s*)sandbox_user=([\w-]+)/.exec(cookie ?? '')?.[1];
}

export { createService, type Service, type ServiceOptions };

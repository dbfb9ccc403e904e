import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Attempt, Refusal } from './business/write';
import { registerControl } from './control/register';
import { dataManagementAnswer, isDataManagement } from './data-management/actions';
import { looksAtDataManagement } from './data-management/job-rows';
import { DataManagement } from './data-management/jobs';
import { answerBatch } from './odata/batch';
import { ServiceError } from './odata/error';
import { metadataAnswer } from './odata/metadata-service';
import { answer, type ServiceContext } from './odata/operation';
import { registerPages } from './pages/register';
import type { FinanceStore } from './store';
import { type FinanceUser, userOf } from './users';

export interface AppOptions {
  readonly store: FinanceStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Most rows on a page; Finance's own is 10 000. */
  readonly pageSize?: number;
  /** Refuses writes beyond Finance's own rules. */
  readonly refuse?: (attempt: Attempt) => Refusal | null;
  /** Told how many operations a batch held. */
  readonly countOperations?: (operations: number) => void;
}

/** Longer request lines are refused, as by the web server in front of Finance; inside a batch there is more room. */
const LONGEST_REQUEST_LINE = 16_384;

/** Finance over HTTP: OData below `/data/`, metadata below `/metadata/`, plain pages at `/`. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: 64 * 1024 * 1024,
    forceCloseConnections: true,
    http: { maxHeaderSize: 128 * 1024 },
    exposeHeadRoutes: false,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const context = (request: FastifyRequest): ServiceContext => ({
    store: options.store,
    now: options.now,
    refuse: options.refuse ?? (() => null),
    root: `http://${request.headers.host ?? '127.0.0.1'}/data/`,
    pageSize: options.pageSize ?? 10_000,
  });

  app.addHook('onRequest', async (request, reply) => {
    if ((request.raw.url ?? '').length > LONGEST_REQUEST_LINE) return reply.code(414).send('');
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ServiceError) return refuse(reply, error);
    return reply.code(500).send({ error: { code: '', message: String(error) } });
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ Message: `No HTTP resource was found that matches the request URI '${request.url}'.` }),
  );

  let batches = 0;
  const data = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const user = signedIn(request, reply);
    if (!user) return reply;
    const [path = '', query = ''] = (request.raw.url ?? '').replace(/^\/data\/?/, '').split(/\?(.*)/s);
    const headers = request.headers as Record<string, string | undefined>;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (looksAtDataManagement(path === '$batch' ? body.toString('utf8') : path)) {
      new DataManagement(context(request)).show();
    }
    if (path === '$batch' && request.method === 'POST') {
      batches += 1;
      const outcome = answerBatch(context(request), { headers, body, user, name: `${process.pid}-${batches}` });
      options.countOperations?.(outcome.operations);
      return reply.code(outcome.status).headers(outcome.headers).send(outcome.body);
    }
    const { method } = request;
    if (method === 'POST' && isDataManagement(path)) {
      const service = context(request);
      const done = dataManagementAnswer(new DataManagement(service), service.root, path, body.toString('utf8'));
      return reply.code(done.status).headers(done.headers).send(done.body);
    }
    const outcome = answer(context(request), { method, path, query, headers, body: body.toString('utf8'), user });
    return reply.code(outcome.status).headers(outcome.headers).send(outcome.body);
  };
  app.all('/data', data);
  app.put('/dmf/:name', (request, reply) => upload(new DataManagement(context(request)), request, reply));
  app.get('/dmf/:name', (request, reply) => download(new DataManagement(context(request)), request, reply));
  app.all('/data/*', data);

  const metadata = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (!signedIn(request, reply)) return reply;
    const url = new URL(request.raw.url ?? '', `http://${request.headers.host ?? '127.0.0.1'}`);
    const path = decodeURIComponent(url.pathname.replace(/^\/metadata\/?/i, ''));
    return reply.send(metadataAnswer(`${url.origin}/metadata/`, path, url.searchParams, url.href));
  };
  app.get('/metadata/*', metadata);
  app.get('/Metadata/*', metadata);

  registerControl(app, context);
  registerPages(app, context);
  return app;
}

/** An upload as blob storage takes it: who has the signed address needs no token, and must not send one. */
function upload(jobs: DataManagement, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.headers['x-ms-blob-type'] !== 'BlockBlob') return reply.code(400).send('');
  const { name, signature } = blobOf(request);
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (request.headers.authorization !== undefined) return notSigned(reply);
  return jobs.upload(name, signature, bytes) ? reply.code(201).send('') : notSigned(reply);
}

function download(jobs: DataManagement, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { name, signature } = blobOf(request);
  const bytes = request.headers.authorization === undefined ? jobs.download(name, signature) : null;
  return bytes === null ? notSigned(reply) : reply.type('application/octet-stream').send(bytes);
}

function blobOf(request: FastifyRequest): { name: string; signature: string } {
  const url = new URL(request.raw.url ?? '', 'http://blob');
  return {
    name: decodeURIComponent(url.pathname.replace(/^\/dmf\//, '')),
    signature: url.searchParams.get('sig') ?? '',
  };
}

function notSigned(reply: FastifyReply): FastifyReply {
  return reply
    .code(403)
    .type('application/xml')
    .send('<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code></Error>');
}

/** The caller; without a valid bearer token the answer is a 401 with an empty body. */
function signedIn(request: FastifyRequest, reply: FastifyReply): FinanceUser | undefined {
  const user = userOf(request.headers.authorization);
  if (!user) {
    reply.code(401).header('www-authenticate', 'Bearer').send('');
  }
  return user;
}

function refuse(reply: FastifyReply, error: ServiceError): FastifyReply {
  reply.code(error.status).headers(error.headers);
  if (error.body === undefined) return reply.send('');
  return reply
    .header('content-type', 'application/json;odata.metadata=minimal;charset=utf-8')
    .send(JSON.stringify(error.body));
}

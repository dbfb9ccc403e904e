import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Fault, readFault, type Target } from './fault';
import type { Faults, Seen } from './faults';
import { failed, type FaultReply, refused, type Service, throttled } from './reply';

export interface InstallOptions {
  readonly service: Service;
  /** Milliseconds since 1970: what the Date header tells, once the service's clock is skewed as it should be. */
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Dataverse: makes every delta token given so far too old. */
  readonly expireTokens?: () => void;
  /** Dataverse: true when the service asks `faults.lateCommit` for each write. */
  readonly commitsLate?: boolean;
  /** True when the service asks `faults.refusal` itself for each row; else whole requests are looked at here. */
  readonly refusesRows?: boolean;
}

interface Fate {
  readonly seen: Seen;
  readonly target: Target;
  lost: boolean;
}

/** The sandbox's own addresses: never counted, never faulty. */
const OWN = /^\/sandbox\//;

/** Hangs the faults and `/sandbox/faults`, `/sandbox/requests` on a service, before it listens. */
export function installFaults(app: FastifyInstance, faults: Faults, options: InstallOptions): void {
  const fates = new WeakMap<FastifyRequest, Fate>();
  const sleep = options.sleep ?? wait;
  const now = options.now ?? Date.now;

  app.addHook('onRequest', async (request, reply) => {
    const path = request.raw.url ?? '';
    if (OWN.test(path)) return;
    const target: Target = { method: request.method, path };
    const seen = faults.count(request.method, path);
    const fate: Fate = { seen, target, lost: false };
    fates.set(request, fate);
    return strike(request, reply, fate, target);
  });

  app.addHook('preHandler', async (request, reply) => {
    const fate = fates.get(request);
    if (!fate || !faults.looksAtBodies()) return;
    return strike(request, reply, fate, { ...fate.target, body: bodyText(request.body) });
  });

  /** Lets faults have their way with a request; whatever answers it ends it. */
  async function strike(
    request: FastifyRequest,
    reply: FastifyReply,
    fate: Fate,
    target: Target,
  ): Promise<FastifyReply | undefined> {
    const delay = faults.striking(['latency'], target);
    if (delay) {
      fate.seen.fault = 'latency';
      await sleep(delay.milliseconds ?? 1000);
    }
    const fault = faults.striking(['down', 'cut', 'throttle', 'status', 'lost'], target);
    if (!fault) return undefined;
    fate.seen.fault = fault.kind;
    switch (fault.kind) {
      case 'down':
      case 'cut':
        return hangUp(request, reply);
      case 'throttle':
        return send(reply, throttled(options.service, fault));
      case 'status':
        return send(reply, failed(options.service, fault));
      default:
        fate.lost = true;
        return undefined;
    }
  }

  if (!options.refusesRows) {
    app.addHook('preHandler', async (request, reply) => {
      const fate = fates.get(request);
      if (!fate || request.method === 'GET') return;
      const fault = faults.refusal({ ...fate.target, values: jsonObject(request.body) });
      if (!fault) return;
      fate.seen.fault = 'refuse';
      return send(reply, refused(fault));
    });
  }

  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('date', new Date(now() + faults.skew()).toUTCString());
    const fate = fates.get(request);
    if (!fate) return payload;
    if (fate.lost) {
      hangUp(request, reply);
      return payload;
    }
    fate.seen.status = reply.statusCode;
    return payload;
  });

  registerOwnRoutes(app, faults, options);
}

/** The connection ends without a word. */
function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function send(reply: FastifyReply, { status, headers, body }: FaultReply): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

function registerOwnRoutes(app: FastifyInstance, faults: Faults, options: InstallOptions): void {
  app.get('/sandbox/faults', (_request, reply) => reply.send(faults.list()));
  app.post('/sandbox/faults', (request, reply) => {
    let wanted: Fault[];
    try {
      const body = parsed(request.body);
      wanted = (Array.isArray(body) ? body : [body]).map(readFault);
    } catch (error) {
      return reply.code(400).send({ error: { message: error instanceof Error ? error.message : String(error) } });
    }
    const missing = wanted.find(
      ({ kind }) =>
        (kind === 'expireTokens' && !options.expireTokens) || (kind === 'lateCommit' && !options.commitsLate),
    );
    if (missing) return reply.code(501).send({ error: { message: `this service cannot do '${missing.kind}'` } });
    if (wanted.some(({ kind }) => kind === 'expireTokens')) options.expireTokens?.();
    const lasting = wanted.filter(({ kind }) => kind !== 'expireTokens');
    return reply.code(201).send(lasting.map((fault) => faults.add(fault)));
  });
  app.delete('/sandbox/faults', (_request, reply) => {
    faults.remove();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>('/sandbox/faults/:id', (request, reply) => {
    faults.remove(request.params.id);
    return reply.code(204).send();
  });
  app.get('/sandbox/requests', (_request, reply) => reply.send(faults.counted()));
  app.delete('/sandbox/requests', (_request, reply) => {
    faults.resetCount();
    return reply.code(204).send();
  });
}

function bodyText(body: unknown): string {
  if (Buffer.isBuffer(body)) return body.toString('utf8');
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
}

/** The services parse bodies in their own ways. */
function parsed(body: unknown): unknown {
  if (Buffer.isBuffer(body)) return JSON.parse(body.toString('utf8'));
  return typeof body === 'string' ? JSON.parse(body) : body;
}

function jsonObject(body: unknown): Record<string, unknown> {
  try {
    const value = parsed(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

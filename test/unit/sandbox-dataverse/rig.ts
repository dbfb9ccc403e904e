import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import {
  createService,
  FASTIFY_OPTIONS,
  openOrganization,
  webApi,
  type Organization,
  type Service,
} from '../../sandbox/dataverse';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever came back
  readonly json: any;
  readonly code: string | undefined;
}

/** A Dataverse of one's own, with a clock that stands still until it is moved. */
export interface Rig {
  readonly organization: Organization;
  readonly service: Service;
  readonly app: FastifyInstance;
  now: number;
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ROOT = '/api/data/v9.2/';

export async function rig(): Promise<Rig> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dataverse-'));
  const clock = { now: Date.parse('2026-11-25T10:00:00Z') };
  const organization = openOrganization({ dataDir, clock: () => clock.now });
  const service = createService({ organization });
  const app = fastify(FASTIFY_OPTIONS);
  await app.register(webApi, { service });
  return {
    organization,
    service,
    app,
    get now() {
      return clock.now;
    },
    set now(value) {
      clock.now = value;
    },
    async send(method, path, { as = 'admin', body, headers = {} } = {}) {
      const json = body !== undefined && typeof body !== 'string';
      const reply = await app.inject({
        method: method as 'GET',
        url: path.startsWith('/') ? path : ROOT + path,
        headers: {
          host: 'contoso.test',
          ...(as === '' ? {} : { authorization: `Bearer sandbox-${as}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: json ? JSON.stringify(body) : (body as string) }),
      });
      const isJson = String(reply.headers['content-type']).includes('json');
      const parsed = isJson && reply.body !== '' ? JSON.parse(reply.body) : undefined;
      return {
        status: reply.statusCode,
        headers: reply.headers as Record<string, string>,
        text: reply.body,
        json: parsed,
        code: parsed?.error?.code,
      };
    },
    async close() {
      await app.close();
      organization.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotPossible } from '../integration/journal-corrections';
import { infologOf, ServiceError } from '../odata/error';
import type { ServiceContext } from '../odata/operation';
import { NotPosted } from '../purchasing/document';
import { type ExpenseReport, postExpenseReport } from '../purchasing/expense-reports';
import { postVendorInvoice, type VendorInvoice } from '../purchasing/vendor-invoices';
import { Misunderstood } from './misunderstood';
import { PROCESSES, type Wish } from './processes';
import { TableRows } from './rows';
import { stagedActuals } from './staging-list';

/**
 * The sandbox's own addresses for what happens inside Finance: periodic processes, documents that are posted there, set-up. Like the faults
 * they want no token, are never counted and never faulty.
 */
export function registerControl(app: FastifyInstance, context: (request: FastifyRequest) => ServiceContext): void {
  app.get('/sandbox/processes', (_request, reply) =>
    reply.send(Object.entries(PROCESSES).map(([name, { label, parameters }]) => ({ name, label, parameters }))),
  );
  app.post<{ Params: { name: string } }>('/sandbox/processes/:name', (request, reply) =>
    answered(reply, () => {
      const process = PROCESSES[request.params.name];
      if (!process) throw new Misunderstood(`no process ${request.params.name}`);
      const wish = bodyOf(request);
      const unknown = Object.keys(wish).find((name) => !process.parameters.includes(name));
      if (unknown !== undefined) throw new Misunderstood(`${request.params.name} has no parameter ${unknown}`);
      return process.run(context(request), wish) ?? {};
    }),
  );
  app.get<{ Querystring: { company?: string } }>('/sandbox/staging', (request, reply) =>
    answered(reply, () => stagedActuals(context(request).store, request.query.company)),
  );
  app.post('/sandbox/expense-reports', (request, reply) =>
    answered(reply, () => {
      const report = documentOf(request, ['company']) as unknown as ExpenseReport;
      return postExpenseReport(context(request), report);
    }),
  );
  app.post('/sandbox/vendor-invoices', (request, reply) =>
    answered(reply, () => {
      const invoice = documentOf(request, ['company', 'vendor', 'number', 'date', 'currency']);
      return postVendorInvoice(context(request), invoice as unknown as VendorInvoice);
    }),
  );
  type OfTable = { Params: { set: string }; Querystring: Record<string, string> };
  app.get<OfTable>('/sandbox/tables/:set', (request, reply) =>
    answered(reply, () => new TableRows(context(request)).list(request.params.set, request.query)),
  );
  app.put<OfTable>('/sandbox/tables/:set', (request, reply) =>
    answered(reply, () => new TableRows(context(request)).put(request.params.set, bodyOf(request))),
  );
  app.delete<OfTable>('/sandbox/tables/:set', (request, reply) =>
    answered(reply, () => {
      new TableRows(context(request)).remove(request.params.set, bodyOf(request));
      return {};
    }),
  );
}

/** 400 for what makes no sense, 409 with the reasons for what Finance refuses. */
function answered(reply: FastifyReply, work: () => unknown): FastifyReply {
  try {
    return reply.send(work());
  } catch (error) {
    if (error instanceof NotPosted) return reply.code(409).send(refusal(error.reasons));
    if (error instanceof ServiceError) return reply.code(409).send(refusal(infologOf(error)));
    if (error instanceof NotPossible) return reply.code(409).send(refusal([error.message]));
    if (error instanceof Misunderstood || error instanceof SyntaxError) {
      return reply.code(400).send(refusal([error.message]));
    }
    throw error;
  }
}

function refusal(reasons: readonly string[]): unknown {
  return { error: { message: reasons.join(' '), reasons } };
}

function bodyOf(request: FastifyRequest): Wish {
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8').trim() : '';
  if (text === '') return {};
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misunderstood('not an object');
  return value as Wish;
}

/** A document with lines; its amounts are texts, so that none passes through a binary fraction. */
function documentOf(request: FastifyRequest, needed: readonly string[]): Wish {
  const body = bodyOf(request);
  const missing = needed.find((name) => typeof body[name] !== 'string' || body[name] === '');
  if (missing !== undefined) throw new Misunderstood(`'${missing}' is missing.`);
  const lines = body['lines'];
  if (!Array.isArray(lines)) throw new Misunderstood(`'lines' is missing.`);
  for (const line of lines as readonly unknown[]) {
    if (typeof line !== 'object' || line === null) throw new Misunderstood('a line is an object');
    const odd = Object.entries(line).find(([, value]) => typeof value !== 'string');
    if (odd) throw new Misunderstood(`'${odd[0]}' of a line must be a text.`);
  }
  return body;
}

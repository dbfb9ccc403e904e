import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createRow, needWritable, updateRow } from '../business/write';
import { Misunderstood } from '../control/misunderstood';
import { PROCESSES } from '../control/processes';
import { NotPossible } from '../integration/journal-corrections';
import { type Entity, knownEntity } from '../model/entity';
import { infologOf, preconditionFailed, ServiceError } from '../odata/error';
import type { ServiceContext } from '../odata/operation';
import { etagOf, type StoredRow } from '../store';
import { userNamed } from '../users';
import { ALL, keyOf, pageAddress, readPageAddress } from './address';
import { frame, messageBar, type PageContext } from './frame';
import { html, type Html } from './html';
import { home, list } from './list';
import { partsOf } from './parts';
import { newRowForm, readForm, readNewForm, rowForm, rowPage } from './row';
import { STYLE } from './style';
import { whereItIs } from './where-it-is';
import { outcome, workspace } from './workspace';

/** Whoever looks at the pages. */
const READER = 'accountant';

/** Plain pages for a person: what is in Finance, and a form to change it. They work without scripts. */
export function registerPages(app: FastifyInstance, context: (request: FastifyRequest) => ServiceContext): void {
  app.get('/style.css', (_request, reply) => reply.type('text/css').send(STYLE));
  app.get('/', (request, reply) => {
    const service = context(request);
    const page = pageContext(service, request);
    const { entity, key } = page.address;
    if (!entity) return send(reply, 200, page, 'Home', home(service.store, page));
    if (page.address.create && !entity.readOnly) return send(reply, 200, page, 'New', newRowForm(entity, page));
    if (key === undefined) return send(reply, 200, page, entity.label, list(service.store, entity, page));
    const row = service.store.find(entity, keyOf(entity, page.address.company, key));
    if (!row) return notThere(reply, page, entity, key);
    if (page.address.edit && !entity.readOnly) return send(reply, 200, page, `Edit ${key}`, rowForm(entity, row, page));
    const saved = new URL(request.raw.url ?? '', 'http://page').searchParams.has('saved');
    const bar = saved && messageBar('good', ['Saved.']);
    const more = whereItIs(service.store, entity, row) ?? partsOf(service.store, entity, row, page);
    return send(reply, 200, page, key, html`${bar}${rowPage(entity, row, page, more)}`);
  });
  registerWorkspace(app, context);
  app.post('/', (request, reply) => {
    const service = context(request);
    const page = pageContext(service, request);
    const { entity, key, company } = page.address;
    // A form on another site must not write here.
    if (request.headers['sec-fetch-site'] === 'cross-site') return reply.code(403).send('');
    const form = formOf(request);
    if (entity && page.address.create) {
      const against = create(service, entity, company, form);
      if (against.length === 0) return reply.redirect(pageAddress({ company, entity }), 303);
      return send(reply, 400, page, 'New', html`${messageBar('bad', against)}${newRowForm(entity, page, form)}`);
    }
    if (!entity || key === undefined) return reply.code(404).send('');
    const row = service.store.find(entity, keyOf(entity, company, key));
    if (!row) return notThere(reply, page, entity, key);
    const problems = save(service, entity, row, form);
    if (problems.length === 0) return reply.redirect(`${pageAddress({ company, entity, key })}&saved=1`, 303);
    const content = html`${messageBar('bad', problems)}${rowForm(entity, row, page, form)}`;
    return send(reply, 400, page, `Edit ${key}`, content);
  });
}

/** The workspace, and the processes that a person runs there. */
function registerWorkspace(app: FastifyInstance, context: (request: FastifyRequest) => ServiceContext): void {
  app.get('/integration', (request, reply) => {
    const page = { ...pageContext(context(request), request), workspace: true };
    return showWorkspace(reply, 200, context(request), page, request, null);
  });
  app.post('/integration', (request, reply) => {
    if (request.headers['sec-fetch-site'] === 'cross-site') return reply.code(403).send('');
    const service = context(request);
    const page = { ...pageContext(service, request), workspace: true };
    const { process: name = '', ...wish } = Object.fromEntries(formOf(request));
    const process = PROCESSES[name];
    if (!process) return reply.code(404).send('');
    const company = page.address.company === ALL || !process.parameters.includes('company') ? {} : page.address;
    try {
      const result = process.run(service, { ...('company' in company && { company: company.company }), ...wish });
      const bar = messageBar('good', outcome(name, result));
      return showWorkspace(reply, 200, service, page, request, bar);
    } catch (error) {
      if (!(error instanceof NotPossible || error instanceof Misunderstood)) throw error;
      return showWorkspace(reply, 409, service, page, request, messageBar('bad', [error.message]));
    }
  });
}

function showWorkspace(
  reply: FastifyReply,
  status: number,
  { store }: ServiceContext,
  page: PageContext,
  request: FastifyRequest,
  bar: Html | null,
): FastifyReply {
  const state = new URL(request.raw.url ?? '', 'http://page').searchParams.get('state');
  const content = html`${bar}${workspace(store, page, state, page.address.page)}`;
  return send(reply, status, page, 'Project Operations integration', content);
}

function formOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
}

/** Makes what a person typed; answers what is against it. */
function create(service: ServiceContext, entity: Entity, company: string, form: URLSearchParams): readonly string[] {
  const read = readNewForm(entity, form);
  if ('problems' in read) return read.problems;
  try {
    needWritable(entity);
    createRow(service, entity, read.changes, company);
    return [];
  } catch (error) {
    if (error instanceof ServiceError) return infologOf(error);
    throw error;
  }
}

/** Writes what a person changed, by the same rules as for everybody; answers what is against it. */
function save(service: ServiceContext, entity: Entity, row: StoredRow, form: URLSearchParams): readonly string[] {
  const read = readForm(entity, row, form);
  if ('problems' in read) return read.problems;
  try {
    needWritable(entity);
    if (form.get('@etag') !== etagOf(row)) throw preconditionFailed();
    if (Object.keys(read.changes).length > 0) updateRow(service, entity, row, read.changes);
    return [];
  } catch (error) {
    if (error instanceof ServiceError) return infologOf(error);
    throw error;
  }
}

function pageContext({ store }: ServiceContext, request: FastifyRequest): PageContext {
  const user = userNamed(READER);
  if (!user) throw new Error(`no user ${READER}`);
  const companies = store
    .select(knownEntity('LegalEntities'), { where: [] })
    .map(({ values }) => ({ code: values['LegalEntityId'] ?? '', name: values['Name'] ?? '' }));
  const query = new URL(request.raw.url ?? '', 'http://page').searchParams;
  return { address: readPageAddress(query, user.company), companies, user };
}

function notThere(reply: FastifyReply, page: PageContext, entity: Entity, key: string): FastifyReply {
  const { company } = page.address;
  const content = html`<h1>${entity.label}</h1>
    <p class="empty">
      There is no ${entity.one.toLowerCase()} ${key}${entity.perCompany && ` in company ${company}`}.
      <a href="${pageAddress({ company, entity })}">Show all</a>
    </p>`;
  return send(reply, 404, page, entity.label, content);
}

function send(reply: FastifyReply, status: number, page: PageContext, title: string, content: Html): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'")
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(frame(page, title, content));
}

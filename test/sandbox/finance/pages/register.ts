import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { needWritable, updateRow } from '../business/write';
import { type Entity, knownEntity } from '../model/entity';
import { infologOf, preconditionFailed, ServiceError } from '../odata/error';
import type { ServiceContext } from '../odata/operation';
import { etagOf, type StoredRow } from '../store';
import { userNamed } from '../users';
import { keyOf, pageAddress, readPageAddress } from './address';
import { frame, messageBar, type PageContext } from './frame';
import { html, type Html } from './html';
import { home, list } from './list';
import { readForm, rowForm, rowPage } from './row';
import { STYLE } from './style';

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
    if (key === undefined) return send(reply, 200, page, entity.label, list(service.store, entity, page));
    const row = service.store.find(entity, keyOf(entity, page.address.company, key));
    if (!row) return notThere(reply, page, entity, key);
    if (page.address.edit && !entity.readOnly) return send(reply, 200, page, `Edit ${key}`, rowForm(entity, row, page));
    const saved = new URL(request.raw.url ?? '', 'http://page').searchParams.has('saved');
    const bar = saved && messageBar('good', ['Saved.']);
    return send(reply, 200, page, key, html`${bar}${rowPage(entity, row, page)}`);
  });
  app.post('/', (request, reply) => {
    const service = context(request);
    const page = pageContext(service, request);
    const { entity, key, company } = page.address;
    // A form on another site must not write here.
    if (request.headers['sec-fetch-site'] === 'cross-site') return reply.code(403).send('');
    if (!entity || key === undefined) return reply.code(404).send('');
    const row = service.store.find(entity, keyOf(entity, company, key));
    if (!row) return notThere(reply, page, entity, key);
    const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
    const problems = save(service, entity, row, form);
    if (problems.length === 0) return reply.redirect(`${pageAddress({ company, entity, key })}&saved=1`, 303);
    const content = html`${messageBar('bad', problems)}${rowForm(entity, row, page, form)}`;
    return send(reply, 400, page, `Edit ${key}`, content);
  });
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

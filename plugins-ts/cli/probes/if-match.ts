import { keySegment, ODataError, query, type KeyValue, type WireRow } from '../../odata';
import { notSupported, supported, unknown, type Probe } from './probe';

const ENTITY = 'ProjectsV2';
const ALL_COMPANIES = { 'cross-company': 'true' };
const REFUSED = 412;

/**
 * Writes a project's own name back to it under an etag that it never had. Where the etag counts, Finance refuses and
 * nothing is written; where it does not, the row gets the name that it has. There is nothing to clean up.
 */
export const IF_MATCH: Probe = {
  name: `Finance refuses to overwrite what has changed (If-Match on ${ENTITY})`,
  writes: `the name of one project to ${ENTITY} in Finance, as it is, under an etag that it does not have`,
  async run({ finance, maps }) {
    const schema = maps.find(({ map }) => map.finance.entity === ENTITY)?.schemas.finance;
    const name = Object.keys(schema?.columns ?? {}).find((field) => field.toLowerCase() === 'projectname');
    if (schema == null || name === undefined) return [unknown(`No table map reads ${ENTITY}.`)];
    const options = { select: [...schema.key, name], top: 1, custom: ALL_COMPANIES };
    const { value } = await finance.get(`${ENTITY}${query(options)}`);
    const [row] = value as readonly WireRow[];
    if (row === undefined) return [unknown('Finance has no project.')];
    const key = Object.fromEntries(schema.key.map((field) => [field, row[field] as KeyValue]));
    const path = `${ENTITY}${keySegment(key)}${query({ custom: ALL_COMPANIES })}`;
    const project = Object.values(key).join(' ');
    try {
      await finance.send('PATCH', path, { [name]: row[name] }, { headers: { 'If-Match': 'W/"tandem-probe"' } });
      return [notSupported(`${project} was written in spite of a wrong etag`)];
    } catch (error) {
      if (!(error instanceof ODataError) || error.transient || error.status === 401) throw error;
      const says = `${project}: ${error.status} ${error.inner ?? error.message}`;
      return [error.status === REFUSED ? supported(says) : unknown(says)];
    }
  },
};

import { Refusal } from '../refusal';
import { splitOutside } from '../query/split';

/** One step of a resource path: `accounts`, `accounts(…)`, `Microsoft.Dynamics.CRM.CreateMultiple`. */
export interface Segment {
  readonly name: string;
  /** What is in the parentheses; undefined without any. A single value without a name stands under ''. */
  readonly key?: ReadonlyMap<string, string>;
}

export interface ResourcePath {
  readonly segments: readonly Segment[];
  /** Query options as sent, decoded, in order. `$filter`, `fetchXml`, `@p1`. */
  readonly query: ReadonlyMap<string, string>;
}

/** Longest path and query that the platform takes; inside a batch there is twice the room. */
const LONGEST_URL = 32_768;

/**
 * @param url from the service path on, without it: `accounts(…)?$select=name`
 * @throws Refusal
 */
export function resourcePath(url: string, inBatch: boolean): ResourcePath {
  if (url.length > LONGEST_URL * (inBatch ? 2 : 1)) throw new Refusal(414, '', 'Request-URI Too Long');
  const at = url.indexOf('?');
  const path = decoded(at < 0 ? url : url.slice(0, at));
  const query = at < 0 ? '' : url.slice(at + 1);
  const dangerous = /[<>*%&:\\?]/.exec(path);
  // The web server in front refuses these in a path, encoded or not, before the Web API sees them.
  if (dangerous)
    throw new Refusal(
      400,
      '',
      `A potentially dangerous Request.Path value was detected from the client (${dangerous[0]}).`,
    );
  if (path.includes('+'))
    throw new Refusal(
      404,
      '',
      'The request filtering module is configured to deny a request that contains a double escape sequence.',
    );
  return { segments: path.split('/').filter(Boolean).map(segmentOf), query: queryOf(query) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, '', 'Bad Request - Invalid URL');
  }
}

function segmentOf(text: string): Segment {
  const match = /^([A-Za-z_$][\w.$]*)(?:\((.*)\))?$/s.exec(text);
  if (!match) throw noSegment(text);
  const [, name = '', inner] = match;
  if (inner === undefined) return { name };
  const key = new Map<string, string>();
  for (const part of inner === '' ? [] : splitOutside(inner, ',')) {
    const pair = /^\s*(\w+)\s*=(.*)$/s.exec(part);
    if (pair) key.set(pair[1] ?? '', (pair[2] ?? '').trim());
    else key.set('', part.trim());
  }
  return { name, key };
}

export function noSegment(name: string): Refusal {
  return new Refusal(404, '0x8006088A', `Resource not found for the segment '${name}'.`);
}

function queryOf(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const part of text.split('&').filter(Boolean)) {
    const at = part.indexOf('=');
    const name = decoded((at < 0 ? part : part.slice(0, at)).replaceAll('+', ' '));
    const value = at < 0 ? '' : decoded(part.slice(at + 1).replaceAll('+', ' '));
    if (query.has(name) && name.startsWith('$'))
      throw new Refusal(
        400,
        '0x80060888',
        `Query option '${name}' was specified more than once, but it must be specified at most once.`,
      );
    query.set(name, value);
  }
  return query;
}

/** The system query options (`$…`) of a path. */
export function systemOptions(query: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...query].filter(([name]) => name.startsWith('$')));
}

/** The parameter aliases (`@p1`), without the sign. */
export function parameterAliases(query: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...query].filter(([name]) => name.startsWith('@')).map(([name, value]) => [name.slice(1), value]));
}

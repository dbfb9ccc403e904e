import { ELSEWHERE, type Entity, entityNamed, fieldNamed } from '../model/entity';
import type { Row } from '../model/value';
import { badRequest, noRoute, noRow, notBuilt, ServiceError } from './error';
import { readLiteral } from './literal';

/** What an address below `/data/` names. */
export type Address =
  | { readonly kind: 'service' }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'batch' }
  | { readonly kind: 'set'; readonly entity: Entity }
  | { readonly kind: 'count'; readonly entity: Entity }
  | { readonly kind: 'row'; readonly entity: Entity; readonly key: Row };

/**
 * Reads the path of an address, still encoded, without the service root. Names are case-sensitive.
 * @throws ServiceError 404 for an unknown set or an incomplete key, 400 for a key that cannot be read, 501 for what only
 * real Finance knows.
 */
export function readAddress(path: string, url: string): Address {
  if (path === '' || path === '/') return { kind: 'service' };
  if (path === '$metadata') return { kind: 'metadata' };
  if (path === '$batch') return { kind: 'batch' };
  const segments = path.split('/').map(decode);
  const [first = '', second, third] = segments;
  const match = /^([A-Za-z_]\w*)(?:\((.*)\))?$/s.exec(first);
  if (!match) throw noRoute(url);
  const [, set = '', keyText] = match;
  const entity = entityNamed(set);
  if (!entity) {
    if (ELSEWHERE.has(set)) throw notBuilt(`the entity ${set}`);
    throw noRoute(url);
  }
  if (second === '$count' && third === undefined && keyText === undefined) return { kind: 'count', entity };
  if (second !== undefined) throw notBuilt(`${segments.join('/')} (properties, navigation and actions)`);
  if (keyText === undefined) return { kind: 'set', entity };
  return { kind: 'row', entity, key: readKey(entity, keyText, url) };
}

/** `%2F` is part of a value, a bare slash parts segments: so segments are parted first. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('The request URI is not valid: it is wrongly encoded.');
  }
}

const PART = /^\s*(?:(\w+)\s*=\s*)?('(?:[^']|'')*'|[^',()]+)\s*(?:,|$)/;

function readKey(entity: Entity, text: string, url: string): Row {
  const key: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const part = PART.exec(rest);
    if (!part) throw badRequest(`Bad Request - Error in query syntax: the key '${text}' cannot be read.`);
    rest = rest.slice(part[0].length);
    const name = part[1] ?? (entity.key.length === 1 ? entity.key[0] : undefined);
    const field = name === undefined ? undefined : fieldNamed(entity, name);
    if (name === undefined || !field?.isKey) {
      throw new ServiceError(404, {
        error: { code: '', message: `Key '${name ?? part[2]}' is not a key of ${entity.set}.` },
      });
    }
    if (name in key) throw badRequest(`Key '${name}' is given twice.`);
    key[name] = readLiteral(field, part[2] ?? '');
  }
  const given = Object.keys(key).length;
  if (given === 0) throw noRow(url);
  if (given < entity.key.length) {
    const message = `Only ${given} of ${entity.key.length} keys provided for lookup, provide keys for ${entity.key.join(',')}.`;
    throw new ServiceError(404, { error: { code: '', message } });
  }
  return key;
}

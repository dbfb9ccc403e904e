import { createHash } from 'node:crypto';

/**
 * Name-based UUIDs (RFC 9562, version 5) as the package `uuid` makes them, remembered: in the histories of one thread the
 * same names come again and again, and making them took a third of the time.
 */
const known = new Map<string, string>();
/** Names of one history are of no use in the next. */
const MOST = 50_000;

export function v5(name: string, namespace: string): string {
  const key = namespace + name;
  const before = known.get(key);
  if (before !== undefined) return before;
  const bytes = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const hash = createHash('sha1').update(bytes).update(name, 'utf8').digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  const made = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  if (known.size > MOST) known.clear();
  known.set(key, made);
  return made;
}

v5.URL = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';
v5.DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

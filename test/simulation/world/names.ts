import * as uuid from 'uuid';

export * from 'uuid';

/**
 * The package's name-based UUIDs, remembered: in the histories of one thread the same names come again and again, and
 * making them took a third of the time.
 */
const known = new Map<string, string>();
/** Names of one history are of no use in the next. */
const MOST = 50_000;

type Text = Parameters<typeof uuid.v5>[0];

export function v5(name: Text, namespace: Text): string {
  const key = `${String(namespace)} ${typeof name === 'string' ? name : String(name)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = uuid.v5(name, namespace);
  if (known.size > MOST) known.clear();
  known.set(key, made);
  return made;
}

v5.URL = uuid.v5.URL;
v5.DNS = uuid.v5.DNS;

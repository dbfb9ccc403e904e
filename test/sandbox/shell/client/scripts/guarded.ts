/** Names that JavaScript itself, a debugger or `await` asks for: they are absent, not unsupported. */
const ASKED_BY_MACHINERY = new Set([
  'then',
  'catch',
  'toJSON',
  'constructor',
  'prototype',
  'inspect',
  'nodeType',
  '$$typeof',
  'valueOf',
  'toString',
]);

/**
 * An object of the client API. Reading a member that the shell does not have throws and names it, so that a script that
 * needs it fails loudly instead of going on with `undefined`.
 */
export function guarded<T extends object>(path: string, members: T): T {
  return new Proxy(members, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target || ASKED_BY_MACHINERY.has(name)) return Reflect.get(target, name);
      throw new Error(`${path}.${name} is not offered by the sandbox's client API.`);
    },
  });
}

/** The platform's collection: `get()`, `get(name | index | filter)`, `forEach`, `getLength`. */
export function collection<T>(path: string, items: readonly T[], nameOf: (item: T) => string): object {
  const get = (which?: string | number | ((item: T, index: number) => boolean)): unknown => {
    if (which === undefined) return [...items];
    if (typeof which === 'function') return items.filter(which);
    return (typeof which === 'number' ? items[which] : items.find((item) => nameOf(item) === which)) ?? null;
  };
  return guarded(path, {
    get,
    getByName: (name: string) => get(name),
    getByIndex: (index: number) => get(index),
    getLength: () => items.length,
    forEach: (visit: (item: T, index: number) => void) => items.forEach(visit),
  });
}

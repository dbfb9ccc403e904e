/** Nodes that all lead to each other. */
export interface CircleOfNodes {
  readonly members: ReadonlySet<string>;
  /** One of the shortest ways around, from the first member in the order of the graph; the beginning is not repeated. */
  readonly shortest: readonly string[];
}

/**
 * Every set of nodes of a directed graph in which each leads to each, once (Tarjan's strongly connected components would
 * do it in one pass; a few dozen maps do not need that). A node that leads to itself alone is none.
 */
export function circles(edges: ReadonlyMap<string, readonly string[]>): readonly CircleOfNodes[] {
  const seen = new Set<string>();
  const found: CircleOfNodes[] = [];
  for (const node of edges.keys()) {
    if (seen.has(node)) continue;
    const way = wayBack(node, edges);
    if (way === null) continue;
    const forth = reachable(node, edges);
    const members = new Set([...forth].filter((one) => reachable(one, edges).has(node)));
    for (const member of members) seen.add(member);
    found.push({ members, shortest: way });
  }
  return found;
}

/** Breadth first from a node until it is reached again through another one. */
function wayBack(start: string, edges: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const queue: (readonly string[])[] = [[start]];
  const seen = new Set([start]);
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    for (const next of edges.get(way.at(-1) ?? '') ?? []) {
      if (next === start && way.length > 1) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...way, next]);
    }
  }
  return null;
}

function reachable(start: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...(edges.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(edges.get(next) ?? []));
  }
  return seen;
}

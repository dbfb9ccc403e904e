import { readFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

/** Milliseconds of a piece of work: all of it, what of it was computing, and what of that was below some modules. */
export interface Spent {
  readonly whole: number;
  readonly computing: number;
  readonly below: number;
}

/** Nothing runs, or nothing of JavaScript. */
const WAITING: ReadonlySet<string> = new Set(['(idle)', '(program)', '(root)']);
/** Microseconds between two looks. */
const INTERVAL = 200;

/**
 * Where the time of some work went, by looking at the stack five thousand times a second: time in one of the modules, or in
 * anything that they called.
 *
 * @param counts whether a module counts, by its path in the repository
 */
export async function profiled(work: () => Promise<void>, counts: (module: string) => boolean): Promise<Spent> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return spentIn(profile, counts);
}

function spentIn(profile: Profiler.Profile, counts: (module: string) => boolean): Spent {
  const modules = new Modules();
  const below = new Set<number>();
  // A node's children come after it.
  for (const node of profile.nodes) {
    const module = modules.at(node.callFrame.url, node.callFrame.lineNumber);
    if (module !== undefined && counts(module)) below.add(node.id);
    if (below.has(node.id)) for (const child of node.children ?? []) below.add(child);
  }
  const names = new Map(profile.nodes.map((node) => [node.id, node.callFrame.functionName]));
  const spent = { whole: 0, computing: 0, below: 0 };
  const deltas = profile.timeDeltas ?? [];
  for (const [at, node] of (profile.samples ?? []).entries()) {
    const milliseconds = (deltas[at + 1] ?? 0) / 1_000;
    spent.whole += milliseconds;
    if (!WAITING.has(names.get(node) ?? '')) spent.computing += milliseconds;
    if (below.has(node)) spent.below += milliseconds;
  }
  return spent;
}

/** The bundler says in a comment which file the lines below come from. */
class Modules {
  readonly #lines = new Map<string, readonly string[]>();

  at(url: string, line: number): string | undefined {
    if (!url.startsWith('file:') || !url.includes('/test/bench/dist/')) return undefined;
    return this.#of(url)[line];
  }

  #of(url: string): readonly string[] {
    const known = this.#lines.get(url);
    if (known !== undefined) return known;
    let module = '';
    const made = readFileSync(fileURLToPath(url), 'utf8')
      .split('\n')
      .map((text) => (module = /^\/\/ (\S+\.\w+)$/.exec(text)?.[1] ?? module));
    this.#lines.set(url, made);
    return made;
  }
}

import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';

/** `run`: what came of it. `replay`: every line of it too. `shrink`: the shortest history that goes wrong likewise. */
export interface Order {
  readonly kind: 'run' | 'replay' | 'shrink';
  readonly seed: number;
}

export interface Answer extends Order {
  readonly steps: number;
  readonly broken: readonly string[];
  readonly seen: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}

/** One line of the product, changed for the worse. */
export interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const ROOT = resolve(process.cwd());
const DIST = join(ROOT, 'test/simulation/dist');

const NAMES = join(ROOT, 'test/simulation/world/names.ts');

/** The engine's names, made once: see `world/names.ts`. */
const REMEMBERED_NAMES: Plugin = {
  name: 'remembered names',
  setup(setup): void {
    setup.onResolve({ filter: /^uuid$/ }, ({ importer }) => (importer === NAMES ? undefined : { path: NAMES }));
  },
};

/** Bundles the histories together with the product as it is, or with one change to it. Answers the file. */
export async function bundle(name: string, change?: Change): Promise<string> {
  await mkdir(DIST, { recursive: true });
  const outfile = join(DIST, `${name}.mjs`);
  await build({
    entryPoints: [join(ROOT, 'test/simulation/worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    plugins: [REMEMBERED_NAMES, ...(change === undefined ? [] : [withChange(change)])],
  });
  return outfile;
}

/** @throws Error when the text to be changed is not there exactly once */
export async function changed({ file, find, replace }: Change): Promise<string> {
  const text = await readFile(join(ROOT, file), 'utf8');
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`${file}: found ${parts.length - 1} times, and has to be there once: ${find}`);
  return parts.join(replace);
}

function withChange(change: Change): Plugin {
  return {
    name: 'changed for the worse',
    setup(setup): void {
      setup.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(ROOT, path) !== change.file) return undefined;
        return { contents: await changed(change), loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

/** Threads that tell histories, as many as there are cores. */
export class Fleet {
  readonly #all: Worker[];

  constructor(file: string, size = availableParallelism()) {
    this.#all = Array.from({ length: size }, () => new Worker(file));
  }

  /** Gives out orders until there are none, or until `told` has heard enough. */
  async run(orders: Iterator<Order>, told: (answer: Answer) => boolean | Promise<boolean>): Promise<void> {
    let goesOn = true;
    const work = async (worker: Worker): Promise<void> => {
      while (goesOn) {
        const next = orders.next();
        if (next.done === true) return;
        const answer = await ask(worker, next.value);
        if (goesOn && !(await told(answer))) goesOn = false;
      }
    };
    await Promise.all(this.#all.map(work));
  }

  async one(order: Order): Promise<Answer> {
    const [worker] = this.#all;
    if (worker === undefined) throw new Error('no thread');
    return ask(worker, order);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, order: Order): Promise<Answer> {
  return new Promise((answered, failed) => {
    const failing = (error: Error): void => failed(error);
    worker.once('error', failing);
    worker.once('message', (answer: Answer) => {
      worker.off('error', failing);
      answered(answer);
    });
    worker.postMessage(order);
  });
}

/** So many seeds, one after the other. */
export function* seeds(from: number, count: number): Generator<Order> {
  for (let n = 0; n < count; n += 1) yield { kind: 'run', seed: from + n };
}

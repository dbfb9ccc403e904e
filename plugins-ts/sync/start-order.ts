import type { RunningMap } from './engine';
import { linksOf } from './links';

/** Keys of the maps that have to be complete before one starts, by its key. */
export type StartOrder = ReadonlyMap<string, readonly string[]>;

/**
 * Who waits for whom when maps start together: for the maps whose integration keys its lookups end in, and for those
 * that its release group sends first. A map does not wait for itself, and where two wait for each other the one that is
 * first in the order of the maps goes first: its rows park until their parents come. Pure.
 */
export function startOrder(maps: readonly RunningMap[]): StartOrder {
  const around = { running: maps, paused: [], stopped: [] };
  const order = new Map(maps.map(({ map }, at) => [map.definition.key, at] as const));
  const wishes = maps.flatMap((one, at) => {
    const { parents, earlier } = linksOf(one, around);
    const waitsFor = new Set([...parents, ...earlier].map(({ mapKey }) => mapKey));
    return [...waitsFor].flatMap((mapKey) => {
      const place = order.get(mapKey);
      return place === undefined || place === at ? [] : [{ key: one.map.definition.key, mapKey, back: place > at }];
    });
  });
  const waits = new Map<string, Set<string>>(maps.map(({ map }) => [map.definition.key, new Set()]));
  // Wishes against the order come last: of a circle, they are the ones that are not granted.
  for (const { key, mapKey } of [...wishes].sort((one, other) => Number(one.back) - Number(other.back))) {
    if (!reaches(waits, mapKey, key)) waits.get(key)?.add(mapKey);
  }
  return new Map([...waits].map(([key, keys]) => [key, [...keys]] as const));
}

function reaches(waits: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  return from === to || [...(waits.get(from) ?? [])].some((next) => reaches(waits, next, to));
}

/** A map that another one waits for has not become complete: this one has not begun. */
export class ParentNotComplete extends Error {
  override readonly name = 'ParentNotComplete';
  constructor(
    readonly mapKey: string,
    readonly parent: string,
  ) {
    super(`${mapKey} was not begun: ${parent} comes first, and is not complete.`);
  }
}

/** Lets maps go as soon as those that they wait for are complete, and not more than so many at once. */
export class Starts {
  readonly #complete = new Map<string, Promise<boolean>>();
  readonly #tell = new Map<string, (isComplete: boolean) => void>();
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(
    private readonly order: StartOrder,
    atOnce: number,
  ) {
    this.#free = atOnce;
    for (const key of order.keys()) {
      this.#complete.set(key, new Promise((resolve) => this.#tell.set(key, resolve)));
    }
  }

  /** Asked for every map of the order, once: whoever is not asked for is never complete. @throws ParentNotComplete */
  async start<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      for (const parent of this.order.get(key) ?? []) {
        if ((await this.#complete.get(parent)) === false) throw new ParentNotComplete(key, parent);
      }
      await this.#place();
      try {
        const result = await work();
        this.#tell.get(key)?.(true);
        return result;
      } finally {
        this.#leave();
      }
    } finally {
      // After a success it has been said.
      this.#tell.get(key)?.(false);
    }
  }

  async #place(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  #leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

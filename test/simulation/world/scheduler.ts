import type { Random } from './random';

/** Where somebody waits: a host can be stopped, what it has sent already cannot. */
export type Where = 'host' | 'network';

interface Waiting {
  readonly actor: string;
  readonly where: Where;
  readonly go: () => void;
  at: number;
}

/**
 * Owns every await of a history. Actors stop at `step`; the scheduler picks who goes on, and moves the clock. Nothing
 * else may suspend an actor, so a seed decides the whole interleaving.
 */
export class Scheduler {
  now = Date.UTC(2026, 9, 1, 8);
  readonly #waiting: Waiting[] = [];
  readonly #dead = new Set<string>();
  readonly #frozen = new Map<string, number>();

  constructor(private readonly random: Random) {}

  /** A point at which anybody else may run, the actor may be killed, and time passes. */
  step(actor: string, delay = 0, where: Where = 'host'): Promise<void> {
    return new Promise((go) => {
      if (this.#dead.has(actor)) return;
      const at = this.now + delay;
      this.#waiting.push({ actor, where, go, at: where === 'host' ? this.#thawed(actor, at) : at });
    });
  }

  /** The actor never comes back from where it is. */
  kill(actor: string): void {
    this.#dead.add(actor);
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      if (this.#waiting[at]?.actor === actor) this.#waiting.splice(at, 1);
    }
  }

  /** The actor stands still for so many milliseconds and notices nothing. */
  freeze(actor: string, duration: number): void {
    this.#frozen.set(actor, this.now + duration);
    for (const one of this.#waiting) {
      if (one.actor === actor && one.where === 'host') one.at = this.#thawed(actor, one.at);
    }
  }

  /** Lets one waiting actor go on. False when nobody waits. */
  async advance(): Promise<boolean> {
    const chosen = this.#next();
    if (chosen === null) return false;
    this.now = Math.max(this.now, chosen.at) + this.random.below(40);
    chosen.go();
    await this.drained();
    return true;
  }

  /** Everything that actors do before their next steps happens in microtasks: they are done when this comes back. */
  drained(): Promise<void> {
    return new Promise((drained) => setImmediate(drained));
  }

  #next(): Waiting | null {
    const ready: number[] = [];
    let first = -1;
    this.#waiting.forEach(({ at }, place) => {
      if (at <= this.now) ready.push(place);
      if (first < 0 || at < (this.#waiting[first]?.at ?? 0)) first = place;
    });
    const place = ready.length > 0 ? this.random.pick(ready) : first;
    return this.#waiting.splice(place, 1)[0] ?? null;
  }

  #thawed(actor: string, at: number): number {
    return Math.max(at, this.#frozen.get(actor) ?? 0);
  }
}

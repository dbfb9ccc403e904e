import type { Random } from './random';

/**
 * Owns every await of a history. Actors stop at `step`; the scheduler picks who goes on, and moves the clock. Nothing
 * else may suspend an actor, so a seed decides the whole interleaving.
 */
export class Scheduler {
  now = Date.UTC(2026, 9, 1, 8);
  readonly #waiting: { actor: string; at: number; go: () => void }[] = [];
  readonly #dead = new Set<string>();

  constructor(private readonly random: Random) {}

  /** A point at which anybody else may run, the actor may be killed, and time passes. */
  step(actor: string, delay = 0): Promise<void> {
    return new Promise((go) => {
      if (!this.#dead.has(actor)) this.#waiting.push({ actor, at: this.now + delay, go });
    });
  }

  /** The actor never comes back from where it is. */
  kill(actor: string): void {
    this.#dead.add(actor);
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      if (this.#waiting[at]?.actor === actor) this.#waiting.splice(at, 1);
    }
  }

  /** Lets one waiting actor go on. False when nobody waits. */
  async advance(): Promise<boolean> {
    if (this.#waiting.length === 0) return false;
    const ready = this.#waiting.filter(({ at }) => at <= this.now);
    const chosen = ready.length > 0 ? this.random.pick(ready) : this.#waiting.reduce((a, b) => (b.at < a.at ? b : a));
    this.#waiting.splice(this.#waiting.indexOf(chosen), 1);
    this.now = Math.max(this.now, chosen.at) + this.random.below(40);
    chosen.go();
    // Everything the actor does before its next step happens in microtasks: they are done when this comes back.
    await new Promise((drained) => setImmediate(drained));
    return true;
  }
}

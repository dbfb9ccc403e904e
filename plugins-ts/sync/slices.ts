/** Ends work that is not going on any more. */
class Dropped extends Error {
  override readonly name = 'Dropped';
}

/**
 * Work that goes on in slices: it pauses where it likes, and whoever drives it says when it goes on. So one host does many
 * things by turns, and still only one at a time.
 */
export class Sliced {
  #running: Promise<void> | null = null;
  #paused: () => void = () => undefined;
  #goOn: () => void = () => undefined;
  #end: (error: Error) => void = () => undefined;

  constructor(private readonly work: (pause: () => Promise<void>) => Promise<void>) {}

  /** Lets it go on until it pauses or ends. Answers whether it has ended. @throws what the work throws */
  async go(): Promise<boolean> {
    const paused = new Promise<boolean>((resolve) => (this.#paused = () => resolve(false)));
    if (this.#running === null) this.#running = this.work(() => this.#pause());
    else this.#goOn();
    return Promise.race([paused, this.#running.then(() => true)]);
  }

  /** Ends it where it has paused. */
  async drop(): Promise<void> {
    this.#end(new Dropped());
    await this.#running?.catch((error: unknown) => {
      if (!(error instanceof Dropped)) throw error;
    });
  }

  #pause(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#goOn = resolve;
      this.#end = reject;
      this.#paused();
    });
  }
}

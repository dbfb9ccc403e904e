import { Circuit } from './circuit';
import type { Engine } from './engine';
import { readOutage, writeOutage } from './outage';
import type { Instant } from './record';
import type { SideUnavailable } from './sides';

type SideName = 'dataverse' | 'finance';

/**
 * The circuit breakers of both sides. What a host knows of Finance survives its restart: one that is started again and
 * again, by a scheduler or after crashes, does not knock at a door each time that was closed a moment ago.
 */
export class Breakers {
  readonly #circuits: Readonly<Record<SideName, Circuit>>;
  /** When Finance was first found not to answer; null: it answers. */
  #since: Instant | null = null;
  #hasRecalled = false;

  constructor(private readonly engine: Engine) {
    const circuit = (): Circuit => new Circuit(engine.clock, engine.random);
    this.#circuits = { dataverse: circuit(), finance: circuit() };
  }

  /** Milliseconds until the side may be asked again. */
  waitOf(side: SideName): number {
    return this.#circuits[side].wait;
  }

  /**
   * May the side be worked with? One that has rested is asked one small question first: a turn, with batches that it may
   * or may not carry out, is no way to find out.
   *
   * @throws SideUnavailable when it still does not answer
   */
  async lets(side: SideName): Promise<boolean> {
    if (side === 'finance') await this.#recall();
    const circuit = this.#circuits[side];
    if (!circuit.lets) return false;
    if (circuit.isHalfOpen) await this.engine[side].probe();
    return true;
  }

  /** Both sides have answered all that they were asked. @throws SideUnavailable */
  async answered(): Promise<void> {
    this.#circuits.dataverse.answered();
    this.#circuits.finance.answered();
    if (this.#since === null) return;
    await writeOutage(this.engine, null);
    this.#since = null;
  }

  /** Answers the milliseconds for which the side is left alone. */
  async failed(error: SideUnavailable): Promise<number> {
    const circuit = this.#circuits[error.side];
    circuit.failed(error);
    if (error.side === 'finance') await this.#tell(error, circuit);
    return circuit.wait;
  }

  async #tell({ message }: SideUnavailable, { failures, wait }: Circuit): Promise<void> {
    const { clock, host } = this.engine;
    const at = clock.now();
    this.#since ??= at;
    // Both sides may be down. Then it is told at the next failure.
    await writeOutage(this.engine, { since: this.#since, at, host, message, failures, until: at + wait }).catch(
      () => undefined,
    );
  }

  /** Once: what hosts before this one have found. */
  async #recall(): Promise<void> {
    if (this.#hasRecalled) return;
    const outage = await readOutage(this.engine);
    this.#hasRecalled = true;
    if (outage === null) return;
    this.#since ??= outage.since;
    this.#circuits.finance.recall(outage.failures, outage.until - this.engine.clock.now());
  }
}

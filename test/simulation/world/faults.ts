import { SideUnavailable } from '../../../plugins-ts/sync';
import type { Random } from './random';
import type { Scheduler } from './scheduler';

/** How often each fault strikes, per call. */
export interface FaultRates {
  readonly requestLost: number;
  readonly answerLost: number;
  readonly throttled: number;
  readonly slow: number;
  /** One row of a batch fails in a way that passes: before it was done, or after, and then nobody knows. */
  readonly rowFailed: number;
}

export const CALM: FaultRates = { requestLost: 0, answerLost: 0, throttled: 0, slow: 0, rowFailed: 0 };

/**
 * Milliseconds. A write that is still on its way when its claim is over, and is done then, is beyond what is promised:
 * a claim of two minutes, of which a quarter may go by before the write is sent.
 */
export const SLOWEST = 85_000;

/** The wire between one host and one side: where calls are delayed, lost, refused. */
export class Wire {
  rates: FaultRates = CALM;
  downUntil = 0;
  readonly seen = new Map<string, number>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    readonly actor: string,
    private readonly side: 'dataverse' | 'finance',
  ) {}

  /** One request: may never arrive, may be done and never answered. `effect` runs at one instant. */
  async call<T>(effect: () => T): Promise<T> {
    await this.#delay();
    if (this.scheduler.now < this.downUntil) this.#fail('down');
    if (this.random.chance(this.rates.requestLost)) this.#fail('requestLost');
    if (this.random.chance(this.rates.throttled)) this.#fail('throttled', 1_000);
    const answer = effect();
    await this.#delay();
    if (this.random.chance(this.rates.answerLost)) this.#fail('answerLost');
    return answer;
  }

  /** Does this one row fail, and was it done by then? */
  rowFails(): 'before' | 'after' | null {
    if (!this.random.chance(this.rates.rowFailed)) return null;
    this.#count('rowFailed');
    return this.random.pick(['before', 'after'] as const);
  }

  #delay(): Promise<void> {
    const slow = this.random.chance(this.rates.slow);
    if (slow) this.#count('slow');
    return this.scheduler.step(this.actor, slow ? this.random.below(SLOWEST) : this.random.below(60));
  }

  #fail(fault: string, retryAfter?: number): never {
    this.#count(fault);
    throw new SideUnavailable(this.side, fault, retryAfter, { nothingDone: fault === 'throttled' });
  }

  #count(fault: string): void {
    this.seen.set(fault, (this.seen.get(fault) ?? 0) + 1);
  }
}

import { SideUnavailable } from '../../../plugins-ts/sync';
import type { Random } from './random';
import type { Scheduler } from './scheduler';
import { Chronicle } from './chronicle';

/** How often each fault strikes, per call. */
export interface FaultRates {
  readonly requestLost: number;
  readonly answerLost: number;
  readonly throttled: number;
  readonly slow: number;
  /** One row of a batch fails in a way that passes: before it was done, or after, and then nobody knows. */
  readonly rowFailed: number;
  /** A posted row arrives minutes after its host gave it up. */
  readonly arrivesLate: number;
}

export const CALM: FaultRates = { requestLost: 0, answerLost: 0, throttled: 0, slow: 0, rowFailed: 0, arrivesLate: 0 };

/**
 * Milliseconds. A write that is still on its way when its claim is over, and is done then, is beyond what is promised:
 * a claim of two minutes, of which a quarter may go by before the write is sent.
 */
export const SLOWEST = 85_000;

/** Milliseconds within which a request arrives that was given up; hosts' clocks may be wrong by two minutes each. */
const TRANSIT = 300_000;

/** Milliseconds: longer than any claim, so that somebody else is at the row when the answer comes. */
const LATEST = 240_000;

type Side = 'dataverse' | 'finance';

/** What all wires of a history have in common. */
export class Weather {
  rates: FaultRates = CALM;
  isCalm = false;
  readonly downUntil: Record<Side, number> = { dataverse: 0, finance: 0 };
  readonly storms: Record<Side, { readonly kind: 'throttled' | 'serverError'; readonly until: number }> = {
    dataverse: { kind: 'throttled', until: 0 },
    finance: { kind: 'throttled', until: 0 },
  };

  clear(): void {
    this.rates = CALM;
    this.isCalm = true;
    for (const side of ['dataverse', 'finance'] as const) {
      this.downUntil[side] = 0;
      this.storms[side] = { kind: 'throttled', until: 0 };
    }
  }
}

/** Of calls in a storm, so many do not get through. */
const STORM = 0.8;

/** The wire between one host and one side: where calls are delayed, lost, refused. */
export class Wire {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    readonly actor: string,
    private readonly side: Side,
    private readonly weather = new Weather(),
    private readonly chronicle = new Chronicle(() => 0, false),
  ) {}

  /** One request: may never arrive, may be done and never answered. `effect` runs at one instant. */
  async call<T>(what: string, effect: () => T): Promise<T> {
    const { rates, isCalm } = this.weather;
    // When all is calm nobody comes in between, and hours pass in half the steps.
    if (!isCalm) await this.scheduler.step(this.actor, this.#delay(rates.slow), 'network');
    if (this.scheduler.now < this.weather.downUntil[this.side]) this.#fail(what, 'down');
    this.#storm(what);
    if (this.random.chance(rates.requestLost)) this.#fail(what, 'requestLost');
    if (this.random.chance(rates.throttled)) this.#fail(what, 'throttled', 1_000);
    const answer = effect();
    this.chronicle.tell(this.actor, () => `${this.side}: ${what}`);
    await this.scheduler.step(this.actor, this.#answerDelay(rates.slow), 'host');
    if (this.random.chance(rates.answerLost)) this.#fail(what, 'answerLost');
    return answer;
  }

  /**
   * A write that its host has given up arrives after all, and is carried out; only where the claim allows for it. Nobody
   * hears of it.
   */
  arrivesLate(effect: () => void): boolean {
    if (this.weather.isCalm || !this.random.chance(this.weather.rates.arrivesLate)) return false;
    const after = this.random.below(TRANSIT);
    this.#strike('arrivesLate', 'a request');
    void this.scheduler.step('network', after, 'network').then(() => {
      this.chronicle.tell('network', () => `${this.side}: a request arrives that was given up`);
      effect();
    });
    return true;
  }

  /** The other side does something of its own accord, whoever has died meanwhile. */
  later(at: number, effect: () => void): void {
    void this.scheduler.step('finance', Math.max(0, at - this.scheduler.now), 'network').then(effect);
  }

  /** Does this one row fail, and was it done by then? */
  rowFails(): 'before' | 'after' | null {
    if (!this.random.chance(this.weather.rates.rowFailed)) return null;
    const when = this.random.pick(['before', 'after'] as const);
    this.#strike(when === 'before' ? 'deadlock' : 'rowUnknown', 'one row');
    return when;
  }

  /** Nobody answers any more. */
  giveUp(): never {
    return this.#fail('a request', 'requestLost');
  }

  /** The whole batch fails, because of one row in it. */
  refuseBatch(): never {
    return this.#fail('the batch', 'badRow');
  }

  #storm(what: string): void {
    const { kind, until } = this.weather.storms[this.side];
    if (this.scheduler.now >= until || !this.random.chance(STORM)) return;
    if (kind === 'throttled') this.#fail(what, 'throttleStorm', 5_000);
    this.#fail(what, 'serverErrorStorm');
  }

  #delay(slow: number): number {
    if (!this.random.chance(slow)) return this.random.below(60);
    this.#strike('slow', 'a request');
    return this.random.below(SLOWEST);
  }

  #answerDelay(slow: number): number {
    if (!this.random.chance(slow)) return this.random.below(60);
    const late = this.random.below(LATEST);
    this.#strike(late > SLOWEST ? 'answerPastDeadline' : 'slow', 'an answer');
    return late;
  }

  #fail(what: string, fault: string, retryAfter?: number): never {
    this.#strike(fault, what);
    throw new SideUnavailable(this.side, fault, retryAfter, { nothingDone: retryAfter !== undefined });
  }

  #strike(fault: string, what: string): void {
    this.chronicle.count(fault);
    this.chronicle.tell(this.actor, () => `${this.side}: ${what} — ${fault}`);
  }
}

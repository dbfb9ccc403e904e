import { Refusal } from '../refusal';

/** Service protection of one user, per window. */
export interface LimitSettings {
  /** Milliseconds the window slides over. */
  readonly window: number;
  /** Requests in the window; operations of a batch count one by one. */
  readonly requests: number;
  /** Requests under way at the same time. */
  readonly concurrent: number;
  /** Milliseconds of execution, summed up. */
  readonly execution: number;
}

/** What the platform documents. */
export const DOCUMENTED_LIMITS: LimitSettings = {
  window: 300_000,
  requests: 6000,
  concurrent: 52,
  execution: 1_200_000,
};

interface Use {
  /** When each request came, and how long it took. */
  readonly requests: { readonly at: number; took: number }[];
  underWay: number;
}

/** Counts what every user does, and refuses what is too much. Off until settings are given. */
export class Limits {
  settings: LimitSettings | undefined;
  readonly #uses = new Map<string, Use>();

  constructor(readonly clock: () => number) {}

  /**
   * Counts requests of a user as begun. The answer ends them.
   * @throws Refusal 429 with `Retry-After`
   */
  begin(userId: string, count = 1): (headers: Record<string, string>) => Record<string, string> {
    const { settings } = this;
    if (!settings) return (headers) => headers;
    const now = this.clock();
    const use = this.#use(userId);
    while (use.requests[0] && use.requests[0].at <= now - settings.window) use.requests.shift();
    const seconds = settings.window / 1000;
    if (use.underWay >= settings.concurrent)
      throw tooMuch('0x80072326', `Number of concurrent requests exceeded the limit of ${settings.concurrent}.`, 1);
    const oldest = use.requests[0]?.at ?? now;
    const wait = Math.max(1, Math.ceil((oldest + settings.window - now) / 1000));
    if (use.requests.length + count > settings.requests)
      throw tooMuch(
        '0x80072322',
        `Number of requests exceeded the limit of ${settings.requests} over time window of ${seconds} seconds.`,
        wait,
      );
    if (spent(use) > settings.execution)
      throw tooMuch(
        '0x80072321',
        `Combined execution time of incoming requests exceeded limit of ${settings.execution} milliseconds over time window of ${seconds} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`,
        wait,
      );
    const begun = Array.from({ length: count }, () => ({ at: now, took: 0 }));
    use.requests.push(...begun);
    use.underWay += 1;
    return (headers) => {
      use.underWay -= 1;
      const [first] = begun;
      if (first) first.took = this.clock() - now;
      return {
        ...headers,
        'x-ms-ratelimit-burst-remaining-xrm-requests': String(settings.requests - use.requests.length),
        'x-ms-ratelimit-time-remaining-xrm-requests': `${((settings.execution - spent(use)) / 1000).toFixed(2)}`,
      };
    };
  }

  #use(userId: string): Use {
    let use = this.#uses.get(userId);
    if (!use) {
      use = { requests: [], underWay: 0 };
      this.#uses.set(userId, use);
    }
    return use;
  }
}

function spent(use: Use): number {
  return use.requests.reduce((sum, request) => sum + request.took, 0);
}

function tooMuch(code: string, message: string, seconds: number): Refusal {
  return new Refusal(429, code, message, { 'retry-after': String(seconds) });
}

/** What can go wrong. One line each in README.md. */
export const KINDS = [
  'latency',
  'throttle',
  'status',
  'cut',
  'lost',
  'down',
  'refuse',
  'skew',
  'expireTokens',
  'lateCommit',
] as const;

export type FaultKind = (typeof KINDS)[number];

/** A fault as it is asked for: what, and which requests it hits. */
export interface Fault {
  readonly kind: FaultKind;
  /** Requests of this method only (a part of a batch has its own). */
  readonly method?: string;
  /** Regular expression on path and query: `/data/ProjectsV2`. */
  readonly path?: string;
  /** Regular expression on the body, for whole requests (not for `refuse`): `"ProjectId":"PRJ-001042"`. */
  readonly body?: string;
  /** Lets so many matching requests pass first. */
  readonly after?: number;
  /** Ends by itself after so many hits; without it, only by DELETE. */
  readonly times?: number;
  /** `latency`: how long. `lateCommit`: how long a write stays unseen. */
  readonly milliseconds?: number;
  /** `throttle`: the header, in seconds. Default 5. */
  readonly retryAfter?: number;
  /** `status` (default 503) and `refuse` (default 400). */
  readonly status?: number;
  /** `throttle`, `status`, `refuse`: the platform's code, where it has one. */
  readonly code?: string;
  /** `refuse`: what the service says; for Finance the text of one Infolog line. */
  readonly message?: string;
  /** `refuse`: only rows whose fields match these regular expressions. */
  readonly row?: Readonly<Record<string, string>>;
  /** `skew`: how far the service's clock is ahead; negative when behind. */
  readonly seconds?: number;
}

const TEXTS = ['method', 'path', 'body', 'code', 'message'];
const NUMBERS = ['after', 'times', 'milliseconds', 'retryAfter', 'status', 'seconds'];

/** Reads a fault out of JSON. @throws Error that says what is wrong with it */
export function readFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null) throw new Error('a fault is an object');
  const fault = value as Record<string, unknown>;
  if (!KINDS.includes(fault['kind'] as FaultKind)) throw new Error(`kind is one of ${KINDS.join(', ')}`);
  for (const [name, part] of Object.entries(fault)) {
    if (name === 'kind') continue;
    const fits =
      (TEXTS.includes(name) && typeof part === 'string') ||
      (NUMBERS.includes(name) && typeof part === 'number' && Number.isFinite(part)) ||
      (name === 'row' && isTextRecord(part));
    if (!fits) throw new Error(`'${name}' is not understood`);
  }
  for (const pattern of [fault['path'], fault['body'], ...Object.values((fault['row'] ?? {}) as object)]) {
    if (typeof pattern === 'string') new RegExp(pattern);
  }
  return fault as unknown as Fault;
}

function isTextRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((part) => typeof part === 'string');
}

/** A request, or a part of a batch, as far as faults look at it. */
export interface Target {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Only once it has been read: faults that look at bodies strike then, the others before. */
  readonly body?: string;
  /** What is being written, where that is known. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A fault that is set: counts what it saw and what it hit. */
export class ArmedFault {
  private seen = 0;
  private hits = 0;

  constructor(
    readonly id: string,
    readonly fault: Fault,
  ) {}

  /** True when the fault strikes; counts, so to be asked once for each request. */
  strikes(target: Target): boolean {
    if (this.spent || !this.matches(target)) return false;
    this.seen += 1;
    if (this.seen <= (this.fault.after ?? 0)) return false;
    this.hits += 1;
    return true;
  }

  get spent(): boolean {
    return this.fault.times !== undefined && this.hits >= this.fault.times;
  }

  private matches({ method, path, body, values }: Target): boolean {
    const { fault } = this;
    if ((fault.body === undefined) !== (body === undefined)) return false;
    if (fault.body !== undefined && !new RegExp(fault.body).test(body ?? '')) return false;
    if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
    if (fault.path !== undefined && !new RegExp(fault.path).test(path)) return false;
    return Object.entries(fault.row ?? {}).every(([name, pattern]) =>
      new RegExp(pattern).test(String(values?.[name] ?? '')),
    );
  }

  toJSON(): object {
    return { id: this.id, ...this.fault, seen: this.seen, hits: this.hits };
  }
}

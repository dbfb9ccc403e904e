/**
 * The platform's `fetch`, narrowed to what the client and its layers use. A layer takes one and answers one, so each can
 * be tried alone and they stack in any order; `layers.ts` has the order that makes sense.
 */
export type Fetch = (url: string, request: Outgoing) => Promise<Response>;

/** What travels through the layers: `fetch`'s own options, and two marks that it does not know and ignores. */
export interface Outgoing extends RequestInit {
  /** Node's types do not know it, browsers and Node do. */
  readonly cache?: 'no-store';
  readonly [ONCE]?: boolean;
  readonly [ATTEMPT]?: number;
}

/** Set on a request that must not be sent twice, whatever became of it: a create. */
export const ONCE: unique symbol = Symbol('once');

/** Which attempt this is, from 1: the retry layer sets it, the trace layer tells it. */
export const ATTEMPT: unique symbol = Symbol('attempt');

/** Resolves after so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

/** Milliseconds since 1970. */
export type Now = () => number;

export const sleep: Sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The request with one more header, as a copy. */
export function withHeader(request: Outgoing, name: string, value: string): Outgoing {
  const headers = new Headers(request.headers);
  headers.set(name, value);
  return { ...request, headers };
}

/**
 * Milliseconds that `Retry-After` asks for; null where it says nothing usable. Given as a date, it counts from the date
 * of the answer: the server's clock against the server's clock.
 */
export function retryAfterOf(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

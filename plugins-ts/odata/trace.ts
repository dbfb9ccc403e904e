import { ATTEMPT, type Fetch, type Now } from './fetch';

/** One request, without a single value: paths name tables and key columns, never what is in them. */
export interface RequestEvent {
  readonly method: string;
  /** `/data/ProjectsV2(dataAreaId,ProjectID)`. */
  readonly path: string;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly ms: number;
  /** From 1. */
  readonly attempt: number;
  /** What the platform calls this request, for its support. */
  readonly requestId: string | null;
}

export interface TraceOptions {
  readonly now: Now;
  readonly told: (event: RequestEvent) => void;
}

/** Tells of every request when it is over. */
export function withTrace(fetch: Fetch, { now, told }: TraceOptions): Fetch {
  return async (url, request) => {
    const began = now();
    const tell = (response: Response | null): void =>
      told({
        method: request.method ?? 'GET',
        path: pathWithoutValues(url),
        status: response?.status ?? 0,
        ms: now() - began,
        attempt: request[ATTEMPT] ?? 1,
        requestId: response?.headers.get('x-ms-service-request-id') ?? response?.headers.get('request-id') ?? null,
      });
    try {
      const response = await fetch(url, request);
      tell(response);
      return response;
    } catch (error) {
      tell(null);
      throw error;
    }
  };
}

/** Keys keep the names of their columns; a single nameless key becomes `…`; the query goes. */
export function pathWithoutValues(url: string): string {
  const { pathname } = new URL(url);
  return pathname.replace(/\(((?:'(?:[^']|'')*'|[^()'])*)\)/g, (_, key: string) => {
    if (key === '') return '()';
    const names = [...key.replace(/'(?:[^']|'')*'/g, '').matchAll(/(?:^|,)\s*([A-Za-z_][\w.]*)=/g)].map(
      ([, name]) => name,
    );
    return `(${names.length === 0 ? '…' : names.join(',')})`;
  });
}

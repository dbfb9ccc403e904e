import type { Fetch } from '../../../plugins-ts/odata';

/** Reads of metadata change nothing, and nothing depends on what has happened before. */
export const isMetadata = (url: string, body: unknown): boolean =>
  url.includes('/metadata/') || (typeof body === 'string' && body.includes('/EntityDefinitions'));

interface Kept {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: ArrayBuffer;
}

/**
 * Tests start hundreds of hosts against copies of one folder: metadata is the same each time, and reading it would be a
 * third of the work. It is read over HTTP once, and remembered.
 */
export class RememberedMetadata {
  readonly #kept = new Map<string, Kept>();

  /** A fetch that asks for metadata only once; everything else goes out. */
  over(fetch: Fetch): Fetch {
    return async (url, request) => {
      if (!isMetadata(url, request.body)) return fetch(url, request);
      const key = `${request.method} ${withoutPlace(url)} ${withoutPlace(String(request.body))}`;
      let kept = this.#kept.get(key);
      if (kept === undefined) {
        const answer = await fetch(url, request);
        kept = { status: answer.status, headers: [...answer.headers], body: await answer.arrayBuffer() };
        if (answer.ok) this.#kept.set(key, kept);
      }
      return new Response(kept.body, { status: kept.status, headers: kept.headers });
    };
  }
}

/** Ports, and the marks between the parts of a batch, are other ones each time. */
const withoutPlace = (text: string): string => text.replace(/http:\/\/127\.0\.0\.1:\d+/g, '').replace(/^--\S+/gm, '--');

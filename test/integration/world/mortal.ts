import type { Fetch } from '../../../plugins-ts/odata';
import { isMetadata } from './metadata';

/** A way out that is gone for ever at some point. */
export interface Mortal {
  readonly fetch: Fetch;
  /** Resolves at the moment of death, with the request that was the last. */
  readonly died: Promise<string>;
}

/** What is counted until death: every request, or those that write. */
export type Counted = 'requests' | 'writes';

/**
 * A host that is killed when its n-th request has been carried out and before it reads the answer; 0: before its first.
 * Whoever waits for an answer after death waits for ever: not a line of the host runs any more, as after `kill -9`. A
 * host killed after a read leaves behind what one killed before it leaves: to count writes is to visit everything that a
 * host can leave behind. Reads of metadata never count.
 */
export function mortal(n: number, counted: Counted): Mortal {
  let sent = 0;
  let dead = false;
  let die: (last: string) => void = () => undefined;
  const died = new Promise<string>((resolve) => {
    die = (last) => {
      dead = true;
      resolve(last);
    };
  });
  const never = (): Promise<never> => new Promise(() => undefined);
  return {
    died,
    fetch: async (url, request) => {
      if (isMetadata(url, request.body)) return fetch(url, request);
      if (counted === 'writes' && n > 0 && !isWrite(request.method, request.body)) {
        const read = await fetch(url, request);
        return dead ? never() : read;
      }
      const number = (sent += 1);
      if (number > n) {
        if (n === 0) die('none');
        return never();
      }
      const answer = await fetch(url, request);
      if (number < n) return dead ? never() : answer;
      await answer.arrayBuffer();
      die(nameOf(url, request.method));
      return never();
    },
  };
}

/** A way out that loses the answer to its n-th request that writes; everything else goes through. */
export function lossy(n: number): { readonly fetch: Fetch; readonly struck: () => string | null } {
  let written = 0;
  let struck: string | null = null;
  return {
    struck: () => struck,
    fetch: async (url, request) => {
      const answer = await fetch(url, request);
      if (!isWrite(request.method, request.body) || (written += 1) !== n) return answer;
      struck = nameOf(url, request.method);
      await answer.arrayBuffer();
      throw new TypeError('fetch failed', { cause: new Error('socket hang up') });
    },
  };
}

/** A batch is a write where one of its parts is. */
function isWrite(method: string | undefined, body: unknown): boolean {
  if (method === undefined || method === 'GET') return false;
  const isBatch = typeof body === 'string' && body.startsWith('--');
  return !isBatch || /^(POST|PATCH|DELETE) /m.test(body);
}

const nameOf = (address: string, method = 'GET'): string =>
  `${method} ${new URL(address).pathname.replace(/\(.*/, '')}`;

import { withHeader, type Fetch } from './fetch';

/**
 * Answers a bearer token, from its own cache as long as that is good. `fresh`: the last one was refused, get another.
 */
export type TokenSource = (ask: { readonly fresh: boolean }) => Promise<string>;

/** No token was to be had: nothing was sent. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
}

/**
 * Puts the token on every request. A 401 is tried once more with a fresh token, creates too: what was not admitted was
 * not carried out.
 *
 * @throws SignInFailed
 */
export function withAuthorization(fetch: Fetch, tokenSource: TokenSource): Fetch {
  const token = async (fresh: boolean): Promise<string> => {
    try {
      return await tokenSource({ fresh });
    } catch (cause) {
      throw new SignInFailed(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  };
  return async (url, request) => {
    const first = await fetch(url, withHeader(request, 'Authorization', `Bearer ${await token(false)}`));
    if (first.status !== 401) return first;
    await first.body?.cancel();
    return fetch(url, withHeader(request, 'Authorization', `Bearer ${await token(true)}`));
  };
}

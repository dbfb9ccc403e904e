import type { Position } from '../query/read';
import { badQuery } from '../query/refusals';

/** What a next link carries: the page that comes and where the last one ended. To a client it is opaque. */
export interface PageCookie {
  readonly page: number;
  readonly position: Position;
  /** Tracked reads: from which version on, and up to which one the token at the end stands. */
  readonly tracking?: { readonly since: string; readonly until: string; readonly deletions: boolean };
}

/** The value of `$skiptoken`. */
export function skipToken(cookie: PageCookie): string {
  const inner = encodeURIComponent(
    Buffer.from(JSON.stringify([cookie.position, cookie.tracking ?? null])).toString('base64'),
  );
  return `<cookie pagenumber="${cookie.page}" pagingcookie="${inner}" istracking="${cookie.tracking ? 'True' : 'False'}" />`;
}

/** @throws Refusal for a token that is none of ours */
export function readSkipToken(text: string): PageCookie {
  const match = /^<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="(?:True|False)" \/>$/.exec(text);
  try {
    const [position, tracking] = JSON.parse(
      Buffer.from(decodeURIComponent(match?.[2] ?? ''), 'base64').toString('utf8'),
    ) as [Position, PageCookie['tracking'] | null];
    return { page: Number(match?.[1]), position, ...(tracking ? { tracking } : {}) };
  } catch {
    throw badQuery('Invalid value for the $skiptoken query option: it is not a paging cookie of this service.');
  }
}

/** The same URL, going on. Options that were there stay there. */
export function nextLink(root: string, relative: string, name: '$skiptoken' | '$deltatoken', value: string): string {
  const [path = '', query = ''] = splitUrl(relative);
  const kept = query.split('&').filter((part) => part !== '' && !/^(\$|%24)(skiptoken|deltatoken)=/i.test(part));
  return `${root}${path}?${[...kept, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

import type { Fetch } from '../../../plugins-ts/odata';

export type Service = 'dataverse' | 'finance';

/** One operation of a call: a whole request, or a part of a batch. */
export interface Operation {
  readonly method: string;
  /** Entity set that it is about: `tandem_syncrecords`, `ProjectTasks`. */
  readonly set: string;
  /** Path and query. */
  readonly path: string;
}

/** One HTTP request, whatever it carries. */
export interface Call {
  readonly service: Service;
  readonly purpose: Purpose;
  readonly operations: readonly Operation[];
}

/**
 * What a call is for. The first five are of a host, whatever its maps do; the others are of a map.
 */
export type Purpose =
  | 'lease'
  | 'request poll'
  | 'heartbeat'
  | 'run'
  | 'table maps'
  | 'feed'
  | 'due'
  | 'sync records of a compare'
  | 'page of a compare'
  | 'sync records'
  | 'claim or settle'
  | 'log'
  | 'owners'
  | 'read'
  | 'write';

/** A way out that keeps a list of all that goes through it. */
export class Traffic {
  #calls: Call[] = [];

  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** Calls since the last time, and from now on none. */
  take(): readonly Call[] {
    const taken = this.#calls;
    this.#calls = [];
    return taken;
  }

  readonly over =
    (fetch: Fetch): Fetch =>
    (url, request) => {
      this.#calls.push(callOf(url, request.method ?? 'GET', request.body));
      return fetch(url, request);
    };
}

const PART = /^(GET|POST|PATCH|DELETE) (\S+) HTTP\/1\.1\r?$/gm;

export function callOf(url: string, method: string, body: unknown): Call {
  const whole = operation(method, new URL(url));
  const operations =
    whole.set === '$batch'
      ? [...String(body).matchAll(PART)].map(([, verb = '', path = '']) => operation(verb, new URL(path, url)))
      : [whole];
  const service = new URL(url).pathname.startsWith('/api/data/') ? 'dataverse' : 'finance';
  return { service, operations, purpose: purposeOf(service, operations) };
}

function operation(method: string, { pathname, search }: URL): Operation {
  const [last = ''] = pathname.replace(/^.*\/(?:v9\.2|data)\//, '').split('(');
  return { method, set: last, path: decodeURIComponent(pathname + search) };
}

const OWN: Readonly<Record<string, Purpose>> = {
  tandem_checkpoints: 'lease',
  tandem_syncrequests: 'request poll',
  tandem_hosts: 'heartbeat',
  tandem_syncruns: 'run',
  tandem_tablemaps: 'table maps',
  tandem_synclogs: 'log',
  tandem_syncbases: 'sync records',
};

function purposeOf(service: Service, operations: readonly Operation[]): Purpose {
  const [first] = operations;
  if (first === undefined) return 'read';
  const writes = operations.some(({ method }) => method !== 'GET');
  if (first.set === 'tandem_syncrecords') return writes ? 'claim or settle' : purposeOfRead(first);
  const own = OWN[first.set];
  if (own !== undefined) return own;
  if (writes) return 'write';
  if (service === 'finance') return first.path.includes('$orderby=') ? 'page of a compare' : 'read';
  return isFeed(first) ? 'feed' : 'read';
}

/** A delta link, or a walk over all rows by key and version. */
const isFeed = ({ path }: Operation): boolean =>
  path.includes('deltatoken') || /\$select=\w+,versionnumber(&|$)/.test(path);

function purposeOfRead({ path }: Operation): Purpose {
  if (path.includes('tandem_nextattempt le')) return 'due';
  if (path.includes('tandem_keyhash')) return 'owners';
  return path.includes('filter=tandem_mapkey eq') ? 'sync records of a compare' : 'sync records';
}

import type { Operations } from '../operations';
import type { Organization } from '../organization';
import type { Caller } from '../security/caller';
import type { Preferences } from './preferences';

/** One request, alone or as part of a batch. Header names are in lower case. */
export interface WebRequest {
  readonly method: string;
  /** Path and query as they were sent, from `/api/data/v9.2/` on. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface WebReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Switches of the sandbox for what the platform leaves open. */
export interface Switches {
  /**
   * How far a delta token reaches while a transaction is still open: `newest` misses rows that are committed late with a
   * lower version, `oldestOpen` stops before them.
   */
  deltaToken: 'newest' | 'oldestOpen';
  /** Delta tokens made before this instant (milliseconds since 1970) have expired, whatever their age. */
  tokensFrom: number;
}

/** Everything that answering one request needs. */
export interface Exchange {
  readonly organization: Organization;
  readonly operations: Operations;
  readonly switches: Switches;
  readonly caller: Caller;
  readonly request: WebRequest;
  readonly preferences: Preferences;
  /** Absolute, with a slash at the end: `http://127.0.0.1:4000/api/data/v9.2/`. */
  readonly root: string;
  /** 64-bit integers and decimals are text in what is sent, in what is wanted back. */
  readonly exactIn: boolean;
  readonly exactOut: boolean;
  /** `none`: no annotations of OData in the answer. */
  readonly metadata: 'minimal' | 'none';
  /** Inside a change set: what its earlier parts made, by Content-ID. */
  readonly contentIds?: ReadonlyMap<string, string>;
}

export const SERVICE_PATH = '/api/data/v9.2/';

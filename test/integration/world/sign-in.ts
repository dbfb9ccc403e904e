import { version } from '../../../package.json';
import { connect, type Connected } from '../../../plugins-ts/cli/connect';
import type { Fetch } from '../../../plugins-ts/odata';
import type { Sandbox } from '../../sandbox';
import type { StillTime } from './time';

export const VERSION = version;

/** The product's own connection to a sandbox; no layer of its transport waits for real. */
export const signInTo = (sandbox: Sandbox, time: StillTime, user: string, fetch?: Fetch): Promise<Connected> =>
  connect(
    {
      dataverse: sandbox.dataverse.url,
      finance: sandbox.finance.url,
      authentication: { kind: 'token', token: `sandbox-${user}` },
    },
    { monotonic: time.now, sleep: time.skip, ...(fetch === undefined ? {} : { fetch }) },
  );

import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { version } from '../../package.json';
import { setup } from '../../plugins-ts/cli/commands/setup';
import { connect, type ConnectOptions, type Connected } from '../../plugins-ts/cli/connect';
import { createOutput, type Output } from '../../plugins-ts/cli/output';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox';
import { assignRoles } from '../sandbox/start/assign-roles';
import { ZONES } from './environment';

const ZIP = 'solution/bin/Tandem_managed.zip';

/** Both services' addresses. */
export interface Addresses {
  readonly dataverse: string;
  readonly finance: string;
}

export const addressesOf = ({ dataverse, finance }: Sandbox): Addresses => ({
  dataverse: dataverse.url,
  finance: finance.url,
});

/** The product's own connection. */
export const signIn = ({ dataverse, finance }: Addresses, user: string, options?: ConnectOptions): Promise<Connected> =>
  connect({ dataverse, finance, authentication: { kind: 'token', token: `sandbox-${user}` } }, options);

/**
 * A folder with the seed data, the solution imported, roles assigned and table maps seeded; nothing has been started.
 *
 * @param plant puts in what the seed data lacks
 */
export async function prepareFolder(
  dataDir: string,
  plant: (sandbox: Sandbox) => void,
  options: Partial<SandboxOptions> = {},
): Promise<void> {
  const sandbox = await startSandbox({ dataDir, app: false, ...options });
  try {
    await setup(
      () => signIn(addressesOf(sandbox), 'admin'),
      (connected) => connected.engine('setup', version),
      SILENT,
      {
        shipped: true,
        solution: readFileSync(ZIP),
        reimport: false,
        repin: false,
        start: null,
        accept: [],
        companies: [],
        zones: ZONES,
        version: `${version}.0`,
        terminal: false,
        sleep: wait,
      },
    );
    await assignRoles(sandbox.dataverse.api, 'sandbox-admin', { 'Tandem admin': ['admin'], 'Tandem host': ['host'] });
    plant(sandbox);
  } finally {
    await sandbox.close();
  }
}

const SILENT: Output = createOutput(true, () => undefined);

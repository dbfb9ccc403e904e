import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { INFERRED, readAcceptances, type Acceptance } from '../../../plugins-ts/cli/acceptance';
import { setup, type SetupOptions } from '../../../plugins-ts/cli/commands/setup';
import { createOutput, type Output } from '../../../plugins-ts/cli/output';
import { startSandbox } from '../../sandbox';
import { assignRoles } from '../../sandbox/start/assign-roles';
import { StillTime } from './time';
import { signInTo, VERSION } from './sign-in';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder with a data folder for each state, of sandboxes that are closed. */
    readonly prepared: string;
  }
}

/** What has been done to the data folder before a test gets its copy. */
export type State =
  /** The seed data, and nothing of Tandem. */
  | 'bare'
  /** Solution imported, roles assigned, environments pinned, table maps seeded: nothing has been started. */
  | 'imported'
  /** Every shipped map adopted, synced and running. */
  | 'running';

/** When the prepared folders were made. Tests begin an hour later. */
export const PREPARED_AT = Date.parse('2026-11-25T08:00:00Z');
export const ZIP = 'solution/bin/Tandem_managed.zip';

/** Once per run of the tests: importing takes a second or two. */
export default async function prepare(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-prepared-'));
  const time = new StillTime(PREPARED_AT);
  const bare = join(folder, 'bare' satisfies State);
  const imported = join(folder, 'imported' satisfies State);
  const running = join(folder, 'running' satisfies State);

  await inSandbox(bare, time, () => Promise.resolve());
  cpSync(bare, imported, { recursive: true });
  await inSandbox(imported, time, async (admin, api) => {
    await admin({ solution: readFileSync(ZIP), zones: ZONES });
    await assignRoles(api, 'sandbox-admin', {
      'Tandem admin': ['admin'],
      'Tandem host': ['host'],
      'Tandem user': ['pm', 'chef'],
    });
  });
  cpSync(imported, running, { recursive: true });
  await inSandbox(running, time, (admin) => admin({ start: [], repin: true, accept: ACCEPTED }));

  project.provide('prepared', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/**
 * What somebody who knows the seed data would accept: customers on hold for purchase orders are refused row by row,
 * billing accounts are found by a column without a key, and what is reasoned in our maps is known.
 */
export const ACCEPTED: readonly Acceptance[] = [
  ...readAcceptances(['TDM1219:OnHoldStatus', 'TDM1221:InvoiceAccount']),
  INFERRED,
];

const ZONES = { usmf: 'America/Chicago', frrt: 'Europe/Paris' };

type Admin = (options: Partial<SetupOptions>) => Promise<void>;

async function inSandbox(
  dataDir: string,
  time: StillTime,
  work: (admin: Admin, api: string) => Promise<void>,
): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const sandbox = await startSandbox({ dataDir, clock: time.now, app: false });
  const admin: Admin = async (options) => {
    await setup(
      () => signInTo(sandbox, time, 'admin'),
      (connected) => connected.engine('setup', VERSION),
      SILENT,
      { ...ASKED_FOR_NOTHING, sleep: time.skip, ...options },
    );
  };
  try {
    await work(admin, sandbox.dataverse.api);
  } finally {
    await sandbox.close();
  }
}

export const ASKED_FOR_NOTHING: Omit<SetupOptions, 'sleep'> = {
  shipped: true,
  solution: null,
  reimport: false,
  repin: false,
  start: null,
  accept: [],
  companies: [],
  zones: null,
  version: `${VERSION}.0`,
  terminal: false,
};

/** `json`, so that the steps are not drawn either. */
export const SILENT: Output = createOutput(true, () => undefined);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Connected } from '../../plugins-ts/cli/connect';
import { startSandbox, type Sandbox } from '../sandbox';

/** Whose calendar an actual's day is read from. */
export const ZONES: Readonly<Record<string, string>> = { usmf: 'America/Chicago', frrt: 'Europe/Paris' };

export interface SandboxWork {
  readonly sandbox: Sandbox;
  readonly connected: Connected;
}

/** Work in a sandbox of its own, signed in as its admin. Nothing is left behind. */
export async function inSandbox<T>(work: (given: SandboxWork) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const sandbox = await startSandbox({ dataDir, app: false });
  try {
    const connected = await connect({
      dataverse: sandbox.dataverse.url,
      finance: sandbox.finance.url,
      authentication: { kind: 'token', token: 'sandbox-admin' },
    });
    return await work({ sandbox, connected });
  } finally {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { ensureClient } from './server/build-client.mjs';
import { assets } from './server/assets';
import { codeComponents } from './server/code-components';
import { pages } from './server/pages';
import { SANDBOX_USERS, type SandboxUser } from './server/sign-in';
import { rowReader, type ReadRows } from './server/web-api';
import { webResources } from './server/web-resources';

export interface ShellOptions {
  /** The shell's folder; needed when this module was bundled to another place. */
  readonly folder?: string;
  readonly users?: readonly SandboxUser[];
  /** Name of the environment in the page's header. */
  readonly environment?: string;
  /** How web resources and control files are read. Default: the Web API of the same server. */
  readonly readRows?: ReadRows;
}

/**
 * Fastify plugin: a small model-driven app runtime beside the Web API of the same server. Serves `/apps`, `/main.aspx`,
 * `/WebResources/…`, `/controls/…` and the client under `/shell/…`. The client is bundled when the server
 * starts, where its sources have changed.
 */
export async function shell(app: FastifyInstance, options: ShellOptions = {}): Promise<void> {
  const folder = options.folder ?? fileURLToPath(new URL('.', import.meta.url));
  await ensureClient(folder);
  const read = options.readRows ?? rowReader(app);
  pages(app, options.users ?? SANDBOX_USERS, options.environment ?? 'Contoso Sandbox');
  assets(app, folder);
  webResources(app, read);
  codeComponents(app, read);
}

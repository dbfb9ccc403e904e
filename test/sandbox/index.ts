import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { createService, FASTIFY_OPTIONS, noOperations, openOrganization, webApi, type Organization } from './dataverse';
import { addImportOperations } from './dataverse/import/operations';
import { Faults, installFaults } from './faults';
import { startFinance, type Finance } from './finance';
import { seedDataverse, seedFinance } from './seed';
import { plantComponents } from './shell/forms/components';
import { customizeForms } from './shell/forms/customize';
import { shell } from './shell/server';

export interface SandboxOptions {
  /** Where both databases are kept; made when it is not there. The same folder gives the same data. */
  readonly dataDir: string;
  /** Dataverse and the app; Finance is one above. 0, the default: free ones. */
  readonly port?: number;
  /** Milliseconds since 1970, for both sides. */
  readonly clock?: () => number;
  /** How latency and late commits wait. Default: as long as they say. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Fill an empty sandbox with the seed data. Default true. */
  readonly seed?: boolean;
  /** Serve the model-driven app too. Default true. */
  readonly app?: boolean;
  /** Folder of the shell's client, where this module was bundled elsewhere. */
  readonly shellFolder?: string;
}

export interface Sandbox {
  readonly dataverse: {
    /** `http://127.0.0.1:5910` */
    readonly url: string;
    /** Root of the Web API, without a slash at the end. */
    readonly api: string;
    readonly organization: Organization;
    readonly faults: Faults;
  };
  readonly finance: {
    readonly url: string;
    readonly data: string;
    readonly store: Finance['store'];
    readonly faults: Faults;
  };
  close(): Promise<void>;
}

/**
 * A Dataverse with its model-driven app, and a Finance, on this machine.
 * @throws the operating system's error when a port is taken (`EADDRINUSE`)
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.clock ?? Date.now;
  const sleep = options.sleep ?? wait;
  const faults = new Faults();
  const organization = openOrganization({
    dataDir: join(options.dataDir, 'dataverse'),
    clock: () => now() + faults.skew(),
  });
  plantComponents(organization);
  if (options.seed ?? true) seedDataverse(organization);
  const app = await dataverseApp(organization, faults, { now, sleep }, options);
  const url = await listen(app, options.port ?? 0);

  mkdirSync(options.dataDir, { recursive: true });
  let finance: Finance;
  try {
    finance = await startFinance({
      dataDir: join(options.dataDir, 'finance'),
      port: options.port ? options.port + 1 : 0,
      now,
      sleep,
    });
  } catch (error) {
    await app.close();
    organization.close();
    throw error;
  }
  if (options.seed ?? true) seedFinance(finance.store, now);
  return {
    dataverse: { url, api: `${url}/api/data/v9.2`, organization, faults },
    finance: { url: finance.url, data: finance.data, store: finance.store, faults: finance.faults },
    close: async () => {
      await app.close();
      await finance.close();
      organization.close();
    },
  };
}

async function dataverseApp(
  organization: Organization,
  faults: Faults,
  { now, sleep }: { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<unknown> },
  options: SandboxOptions,
): Promise<FastifyInstance> {
  const operations = noOperations();
  // What an admin does by hand after an import: the control on the forms that the solution leaves alone.
  addImportOperations(operations, (imported) => void customizeForms(imported));
  const service = createService({ organization, operations });
  const app = fastify({ ...FASTIFY_OPTIONS, forceCloseConnections: true });
  service.hold = ({ method, url }) => {
    const milliseconds = faults.lateCommit({ method, path: url });
    return milliseconds === null ? undefined : sleep(milliseconds).then(() => undefined);
  };
  installFaults(app, faults, {
    service: 'dataverse',
    now,
    sleep,
    commitsLate: true,
    // Tokens tell their second: those of this one are too old with it.
    expireTokens: () => (service.switches.tokensFrom = Math.floor(organization.clock() / 1000) * 1000 + 1000),
  });
  await app.register(webApi, { service });
  if (options.app ?? true) await shell(app, options.shellFolder === undefined ? {} : { folder: options.shellFolder });
  return app;
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
}

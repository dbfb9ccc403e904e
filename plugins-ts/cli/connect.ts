import { performance } from 'node:perf_hooks';
import { randomUUID } from 'node:crypto';
import {
  createDataverseSide,
  createLedger,
  readSettings,
  schemaReader,
  serverClock,
  tableReader,
  whoAmI,
  type LedgerEvent,
} from '../dataverse';
import { createFinanceMetadata, createFinanceSide, EntityNotPublic, listCompanies } from '../finance';
import {
  createODataClient,
  ODataError,
  sleep,
  withLayers,
  type Fetch,
  type ODataClient,
  type RequestEvent,
} from '../odata';
import { DEFAULT_OPTIONS, engineSettings, type Clock, type Engine, type Schemas } from '../sync';
import type { Connection } from './connection';
import { tokenSource } from './credential';
import { describeOData } from './describe-error';

/** Both services, signed in to, and what the commands ask of them. Nothing has been written. */
export interface Connected {
  readonly connection: Connection;
  readonly dataverse: ODataClient;
  readonly finance: ODataClient;
  readonly organizationId: string;
  /** As they were read last. An engine of this connection goes by them at once. */
  readonly settings: Readonly<Record<string, string>>;
  /** Reads the settings again: an admin may have changed them. @throws ODataError */
  readSettingsAgain(): Promise<void>;
  /** The server's time. */
  readonly clock: Clock;
  /** Fresh at every call: metadata is read once per table from then on. */
  schemas(): Schemas;
  engine(host: string, version: string, told?: (event: LedgerEvent) => void): Engine;
}

export interface ConnectOptions {
  readonly fetch?: Fetch;
  /** Finance is not asked whether it is there: for commands that look at Tandem's own tables only. */
  readonly withoutFinance?: boolean;
  /** Milliseconds that only ever grow; default: this machine's. */
  readonly monotonic?: () => number;
  /** How the transport waits before it repeats a request; default: as long as it says. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Told of every request, without values. */
  readonly traced?: (service: 'dataverse' | 'finance', event: RequestEvent) => void;
}

export const DATAVERSE_API = '/api/data/v9.2/';
export const FINANCE_API = '/data/';

/**
 * Signs in on both sides. One request each, so that a wrong address or sign-in shows at once.
 * @throws Failure naming the service, SignInFailed
 */
export async function connect(connection: Connection, options: ConnectOptions = {}): Promise<Connected> {
  const monotonic = options.monotonic ?? ((): number => performance.now());
  const client = (service: 'dataverse' | 'finance', path: string): ODataClient =>
    createODataClient({
      root: `${connection[service]}${path}`,
      fetch: withLayers(options.fetch ?? ((url, request) => fetch(url, request)), {
        tokenSource: tokenSource(connection.authentication, connection[service], Date.now),
        random: Math.random,
        ...(options.sleep === undefined ? {} : { sleep: options.sleep }),
        ...(options.traced === undefined
          ? {}
          : { trace: { now: monotonic, told: (event) => options.traced?.(service, event) } }),
      }),
    });
  const dataverse = client('dataverse', DATAVERSE_API);
  const finance = client('finance', FINANCE_API);
  const { organizationId } = await reach(connection.dataverse, () => whoAmI(dataverse));
  if (options.withoutFinance !== true) await reach(connection.finance, () => listCompanies(finance));
  const clock = await serverClock(dataverse, monotonic);
  let settings = await settingsOf(dataverse);
  let { options: engineOptions } = engineSettings(settings, DEFAULT_OPTIONS);
  return {
    connection,
    dataverse,
    finance,
    organizationId,
    get settings() {
      return settings;
    },
    async readSettingsAgain() {
      settings = await settingsOf(dataverse);
      engineOptions = engineSettings(settings, DEFAULT_OPTIONS).options;
    },
    clock,
    schemas: () => schemasOf(dataverse, finance),
    engine: (host, version, told) => ({
      host,
      version,
      dataverse: createDataverseSide({ client: dataverse, now: clock.now }),
      finance: createFinanceSide({
        client: finance,
        // Finance's blob storage is another host, and its addresses carry their own authorization.
        packages: {
          blobs: options.fetch ?? fetch,
          monotonic,
          sleep: options.sleep ?? sleep,
          newId: randomUUID,
          // Forms are not kept waiting by an import: what is under way is asked after in a later turn.
          limits: { firstLook: 1_000, patience: 2_000 },
        },
      }),
      ledger: createLedger({
        client: dataverse,
        host,
        now: clock.now,
        financeUrl: connection.finance,
        ...(told === undefined ? {} : { told }),
      }),
      clock,
      random: Math.random,
      newId: randomUUID,
      get options() {
        return engineOptions;
      },
    }),
  };
}

/** An error of the first request names the service that it came from. */
async function reach<T>(service: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof ODataError ? describeOData(error, service) : error;
  }
}

/** Before the solution is there, there are no settings: that is not a failure of the connection. */
async function settingsOf(dataverse: ODataClient): Promise<Readonly<Record<string, string>>> {
  try {
    return await readSettings(dataverse);
  } catch (error) {
    if ((error as { status?: number }).status === 404) return {};
    throw error;
  }
}

function schemasOf(dataverse: ODataClient, finance: ODataClient): Schemas {
  const metadata = createFinanceMetadata(finance);
  return {
    dataverse: schemaReader(tableReader(dataverse, { fresh: true })),
    finance: async (entitySet) => {
      try {
        return await metadata.entity(entitySet);
      } catch (error) {
        if (error instanceof EntityNotPublic) return null;
        throw error;
      }
    },
    companies: async () => (await listCompanies(finance)).map((company) => company.code),
  };
}

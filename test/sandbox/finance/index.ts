import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { type AppOptions, createApp } from './app';
import { FinanceStore } from './store';

export { createApp, type AppOptions } from './app';
export type { Attempt, Refusal } from './business/write';
export { FinanceStore } from './store';
export { FINANCE_DATABASE, openFinanceStore };

/** The one file that holds everything. */
const FINANCE_DATABASE = 'finance.db';

/** Opens the database in a folder, which is made when it is not there. */
function openFinanceStore(dataDir: string): FinanceStore {
  mkdirSync(dataDir, { recursive: true });
  return new FinanceStore(join(dataDir, FINANCE_DATABASE));
}

export interface FinanceOptions extends Omit<AppOptions, 'store' | 'now'> {
  readonly dataDir: string;
  /** 0 for any free port. */
  readonly port?: number;
  readonly now?: () => number;
  /** Called with the app before it listens: the faults hang their hooks here. */
  readonly prepare?: (app: FastifyInstance) => void;
}

export interface Finance {
  readonly app: FastifyInstance;
  readonly store: FinanceStore;
  /** `http://127.0.0.1:5001` */
  readonly url: string;
  /** Root of the OData service, with a slash at the end. */
  readonly data: string;
  close(): Promise<void>;
}

/** Starts Finance on this machine. */
export async function startFinance(options: FinanceOptions): Promise<Finance> {
  const store = openFinanceStore(options.dataDir);
  const app = createApp({ ...options, store, now: options.now ?? Date.now });
  options.prepare?.(app);
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    store,
    url,
    data: `${url}/data/`,
    close: async () => {
      await app.close();
      store.close();
    },
  };
}

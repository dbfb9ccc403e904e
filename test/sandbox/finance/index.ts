import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { Faults, installFaults } from '../faults/index';
import { type AppOptions, createApp } from './app';
import type { Attempt, Refusal } from './business/write';
import { FinanceStore } from './store';

export { createApp, type AppOptions } from './app';
export type { Attempt, Refusal } from './business/write';
export { type ProjectAccounting, setUpProjectAccounting } from './control/set-up';
export { type StagedActual, stagedActuals } from './control/staging-list';
export { archiveStaging } from './integration/archive';
export { importFromStaging, type ProcessContext } from './integration/import-from-staging';
export { deleteJournalLine, NotPossible, updateToDraft } from './integration/journal-corrections';
export { postJournals } from './integration/post-journals';
export { postProposals } from './integration/post-proposals';
export { NotPosted } from './purchasing/document';
export { type ExpenseReport, postExpenseReport } from './purchasing/expense-reports';
export { postVendorInvoice, type VendorInvoice } from './purchasing/vendor-invoices';
export { FinanceStore } from './store';
export { FINANCE_DATABASE, openFinanceStore };

/** The one file that holds everything. */
const FINANCE_DATABASE = 'finance.db';

/** Opens the database in a folder, which is made when it is not there. */
function openFinanceStore(dataDir: string): FinanceStore {
  mkdirSync(dataDir, { recursive: true });
  return new FinanceStore(join(dataDir, FINANCE_DATABASE));
}

export interface FinanceOptions extends Pick<AppOptions, 'pageSize'> {
  readonly dataDir: string;
  /** 0 for any free port. */
  readonly port?: number;
  readonly now?: () => number;
  /** How latency waits. Default: as long as it says. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Called with the app before it listens. */
  readonly prepare?: (app: FastifyInstance) => void;
}

export interface Finance {
  readonly app: FastifyInstance;
  readonly store: FinanceStore;
  /** What goes wrong, also at `/sandbox/faults`. */
  readonly faults: Faults;
  /** `http://127.0.0.1:5001` */
  readonly url: string;
  /** Root of the OData service, with a slash at the end. */
  readonly data: string;
  close(): Promise<void>;
}

/** Starts Finance on this machine. */
export async function startFinance(options: FinanceOptions): Promise<Finance> {
  const store = openFinanceStore(options.dataDir);
  const faults = new Faults();
  const now = options.now ?? Date.now;
  const app = createApp({
    store,
    now: () => now() + faults.skew(),
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
    refuse: (attempt) => refusalOf(faults, attempt),
    countOperations: (operations) => faults.countOperations(operations),
  });
  installFaults(app, faults, {
    service: 'finance',
    now,
    refusesRows: true,
    ...(options.sleep === undefined ? {} : { sleep: options.sleep }),
  });
  options.prepare?.(app);
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    store,
    faults,
    url,
    data: `${url}/data/`,
    close: async () => {
      await app.close();
      store.close();
    },
  };
}

/** A refusal asked for at `/sandbox/faults`, as if X++ had raised it. */
function refusalOf(faults: Faults, { entity, method, values }: Attempt): Refusal | null {
  const fault = faults.refusal({ method, path: `/data/${entity.set}`, values });
  if (!fault) return null;
  const text = fault.message ?? 'The sandbox refuses this row.';
  return { status: fault.status ?? 400, infolog: [{ kind: 'Error', text }] };
}

import { editAll, editInFinance, plantActuals, plantCustomers, plantTasks, type Crop } from './plant';
import { ALL_DUE, settle, type Rig } from './rig';
import type { Call, Purpose, Service } from './traffic';

/** What a change costs, counted over a catch-up of many. */
export interface CatchUp {
  readonly name: string;
  readonly rows: number;
  /** Rows written per row: business rows, sync records and bases. */
  readonly writes: number;
  /** Lines of the log per row. */
  readonly logged: number;
  /** Business rows read again per row, in the batch that wrote them. */
  readonly readBacks: number;
  /** Calls per 1 000 rows, without what an idle host asks too. */
  readonly dataverseCalls: number;
  /** Calls per 100 rows, likewise. */
  readonly financeCalls: number;
  /** Calls by service and purpose. */
  readonly purposes: ReadonlyMap<string, number>;
}

/** Rows that go to Finance and of which nothing comes back, edited. */
export async function plainRows(rig: Rig, rows: number): Promise<CatchUp> {
  return afterEdits(rig, 'plain', plantTasks(rig.sandbox.dataverse.organization, rows));
}

/** Rows that are posted once, new. */
export async function onceRows(rig: Rig, rows: number): Promise<CatchUp> {
  await settle(rig);
  plantActuals(rig.sandbox.dataverse.organization, rows);
  return measured(rig, 'insert-once', rows);
}

/** Rows that go both ways, edited in Dataverse. */
export async function twoWayRows(rig: Rig, rows: number): Promise<CatchUp> {
  return afterEdits(rig, 'two-way, edited in Dataverse', plantCustomers(rig.sandbox.dataverse.organization, rows));
}

/** Rows that go both ways, edited on both sides at the same time. */
export async function bothSides(rig: Rig, rows: number): Promise<CatchUp> {
  const crop = plantCustomers(rig.sandbox.dataverse.organization, rows);
  return afterEdits(rig, 'two-way, edited on both sides', crop, () =>
    editInFinance(rig.sandbox.finance.store, rows, 1),
  );
}

async function afterEdits(rig: Rig, name: string, crop: Crop, also: () => void = () => undefined): Promise<CatchUp> {
  await settle(rig);
  editAll(rig.sandbox.dataverse.organization, crop, 1);
  also();
  return measured(rig, name, crop.ids.length);
}

async function measured(rig: Rig, name: string, rows: number): Promise<CatchUp> {
  rig.traffic.take();
  await rig.turn(ALL_DUE);
  const calls = rig.traffic.take();
  await settle(rig);
  return costOf(name, rows, calls);
}

export function costOf(name: string, rows: number, calls: readonly Call[]): CatchUp {
  const writes = calls.flatMap(({ operations }) => operations).filter(({ method }) => method !== 'GET');
  const counted = writes.filter(({ set }) => !NOT_OF_A_ROW.has(set));
  const readBacks = calls
    .filter(({ purpose }) => purpose === 'write')
    .flatMap(({ operations }) => operations.filter(({ method }) => method === 'GET'));
  return {
    name,
    rows,
    writes: counted.length / rows,
    logged: writes.filter(({ set }) => set === 'tandem_synclogs').length / rows,
    readBacks: readBacks.length / counted.filter(({ set }) => !set.startsWith('tandem_')).length,
    dataverseCalls: callsOf(calls, 'dataverse') / (rows / 1_000),
    financeCalls: callsOf(calls, 'finance') / (rows / 100),
    purposes: purposesOf(calls),
  };
}

/** Of the host or of a feed, however many rows there are. */
const NOT_OF_A_ROW = new Set(['tandem_checkpoints', 'tandem_hosts', 'tandem_syncrequests', 'tandem_synclogs']);

/** What a host asks of every map, changed rows or not, is counted while it idles. */
const IDLE = new Set<Purpose>([
  'lease',
  'request poll',
  'heartbeat',
  'feed',
  'due',
  'page of a compare',
  'sync records of a compare',
]);

const callsOf = (calls: readonly Call[], service: Service): number =>
  calls.filter((call) => call.service === service && !IDLE.has(call.purpose)).length;

export function purposesOf(calls: readonly Call[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { service, purpose } of calls) {
    const name = `${service}: ${purpose}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

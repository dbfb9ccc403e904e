import type { CatchUp } from './catch-up';
import type { Idle } from './idle';
import type { InitialSync } from './initial-sync';

/** One line of the table of costs. */
export interface Line {
  readonly what: string;
  readonly measured: number;
  /** At most; null: counted apart, and not limited. */
  readonly limit: number | null;
}

/** `holds` where nothing is limited, too. */
export const isKept = ({ measured, limit }: Line): boolean => limit === null || measured <= limit;

export function initialLines({ rows, engine, bare, latency }: InitialSync): readonly Line[] {
  const calls = engine.calls.length / bare.calls.length;
  return [
    {
      what: `initial sync of ${rows} rows: time to that of the bare loop`,
      measured: engine.seconds / bare.seconds,
      limit: 1.3,
    },
    {
      what: '… if services took no time but the latency',
      measured: withoutServices(engine, latency) / withoutServices(bare, latency),
      limit: null,
    },
    { what: '… calls to those of the bare loop', measured: calls, limit: null },
  ];
}

/** Seconds that the calls wait one after the other, and what this process computes. */
const withoutServices = ({ calls, computing }: InitialSync['engine'], latency: number): number =>
  (calls.length * latency) / 1_000 + computing;

export const memoryLine = (few: number, many: number, ratio: number): Line => ({
  what: `peak memory at ${many} rows to that at ${few}`,
  measured: ratio,
  limit: 1.2,
});

/** Writes that a row may cost, by scenario. */
export interface Limits {
  readonly writes: number;
}

export function catchUpLines(cost: CatchUp, { writes }: Limits): readonly Line[] {
  const { name } = cost;
  return [
    { what: `${name}: writes per row`, measured: cost.writes, limit: writes },
    ...(cost.logged === 0 ? [] : [{ what: `${name}: log lines per row`, measured: cost.logged, limit: null }]),
    { what: `${name}: read-backs per write`, measured: cost.readBacks, limit: 1 },
    { what: `${name}: Dataverse calls per 1 000 rows`, measured: cost.dataverseCalls, limit: 5 },
    { what: `${name}: Finance calls per 100 rows`, measured: cost.financeCalls, limit: 2 },
  ];
}

export function idleLines(cost: Idle): readonly Line[] {
  return [
    { what: 'idle: feed requests per map and poll', measured: cost.feedPerPoll, limit: 1 },
    { what: 'idle: requests with an older token per map and five minutes', measured: cost.olderPerInterval, limit: 1 },
    { what: 'idle: looks at what is due, per map and poll', measured: cost.duePerPoll, limit: 0 },
    { what: 'idle: pages of Finance per compare', measured: cost.pagesPerCompare, limit: 1 },
    { what: 'idle: pages of sync records per compare', measured: cost.recordPagesPerCompare, limit: null },
    { what: 'idle: anything else, per minute', measured: cost.others.length / cost.minutes, limit: 0 },
    { what: 'host: looks for requests per minute', measured: cost.requestPolls, limit: null },
    { what: 'host: heartbeats per minute', measured: cost.heartbeats, limit: null },
    { what: `host: leases per minute, of ${cost.feeds} feeds`, measured: cost.leases, limit: null },
  ];
}

import type { Rig } from './rig';
import { settle } from './rig';
import type { Call } from './traffic';

/** What a host asks while nothing happens. */
export interface Idle {
  readonly minutes: number;
  /** Maps that follow Dataverse. */
  readonly followed: number;
  /** Feeds of both sides, each with a lease. */
  readonly feeds: number;
  /** Polls of each map's feed. */
  readonly polls: number;
  /** Requests to a change feed per map and poll, older tokens left out. */
  readonly feedPerPoll: number;
  /** Requests with an older token per map and five minutes. */
  readonly olderPerInterval: number;
  /** Looks at what is due, per map and poll. */
  readonly duePerPoll: number;
  /** Pages of Finance, and of sync records, per compare. Companies of fewer than 5 000 rows take one of each. */
  readonly pagesPerCompare: number;
  readonly recordPagesPerCompare: number;
  /** Per minute and host, whatever the maps. */
  readonly requestPolls: number;
  readonly heartbeats: number;
  readonly leases: number;
  /** Anything that is none of these. */
  readonly others: readonly Call[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Milliseconds until what a first compare leaves behind, a second compare and marks of its own, is over. */
const UNTIL_STEADY = 20 * MINUTE;

/** Milliseconds between two turns: `tandem run` rests that long. */
const REST = SECOND;

export async function idle(rig: Rig, minutes: number): Promise<Idle> {
  const { feedPoll, lateCommits, financeCompare } = rig.engine.options;
  await settle(rig);
  for (let passed = 0; passed < UNTIL_STEADY; passed += lateCommits / 10) await rig.turn(lateCommits / 10);
  rig.traffic.take();
  for (let passed = 0; passed < minutes * MINUTE; passed += REST) await rig.turn(REST);
  const calls = rig.traffic.take();

  const count = (purpose: Call['purpose']): number => calls.filter((call) => call.purpose === purpose).length;
  const followed = rig.maps.running.filter(({ map }) => map.carries.toFinance).length;
  const polls = (minutes * MINUTE) / feedPoll;
  const intervals = (minutes * MINUTE) / lateCommits;
  const compares = ((minutes * MINUTE) / financeCompare) * comparedCompanies(rig);
  const older = olderTokens(calls);
  return {
    minutes,
    followed,
    feeds: followed + comparedCompanies(rig),
    polls,
    feedPerPoll: (count('feed') - older) / (followed * polls),
    olderPerInterval: older / (followed * intervals),
    duePerPoll: count('due') / (rig.maps.running.length * polls),
    pagesPerCompare: count('page of a compare') / compares,
    recordPagesPerCompare: count('sync records of a compare') / compares,
    requestPolls: count('request poll') / minutes,
    heartbeats: count('heartbeat') / minutes,
    leases: count('lease') / minutes,
    others: calls.filter(({ purpose }) => !EXPECTED.has(purpose)),
  };
}

function comparedCompanies({ maps }: Rig): number {
  const each = maps.running
    .filter(({ map }) => map.carries.toDataverse)
    .map(({ map }) => (map.definition.finance.companyField === undefined ? 1 : maps.companies.length));
  return each.reduce((sum, one) => sum + one, 0);
}

const EXPECTED = new Set<Call['purpose']>([
  'feed',
  'due',
  'request poll',
  'heartbeat',
  'lease',
  'page of a compare',
  'sync records of a compare',
]);

/** A token that comes after a younger one of the same table is an older one. */
function olderTokens(calls: readonly Call[]): number {
  const youngest = new Map<string, bigint>();
  let older = 0;
  for (const { purpose, operations } of calls) {
    const [operation] = operations;
    if (purpose !== 'feed' || operation === undefined) continue;
    const token = versionIn(operation.path);
    const before = youngest.get(operation.set);
    if (token === null) continue;
    if (before !== undefined && token < before) older += 1;
    else youngest.set(operation.set, token);
  }
  return older;
}

function versionIn(path: string): bigint | null {
  const found = /deltatoken=(\d+)/.exec(path)?.[1];
  return found === undefined ? null : BigInt(found);
}

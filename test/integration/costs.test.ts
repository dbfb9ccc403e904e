import { afterEach, beforeEach, expect, it } from 'vitest';
import { bothSides, onceRows, plainRows, twoWayRows, type CatchUp } from '../bench/cost/catch-up';
import { MEASURED_MAPS } from '../bench/cost/cost';
import { idle } from '../bench/cost/idle';
import { mapsNamed, type Rig } from '../bench/cost/rig';
import { Traffic } from '../bench/cost/traffic';
import { openWorld, type World } from './world/world';

/** More than travel together at first. */
const ROWS = 60;

let world: World;
let rig: Rig;
beforeEach(async () => {
  world = await openWorld();
  const traffic = new Traffic();
  const way = traffic.over((url, request) => fetch(url, request));
  const connected = await world.signIn('host');
  const maps = await mapsNamed(connected, connected.engine('a host', '0'), MEASURED_MAPS);
  const { host, engine } = await world.host('a host', { fetch: way, maps });
  rig = {
    sandbox: world.sandbox,
    traffic,
    engine,
    maps,
    turn: async (milliseconds) => {
      world.time.pass(milliseconds);
      await host.turn();
    },
  };
});
afterEach(() => world.close());

/** Nothing is read back in a batch of its own, or twice. */
const costs = ({ writes, readBacks }: CatchUp): unknown => ({ writes, readBacks });

it('a changed row that goes to Finance costs two writes, and a batch of them six calls, however many they are', async () => {
  const cost = await plainRows(rig, ROWS);
  expect(costs(cost)).toEqual({ writes: 2, readBacks: 1 });
  // Sync records, rows, parents' records, settle. A batch may have a thousand rows: five such calls are allowed for those.
  expect(cost.dataverseCalls * (ROWS / 1_000)).toBeCloseTo(4);
  // Rows by key, and a hundred at a time with their read-backs.
  expect(cost.financeCalls * (ROWS / 100)).toBeCloseTo(2);
});

it('a row that is posted once costs a claim besides, and a line in the log', async () => {
  const cost = await onceRows(rig, ROWS);
  expect(costs(cost)).toEqual({ writes: 3, readBacks: 1 });
  expect(cost.logged).toBe(1);
});

it('a changed row that goes both ways costs a claim and its base besides', async () => {
  expect(costs(await twoWayRows(rig, ROWS))).toEqual({ writes: 4, readBacks: 1 });
});

it('a row that has changed on both sides is written on both', async () => {
  expect(costs(await bothSides(rig, ROWS))).toEqual({ writes: 5, readBacks: 1 });
});

it('an idle host asks each feed once per poll, with an older token every five minutes, and pages of compares', async () => {
  const cost = await idle(rig, 5);
  expect(cost.feedPerPoll * cost.polls + cost.olderPerInterval).toBe(cost.polls);
  expect(cost.olderPerInterval).toBe(1);
  expect(cost.pagesPerCompare).toBe(1);
  expect(cost.others).toEqual([]);
  expect({ polls: cost.requestPolls, beats: cost.heartbeats }).toEqual({ polls: 60, beats: 6 });
});

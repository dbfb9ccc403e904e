import { scopeOf, type Engine, type RunningMap } from './engine';
import type { Checkpoint, CheckpointKey } from './ledger';
import type { Etag } from './record';

/** A checkpoint this host may move. The lease keeps two hosts from doing the same work; it keeps nothing safe. */
export interface Held {
  readonly checkpoint: Checkpoint;
  readonly etag: Etag;
  /** By this host's own clock, counted from before the request that gave the lease. */
  readonly until: number;
  /** Whoever had the feed before did not give it back: this host, another one, a run. */
  readonly isDoubtful: boolean;
}

/** Somebody else has written the checkpoint: this host stops the feed at once. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The lease of one feed, or null while another host has it. A host that was restarted takes its own back. */
export async function acquire(engine: Engine, at: CheckpointKey): Promise<Held | null> {
  const asked = engine.clock.monotonic();
  const { checkpoint, etag } = await engine.ledger.checkpoint(at);
  const now = engine.clock.now();
  const taken = checkpoint.leaseHolder !== null && checkpoint.leaseHolder !== engine.host;
  if (taken && checkpoint.leaseUntil !== null && checkpoint.leaseUntil > now) return null;
  const mine = { ...checkpoint, leaseHolder: engine.host, leaseUntil: now + engine.options.lease };
  const written = await engine.ledger.writeCheckpoint(mine, etag);
  if (written === null) return null;
  const isDoubtful = checkpoint.leaseHolder !== null;
  return { checkpoint: mine, etag: written, until: asked + engine.options.lease, isDoubtful };
}

/**
 * Writes the checkpoint and renews the lease.
 * @throws LeaseLost
 */
export async function advance(engine: Engine, held: Held, change: Partial<Checkpoint> = {}): Promise<Held> {
  const asked = engine.clock.monotonic();
  const checkpoint = { ...held.checkpoint, ...change, leaseUntil: engine.clock.now() + engine.options.lease };
  const etag = await engine.ledger.writeCheckpoint(checkpoint, held.etag);
  if (etag === null) throw new LeaseLost(`${checkpoint.mapKey}: another host has taken the feed`);
  return { ...held, checkpoint, etag, until: asked + engine.options.lease };
}

/** Renews a lease that is more than half over. */
export async function keep(engine: Engine, held: Held): Promise<Held> {
  return engine.clock.monotonic() > held.until - engine.options.lease / 2 ? advance(engine, held) : held;
}

/**
 * Gives the feed back, so that the next host need not wait for the lease to end. Only a courtesy: it may fail. A feed in
 * doubt keeps the name of its holder, and so its doubt, for whoever consumes it next.
 */
export async function release(engine: Engine, held: Held): Promise<void> {
  const leaseHolder = held.isDoubtful ? held.checkpoint.leaseHolder : null;
  await engine.ledger.writeCheckpoint({ ...held.checkpoint, leaseHolder, leaseUntil: null }, held.etag);
}

/** Gives back a checkpoint that is no feed's, of which nobody need doubt anything. Only a courtesy: it may fail. */
export const leave = (engine: Engine, held: Held): Promise<void> =>
  release(engine, { ...held, isDoubtful: false }).catch(() => undefined);

/** Was the feed consumed while the map took in something else? Not where it has not been consumed at all. */
export function hasOtherScope({ checkpoint }: Held, running: RunningMap): boolean {
  const { scope } = checkpoint.counters;
  return scope !== undefined && scope !== scopeOf(running);
}

/** Stands for more than one scope: no map has it. */
const MIXED = 0;

/**
 * Says that a feed is about to be consumed as a whole, before any row of it: should that be broken off and the map be
 * changed, then some rows have been dealt with under this scope, and what was written for the others is no proof.
 *
 * @throws LeaseLost
 */
export async function begin(engine: Engine, held: Held, running: RunningMap): Promise<Held> {
  const { counters } = held.checkpoint;
  const scope = counters.scope === undefined ? scopeOf(running) : hasOtherScope(held, running) ? MIXED : counters.scope;
  return scope === counters.scope ? held : advance(engine, held, { counters: { ...counters, scope } });
}

/** The counters of a checkpoint whose feed has been consumed as the map is now. */
export const inScope = ({ checkpoint }: Held, running: RunningMap): Pick<Checkpoint, 'counters'> => ({
  counters: { ...checkpoint.counters, scope: scopeOf(running) },
});

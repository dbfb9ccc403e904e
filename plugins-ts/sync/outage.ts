import type { Engine } from './engine';
import { kept } from './kept';
import type { CheckpointKey } from './ledger';
import type { Instant } from './record';

/**
 * A side that does not answer, as all hosts and `tandem status` may know it: since when, and when it is asked again. Kept
 * for Finance. Of Dataverse nothing could be kept in Dataverse, and whoever can read it there knows that it is back.
 */
export interface Outage {
  readonly since: Instant;
  /** When it was last asked, by whom, and what it said. */
  readonly at: Instant;
  readonly host: string;
  readonly message: string;
  /** Times in a row that it did not answer: the next wait grows with them. */
  readonly failures: number;
  /** Until then nobody asks. */
  readonly until: Instant;
}

/** A checkpoint of its own, of no map. */
export const OUTAGE_OF_FINANCE: CheckpointKey = { mapKey: '', side: 'finance', company: '#outage' };

/** Messages are cut: the token is a memo of 8 000. */
const LONGEST_MESSAGE = 1_000;

/** Null: the side answers, or has never been down. */
export const outageIn = (token: string | null): Outage | null => kept<Outage>(token);

/** @throws SideUnavailable */
export async function readOutage({ ledger }: Pick<Engine, 'ledger'>): Promise<Outage | null> {
  return outageIn((await ledger.checkpoint(OUTAGE_OF_FINANCE)).checkpoint.token);
}

/**
 * Several hosts meet the same outage: it began when the first of them met it. Whoever is refused leaves it at what the
 * other has written.
 *
 * @throws SideUnavailable
 */
export async function writeOutage(engine: Engine, outage: Outage | null): Promise<void> {
  const { checkpoint, etag } = await engine.ledger.checkpoint(OUTAGE_OF_FINANCE);
  const before = outageIn(checkpoint.token);
  if (outage === null && before === null) return;
  const token =
    outage === null
      ? null
      : JSON.stringify({
          ...outage,
          since: Math.min(outage.since, before?.since ?? outage.since),
          message: outage.message.slice(0, LONGEST_MESSAGE),
        } satisfies Outage);
  await engine.ledger.writeCheckpoint({ ...checkpoint, token, tokenAt: outage?.since ?? null }, etag);
}

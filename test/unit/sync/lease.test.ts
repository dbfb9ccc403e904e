import { describe, expect, it } from 'vitest';
import { acquire, release } from '../../../plugins-ts/sync/lease';
import type { CheckpointKey } from '../../../plugins-ts/sync';
import { Bench } from './bench';

const AT: CheckpointKey = { mapKey: 'projects', side: 'dataverse', company: null };

/** The feed as somebody left it. */
async function leftBy(leaseHolder: string | null, lasts: number): Promise<Bench> {
  const bench = new Bench();
  const { checkpoint, etag } = await bench.engine.ledger.checkpoint(AT);
  await bench.engine.ledger.writeCheckpoint({ ...checkpoint, leaseHolder, leaseUntil: bench.time.now + lasts }, etag);
  return bench;
}

describe('a feed', () => {
  it('that another host holds is not taken before its lease has ended', async () => {
    const bench = await leftBy('other', 60_000);
    expect(await acquire(bench.engine, AT)).toBeNull();
    bench.later(60_001);
    expect(await acquire(bench.engine, AT)).toMatchObject({ isDoubtful: true });
  });

  it('that was given back is in no doubt', async () => {
    const bench = await leftBy(null, 0);
    const held = await acquire(bench.engine, AT);
    expect(held).toMatchObject({ isDoubtful: false });
    await release(bench.engine, held!);
    expect(await acquire(bench.engine, AT)).toMatchObject({ isDoubtful: false });
  });

  it('in doubt stays so when it is given back by somebody who has not consumed it', async () => {
    const bench = await leftBy('dead', 0);
    bench.later(1);
    const held = await acquire(bench.engine, AT);
    await release(bench.engine, held!);
    expect((await bench.engine.ledger.checkpoint(AT)).checkpoint.leaseUntil).toBeNull();
    expect(await acquire(bench.engine, AT)).toMatchObject({ isDoubtful: true });
  });
});

import { query, type ODataClient } from '../../odata';
import { checkpointId } from '../../sync/identity';
import { newCheckpoint, type Checkpoint, type CheckpointKey, type StoredCheckpoint } from '../../sync/ledger';
import type { Etag } from '../../sync/record';
import { etagOf, instant, isoSeconds, text } from '../cell';
import { isMissing, isODataError } from '../failure';
import { SIDE } from './choices';
import { compareAndSet, type OwnRow } from './compare-and-set';
import { clip, objectJson, parsed } from './memo';

const COLUMNS = [
  'tandem_token',
  'tandem_tokenat',
  'tandem_oldertokens',
  'tandem_leaseholder',
  'tandem_leaseuntil',
  'tandem_counters',
];

const rowOf = (at: CheckpointKey): OwnRow => ({
  set: 'tandem_checkpoints',
  idColumn: 'tandem_checkpointid',
  id: checkpointId(at),
});

/** A checkpoint that was never written is the beginning, without an etag. */
export async function readCheckpoint(client: ODataClient, at: CheckpointKey): Promise<StoredCheckpoint> {
  const { set, id } = rowOf(at);
  try {
    const row = await client.get(`${set}(${id})${query({ select: COLUMNS })}`);
    return {
      etag: etagOf(row),
      checkpoint: {
        mapKey: at.mapKey,
        side: at.side,
        company: at.company,
        token: text(row.tandem_token),
        tokenAt: instant(row.tandem_tokenat),
        olderTokens: parsed(row.tandem_oldertokens, []),
        leaseHolder: text(row.tandem_leaseholder),
        leaseUntil: instant(row.tandem_leaseuntil),
        counters: parsed(row.tandem_counters, {}),
      },
    };
  } catch (error) {
    if (isODataError(error) && isMissing(error)) return { etag: null, checkpoint: newCheckpoint(at) };
    throw error;
  }
}

export function writeCheckpoint(client: ODataClient, checkpoint: Checkpoint, etag: Etag | null): Promise<Etag | null> {
  const { mapKey, side, company, token, olderTokens } = checkpoint;
  return compareAndSet(
    client,
    rowOf(checkpoint),
    {
      tandem_name: clip([mapKey, side, company].filter(Boolean).join(' · '), 400),
      tandem_mapkey: mapKey,
      tandem_side: SIDE.valueOf(side),
      tandem_company: company,
      tandem_token: token,
      tandem_tokenat: isoSeconds(checkpoint.tokenAt),
      tandem_oldertokens: olderTokens.length === 0 ? null : JSON.stringify(olderTokens),
      tandem_leaseholder: checkpoint.leaseHolder,
      tandem_leaseuntil: isoSeconds(checkpoint.leaseUntil),
      tandem_counters: objectJson(checkpoint.counters, 8000),
    },
    etag,
  );
}
